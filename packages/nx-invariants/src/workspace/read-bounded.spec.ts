import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryWorkspace } from '../../testing/temporary-workspace';
import { readBounded, textOrNone } from './read-bounded';

it('reads files of a bounded size, and says why it reads no other', () => {
  const root = temporaryWorkspace({ 'a.txt': 'text', 'full.txt': 'x', 'folder/b.txt': '', 'large.txt': '' });
  truncateSync(join(root, 'large.txt'), 8 * 1024 * 1024 + 1);
  truncateSync(join(root, 'full.txt'), 1024 * 1024);
  symlinkSync('loop', join(root, 'loop'));
  const read = (path: string, maxBytes?: number) => readBounded(join(root, path), maxBytes);
  const full = read('full.txt', 1024 * 1024);
  expect([
    read('a.txt'),
    full.kind,
    read('gone'),
    read('a.txt/b'),
    read('folder'),
    read('large.txt'),
  ]).toEqual([
    { kind: 'read', text: 'text' },
    'read',
    { kind: 'missing' },
    { kind: 'missing' },
    { kind: 'unreadable', reason: 'it is no file' },
    { kind: 'unreadable', reason: 'it is larger than 8 MiB' },
  ]);
  expect(read('loop')).toEqual({
    kind: 'unreadable',
    reason: expect.stringMatching(/^it cannot be read: ELOOP/),
  });
  expect(['a.txt', 'gone', 'large.txt'].map((path) => textOrNone(join(root, path)))).toEqual([
    'text',
    undefined,
    undefined,
  ]);
});
