import { expect, it } from 'vitest';
import { temporaryWorkspace } from '../../testing/temporary-workspace';
import { SourceTree } from '../workspace/source-tree';
import { DeclaredFiles } from './declared-files';
import { readerOf } from './read-declared';

it('reads declared files; everything else is undefined', () => {
  const root = temporaryWorkspace({ 'a.txt': 'A', 'b.txt': 'B' });
  const files = new DeclaredFiles(root, new SourceTree(root), '.', ['{workspaceRoot}/{a,none}.txt']);
  const read = readerOf(files);
  expect(['a.txt', 'none.txt', 'b.txt', '../x', '/etc/passwd'].map(read)).toEqual([
    'A',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it('hides no other fault', () => {
  const broken = {
    read: () => {
      throw new Error('boom');
    },
  } as unknown as DeclaredFiles;
  expect(() => readerOf(broken)('a.txt')).toThrow('boom');
});
