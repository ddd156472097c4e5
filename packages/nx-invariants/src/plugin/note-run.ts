import type { PostTasksExecutionContext } from '@nx/devkit';
import { commitOf, workspaceStamp } from '../baseline/workspace-stamp';
import { readNxJson } from '../config/nx-json';
import { readPluginOptions } from '../config/plugin-options';
import type { LostLeaf } from '../report/render-summary';
import { reportFile } from '../report/report-file';
import { type AffectedRun, type Ending, readRunRecord, withRun, writeRunRecord } from '../report/run-record';
import { comparisonOf } from './affected-run';

type TaskResult = PostTasksExecutionContext['taskResults'][string];

/**
 * Notes beside the reports how the leaves of a run ended, and what it found unaffected. Writes nothing after a run
 * that concerned no leaf.
 *
 * @param unreached leaves that Nx skipped.
 */
export async function noteRun(
  { workspaceRoot, argv, taskResults, nxJsonConfiguration }: PostTasksExecutionContext,
  unreached: readonly LostLeaf[],
): Promise<void> {
  const endings = Object.fromEntries([
    ...unreached.map(({ project, check }) => [reportFile(project, check), 'skipped'] as const),
    ...Object.values(taskResults).flatMap(endingsOf),
  ]);
  const affected = await affectedRun(workspaceRoot, argv, nxJsonConfiguration.defaultBase ?? 'main');
  if (Object.keys(endings).length === 0 && affected === undefined) return;
  writeRunRecord(workspaceRoot, withRun(readRunRecord(workspaceRoot), { endings, affected }));
}

/** The leaf of a task by the report that it leaves behind. */
export function reportOutputOf({ task }: TaskResult): string | undefined {
  return (task.outputs ?? []).find((path) => /^\.invariants\/.+\.json$/.test(path));
}

function endingsOf(result: TaskResult): [string, Ending][] {
  const output = reportOutputOf(result);
  return output === undefined ? [] : [[output, endingFor(result.status)]];
}

function endingFor(status: TaskResult['status']): Ending {
  switch (status) {
    case 'success':
      return 'judged';
    case 'local-cache':
    case 'local-cache-kept-existing':
    case 'remote-cache':
      return 'cached';
    case 'skipped':
      return 'skipped';
    default:
      // What a later Nx may add is no success.
      return 'failed';
  }
}

/** Where a head was named, the working tree must be it: else nothing is said about what lies here. */
async function affectedRun(
  root: string,
  argv: readonly string[],
  defaultBase: string,
): Promise<AffectedRun | undefined> {
  const { options } = readPluginOptions(readNxJson(root));
  const comparison = comparisonOf(argv, process.env, options.targets.aggregate, defaultBase);
  if (comparison === undefined) return undefined;
  const { base, head } = comparison;
  const stamp = await workspaceStamp(root);
  if (stamp === undefined) return undefined;
  if (head !== undefined && !(stamp.isClean && (await commitOf(root, head)) === stamp.commit))
    return undefined;
  return { base, state: stamp.digest };
}
