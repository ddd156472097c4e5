import { posix, win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  everythingIn,
  fileInput,
  isBelow,
  isInside,
  isPatternToNx,
  joinPath,
  leavesWorkspace,
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
    ['/ws/a/b', '/ws', posix, true],
    ['/ws', '/ws', posix, true],
    ['/ws-other/a', '/ws', posix, false],
    ['/ws/..a', '/ws', posix, true],
    ['C:\\ws\\a', 'C:\\ws', win32, true],
    ['c:\\WS\\a', 'C:\\ws', win32, true],
    ['C:\\other', 'C:\\ws', win32, false],
    ['D:\\ws\\a', 'C:\\ws', win32, false],
    ['\\\\server\\share\\ws\\a', 'C:\\ws', win32, false],
  ])('isBelow(%j, %j)', (path, folder, system, expected) => {
    expect(isBelow(path, folder, system)).toBe(expected);
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
