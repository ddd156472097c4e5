import { expect, test } from 'vitest';
import { type FileChanges, formerPlacesIn } from './former-lines';
import type { HeadlineMetric } from './metrics';
import { missedLines } from './missed-lines';
import { hasChangedLine, patchCoverage } from './patch-coverage';
import type { FileCoverage } from './report';

const file = (path: string, hits: { [line: number]: number }): FileCoverage => ({
  path,
  counters: { lines: { covered: 0, total: Object.keys(hits).length } },
  lineHits: new Map(Object.entries(hits).map(([line, count]) => [Number(line), count])),
  units: {},
});

test.each<[string, FileChanges, string, (number | undefined)[]]>([
  ['an unchanged file', { known: new Set(['a']), changed: new Map() }, 'a', [1, 2, 3, 4, 5]],
  ['a new file', { known: new Set(['a']), changed: new Map() }, 'b', [undefined, undefined]],
  [
    'a line rewritten and one added',
    {
      known: new Set(['a']),
      changed: new Map([
        [
          'a',
          {
            formerPath: 'a',
            hunks: [
              { formerCount: 1, start: 2, count: 1 },
              { formerCount: 0, start: 4, count: 1 },
            ],
          },
        ],
      ]),
    },
    'a',
    [1, undefined, 3, undefined, 4],
  ],
  [
    'lines removed at the start and in the middle of a renamed file',
    {
      known: new Set(),
      changed: new Map([
        [
          'a',
          {
            formerPath: 'before',
            hunks: [
              { formerCount: 2, start: 0, count: 0 },
              { formerCount: 3, start: 2, count: 0 },
            ],
          },
        ],
      ]),
    },
    'a',
    [3, 4, 8, 9],
  ],
])('where the lines of %s were', (_, changes, path, expected) => {
  const find = formerPlacesIn(changes);
  expect(expected.map((_line, index) => find(path, index + 1)?.line)).toEqual(expected);
});

test('a patch is its changed lines that could run', () => {
  const former = (path: string, line: number) => (line % 2 === 0 ? undefined : { path, line });
  const files = [
    file('a', { 1: 0, 2: 0, 3: 1, 4: 9, 6: 0 }),
    file('b', { 1: 0, 2: 1 }),
    { ...file('sums', {}), counters: { lines: { covered: 1, total: 2 } } },
    file('empty', {}),
  ];
  expect(patchCoverage(files, former)).toEqual({
    counter: { covered: 2, total: 4 },
    missed: [{ path: 'a', lines: [2, 6] }],
    sumsOnly: ['sums'],
  });
});

test.each([
  ['one\n', false],
  ['one', false],
  ['one\ntwo', true],
  ['one\n\n', true],
])('whether %j has a changed line', (text, expected) => {
  const former = (path: string, line: number) => (line === 1 ? { path, line } : undefined);
  expect(hasChangedLine('a', text, former)).toBe(expected);
});

const units = new Map([
  ['x', { line: 3, weight: 1, covered: 0 }],
  ['y', { line: 5, weight: 2, covered: 1 }],
  ['z', { line: 7, weight: 1, covered: 1 }],
]);
const measured: FileCoverage = {
  path: 'a',
  counters: {
    lines: { covered: 1, total: 2 },
    branches: { covered: 2, total: 4 },
    functions: { covered: 0, total: 0 },
  },
  lineHits: new Map([
    [1, 0],
    [2, 3],
  ]),
  units: { branches: units },
};
test.each<[HeadlineMetric, FileCoverage, number[] | undefined]>([
  ['lines', measured, [1]],
  ['branches', measured, [3, 5]],
  ['lines+branches', measured, [1, 3, 5]],
  ['functions', measured, []],
  ['branches', { ...measured, units: {} }, undefined],
  ['lines', { ...measured, lineHits: new Map() }, undefined],
])('lines that lack coverage by %s', (metric, of, expected) => {
  const missed = missedLines(of, metric);
  expect(missed && [...missed].sort()).toEqual(expected);
});
