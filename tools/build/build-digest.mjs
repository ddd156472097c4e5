import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const stamp = join('dist', '.build-digest');

/** The folders of the packages that this workspace builds. @param {string} root */
export function packageFolders(root) {
  return readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((folder) => existsSync(join(folder, 'tsconfig.json')));
}

/** Where finish-build.mjs notes what a build was made from. @param {string} folder of the package. */
export function stampFile(folder) {
  return join(folder, stamp);
}

/** Whether a package's dist was made from the files that are there now. @param {string} folder */
export function isBuilt(folder) {
  const file = stampFile(folder);
  return existsSync(file) && readFileSync(file, 'utf8') === buildDigest(folder);
}

/** The digest of all that a package's build is made from: its sources without tests, and the compiler's settings. */
export function buildDigest(folder) {
  const hash = createHash('sha256');
  const settings = [join(folder, '..', '..', 'tsconfig.base.json'), join(folder, 'tsconfig.json')];
  const sources = readdirSync(join(folder, 'src'), { recursive: true })
    .map((path) => join(folder, 'src', path))
    .filter((path) => !path.endsWith('.spec.ts') && statSync(path).isFile());
  for (const file of [...settings, ...sources.sort()]) {
    hash.update(`${relative(folder, file).split(sep).join('/')}\0`);
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}
