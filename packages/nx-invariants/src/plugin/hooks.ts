import { statSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { PostTasksExecution, PostTasksExecutionContext, PreTasksExecution } from '@nx/devkit';

import {
  type Baseline,
  type BaseRequest,
  contractsBaseVariable,
  formatBaseline,
  releasesBaseVariable,
} from '../baseline/baseline';
import { baselineSource } from '../baseline/baseline-source';
import { contractsBaseline, contractsHistory, releasesBaseline } from '../baseline/contracts-baseline';
import { coverageBaselineVariable, coverageBaseVariable, coverageVariables } from '../baseline/coverage-base';
import { contractsHistoryVariable, formatHistory, type History } from '../baseline/history';
import type { Report } from '../check/report';
import { asksForHistory } from '../checks/contract-compat/options';
import { catalogueFile, readCatalogue } from '../config/catalogue';
import { today } from '../config/day';
import { readNxJson } from '../config/nx-json';
import { type PluginOptions, readPluginOptions } from '../config/plugin-options';
import { expiredWaiversVariable, lastExpiry, readWaivers, waiversFile } from '../config/waivers';
import { readReport } from '../report/read-report';
import { type LostLeaf, renderSummary } from '../report/render-summary';
import { styleFor } from '../report/style';
import { readText } from '../workspace/read-text';
import { WorkspaceFacts } from '../workspace/workspace-facts';
import { coverageNeeds } from './coverage-entries';
import { noteRun, reportOutputOf } from './note-run';
import { codeVersionVariable, pluginVersion } from './own-manifest';
import { unreachedLeaves } from './unreached-leaves';

/**
 * Sets what leaves need to know that no file says: the base revision's contracts and coverage, and which waivers have expired. Every name is set at every
 * run, so that nothing is left from an earlier one. Never throws: a throw would stop any nx command.
 */
export const preTasksExecution: PreTasksExecution = async (_options, context) => {
  const environment = { ...process.env };
  const values = await hookVariables(
    context.workspaceRoot,
    context.argv,
    environment,
    context.nxJsonConfiguration.defaultBase,
  );
  Object.assign(process.env, values);
};

/** The variables that stand for what no file says, as every leaf of a run sees them. Never throws. */
export async function hookVariables(
  workspaceRoot: string,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  defaultBase = 'main',
): Promise<{ [name: string]: string }> {
  try {
    const { options } = readPluginOptions(readNxJson(workspaceRoot));
    const workspace = new WorkspaceFacts(workspaceRoot, options);
    const request = { workspaceRoot, argv, env, defaultBase };
    return {
      ...(await contractsVariables(request, workspace.contracts, options.checks['contract-compat'])),
      ...(await coverageVariables(request, coverageNeeds(workspace))),
      [codeVersionVariable]: pluginVersion(),
      [expiredWaiversVariable]: lastExpiry(readWaivers(readText(workspaceRoot, waiversFile)), today()),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      [contractsBaseVariable]: `unknown:${reason}`,
      [contractsHistoryVariable]: `unknown:${reason}`,
      [releasesBaseVariable]: `unknown:${reason}`,
      [coverageBaselineVariable]: `unknown:${reason}`,
      [coverageBaseVariable]: `unknown:${reason}`,
      [codeVersionVariable]: 'unknown',
      [expiredWaiversVariable]: 'unknown',
    };
  }
}

/** What the contracts were; the history only where a contract is compared with it, since it costs more. */
async function contractsVariables(
  request: BaseRequest,
  contracts: string | undefined,
  options: PluginOptions['checks'][string] | undefined,
): Promise<{ [name: string]: string }> {
  const source = baselineSource(options);
  const baseline: Baseline =
    contracts === undefined ? { kind: 'absent' } : await contractsBaseline(request, contracts, source);
  const history: History =
    contracts === undefined || !asksForHistory(options)
      ? { kind: 'trees', shas: [] }
      : await contractsHistory(request, contracts, source);
  return {
    [contractsBaseVariable]: formatBaseline(baseline),
    [contractsHistoryVariable]: formatHistory(history),
    [releasesBaseVariable]: formatBaseline(await releasesBaseline(request, source)),
  };
}

/** Prints the summary of this run by invariant, cache hits included, and notes how its leaves ended. Never throws. */
export const postTasksExecution: PostTasksExecution = async (_options, context) => {
  try {
    const skipped = await unreached(context.taskResults);
    printSummary(context, skipped);
    await noteRun(context, skipped);
  } catch (error) {
    process.stderr.write(`nx-invariants: the run cannot be summed up: ${(error as Error).message}\n`);
  }
};

function printSummary(context: PostTasksExecutionContext, skipped: readonly LostLeaf[]): void {
  const judged = Object.values(context.taskResults).map((result) =>
    evidenceOf(context.workspaceRoot, context.startTime, result),
  );
  const reports = judged.flatMap((evidence) => (evidence.kind === 'report' ? [evidence.report] : []));
  const lost = [
    ...judged.flatMap((evidence) => (evidence.kind === 'lost' ? [evidence.leaf] : [])),
    ...skipped,
  ];
  if (reports.length + lost.length === 0) return;
  const catalogue = readCatalogue(readText(context.workspaceRoot, catalogueFile));
  const rows = catalogue.kind === 'read' ? catalogue.value : [];
  process.stdout.write(renderSummary(reports, lost, rows, styleFor(process.stdout, process.env)));
}

/** The kit is loaded where something failed only: it takes longer than the rest of the plugin. */
async function unreached(taskResults: PostTasksExecutionContext['taskResults']): Promise<LostLeaf[]> {
  const failed = Object.entries(taskResults).flatMap(([id, { status }]) =>
    status === 'failure' ? [id] : [],
  );
  if (failed.length === 0) return [];
  try {
    const { readCachedProjectGraph } = await import('@nx/devkit');
    return unreachedLeaves(new Set(failed), readCachedProjectGraph());
  } catch {
    return [];
  }
}

type TaskResult = PostTasksExecutionContext['taskResults'][string];

type Evidence =
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'lost'; readonly leaf: LostLeaf }
  | { readonly kind: 'none' };

/**
 * A failed leaf's report must be of this run: where the executor did not even start, or a task it depends on failed,
 * an earlier one still lies there.
 */
function evidenceOf(workspaceRoot: string, startTime: number, result: TaskResult): Evidence {
  const { task, status } = result;
  const { project } = task.target;
  const output = reportOutputOf(result);
  if (output === undefined) return { kind: 'none' };
  const path = join(workspaceRoot, output);
  const read = readReport(path);
  const isOfThisRun =
    status !== 'failure' || (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= startTime;
  const check = posix.basename(output, '.json');
  const lost = (reason: LostLeaf['reason']): Evidence => ({
    kind: 'lost',
    leaf: { project, check, reason },
  });
  if (status === 'skipped') return lost('not run');
  if (read.kind === 'missing' || !isOfThisRun) return lost('no report');
  const isOwn = read.kind === 'read' && read.report.project === project && read.report.check === check;
  return isOwn ? { kind: 'report', report: read.report } : lost('unreadable report');
}
