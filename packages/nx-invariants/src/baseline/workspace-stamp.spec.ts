import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { git, link, temporaryWorkspace, writeFiles } from '../../testing/temporary-workspace';
import { commitOf, workspaceStamp } from './workspace-stamp';

function repository(): string {
  const root = temporaryWorkspace({ 'a.txt': 'a', 'in/b.txt': 'b', '.gitignore': 'ignored\n' });
  git(root, 'init', '-q');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'one');
  return root;
}

describe('workspaceStamp', () => {
  it('is of the commit where nothing differs', async () => {
    const root = repository();
    writeFiles(root, { ignored: 'x', '.invariants/a/b.json': 'x' });
    expect(await workspaceStamp(root)).toEqual({
      commit: await commitOf(root, 'HEAD'),
      isClean: true,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await workspaceStamp(join(root, 'in')))?.digest).toBe((await workspaceStamp(root))?.digest);
  });

  it('is another one for every other content', async () => {
    const root = repository();
    const seen = new Set<string | undefined>();
    const see = async () => seen.add((await workspaceStamp(root))?.digest);
    await see();
    const changes: (() => void)[] = [
      () => writeFiles(root, { 'a.txt': 'changed' }),
      () => writeFiles(root, { 'a.txt': 'changed again' }),
      () => writeFiles(root, { 'new.txt': '1' }),
      () => writeFiles(root, { 'new.txt': '2' }),
      () => link(root, 'link', 'a.txt'),
      () => rmSync(join(root, 'in/b.txt')),
      () => git(root, 'add', '-A'),
      () => git(root, 'commit', '-q', '-m', 'two'),
    ];
    for (const change of changes) {
      change();
      await see();
    }
    expect(seen.size).toBe(changes.length + 1);
    expect(seen).not.toContain(undefined);
  });

  it('cannot be told without a repository, of a nested one, and of a huge file', async () => {
    expect(await workspaceStamp(temporaryWorkspace({}))).toBeUndefined();
    const nested = repository();
    writeFiles(nested, { 'sub/x.txt': '' });
    git(join(nested, 'sub'), 'init', '-q');
    git(join(nested, 'sub'), 'commit', '-q', '--allow-empty', '-m', 'one');
    expect(await workspaceStamp(nested)).toBeUndefined();
    const huge = repository();
    writeFiles(huge, { 'a.txt': 'x'.repeat(16 * 1024 * 1024 + 1) });
    expect(await workspaceStamp(huge)).toBeUndefined();
  });
});

describe('commitOf', () => {
  it.each(['nothing', '--all', ''])('knows no commit "%s"', async (revision) => {
    expect(await commitOf(repository(), revision)).toBeUndefined();
  });
});
