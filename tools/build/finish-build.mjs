// Completes `tsc -b` for every package: copies what the compiler does not, makes the command line executable and
// stamps the digest of the sources into dist, so that a stale build is noticed instead of believed.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const packages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
const plugin = join(root, 'packages', 'nx-invariants');
const { sourceDigest } = createRequire(import.meta.url)(join(plugin, 'dist/executors/check/stale-build.js'));

copyAssets(join(plugin, 'src'), join(plugin, 'dist'));
copyPages();
const commandLine = join(plugin, 'dist/cli/main.js');
if (existsSync(commandLine)) chmodSync(commandLine, 0o755);
for (const folder of packages)
  writeFileSync(join(folder, 'dist', '.source-digest'), `${sourceDigest(folder)}\n`);

/** JSON schemas of executors and generators, and the generators' template files. */
function copyAssets(from, to) {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory() && entry.name === 'files') {
      rmSync(target, { recursive: true, force: true });
      cpSync(source, target, { recursive: true });
    } else if (entry.isDirectory()) {
      copyAssets(source, target);
    } else if (entry.name.endsWith('.json')) {
      mkdirSync(to, { recursive: true });
      cpSync(source, target);
    }
  }
}

/** The documentation pages that the command line prints. */
function copyPages() {
  const pages = join(root, 'docs', 'checks');
  if (!existsSync(pages) || !statSync(pages).isDirectory()) return;
  rmSync(join(plugin, 'pages'), { recursive: true, force: true });
  cpSync(pages, join(plugin, 'pages'), { recursive: true });
}
