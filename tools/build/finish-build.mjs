// Completes `tsc -b` for every package, or for those named: copies what the compiler does not, compiles the schema of
// Compose files to code, bundles the script of the report's page, makes the command line executable and stamps the
// digests of the sources into dist, so that a stale build is noticed instead of believed. A file that is right already
// is left alone: Nx may be running the plugin from dist at this moment.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildDigest, packageFolders, stampFile } from './build-digest.mjs';
import { composeValidator } from './compose-validator.mjs';
import { pageScript } from './page-script.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const plugin = join(root, 'packages', 'nx-invariants');
const topology = join(root, 'packages', 'topology');
const { sourceDigest } = createRequire(import.meta.url)(join(plugin, 'dist/executors/check/stale-build.js'));

const named = process.argv.slice(2).map((folder) => resolve(root, folder));
for (const folder of named.length === 0 ? packageFolders(root) : named) {
  if (folder === plugin) await completePlugin();
  if (folder === topology)
    write(join(folder, 'dist', 'compose', 'compose-validator.js'), composeValidator(folder));
  write(join(folder, 'dist', '.source-digest'), `${sourceDigest(folder)}\n`);
  write(stampFile(folder), buildDigest(folder));
}

async function completePlugin() {
  copyAssets(join(plugin, 'src'), join(plugin, 'dist'));
  write(join(plugin, 'dist', 'report', 'page', 'page-script.js'), await pageScript(plugin));
  const pages = join(root, 'docs', 'checks');
  if (existsSync(pages)) mirror(pages, join(plugin, 'pages'));
  const commandLine = join(plugin, 'dist/cli/main.js');
  if (existsSync(commandLine)) chmodSync(commandLine, 0o755);
}

/** JSON schemas of executors and generators, the style of the report's page, and the generators' template files. */
function copyAssets(from, to) {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory() && entry.name === 'files') mirror(source, target);
    else if (entry.isDirectory()) copyAssets(source, target);
    else if (/\.(json|css)$/.test(entry.name)) write(target, readFileSync(source));
  }
}

/** Makes one folder like another. */
function mirror(from, to) {
  mkdirSync(to, { recursive: true });
  const names = readdirSync(from);
  for (const name of readdirSync(to)) {
    if (!names.includes(name)) rmSync(join(to, name), { recursive: true });
  }
  for (const name of names) {
    const [source, target] = [join(from, name), join(to, name)];
    if (statSync(source).isDirectory()) mirror(source, target);
    else write(target, readFileSync(source));
  }
}

/** Writes a file unless it holds just that. */
function write(path, content) {
  if (existsSync(path) && readFileSync(path).equals(Buffer.from(content))) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
