import { expect, it } from 'vitest';
import { iniSection } from './ini-section';

it.each<[string, Record<string, [string, number]> | undefined]>([
  ['', undefined],
  ['[other]\na = 1\n', undefined],
  ['[s]\n', {}],
  ['[s]\na = 1\nb: 2\n', { a: ['1', 2], b: ['2', 3] }],
  ['a = 0\n[s]\n# a = 1\n; a = 2\na=3 # 4\n[t]\na = 5\n', { a: ['3 # 4', 5] }],
  ['[s]\r\na =\r\n  1\r\n\t2\r\n', { a: ['1\n2', 2] }],
  ['[s]\na = b = c:d\n', { a: ['b = c:d', 2] }],
])('%j', (text, expected) => {
  const section = iniSection(text, 's');
  expect(
    section && Object.fromEntries([...section].map(([name, { value, line }]) => [name, [value, line]])),
  ).toEqual(expected);
});
