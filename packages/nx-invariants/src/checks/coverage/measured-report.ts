import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { git } from '../../baseline/git';
import type { DeclaredFiles } from '../../check/declared-files';
import type { FindingDraft } from '../../check/finding';

/**
 * Why a report is not the measurement of a task: no target makes it, or it is committed (itself, or what a link in
 * its path leads to), so that it would stand even where nothing is measured. Undefined where nothing speaks against
 * it. Where git cannot say what is committed, all counts as committed that no ignore file names.
 *
 * @param target the coverage target, for messages.
 */
export async function unmeasured(
  path: string,
  files: DeclaredFiles,
  workspaceRoot: string,
  target: string,
): Promise<FindingDraft | undefined> {
  if (!files.isDependencyOutput(path)) {
    return {
      severity: 'error',
      file: path,
      message: `the coverage report ${path} is not an output of the target ${target}, so nothing says that it was measured`,
      expected: `a target ${target} that writes the report and names it, or its folder, in "outputs"`,
      fix: `let ${target} write it and name it in its outputs; if another target does, name that as targets.coverage in the plugin's options`,
    };
  }
  if (!(await isCommitted(path, files, workspaceRoot))) return undefined;
  return {
    severity: 'error',
    file: path,
    message: `the coverage report ${path} is committed, so it would stand even if nothing were measured`,
    expected: 'a report that only the coverage target makes, in a folder that git ignores',
    fix: `run "git rm --cached ${path}" and add it to .gitignore`,
  };
}

async function isCommitted(path: string, files: DeclaredFiles, workspaceRoot: string): Promise<boolean> {
  const real = await realpath(join(workspaceRoot, path)).catch(() => undefined);
  if (real === undefined) return false;
  const listed = await git(dirname(real), ['ls-files', '-z', '--', `:(literal)${basename(real)}`]);
  return listed.ok ? listed.text !== '' : !files.isIgnored(path);
}
