import { posix, win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pathInside } from './path-inside';

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
