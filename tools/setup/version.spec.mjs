import { expect, test } from 'vitest';
import { isAtLeast, versionIn } from './version.mjs';

test.each([
  ['go version go1.26.8 linux/amd64', [1, 26, 8]],
  ['Python 3.11.7', [3, 11, 7]],
  ['cargo 1.95.0 (f2d3ce0bd 2026-03-21)', [1, 95, 0]],
  ['1.19~1', [1, 19]],
  ['1.26', [1, 26]],
  ['stable', undefined],
  ['', undefined],
  [undefined, undefined],
])('the version in %j is %j', (text, version) => {
  expect(versionIn(text)).toEqual(version);
});

test.each([
  [[1, 26, 8], [1, 26, 0], true],
  [[1, 26], [1, 26, 0], true],
  [[1, 26, 0], [1, 26], true],
  [[1, 9], [1, 10], false],
  [[2, 0], [1, 99, 99], true],
  [[1, 25, 99], [1, 26, 0], false],
])('%j is at least %j: %j', (version, wanted, expected) => {
  expect(isAtLeast(version, wanted)).toBe(expected);
});
