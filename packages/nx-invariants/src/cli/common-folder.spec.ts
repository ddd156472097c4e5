import { posix, win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commonFolder, pathFrom } from './common-folder';

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
