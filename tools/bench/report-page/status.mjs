// A workspace as large as one likes, as the report of it is made of.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const report = '../../../packages/nx-invariants/dist/report';
const { renderPage } = require(`${report}/page/index.js`);
const { judgeInvariant } = require(`${report}/invariant-status.js`);
const { coverageStatusOf } = require(`${report}/coverage/coverage-status.js`);
const { sourceLinks } = require(`${report}/source-links.js`);

export { renderPage };

/** Each check on each project: of a hundred leaves, two are violated, two warn, two are stale, the others hold. */
export function statusOf(projects, checks) {
  const names = Array.from({ length: projects }, (_, index) => `project-${index}`);
  const ids = Array.from({ length: checks }, (_, index) => `check-${index}`);
  const leaves = names.flatMap((project, row) =>
    ids.map((check, column) => leafOf(project, check, (row * 7 + column * 13) % 100)),
  );
  const invariants = ids.map((check, index) => ({
    id: `I${index}`,
    statement: `What ${check} guarantees holds for every project`,
    upheldBy: names.map((project) => ({ project, check })),
  }));
  return {
    invariants: invariants.map((invariant) => judgeInvariant(invariant, leaves)),
    leaves,
    coverage: coverageStatusOf(leaves),
    checks: new Map(),
    links: sourceLinks('', {}),
    read: () => undefined,
    earlier: [],
    today: '2026-01-01',
    version: '0.0.0',
  };
}

function leafOf(project, check, turn) {
  const head = { project, check, path: `.invariants/${project}/${check}.json` };
  const severity = turn < 2 ? 'error' : turn < 4 ? 'warning' : undefined;
  const verdict = { error: 'violated', warning: 'warns' }[severity] ?? 'holds';
  const findings = severity === undefined ? [] : [findingOf(project, check, severity)];
  const report = { check, project, verdict, invariants: [], subjects: ['a'], findings, details: null };
  return turn < 6 && turn >= 4
    ? { ...head, kind: 'stale', report }
    : { ...head, kind: 'current', report, isFromCache: turn % 2 === 0 };
}

function findingOf(project, check, severity) {
  return {
    check,
    severity,
    invariants: [`I${check.slice('check-'.length)}`],
    file: `apps/${project}/src/main.ts`,
    line: 12,
    message: `${check} finds in ${project} what it should not find`,
    expected: 'something else',
    fix: 'put it right',
    fingerprint: `${project}-${check}`,
    page: `docs/checks/${check}.md`,
  };
}
