import { expect, test } from 'vitest';
import { describeJudgement, describeMergeFailure, type Floor, judgeCoverage, type MergeFailure } from '.';

test.each<[number, number, Floor, string]>([
  [1599, 2000, { min: 80 }, 'lines 79.95% (1599/2000), min 80: 1 more to cover'],
  [84, 100, { min: 80, warn: 85.5 }, 'lines 84.00% (84/100), min 80, warn 85.5: 2 more to cover'],
  [1, 1, { min: 80, warn: 85 }, 'lines 100.00% (1/1), min 80, warn 85'],
  [0, 0, { min: 80 }, 'lines: nothing that could be covered, min 80: no data is not a pass'],
  [1, 1, { min: 80, metric: 'branches' }, 'branches is not measured (the report has lines), min 80'],
])('%d of %d against %j', (covered, total, floor, expected) => {
  const totals = { lines: { covered, total } };
  expect(describeJudgement(judgeCoverage({ headline: 'lines', totals }, floor))).toBe(expected);
});

test('a part without files', () => {
  expect(describeJudgement({ pattern: 'validatr', verdict: 'no-match', min: 80 })).toBe(
    'validatr matches no reported file, min 80: correct the path, or write it with * and ** only',
  );
});

test.each<[MergeFailure, string]>([
  [{ kind: 'nothing-to-merge' }, 'there is no coverage report to judge'],
  [
    { kind: 'sums-only', path: 'a.ts', metric: 'lines' },
    'a.ts is reported more than once, and only with sums for lines: what overlaps is unknown',
  ],
  [
    { kind: 'no-common-metric', measured: [['statements'], []] },
    'the reports have no headline metric in common, and not all measure lines (statements / nothing)',
  ],
])('%j', (failure, message) => {
  expect(describeMergeFailure(failure)).toEqual({
    message,
    expected: expect.stringMatching(/./),
    fix: expect.stringMatching(/./),
  });
});
