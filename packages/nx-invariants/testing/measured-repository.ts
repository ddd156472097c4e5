import { type Baseline, formatBaselines, parseLines } from '@nx-invariants/coverage';
import { hookVariables } from '../src/plugin/hooks';
import { findingLines, judgeLeaf } from './judge-leaf';
import { type Files, git, temporaryFolder, writeFiles } from './temporary-workspace';

/** The source of the project `a`. */
export const source = 'apps/a/x.ts';

/** A source of distinct lines, each named by its number in the first state. */
export const lines = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => `line ${first + index}\n`).join('');

/** An lcov report that counts lines 1 to `of` of each file, of which those listed did not run. */
export const lcov = (files: { [path: string]: { of: number; missed: string } }): Files => ({
  'apps/a/coverage/lcov.info': Object.entries(files)
    .map(([path, { of, missed }]) => {
      const ranges = parseLines(missed) ?? [];
      const isMissed = (line: number) => ranges.some(({ from, to }) => line >= from && line <= to);
      const records = Array.from(
        { length: of },
        (_, index) => `DA:${index + 1},${isMissed(index + 1) ? 0 : 1}`,
      );
      return ['SF:', path, '\n', records.join('\n'), '\nend_of_record\n'].join('');
    })
    .join(''),
});

/** coverage-config.json with the entry of `a`. */
export const config = (entry: object, ratchet: object): Files => ({
  'coverage-config.json': {
    thresholds: { a: { min: 1, tool: 'vitest', report: 'coverage/lcov.info', ...entry } },
    ratchet,
  },
});
export const warning = { enabled: true, mode: 'warn' };
export const failing = { enabled: true, mode: 'fail' };
export const off = { enabled: false };

export function commit(root: string, files: Files): string {
  writeFiles(root, files);
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'c');
  return git(root, 'rev-parse', 'HEAD').trim();
}

/** A branch with a commit of its own: without one it would be compared with the default branch's last but one. */
export function branchOf(root: string, name = 'feature'): string {
  git(root, 'checkout', '-q', '-b', name);
  commit(root, {});
  return root;
}

/** A repository whose one source has 100 lines. */
export function repository(settings: Files): string {
  const root = temporaryFolder();
  git(root, 'init', '-q');
  commit(root, {
    '.gitignore': 'coverage/\n',
    'apps/a/package.json': { name: 'a' },
    [source]: lines(1, 100),
    ...settings,
  });
  return root;
}

/** The baseline of `a`: 60 of 100 lines, with a bar of 59.9 %. */
export const baselineOf = (measured: string, more: Partial<Baseline> = {}): Files => ({
  'coverage-baseline.jsonl': formatBaselines([
    {
      project: 'a',
      metric: 'lines',
      covered: 60,
      total: 100,
      bar: 59.9,
      tool: 'vitest',
      version: null,
      scope: 'lcov',
      commit: measured,
      missed: new Map([[source, [{ from: 1, to: 40 }]]]),
      ...more,
    },
  ]),
});

/** Such a repository with a baseline of 60 of the 100 lines on the default branch, on a branch of its own. */
export function ratcheted(ratchet: object, more: Partial<Baseline> = {}): string {
  const root = repository(config({}, ratchet));
  commit(root, baselineOf(git(root, 'rev-parse', 'HEAD').trim(), more));
  return branchOf(root);
}

/** Judges the coverage of `a` as a run of Nx would: the hook first, then the leaf. */
export async function judgeCoverageOf(root: string, files: Files = {}) {
  writeFiles(root, files);
  const report = await judgeLeaf(root, 'a', 'coverage', { env: await hookVariables(root, [], {}) });
  return { ...report, lines: [report.verdict, ...findingLines(report)] };
}
