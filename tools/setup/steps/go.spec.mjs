import { expect, test } from 'vitest';
import { decide, highest } from './go.mjs';

const modules = [
  'module a\n\ngo 1.26.0\n\ntoolchain go1.26.8\n',
  'module b\n\ngo 1.9\n\nrequire go.example/c v1.99.0\n',
];

test.each([
  [modules, 'go', [1, 26, 0]],
  [[...modules].reverse(), 'go', [1, 26, 0]],
  [modules, 'toolchain', [1, 26, 8]],
  [[modules[1]], 'toolchain', undefined],
])('the highest version of %j on a line %s is %j', (texts, directive, expected) => {
  expect(highest(texts, directive)).toEqual(expected);
});

test.each([
  [undefined, 'install'],
  [[1, 19], 'install'],
  [[1, 20, 14], 'install'],
  [[1, 21], 'fetch'],
  [[1, 25, 9], 'fetch'],
  [[1, 26], 'present'],
  [[1, 27, 1], 'present'],
])('Go %j where 1.26.0 is required: %s', (found, expected) => {
  expect(decide([1, 26, 0], found)).toBe(expected);
});
