import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';

const stamp = join('dist', '.build-digest');

const compilersOf = { topology: ['compose-validator.mjs'], 'nx-invariants': ['page-script.mjs'] };

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

/**
 * The digest of all that a package's build is made from: its sources without tests, the compiler's settings; in the
 * plugin, the documentation pages that its command line prints, and what bundles the script of the report's page; in
 * topology, what compiles the schema of Compose files.
 */
export function buildDigest(folder) {
  const hash = createHash('sha256');
  const root = join(folder, '..', '..');
  const settings = [join(root, 'tsconfig.base.json'), join(folder, 'tsconfig.json')];
  const sources = filesIn(join(folder, 'src')).filter((file) => !file.endsWith('.spec.ts'));
  const pages = basename(folder) === 'nx-invariants' ? filesIn(join(root, 'docs', 'checks')) : [];
  const compilers = (compilersOf[basename(folder)] ?? []).map((name) => join(root, 'tools', 'build', name));
  for (const file of [...settings, ...sources, ...pages, ...compilers]) {
    hash.update(`${relative(folder, file).split(sep).join('/')}\0`);
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile())
    .sort();
}
