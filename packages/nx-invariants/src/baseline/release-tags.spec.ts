import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { git, temporaryFolder } from '../../testing/temporary-workspace';
import { lastTagged } from './release-tags';

function repository(): string {
  const root = temporaryFolder();
  git(root, 'init', '-q');
  return root;
}

function commit(root: string, ...tags: readonly string[]): string {
  git(root, 'commit', '-q', '--allow-empty', '-m', 'c');
  for (const tag of tags) git(root, 'tag', tag);
  return git(root, 'rev-parse', 'HEAD').trim();
}

describe('lastTagged', () => {
  it('is the nearest commit before HEAD with a tag that matches', async () => {
    const root = repository();
    commit(root, 'v1.0.0');
    const second = commit(root, 'v1.1.0');
    commit(root, 'other');
    commit(root);
    expect(await lastTagged(root, 'v*')).toEqual({ kind: 'commit', sha: second });
  });

  it('passes over a tag of HEAD itself', async () => {
    const root = repository();
    const first = commit(root, 'v1.0.0');
    commit(root);
    commit(root, 'v1.1.0');
    expect(await lastTagged(root, 'v*')).toEqual({ kind: 'commit', sha: first });
  });

  it('is absent where HEAD is the first release', async () => {
    const root = repository();
    commit(root, 'v1.0.0');
    expect(await lastTagged(root, 'v*'), 'of one commit').toEqual({ kind: 'absent' });
    commit(root, 'w1.0.0');
    expect(await lastTagged(root, 'w*'), 'of more').toEqual({ kind: 'absent' });
  });

  it('is unknown where no tag matches: nobody can tell a wrong pattern from a first release', async () => {
    const root = repository();
    commit(root, 'v1.0.0');
    expect(await lastTagged(root, 'contracts-*')).toEqual({
      kind: 'unknown',
      reason:
        'no tag before HEAD matches "contracts-*"; fetch the tags (git fetch --tags), or correct the pattern',
    });
  });

  it('is unknown in a shallow clone', async () => {
    const origin = repository();
    commit(origin, 'v1.0.0');
    commit(origin);
    commit(origin, 'v1.1.0');
    for (const [name, tag] of [
      ['untagged', 'HEAD'],
      ['tagged', 'v1.1.0'],
    ] as const) {
      const root = join(temporaryFolder(), name);
      git(origin, 'clone', '-q', '--depth=1', '--no-tags', `file://${origin}`, root);
      if (tag !== 'HEAD') git(root, 'tag', tag);
      expect(await lastTagged(root, 'v*'), name).toEqual({
        kind: 'unknown',
        reason: expect.stringContaining('shallow clone'),
      });
    }
  });
});
