import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Files, git, temporaryFolder, writeFiles } from '../../testing/temporary-workspace';
import { contractsHistory } from './contracts-baseline';
import { formatHistory, type History, parseHistory } from './history';

function commit(root: string, files: Files): string {
  writeFiles(root, files);
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'c');
  return git(root, 'rev-parse', 'HEAD').trim();
}

function repository(): string {
  const root = temporaryFolder();
  git(root, 'init', '-q');
  return root;
}

const at = (value: number) => ({ 'contracts/a.json': `{"a":${value}}` });
const treeOf = (root: string, revision: string, folder = 'contracts') =>
  git(root, 'rev-parse', `${revision}:${folder}`).trim();
const historyOf = (root: string, source: Parameters<typeof contractsHistory>[2], env = {}) =>
  contractsHistory({ workspaceRoot: root, argv: [], env, defaultBase: 'main' }, 'contracts', source);
const shallow =
  'this is a shallow clone, so the base revision is not in it; fetch the history (git fetch --unshallow)';

describe('the history up to the merge base', () => {
  it('has each state of the default branch once, the last one first, and none of the branch', async () => {
    const root = repository();
    const [first, , third, , fifth] = [at(1), { 'b.txt': '' }, at(2), at(1), at(3)].map((files) =>
      commit(root, files),
    ) as [string, string, string, string, string];
    git(root, 'checkout', '-q', '-b', 'feature');
    commit(root, at(4));
    expect(await historyOf(root, { kind: 'merge-base' })).toEqual({
      kind: 'trees',
      shas: [fifth, first, third].map((sha) => treeOf(root, sha)),
    });
  });

  it('has what was merged, and not the steps of the branch it came from', async () => {
    const root = repository();
    const first = commit(root, at(1));
    git(root, 'checkout', '-q', '-b', 'side');
    commit(root, at(2));
    commit(root, at(3));
    git(root, 'checkout', '-q', 'main');
    git(root, 'merge', '-q', '--no-ff', 'side', '-m', 'merge');
    commit(root, {});
    expect(await historyOf(root, { kind: 'merge-base' })).toEqual({
      kind: 'trees',
      shas: ['HEAD', first].map((sha) => treeOf(root, sha)),
    });
  });

  it("has the folder's earlier place by the nx.json of the base", async () => {
    const root = repository();
    const options = (contracts: string) => ({
      'nx.json': { plugins: [{ plugin: 'nx-invariants', options: { contracts } }] },
    });
    const first = commit(root, { ...options('old place'), 'old place/a.json': '{}' });
    git(root, 'checkout', '-q', '-b', 'feature');
    commit(root, { ...options('contracts'), ...at(1) });
    expect(await historyOf(root, { kind: 'merge-base' })).toEqual({
      kind: 'trees',
      shas: [treeOf(root, first, 'old place')],
    });
  });

  it('is empty at the first commit, and that of the merge base where releases are the baseline', async () => {
    const root = repository();
    const first = commit(root, at(1));
    expect(await historyOf(root, { kind: 'merge-base' })).toEqual({ kind: 'trees', shas: [] });
    commit(root, at(2));
    expect(await historyOf(root, { kind: 'releases', folder: 'releases' })).toEqual({
      kind: 'trees',
      shas: [treeOf(root, first)],
    });
  });

  it('is unknown in a shallow clone, before the first commit, with a base that is gone, and outside of git', async () => {
    const origin = repository();
    expect(await historyOf(origin, { kind: 'merge-base' })).toMatchObject({ kind: 'unknown' });
    expect(await historyOf(origin, { kind: 'tags', pattern: 'v*' })).toMatchObject({ kind: 'unknown' });
    for (const value of [1, 2, 3]) commit(origin, at(value));
    expect(await historyOf(origin, { kind: 'merge-base' }, { NX_BASE: 'gone' })).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('"gone"'),
    });
    const root = join(temporaryFolder(), 'clone');
    git(origin, 'clone', '-q', '--depth=2', `file://${origin}`, root);
    expect(await historyOf(root, { kind: 'merge-base' })).toEqual({ kind: 'unknown', reason: shallow });
    expect(await historyOf(temporaryFolder(), { kind: 'merge-base' })).toMatchObject({ kind: 'unknown' });
  });
});

describe('the history of tags', () => {
  it('has the states of the tags that match, before HEAD, the highest version first', async () => {
    const root = repository();
    const shas = [1, 2, 3, 4, 5].map((value) => {
      const sha = commit(root, at(value));
      const tag = ['v1.9.0', 'v1.10.0', 'other', 'v1.2.0', 'v2.0.0'][value - 1] as string;
      git(root, 'tag', ...(value === 2 ? ['-a', '-m', 'annotated'] : []), tag);
      return sha;
    });
    const expected = [shas[1], shas[0], shas[3]].map((sha) => treeOf(root, sha as string));
    expect(await historyOf(root, { kind: 'tags', pattern: 'v*' })).toEqual({ kind: 'trees', shas: expected });
    expect(await historyOf(root, { kind: 'tags', pattern: 'w*' })).toEqual({ kind: 'trees', shas: [] });
  });
});

describe('the variable', () => {
  it.each<[History, string]>([
    [{ kind: 'trees', shas: [] }, 'trees:'],
    [{ kind: 'trees', shas: ['a'.repeat(40)] }, `trees:${'a'.repeat(40)}`],
    [{ kind: 'trees', shas: ['a'.repeat(40), '0'.repeat(64)] }, `trees:${'a'.repeat(40)},${'0'.repeat(64)}`],
    [{ kind: 'unknown', reason: 'two\nlines' }, 'unknown:two\nlines'],
  ])('%j is %j and back', (history, text) => {
    expect(formatHistory(history)).toBe(text);
    expect(parseHistory(text)).toEqual(history);
  });

  it.each([undefined, '', 'trees', 'trees:HEAD', `trees:${'a'.repeat(40)} --x`, 'unknown:', 'absent'])(
    'is unknown when it is %j',
    (text) => {
      expect(parseHistory(text)).toEqual({
        kind: 'unknown',
        reason:
          "the plugin's hook did not set NX_INVARIANTS_CONTRACTS_HISTORY (was the task run outside of nx?)",
      });
    },
  );
});
