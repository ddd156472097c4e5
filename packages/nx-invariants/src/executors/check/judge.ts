import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import type { Json, TargetInput } from '../../check/define-check';
import type { LeafRequest } from '../../check/leaf-request';
import type { LeafRunner } from '../../check/leaf-runner';
import type { Registry } from '../../check/registry';
import {
  buildReport,
  deleteReport,
  optedOutReport,
  passes,
  type Report,
  writeReport,
} from '../../check/report';
import { catalogueFile, readCatalogue, upheldBy } from '../../config/catalogue';
import { parseJson } from '../../config/json-document';
import type { PluginOptions } from '../../config/plugin-options';
import { isRecord } from '../../config/record';
import { readWaivers, waiversFile, waiversOf } from '../../config/waivers';
import { reportFile } from '../../plugin/leaves';
import { renderLeaf } from '../../report/render-leaf';
import { styleFor } from '../../report/style';
import { isInside } from '../../workspace/paths';
import { graphView } from './graph-view';
import { staleBuild } from './stale-build';

const defaultDeadlineSeconds = 120;

/** The options of the `check` executor. */
export interface CheckExecutorOptions {
  readonly check: string;
  readonly parameters?: { readonly [key: string]: Json };
}

/** What all leaves of one run share. */
export interface JudgingRun {
  readonly context: ExecutorContext;
  readonly options: PluginOptions;
  readonly registry: Registry;
  readonly runner: LeafRunner;
}

export interface JudgedLeaf {
  readonly success: boolean;
  readonly text: string;
}

export interface LeafTask {
  readonly id: string;
  readonly project: string;
  readonly target: string;
}

/** Removes what an earlier run left, so that nothing green stays behind if this run ends before its time. */
export function clearReport(root: string, task: LeafTask, check: string): void {
  deleteReport(join(root, reportFile(task.project, check)));
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
  const request = requestOf(run, task, options);
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
    return leaveBehind(run.context.root, buildReport(identity, { kind: 'failed', reason: stale }, []), '');
  }
  const reason = optOutReason(request);
  if (reason !== undefined) return leaveBehind(run.context.root, optedOutReport(identity, reason), '');
  const { outcome, printed } = await run.runner.run(
    request,
    definition?.deadlineSeconds ?? defaultDeadlineSeconds,
  );
  const waivers = waiversOf(readWaivers(textAt(request, waiversFile)), task.project, options.check);
  return leaveBehind(run.context.root, buildReport(identity, outcome, waivers), printed);
}

function leaveBehind(root: string, report: Report, printed: string): JudgedLeaf {
  const path = reportFile(report.project, report.check);
  writeReport(join(root, path), report);
  const style = styleFor(process.stdout, process.env);
  const text = `${printed === '' ? '' : `${printed.trimEnd()}\n`}${renderLeaf(report, path, style)}\n`;
  return { success: passes(report.verdict), text };
}

function requestOf(run: JudgingRun, task: LeafTask, options: CheckExecutorOptions): LeafRequest {
  const { context } = run;
  const projects = context.projectsConfigurations.projects;
  const project = projects[task.project];
  const root = project?.root ?? '.';
  const given = run.options.checks[options.check];
  return {
    task: task.id,
    workspaceRoot: context.root,
    check: options.check,
    project: { name: task.project, root },
    parameters: options.parameters ?? {},
    options: given === false || given === undefined ? {} : given,
    inputs: (project?.targets?.[task.target]?.inputs ?? []) as unknown as TargetInput[],
    nestedProjectRoots: Object.values(projects)
      .map((other) => other.root)
      .filter((other) => other !== root && isInside(other, root)),
    customChecks: run.options.customChecks,
    graph: readsGraph(run.registry, options.check) ? graphView(context) : undefined,
  };
}

function readsGraph(registry: Registry, check: string): boolean {
  return registry.checks.some(({ definition }) => definition.id === check && definition.readsGraph === true);
}

function invariantsOf(request: LeafRequest, upholds: readonly string[]): readonly string[] {
  const catalogue = readCatalogue(textAt(request, catalogueFile));
  return catalogue.kind === 'read' ? upheldBy(catalogue.value, request.check, request.project.name) : upholds;
}

function optOutReason(request: LeafRequest): string | undefined {
  const path = request.project.root === '.' ? 'project.json' : `${request.project.root}/project.json`;
  const text = textAt(request, path);
  const parsed = text === undefined ? undefined : parseJson(text);
  let value: unknown = parsed?.ok ? parsed.document.value : undefined;
  for (const key of ['metadata', 'invariants', 'optOut', request.check]) {
    value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function textAt(request: LeafRequest, path: string): string | undefined {
  try {
    return readFileSync(join(request.workspaceRoot, path), 'utf8');
  } catch {
    return undefined;
  }
}
