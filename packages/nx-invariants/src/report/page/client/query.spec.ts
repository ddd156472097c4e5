import { expect, it } from 'vitest';
import { isWanted, wordsOf } from './query';

const item = { text: 'v5 gateway coverage is at least 80 %', marks: ['violated', 'cache'] };

it.each<[string, string[], boolean]>([
  ['', [], true],
  ['  ', [], true],
  ['Gateway', [], true],
  ['80 v5', [], true],
  ['gateway python', [], false],
  ['', ['cache'], true],
  ['', ['holds', 'violated'], true],
  ['', ['holds'], false],
  ['gateway', ['holds'], false],
])('%j with the marks %j is wanted: %s', (query, marks, expected) => {
  expect(isWanted(item, wordsOf(query), new Set(marks))).toBe(expected);
});
