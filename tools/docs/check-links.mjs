#!/usr/bin/env node
// Verifies the documentation: every relative link leads somewhere; every check and every coverage format has its page.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brokenLinks } from './links.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { FORMATS } = createRequire(import.meta.url)(join(root, 'packages/coverage/dist/index.js'));

/** Folders that hold what a tool made, or test data. */
const notDocumentation = new Set([
  'node_modules',
  'dist',
  'pages',
  'target',
  'coverage',
  'fixtures',
  'files',
  'tmp',
]);

/** Everything wrong with the documentation, a line each. */
export function documentationProblems() {
  const pages = new Map(
    markdownIn('.').map((path) => [path, readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n')]),
  );
  return [
    ...brokenLinks(pages, (path) => existsSync(join(root, path))),
    ...checks()
      .filter((id) => !pages.has(`docs/checks/${id}.md`))
      .map((id) => `docs/checks/${id}.md: the check ${id} has no page`),
    ...FORMATS.map((format) => [format, `docs/coverage-formats/${format}.md`])
      .filter(([, page]) => !pages.has(page))
      .map(([format, page]) => `${page}: the coverage format ${format} has no page`),
  ];
}

function markdownIn(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return isRead(folder, entry.name) ? markdownIn(path) : [];
      return entry.name.endsWith('.md') ? [path] : [];
    });
}

/** `packages/coverage` is a package; below it, `coverage` is what a tool made. */
function isRead(folder, name) {
  return folder === 'packages' || !(name.startsWith('.') || notDocumentation.has(name));
}

/** The plugin's own checks and those of this workspace. */
function checks() {
  return ['packages/nx-invariants/src/checks', 'tools/checks'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = documentationProblems();
  for (const problem of problems) console.error(problem);
  console.log(
    problems.length === 0
      ? 'All links resolve; every check and every coverage format has its page.'
      : `${problems.length} problems`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}
