import { commit, defaultBranches } from '../../baseline/baseline';
import { coverageBaselineFile } from '../../baseline/coverage-base';
import { git } from '../../baseline/git';

export type MeasuredCommit =
  | { readonly kind: 'commit'; readonly sha: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** What the generator itself writes may have been written before. */
const ownFiles = [coverageBaselineFile, '.gitattributes'];

/**
 * The commit that the files on disk are: one that is on the default branch, of this clone or of its remotes, and without
 * changes beside it. What a branch measures must not become what it is compared with.
 */
export async function measuredCommit(root: string, defaultBase: string): Promise<MeasuredCommit> {
  const sha = await commit(root, 'HEAD');
  if (sha === undefined) return refused('there is no commit that was measured; commit once');
  if (!(await isOnDefaultBranch(root, sha, defaultBase))) {
    return refused(
      `HEAD is not on the default branch "${defaultBase}"; run it there, after the change is merged (defaultBase in nx.json names the branch)`,
    );
  }
  const others = ownFiles.map((file) => `:(top,exclude)${file}`);
  const changed = await git(root, ['status', '--porcelain', '--untracked-files=no', '--', '.', ...others]);
  if (!changed.ok) return refused(changed.reason);
  return changed.text === ''
    ? { kind: 'commit', sha }
    : refused('tracked files have changes, so that no commit is what was measured; commit or undo them');
}

async function isOnDefaultBranch(root: string, sha: string, defaultBase: string): Promise<boolean> {
  for (const branch of defaultBranches(defaultBase)) {
    if ((await git(root, ['merge-base', '--is-ancestor', sha, branch])).ok) return true;
  }
  return false;
}

function refused(reason: string): MeasuredCommit {
  return { kind: 'refused', reason };
}
