import { git } from '../../baseline/git';
import { DeclaredFiles } from '../../check/declared-files';
import type { TargetInput } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import { inferWorkspace, projectManifests } from '../../plugin/infer';
import { SourceTree } from '../../workspace/source-tree';

/**
 * Committed files that a check would read if no ignore file hid them: git keeps them, but Nx hashes none of them and
 * no check sees them, so what they hold would be judged by nobody.
 */
export async function hiddenFiles(workspaceRoot: string): Promise<FindingDraft[]> {
  const listed = await git(workspaceRoot, ['ls-files', '-z']);
  if (!listed.ok) return /not a git repository/.test(listed.reason) ? [] : [untold(listed.reason)];
  const sources = new SourceTree(workspaceRoot);
  const seen = new Set(sources.filesIn('.'));
  const hidden = listed.text
    .split('\0')
    .filter((path) => path !== '' && !seen.has(path) && sources.ignores(path));
  if (hidden.length === 0) return [];
  const read = await filesOfChecks(workspaceRoot, new SourceTree(workspaceRoot, hidden));
  return hidden
    .filter((file) => read.has(file))
    .map((file) => ({
      severity: 'error',
      file,
      message: `${file} is committed, but an ignore file hides it from Nx, so no check reads it`,
      expected: 'a committed file that neither .gitignore, .nxignore nor .git/info/exclude names',
      fix: `remove the rule ("git check-ignore -v --no-index ${file}" names it, if it is not in an .nxignore) or the file`,
    }));
}

/** The files that the checks of a workspace name as their inputs, where its sources are as given. */
async function filesOfChecks(workspaceRoot: string, sources: SourceTree): Promise<Set<string>> {
  const { projects } = await inferWorkspace(workspaceRoot, projectManifests(sources), sources);
  const files = projects.flatMap(({ project, leaves }) =>
    leaves.flatMap(({ placement }) => {
      const inputs = placement.inputs.filter((input) => !isSweeping(input));
      return new DeclaredFiles(workspaceRoot, sources, project.root, inputs, project.nestedRoots).list();
    }),
  );
  return new Set(files);
}

/** Whether an input is over all of a folder, or over a name in the whole workspace: that a file is there says little. */
function isSweeping(input: TargetInput): boolean {
  return typeof input === 'string' && /(\/\*\*\/\*$)|^\{workspaceRoot\}\/\*\*\//.test(input);
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
