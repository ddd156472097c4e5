import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import type { LeafRequest } from '../../check/leaf-request';
import type { LeafRunner } from '../../check/leaf-runner';
import {
  buildReport,
  deleteReport,
  optedOutReport,
  passes,
  type Report,
  writeReport,
} from '../../check/report';
import { catalogueFile, readCatalogue, upheldBy } from '../../config/catalogue';
import { expiredWaiversVariable, readWaivers, waiversFile, waiversOf } from '../../config/waivers';
import { isOverridden } from '../../plugin/leaves';
import { renderLeaf } from '../../report/render-leaf';
import { reportFile } from '../../report/report-file';
import { styleFor } from '../../report/style';
import { readText } from '../../workspace/read-text';
import { SourceTree } from '../../workspace/source-tree';
import { optOutReason } from './opt-out';
import { type CheckExecutorOptions, type LeafTask, type LeafWorkspace, leafRequest } from './request';
import { staleBuild } from './stale-build';

const defaultDeadlineSeconds = 120;

/** What all leaves of one run share. */
export interface JudgingRun extends LeafWorkspace {
  readonly context: ExecutorContext;
  readonly runner: LeafRunner;
}

export interface JudgedLeaf {
  readonly success: boolean;
  readonly text: string;
}

/**
 * Removes what an earlier run left, so that nothing green stays behind if this run ends before its time. What cannot
 * be removed fails its leaf when that is judged.
 */
export function clearReport(root: string, task: LeafTask, check: string): void {
  try {
    deleteReport(join(root, reportFile(task.project, check)));
  } catch {
    return;
  }
}

/**
 * Judges one leaf: runs its check, applies waivers and opt-outs, writes the report. A fault of the frame itself
 * fails this leaf and no other.
 */
export async function judgeLeaf(
  run: JudgingRun,
  task: LeafTask,
  options: CheckExecutorOptions,
): Promise<JudgedLeaf> {
  try {
    return await judge(run, task, options);
  } catch (error) {
    clearReport(run.context.root, task, options.check);
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { success: false, text: `check-${options.check} of ${task.project} failed: ${reason}\n` };
  }
}

async function judge(run: JudgingRun, task: LeafTask, options: CheckExecutorOptions): Promise<JudgedLeaf> {
  const request = leafRequest(run, task, options);
  const definition = run.registry.checks.find((check) => check.definition.id === options.check)?.definition;
  const identity = {
    check: options.check,
    project: task.project,
    projectRoot: request.project.root,
    task: task.id,
    invariants: invariantsOf(request, definition?.upholds ?? []),
  };
  const stale = staleBuild(definition?.engines ?? []);
  if (stale !== undefined) {
    return leaveBehind(
      run.context.root,
      buildReport(identity, { kind: 'failed', reason: stale }, [], ''),
      '',
    );
  }
  if (task.target === run.options.targets.aggregate) {
    const outcome = { kind: 'failed', reason: aggregateFault(task, options) } as const;
    return leaveBehind(run.context.root, buildReport(identity, outcome, [], ''), '');
  }
  if (isAltered(run, task)) {
    const outcome = { kind: 'failed', reason: alteredLeaf(task) } as const;
    return leaveBehind(run.context.root, buildReport(identity, outcome, [], ''), '');
  }
  const reason = optOutReason(request);
  if (reason !== undefined) return leaveBehind(run.context.root, optedOutReport(identity, reason), '');
  const { outcome, printed } = await run.runner.run(
    request,
    definition?.deadlineSeconds ?? defaultDeadlineSeconds,
  );
  const waivers = waiversOf(readWaivers(textAt(request, waiversFile)), task.project, options.check);
  return leaveBehind(
    run.context.root,
    buildReport(identity, outcome, waivers, process.env[expiredWaiversVariable]),
    printed,
  );
}

/** An aggregate is given to this executor only where it must fail, whatever else the defaults of targets make of it. */
function aggregateFault({ target }: LeafTask, { parameters }: CheckExecutorOptions): string {
  const reason = parameters?.appliesFailed ?? 'targetDefaults in nx.json alter it; see check-configuration';
  return `"${target}" does not stand for its checks: ${reason}`;
}

/** Its first run is a miss, since nx.json and inputs are hashed: what fails now is never cached, and so never passes. */
function isAltered({ context }: JudgingRun, { project, target }: LeafTask): boolean {
  const configuration = context.projectsConfigurations.projects[project]?.targets?.[target];
  return configuration === undefined || isOverridden(configuration);
}

function alteredLeaf({ target }: LeafTask): string {
  return `its target ${target} is not as it was inferred; take it off targetDefaults in nx.json, or the name off the targets of the project`;
}

function leaveBehind(root: string, report: Report, printed: string): JudgedLeaf {
  const path = reportFile(report.project, report.check);
  writeReport(join(root, path), report);
  const style = styleFor(process.stdout, process.env);
  const text = `${printed === '' ? '' : `${printed.trimEnd()}\n`}${renderLeaf(report, path, style)}\n`;
  return { success: passes(report.verdict), text };
}

function invariantsOf(request: LeafRequest, upholds: readonly string[]): readonly string[] {
  const catalogue = readCatalogue(textAt(request, catalogueFile));
  return catalogue.kind === 'read' ? upheldBy(catalogue.value, request.check, request.project.name) : upholds;
}

/** A file of the root, if it is among the sources: what an ignore file hides, Nx does not hash. */
function textAt({ workspaceRoot }: LeafRequest, path: string): string | undefined {
  return new SourceTree(workspaceRoot).has(path) ? readText(workspaceRoot, path) : undefined;
}
