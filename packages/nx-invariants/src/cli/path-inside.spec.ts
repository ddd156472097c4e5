import { posix, win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commonFolder, pathFrom, pathInside } from './path-inside';

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

describe('commonFolder and pathFrom', () => {
  it.each([
    [posix, '/w', '/w/a', '/w/a/Dockerfile', '/w', 'a/Dockerfile'],
    [posix, undefined, '/w/a', '/w/b/Dockerfile', '/w', 'b/Dockerfile'],
    [posix, '/other', '/w/a', '/w/a/Dockerfile', '/w/a', 'Dockerfile'],
    [win32, 'C:\\w', 'C:\\w\\a', 'c:\\W\\b\\Dockerfile', 'C:\\w', 'b/Dockerfile'],
    [win32, undefined, 'C:\\w\\a', 'C:\\w\\b\\Dockerfile', 'C:\\w', 'b/Dockerfile'],
    [win32, 'C:\\w', 'C:\\w\\a', 'D:\\b\\Dockerfile', 'C:\\w\\a', 'D:/b/Dockerfile'],
  ])('%#: %s', (system, root, context, dockerfile, folder, told) => {
    expect(commonFolder(root, context, dockerfile, system)).toBe(folder);
    expect(pathFrom(folder, dockerfile, system)).toBe(told);
  });
});
