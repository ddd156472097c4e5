import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryWorkspace } from '../../testing/temporary-workspace';
import { readHistory } from './read-history';

const document = (status: string) => ({
  version: 1,
  command: 'report',
  exitCode: 0,
  result: { invariants: [{ id: 'T1', status }] },
});

const root = () =>
  temporaryWorkspace({
    'old/2026-11-01.json': document('violated'),
    'new.json': document('holds'),
    'other.json': { version: 1 },
    'broken.json': '{',
  });

it('are read in the order given, each called as its file', () => {
  const folder = root();
  expect(readHistory(['old/2026-11-01.json', join(folder, 'new.json')], folder)).toEqual([
    { label: '2026-11-01', statuses: new Map([['T1', 'violated']]) },
    { label: 'new', statuses: new Map([['T1', 'holds']]) },
  ]);
});

it.each([
  [['gone.json'], 'The earlier report gone.json does not exist.'],
  [
    ['new.json', 'other.json'],
    'The earlier report other.json is not what "nx-invariants report --json" prints.',
  ],
  [['broken.json'], 'The earlier report broken.json is not what "nx-invariants report --json" prints.'],
  [['old'], 'The earlier report old cannot be read: it is no file.'],
  [Array.from({ length: 101 }, () => 'new.json'), '101 earlier reports are too many.'],
])('%j is refused', (files, message) => {
  expect(readHistory(files, root())).toEqual({ kind: 'failure', message, fix: expect.any(String) });
});
