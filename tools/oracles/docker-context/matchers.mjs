// Ignore files whose builds copied the whole context: which files does BuildKit keep, and which do the matchers on npm
// and this engine? Counts the lists that are equal. The npm packages are installed into a temporary folder.
//   node tools/oracles/docker-context/matchers.mjs [FOLDER]
//   FOLDER holds cases.jsonl and verdicts.jsonl; it defaults to ../shared/testdata/docker-context beside the
//   repository, or where that is absent to the package's own fixtures.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGES = ['@balena/dockerignore@1.0.2', 'ignore@7.0.5'];
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const engine = createRequire(import.meta.url)(join(root, 'packages/docker-context'));
const given = join(root, '../shared/testdata/docker-context');
const folder =
  process.argv[2] ?? (existsSync(given) ? given : join(root, 'packages/docker-context/fixtures/buildkit'));

const install = mkdtempSync(join(tmpdir(), 'matchers-'));
try {
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', '--prefix', install, ...PACKAGES]);
  const require = createRequire(join(install, 'x.js'));
  const balena = require('@balena/dockerignore');
  const ignore = require('ignore');
  const matchers = {
    'this engine': keptByEngine,
    '@balena/dockerignore, ignorecase: false': ({ paths, text }) =>
      balena({ ignorecase: false }).add(text).filter(paths),
    '@balena/dockerignore, as shipped': ({ paths, text }) => balena().add(text).filter(paths),
    'ignore (the rules of Git)': ({ paths, text }) => ignore({ ignorecase: false }).add(text).filter(paths),
  };
  const lists = recordedLists();
  if (lists.length === 0) throw new Error(`${folder} holds no ignore file with a whole context`);
  console.log(`${lists.length} ignore files whose builds copy the whole context`);
  for (const [name, kept] of Object.entries(matchers)) {
    const equal = lists.filter(
      (list) => JSON.stringify(sorted(kept, list)) === JSON.stringify(list.kept),
    ).length;
    console.log(`${name.padEnd(42)} ${equal} of ${lists.length} lists equal`);
    if (name === 'this engine' && equal !== lists.length) process.exitCode = 1;
  }
} finally {
  rmSync(install, { recursive: true, force: true });
}

/** The builds that are one COPY of the whole context to the root, with the files and links of their image. */
function recordedLists() {
  const read = (name) =>
    readFileSync(join(folder, name), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  const verdicts = new Map(read('verdicts.jsonl').map((verdict) => [verdict.id, verdict]));
  return read('cases.jsonl').flatMap(({ id, dockerfile, context, files }) => {
    const text = files.find(({ path }) => path === dockerfile)?.text ?? '';
    const ignoreFile = files.find(({ path }) => path === join(context, '.dockerignore'));
    const destination = /^FROM scratch\nCOPY \. (\/\S*)\n$/.exec(text)?.[1];
    const image = verdicts.get(id)?.files;
    const other = files.some(({ path }) => path === `${dockerfile}.dockerignore`);
    if (destination === undefined || !image || ignoreFile?.type !== 'file' || other) return [];
    const prefix = destination.replaceAll(/^\/|\/$/g, '');
    const kept = image
      .filter((path) => !path.endsWith('/'))
      .map((path) => path.split(' -> ')[0].slice(prefix === '' ? 0 : prefix.length + 1))
      .sort();
    const paths = files
      .filter(({ type, path }) => type !== 'dir' && (context === '.' || path.startsWith(`${context}/`)))
      .map(({ path }) => (context === '.' ? path : path.slice(context.length + 1)));
    return [{ id, text: ignoreFile.text, paths, kept }];
  });
}

function keptByEngine({ text, paths }) {
  const compiled = engine.compileIgnoreFile({ path: '.dockerignore', text });
  return compiled.kind === 'rules' ? paths.filter((path) => !compiled.rules.ruleAgainst(path)) : [];
}

function sorted(kept, list) {
  try {
    return [...kept(list)].sort();
  } catch (error) {
    return String(error);
  }
}
