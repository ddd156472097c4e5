import { commit, firstParent, isShallow, type Revision, shallowReason, unknown } from './baseline';
import { type GitAnswer, git } from './git';

/**
 * The commit of the last tag before HEAD that matches. A tag of HEAD itself is passed over: its contracts are those of
 * HEAD, which differ from themselves in nothing.
 *
 * @param pattern a glob of names of tags, as `git describe --match` takes it.
 */
export async function lastTagged(root: string, pattern: string): Promise<Revision> {
  const nearest = await nearestTag(root, 'HEAD', pattern);
  if (nearest === undefined) {
    if (await isShallow(root)) return unknown(shallowReason);
    return unknown(
      `no tag before HEAD matches "${pattern}"; fetch the tags (git fetch --tags), or correct the pattern`,
    );
  }
  if (nearest !== (await commit(root, 'HEAD'))) return { kind: 'commit', sha: nearest };
  const parent = await firstParent(root);
  if (parent.kind !== 'commit') return parent;
  const before = await nearestTag(root, parent.sha, pattern);
  if (before !== undefined) return { kind: 'commit', sha: before };
  return (await isShallow(root)) ? unknown(shallowReason) : { kind: 'absent' };
}

async function nearestTag(root: string, from: string, pattern: string): Promise<string | undefined> {
  const described = await git(root, ['describe', '--tags', '--abbrev=0', `--match=${pattern}`, from]);
  return described.ok ? commit(root, `refs/tags/${described.text.trim()}`) : undefined;
}

/** The commits before HEAD with a tag that matches, one a line, the highest version first. */
export async function taggedCommits(root: string, pattern: string): Promise<GitAnswer> {
  const listed = await git(root, [
    'tag',
    '--list',
    '--merged=HEAD',
    '--sort=-version:refname',
    '--format=%(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)',
    pattern,
  ]);
  if (!listed.ok) return listed;
  const head = await commit(root, 'HEAD');
  const before = listed.text.split('\n').filter((sha) => sha !== head);
  return { ok: true, text: before.join('\n') };
}
