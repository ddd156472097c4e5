import { expect, it } from 'vitest';
import type { Location } from '../../check/finding';
import { excerptReader } from './source-excerpt';

const lines = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
const files: { readonly [path: string]: string } = {
  'a.txt': lines.join('\n'),
  'crlf.txt': lines.join('\r\n'),
  'long.txt': 'x'.repeat(100_000),
};
const excerpt = excerptReader((path) => files[path]);
const from = (first: number, last: number) => lines.slice(first - 1, last);

it.each<[string, Location, object | undefined]>([
  ['three lines around', { file: 'a.txt', line: 10 }, { start: 7, lines: from(7, 13), marked: [10, 10] }],
  [
    'what there is before the first',
    { file: 'a.txt', line: 1 },
    { start: 1, lines: from(1, 4), marked: [1, 1] },
  ],
  [
    'what there is after the last',
    { file: 'crlf.txt', line: 20 },
    { start: 17, lines: from(17, 20), marked: [20, 20] },
  ],
  [
    'columns of one line',
    { file: 'a.txt', line: 2, column: 3, endLine: 2, endColumn: 5 },
    { start: 1, lines: from(1, 5), marked: [2, 2], columns: [3, 5] },
  ],
  [
    'lines that a finding spans',
    { file: 'a.txt', line: 5, column: 3, endLine: 7, endColumn: 5 },
    { start: 2, lines: from(2, 10), marked: [5, 7] },
  ],
  [
    'the first of very many lines',
    { file: 'a.txt', line: 1, endLine: 1_000_000 },
    { start: 1, lines: from(1, 15), marked: [1, 12] },
  ],
  [
    'a line before its own',
    { file: 'a.txt', line: 5, endLine: 1 },
    { start: 2, lines: from(2, 8), marked: [5, 5] },
  ],
  [
    'the beginning of a very long line',
    { file: 'long.txt', line: 1 },
    { start: 1, lines: [`${'x'.repeat(239)}…`], marked: [1, 1] },
  ],
  ['no line', { file: 'a.txt' }, undefined],
  ['a line that is not there', { file: 'a.txt', line: 21 }, undefined],
  ['a file that may not be read', { file: '../secret', line: 1 }, undefined],
])('shows %s', (_what, place, expected) => {
  expect(excerpt(place)).toEqual(expected);
});

it('reads a file once', () => {
  let reads = 0;
  const counting = excerptReader(() => {
    reads++;
    return undefined;
  });
  for (let line = 1; line < 9; line++) counting({ file: 'a.txt', line });
  expect(reads).toBe(1);
});
