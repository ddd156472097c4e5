import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatLines, includesLine, parseLines, rangesOf } from './line-ranges';

test.each<[number[], string]>([
  [[], ''],
  [[7], '7'],
  [[3, 4, 5, 9], '3-5,9'],
  [[9, 3, 5, 4, 4], '3-5,9'],
  [[1, 3, 5], '1,3,5'],
])('%j is %j', (lines, text) => expect(formatLines(lines)).toBe(text));

test.each([
  '0',
  '-1',
  '1-',
  '5-3',
  '3,2',
  '1-3,4',
  '1-3,3',
  '1,,2',
  ' 1',
  '1 ',
  '01',
  '1e3',
  '1234567890',
  'x',
])('%j is no list of lines', (text) => expect(parseLines(text)).toBeUndefined());

test('what is written reads back, and a set of lines is the oracle', () => {
  const lines = fc.uniqueArray(fc.integer({ min: 1, max: 60 }));
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 61 }), (some, line) => {
      const ranges = parseLines(formatLines(some));
      expect(ranges).toEqual(rangesOf(some));
      expect(includesLine(ranges ?? [], line)).toBe(new Set(some).has(line));
    }),
  );
});
