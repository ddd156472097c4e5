// What every maker uses: a scratch copy of a small project, a tool run in it, and a report kept as a fixture.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const HERE = dirname(fileURLToPath(import.meta.url));
export const FIXTURES = join(HERE, '../../packages/coverage/src/fixtures');
export const NEUTRAL_ROOT = '/builds/workspace';

/** Where the copies are; remake.mjs removes it. */
export const scratch = mkdtempSync(join(tmpdir(), 'coverage-fixtures-'));

/** The folder of a fresh copy of `projects/<name>`. `copy` names it where a maker needs several. */
export function project(name, copy = name) {
  const root = join(scratch, copy);
  cpSync(join(HERE, 'projects', name), root, { recursive: true });
  return root;
}

/** What a program prints on standard output, in no colours and no language but C's. Throws where it fails. */
export function run(cwd, command, args, env = {}) {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** The first group of a pattern in a tool's output; a tool that says something else is an error here. */
export function find(text, pattern) {
  const found = pattern.exec(text);
  if (!found) throw new Error(`${pattern} not found in:\n${text}`);
  return found;
}

/**
 * Replaces `packages/coverage/src/fixtures/<folder>` by a report and its expected.json.
 *
 * @param {string} folder `<format>/<case>`
 * @param {string} root the project's folder, whose path the report must not keep
 * @param {string} report path of the tool's report
 * @param {{ printed: string, metrics: Record<string, { covered: number, total: number }> }} expected what the tool printed,
 *   and the integers by a second way
 */
export function keep(folder, root, report, expected) {
  const target = join(FIXTURES, folder);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const segments = JSON.stringify(root.slice(1).split('/')).slice(1, -1);
  const neutralSegments = JSON.stringify(NEUTRAL_ROOT.slice(1).split('/')).slice(1, -1);
  const text = readFileSync(report, 'utf8')
    .replaceAll(root, NEUTRAL_ROOT)
    .replaceAll(segments, neutralSegments);
  if (text.includes(scratch)) throw new Error(`${folder} still names ${scratch}`);
  const name = report.split('/').at(-1);
  writeFileSync(join(target, name), text);
  writeFileSync(join(target, 'expected.json'), `${JSON.stringify({ report: name, ...expected }, null, 2)}\n`);
  console.log(`${folder}: ${expected.printed} ${JSON.stringify(expected.metrics)}`);
}

/** A counter of numbers as a tool prints them. */
export function counter(covered, total) {
  return { covered: Number(covered), total: Number(total) };
}

/** What `lcov --summary` (1.16) says of a tracefile: the printed line rate and every fraction. */
export function lcovSummary(root, file) {
  const said = run(root, 'lcov', ['--summary', file, '--rc', 'lcov_branch_coverage=1']);
  return { ...readLcovSummary(said), tool: 'lcov 1.16 --summary' };
}

/** What any release of `lcov --summary` wrote. */
export function readLcovSummary(said) {
  const metrics = {};
  for (const metric of ['lines', 'functions', 'branches']) {
    const found = new RegExp(`${metric}\\.+: [\\d.]+% \\((\\d+) of (\\d+)`).exec(said);
    if (found) metrics[metric] = counter(found[1], found[2]);
  }
  return { printed: find(said, /lines\.+: ([\d.]+%)/)[1], metrics };
}
