import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Files, git, temporaryFolder, writeFiles } from '../../testing/temporary-workspace';
import { readTrees } from './tree-files';

function commit(root: string, files: Files): string {
  writeFiles(root, files);
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'c');
  return git(root, 'rev-parse', 'HEAD^{tree}').trim();
}

function repository(): string {
  const root = temporaryFolder();
  git(root, 'init', '-q');
  return root;
}

describe('readTrees', () => {
  it('has the texts of each tree by their path, and those alone that end so', async () => {
    const root = repository();
    const first = commit(root, { 'a.json': 'A', 'b c/é"x.json': 'é\nB\n', 'n.md': 'N', 'empty.json': '' });
    const second = commit(root, { 'a.json': 'A2' });
    expect(await readTrees(root, [first, second, first], '.json')).toEqual({
      kind: 'read',
      trees: new Map([
        [
          first,
          new Map([
            ['a.json', 'A'],
            ['b c/é"x.json', 'é\nB\n'],
            ['empty.json', ''],
          ]),
        ],
        [
          second,
          new Map([
            ['a.json', 'A2'],
            ['b c/é"x.json', 'é\nB\n'],
            ['empty.json', ''],
          ]),
        ],
      ]),
    });
  });

  it('reads more files than one process is asked for', async () => {
    const root = repository();
    const names = Array.from({ length: 450 }, (_, index) => [`${index}.json`, `${index}`]);
    const tree = commit(root, Object.fromEntries(names));
    const read = await readTrees(root, [tree], '.json');
    expect(read.kind === 'read' && [...(read.trees.get(tree) ?? [])].sort()).toEqual(names.sort());
  });

  it('is nothing for no trees', async () => {
    expect(await readTrees(repository(), [], '.json')).toEqual({ kind: 'read', trees: new Map() });
  });

  it('is unreadable where the object is none', async () => {
    expect(await readTrees(repository(), ['f'.repeat(40)], '.json')).toMatchObject({ kind: 'unreadable' });
  });

  it('is unreadable where a file cannot be read', async () => {
    const root = repository();
    const tree = commit(root, { 'a.json': 'A' });
    const blob = git(root, 'rev-parse', 'HEAD:a.json').trim();
    rmSync(join(root, '.git', 'objects', blob.slice(0, 2)), { recursive: true });
    expect(await readTrees(root, [tree], '.json')).toEqual({
      kind: 'unreadable',
      reason: `git has no file ${blob}: ${blob} missing`,
    });
  });
});
