import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContextTree } from './context-tree';
import { fileSystemTree } from './file-system-tree';
import { memoryTree, subtree } from './memory-tree';

const names = (tree: ContextTree, directory: string) => {
  const listing = tree.list(directory);
  return listing.kind === 'entries' ? listing.entries.map(({ name }) => name).sort() : listing.reason;
};

describe('memoryTree', () => {
  const tree = memoryTree(
    new Map([
      ['a/b/c.txt', { kind: 'file', size: 3 }],
      ['a/link', { kind: 'link', target: '../x' }],
      ['empty', { kind: 'directory' }],
      ['a/b', { kind: 'file' }],
      ['../escape', { kind: 'file' }],
      ['__proto__/x', { kind: 'file' }],
      ['', { kind: 'file' }],
    ]),
  );

  it('holds what it is given, parents included and nothing outside', () => {
    expect(names(tree, '')).toEqual(['__proto__', 'a', 'empty', 'escape']);
    expect(tree.list('a')).toEqual({
      kind: 'entries',
      entries: [
        { kind: 'directory', name: 'b' },
        { kind: 'link', name: 'link', target: '../x' },
      ],
    });
    expect(tree.list('a/b')).toEqual({
      kind: 'entries',
      entries: [{ kind: 'file', name: 'c.txt', size: 3 }],
    });
    expect(names(tree, 'nope')).toBe('nope: no such directory');
  });

  it('shows one directory as a tree', () => {
    expect(names(subtree(tree, './a/'), '')).toEqual(['b', 'link']);
    expect(names(subtree(tree, 'a'), 'b')).toEqual(['c.txt']);
    expect(subtree(tree, '.')).toBe(tree);
  });
});

describe('fileSystemTree', () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'docker context '));
    mkdirSync(join(root, 'src/deep'), { recursive: true });
    writeFileSync(join(root, 'src/a.txt'), 'four');
    symlinkSync('/etc', join(root, 'outside'));
    symlinkSync('src', join(root, 'inside'));
  });

  afterAll(() => {
    chmodSync(join(root, 'src/deep'), 0o700);
    rmSync(root, { recursive: true });
  });

  it('lists names and links and follows none', () => {
    const tree = fileSystemTree(root);
    const listing = tree.list('');
    expect(
      listing.kind === 'entries' && [...listing.entries].sort((a, b) => (a.name < b.name ? -1 : 1)),
    ).toEqual([
      { kind: 'link', name: 'inside', target: 'src' },
      { kind: 'link', name: 'outside', target: '/etc' },
      { kind: 'directory', name: 'src' },
    ]);
    expect(tree.list('')).toBe(listing);
  });

  it('looks up sizes when asked', () => {
    const entries = fileSystemTree(root, { sizes: true }).list('src');
    expect(entries.kind === 'entries' && entries.entries).toContainEqual({
      kind: 'file',
      name: 'a.txt',
      size: 4,
    });
  });

  it('reads a directory with long lists of names piece by piece', () => {
    const large = join(root, 'large');
    mkdirSync(large);
    const expected = Array.from({ length: 5000 }, (_, index) => `${index}-${'n'.repeat(240)}`).sort();
    for (const name of expected) writeFileSync(join(large, name), '');
    expect(names(fileSystemTree(root), 'large')).toEqual(expected);
    expect(names(fileSystemTree(root, { maxEntries: 4999 }), 'large')).toBe(
      'more than 4999 files and directories',
    );
    rmSync(large, { recursive: true });
  });

  it.each([
    ['a path that leaves the root', '../x', {}, '../x: not a path of this tree'],
    ['a missing directory', 'nope', {}, 'nope: ENOENT'],
    ['a file', 'src/a.txt', {}, 'src/a.txt: ENOTDIR'],
    ['what lies too deep', 'src/deep', { maxDepth: 1 }, 'src/deep: deeper than 1 directories'],
    ['too many entries', '', { maxEntries: 2 }, 'more than 2 files and directories'],
  ])('does not read %s', (_, directory, options, reason) => {
    expect(names(fileSystemTree(root, options), directory)).toBe(reason);
  });
});
