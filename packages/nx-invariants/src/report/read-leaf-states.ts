import { join } from 'node:path';
import type { ProjectConfiguration, ProjectGraph } from '@nx/devkit';
import { workspaceStamp } from '../baseline/workspace-stamp';
import { declaredEnvironment, inputsDigest } from '../check/inputs-digest';
import type { Registry } from '../check/registry';
import type { NamedInputs } from '../config/nx-json';
import type { PluginOptions } from '../config/plugin-options';
import { isRecord } from '../config/record';
import { optOutReason } from '../executors/check/opt-out';
import { type CheckExecutorOptions, leafRequest } from '../executors/check/request';
import { checkExecutor } from '../plugin/leaves';
import { SourceTree } from '../workspace/source-tree';
import { evidenceOf, type LeafState } from './leaf-state';
import { readReport } from './read-report';
import { reportFile } from './report-file';
import { type AffectedRun, endingOf, type RunRecord, readRunRecord } from './run-record';

/** The workspace whose leaves are asked for. */
export interface LeafSource {
  readonly root: string;
  readonly graph: ProjectGraph;
  readonly options: PluginOptions;
  /** Of nx.json. */
  readonly namedInputs: NamedInputs;
  readonly registry: Registry;
  /** The environment as a run's hook would set it. */
  readonly env: { readonly [name: string]: string | undefined };
  /** The day, `YYYY-MM-DD` in UTC. */
  readonly today: string;
}

/** Every leaf of the project graph with what is known of it, sorted by project and check. Writes and runs nothing. */
export async function readLeafStates(source: LeafSource): Promise<LeafState[]> {
  const { root, graph, options, namedInputs, registry, env, today } = source;
  const runs = readRunRecord(root);
  const comparison = await standingComparison(root, runs);
  const projects = Object.fromEntries(
    Object.entries(graph.nodes).map(([name, node]): [string, ProjectConfiguration] => [name, node.data]),
  );
  const workspace = {
    context: { root, projectGraph: graph, projectsConfigurations: { version: 2, projects } },
    options,
    namedInputs,
    registry,
  };
  const sources = new SourceTree(root);
  return leavesOf(projects).map(({ project, target, options: leafOptions }) => {
    const { check } = leafOptions;
    const path = reportFile(project, check);
    const origin = { ending: endingOf(runs, path), comparison };
    const evidence = evidenceOf({ project, check }, readReport(join(root, path)), origin, () => {
      const request = leafRequest(workspace, { id: `${project}:${target}`, project, target }, leafOptions);
      const definition = registry.checks.find((known) => known.definition.id === check)?.definition;
      return {
        inputsDigest: inputsDigest(request, sources, {
          env: declaredEnvironment(request.inputs, env),
          today: definition?.cache === false ? today : undefined,
        }),
        optOutReason: optOutReason(request),
      };
    });
    return { project, check, target, path, ...evidence };
  });
}

/** What the last `nx affected` compared, if the workspace is still in that state. */
async function standingComparison(root: string, { affected }: RunRecord): Promise<AffectedRun | undefined> {
  if (affected === undefined) return undefined;
  const stamp = await workspaceStamp(root);
  return stamp?.digest === affected.state ? affected : undefined;
}

interface GraphLeaf {
  readonly project: string;
  readonly target: string;
  readonly options: CheckExecutorOptions;
}

function leavesOf(projects: { readonly [name: string]: ProjectConfiguration }): GraphLeaf[] {
  return Object.entries(projects)
    .flatMap(([project, { targets = {} }]) =>
      Object.entries(targets).flatMap(([target, { executor, options }]): GraphLeaf[] =>
        executor === checkExecutor && isRecord(options) && typeof options.check === 'string'
          ? [{ project, target, options: options as unknown as CheckExecutorOptions }]
          : [],
      ),
    )
    .sort((a, b) => compareText(a.project, b.project) || compareText(a.options.check, b.options.check));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
