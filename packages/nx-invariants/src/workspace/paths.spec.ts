import { posix, win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  everythingIn,
  fileInput,
  isInside,
  isPatternToNx,
  joinPath,
  leavesWorkspace,
  ownPath,
  pathInside,
  toPosix,
} from './paths';

describe('workspace paths', () => {
  it.each([
    ['a\\b\\c', 'a/b/c'],
    ['a/b', 'a/b'],
    ['C:\\a', 'C:/a'],
  ])('toPosix(%j) is %j', (path, expected) => {
    expect(toPosix(path)).toBe(expected);
  });

  it.each([
    [['.', 'a'], 'a'],
    [['a', '../b/'], 'b'],
    [['a/', './b//c'], 'a/b/c'],
    [['.'], '.'],
    [['./'], '.'],
    [['a', '..'], '.'],
    [['/'], '/'],
  ])('joinPath(%j) is %j', (parts, expected) => {
    expect(joinPath(...parts)).toBe(expected);
  });

  it.each([
    ['a/b', false],
    ['.', false],
    ['', false],
    ['..foo/x', false],
    ['a/../b', false],
    ['..', true],
    ['../a', true],
    ['a/../../b', true],
    ['/etc/passwd', true],
    ['C:/Windows', true],
    ['c:secret', true],
    ['..\\..\\secret', true],
    ['a\\..\\..\\secret', true],
    ['\\\\server\\share', true],
    ['\\Windows', true],
    ['a\\b', false],
  ])('leavesWorkspace(%j) is %j', (path, expected) => {
    expect(leavesWorkspace(path)).toBe(expected);
  });

  it.each([
    ['a/b', 'a', true],
    ['a', 'a', true],
    ['ab', 'a', false],
    ['a', 'a/b', false],
    ['anything', '.', true],
  ])('isInside(%j, %j) is %j', (path, folder, expected) => {
    expect(isInside(path, folder)).toBe(expected);
  });

  it('makes inputs of Nx', () => {
    expect([everythingIn('.'), everythingIn('a/b'), fileInput('a/b.json')]).toEqual([
      '{workspaceRoot}/**/*',
      '{workspaceRoot}/a/b/**/*',
      '{workspaceRoot}/a/b.json',
    ]);
  });
});

it.each([
  ...['[id]', '(shop)', '{a}', 'a*', 'a?', 'a\\b'].map((path) => [path, true] as const),
  ...['a/b.c', 'a b', '$x', 'a!', 'a+b@c', 'a|b'].map((path) => [path, false] as const),
])('isPatternToNx(%j) is %j', (path, expected) => {
  expect(isPatternToNx(path)).toBe(expected);
});

describe('pathInside', () => {
  it.each([
    ['/w', '/w', '.'],
    ['/w', '/w/a/b', 'a/b'],
    ['/w', '/w/..a', '..a'],
    ['/w', '/', undefined],
    ['/w', '/wide', undefined],
    ['/w/a', '/w/b', undefined],
    ['/', '/w', 'w'],
    ['/w', '/w/a\\b', 'a\\b'],
  ])('%s %s', (folder, path, expected) => {
    expect(pathInside(folder, path, posix)).toBe(expected);
  });

  it.each([
    ['C:\\w', 'C:\\w\\a\\b', 'a/b'],
    ['C:\\w', 'c:\\W\\a', 'a'],
    ['C:\\w', 'D:\\w\\a', undefined],
    ['C:\\w', 'C:\\x', undefined],
    ['C:\\w', '\\\\server\\share', undefined],
  ])('on Windows: %s %s', (folder, path, expected) => {
    expect(pathInside(folder, path, win32)).toBe(expected);
  });
});

describe('ownPath', () => {
  it.each([
    ['/ws', '/ws/packages/nx-invariants', posix, 'packages/nx-invariants'],
    ['/ws', '/ws/node_modules/nx-invariants', posix, undefined],
    ['/ws', '/other/nx-invariants', posix, undefined],
    ['C:\\ws', 'c:\\WS\\packages\\nx-invariants', win32, 'packages/nx-invariants'],
    ['C:\\ws', 'C:\\ws\\node_modules\\nx-invariants', win32, undefined],
    ['C:\\ws', 'C:\\other\\nx-invariants', win32, undefined],
    ['C:\\ws', 'D:\\nx-invariants', win32, undefined],
    ['C:\\ws', '\\\\server\\share\\nx-invariants', win32, undefined],
  ])('of %s: %s', (root, folder, system, expected) => {
    expect(ownPath(root, folder, system)).toBe(expected);
  });
});
