import { git } from '../../baseline/git';
import type { FindingDraft } from '../../check/finding';
import { SourceTree } from '../../workspace/source-tree';

/**
 * Committed files at the places that checks read which an ignore file hides: git keeps them, but Nx hashes none of
 * them and no check sees them, so what they hold would be judged by nobody.
 *
 * @param places workspace paths of files and folders.
 */
export async function hiddenFiles(workspaceRoot: string, places: readonly string[]): Promise<FindingDraft[]> {
  const literal = places.map((place) => `:(literal)${place}`);
  const listed = await git(workspaceRoot, ['ls-files', '-z', '--', ...literal]);
  if (!listed.ok) return /not a git repository/.test(listed.reason) ? [] : [untold(listed.reason)];
  const sources = new SourceTree(workspaceRoot);
  return listed.text
    .split('\0')
    .filter((path) => path !== '' && sources.ignores(path))
    .map((file) => ({
      severity: 'error',
      file,
      message: `${file} is committed, but an ignore file hides it from Nx, so no check reads it`,
      expected: 'a committed file that neither .gitignore, .nxignore nor .git/info/exclude names',
      fix: `remove the rule ("git check-ignore -v --no-index ${file}" names it, if it is not in an .nxignore) or the file`,
    }));
}

function untold(reason: string): FindingDraft {
  return {
    severity: 'error',
    undecided: true,
    file: 'nx.json',
    message: 'git cannot say which files are committed, so none can be told that an ignore file hides',
    evidence: reason,
    fix: 'let "git ls-files" work in the root of the workspace',
  };
}
