import type { ExecutorContext } from '@nx/devkit';
import type { Json, TargetInput } from '../../check/define-check';
import type { LeafRequest } from '../../check/leaf-request';
import { knownChecks, type Registry } from '../../check/registry';
import type { NamedInputs } from '../../config/nx-json';
import type { PluginOptions } from '../../config/plugin-options';
import { inputsOfCheck } from '../../plugin/leaves';
import { cachedDependencies } from './cached-dependencies';
import { dependencyOutputs } from './dependency-outputs';
import { graphView } from './graph-view';

/** The options of the `check` executor. */
export interface CheckExecutorOptions {
  readonly check: string;
  readonly parameters?: { readonly [key: string]: Json };
}

export interface LeafTask {
  readonly id: string;
  readonly project: string;
  readonly target: string;
}

/** The workspace as leaves are taken from it. */
export interface LeafWorkspace {
  readonly context: Pick<ExecutorContext, 'root' | 'projectsConfigurations' | 'projectGraph'>;
  readonly options: PluginOptions;
  /** Of nx.json. */
  readonly namedInputs: NamedInputs;
  readonly registry: Registry;
}

/** What judging a leaf needs, from the graph and the plugin's options. */
export function leafRequest(
  { context, options, namedInputs, registry }: LeafWorkspace,
  task: LeafTask,
  { check, parameters = {} }: CheckExecutorOptions,
): LeafRequest {
  const { projects } = context.projectsConfigurations;
  const project = projects[task.project];
  const root = project?.root ?? '.';
  const given = options.checks[check];
  const known = registry.checks.find(({ definition }) => definition.id === check);
  const inputs = (project?.targets?.[task.target]?.inputs ?? []) as unknown as TargetInput[];
  return {
    task: task.id,
    workspaceRoot: context.root,
    check,
    project: { name: task.project, root },
    parameters,
    options: given === false || given === undefined ? {} : given,
    inputs,
    ownInputs: inputsOfCheck(inputs),
    otherProjectRoots: Object.values(projects)
      .map((other) => other.root)
      .filter((other) => other !== root),
    modulePath: known?.modulePath,
    knownChecks: knownChecks(registry),
    graph: known?.definition.readsGraph === true ? graphView(context.projectGraph) : undefined,
    dependencyOutputs: project === undefined ? [] : dependencyOutputs(project, task.target),
    cachedDependencies: project === undefined ? [] : cachedDependencies(project, task.target, namedInputs),
  };
}
