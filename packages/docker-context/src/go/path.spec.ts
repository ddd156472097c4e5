import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  baseName,
  childPath,
  cleanPath,
  isWithin,
  parentPath,
  pathParts,
  relativeToRoot,
  rootedPath,
} from './path';

describe('cleanPath', () => {
  it.each([
    ['', '.'],
    ['.', '.'],
    ['/', '/'],
    ['a/', 'a'],
    ['a//b/./c', 'a/b/c'],
    ['a/../b', 'b'],
    ['../a', '../a'],
    ['a/../../b', '../b'],
    ['/../a', '/a'],
    ['!/a/', '!/a'],
  ])('%j becomes %j as in Go', (path, cleaned) => {
    expect(cleanPath(path)).toBe(cleaned);
  });

  it('is idempotent', () => {
    fc.assert(fc.property(pathLike(), (path) => cleanPath(cleanPath(path)) === cleanPath(path)));
  });
});

describe('rootedPath', () => {
  it('never escapes the root, whatever is written', () => {
    fc.assert(
      fc.property(pathLike(), (path) => {
        const rooted = rootedPath(path);
        expect(rooted.startsWith('/')).toBe(true);
        expect(rooted.split('/')).not.toContain('..');
        expect(rooted === '/' || !rooted.endsWith('/')).toBe(true);
      }),
    );
  });

  it.each([
    ['../../a', 'a'],
    ['/a', 'a'],
    ['nope/../a', 'a'],
    ['a.txt/', 'a.txt'],
    ['src//x', 'src/x'],
    ['./src/.', 'src'],
    ['.', ''],
    ['', ''],
  ])('%j lies at %j of the context', (path, expected) => {
    expect(relativeToRoot(path)).toBe(expected);
  });
});

it('takes root-relative paths apart and together', () => {
  expect([pathParts(''), pathParts('a/b'), parentPath('a/b'), parentPath('a'), baseName('a/b')]).toEqual([
    [],
    ['a', 'b'],
    'a',
    '',
    'b',
  ]);
  expect([childPath('', 'a'), childPath('a', 'b')]).toEqual(['a', 'a/b']);
  expect([isWithin('a/b', 'a'), isWithin('ab', 'a'), isWithin('a', ''), isWithin('a', 'a')]).toEqual([
    true,
    false,
    true,
    true,
  ]);
});

function pathLike(): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom('/', '.', '..', 'a', 'b c', '\\', ' '), { maxLength: 12 })
    .map((parts) => parts.join(''));
}
