import { createHash } from 'node:crypto';
import type { TargetConfiguration } from '@nx/devkit';
import { canonicalJson } from '../check/canonical-json';
import { checkOptions } from '../check/check-options';
import type { Placed } from '../check/custom-checks';
import type { Placement, ProjectEdge, TargetInput } from '../check/define-check';
import type { RegisteredCheck } from '../check/registry';
import { aggregateExecutor } from '../config/aggregate-defaults';
import { catalogueFile } from '../config/catalogue';
import type { Preset } from '../config/nx-json';
import { optOutPlaces } from '../config/opt-out';
import { expiredWaiversVariable, readWaivers, waiversFile, waiversOf } from '../config/waivers';
import { isPlainName, reportFile } from '../report/report-file';
import { unreachable } from '../unreachable';
import { assertNoPattern, fileInput, isPatternToNx } from '../workspace/paths';
import { owns, type ProjectFacts, type WorkspaceFacts } from '../workspace/workspace-facts';
import { type CodeInputs, lockedPackages } from './code-inputs';
import { moduleSources } from './module-sources';

export const checkExecutor = 'nx-invariants:check';

/** A check placed on a project: one leaf of the task graph. */
export interface Leaf {
  readonly check: RegisteredCheck;
  readonly project: ProjectFacts;
  readonly placement: Placement;
  readonly hasWaivers: boolean;
  /** What nx.json extends: Nx hashes nx.json into every task, but not this. */
  readonly preset: Preset | undefined;
}

/**
 * Gives the leaves of a project. A check whose `applies` throws or returns what is no placement still gets a leaf, which
 * then fails: what cannot be placed must not vanish.
 */
export function leafPlacer(
  workspace: WorkspaceFacts,
  checks: readonly RegisteredCheck[],
): (project: ProjectFacts) => Leaf[] {
  const waivers = readWaivers(workspace.text(waiversFile));
  const { aggregate, checkPrefix } = workspace.options.targets;
  const names = new Set([aggregate, ...checks.map(({ definition }) => `${checkPrefix}${definition.id}`)]);
  const isLeaf = (target: string) =>
    names.has(target) || names.has(target.slice(target.lastIndexOf(':') + 1));
  const { preset } = workspace.nxJson;
  const asked = checks.flatMap((check) => {
    const options = checkOptions(check.definition, workspace.options.checks[check.definition.id]);
    return options === false ? [] : [{ check, options }];
  });
  return (project) =>
    asked.flatMap(({ check, options }) => {
      const placement = place(check, project, workspace, options, isLeaf);
      const hasWaivers = waiversOf(waivers, project.name, check.definition.id).length > 0;
      return placement ? [{ check, project, placement, hasWaivers, preset }] : [];
    });
}

function place(
  check: RegisteredCheck,
  project: ProjectFacts,
  workspace: WorkspaceFacts,
  options: object,
  isLeaf: (target: string) => boolean,
): Placement | undefined {
  try {
    const placement =
      check.modulePath === undefined
        ? check.definition.applies(project, workspace, options as never)
        : placementIn(check.placements.get(project.name));
    if (placement === undefined) return undefined;
    if (isPatternToNx(project.root))
      throw new Error(`Nx reads its folder ${project.root} as a pattern; rename it`);
    if (!isPlainName(project.name)) {
      throw new Error(
        `no folder of reports can be called ${JSON.stringify(project.name)}; rename the project`,
      );
    }
    for (const edge of placement.edges ?? []) assertEdge(edge, project, workspace);
    if (check.modulePath !== undefined) {
      assertOrder(placement.dependsOn ?? [], isLeaf);
      assertHashed(check.modulePath, check.definition.packages ?? [], workspace);
    }
    return placement;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { inputs: [], parameters: { appliesFailed: reason } };
  }
}

/** A circle in the task graph would end every run of the workspace. */
function assertOrder(dependsOn: readonly string[], isLeaf: (target: string) => boolean): void {
  const refused = dependsOn.find((name) => isLeaf(name) || isPatternToNx(name) || name.startsWith('^'));
  if (refused === undefined) return;
  throw new Error(`its dependsOn names ${refused}: only single targets may run before it, and no checks`);
}

/** A verdict of code that no input stands for would be restored from cache when that code has changed. */
function assertHashed(modulePath: string, packages: readonly string[], workspace: WorkspaceFacts): void {
  const [unseen] = moduleSources(modulePath, workspace).unseen;
  if (unseen !== undefined) {
    throw new Error(
      `its code names ${unseen}, of which Nx sees no change: it is a link or behind one, hidden by an ignore file, or outside the workspace; name a source file where it lies`,
    );
  }
  const isLocked = lockedPackages(workspace);
  const unlocked = packages.find((name) => !isLocked(name));
  if (unlocked !== undefined) {
    throw new Error(`its package ${unlocked} is in no lockfile, so no task can have it as an input; lock it`);
  }
}

/** What a user-written check said in its thread. */
function placementIn(placed: Placed | undefined): Placement | undefined {
  switch (placed?.kind) {
    case 'placed':
      return placed.placement;
    case 'elsewhere':
      return undefined;
    case 'failed':
      throw new Error(placed.reason);
    case undefined:
      throw new Error('it was not asked about the project');
  }
}

/**
 * What an edge leads to is an input, of which Nx must see a change; and Nx refuses a static edge that no file of its
 * project decides: the check that places one must not lose it in silence.
 */
function assertEdge(
  { path, decidedBy }: ProjectEdge,
  project: ProjectFacts,
  workspace: WorkspaceFacts,
): void {
  assertNoPattern(path);
  if (decidedBy === undefined || (owns(project, decidedBy) && workspace.sources.has(decidedBy))) return;
  throw new Error(
    `its edge to ${path} is decided by ${decidedBy}, which is no source file of ${project.name}`,
  );
}

/** The Nx target of a leaf. */
export function leafTarget(leaf: Leaf, code: CodeInputs): TargetConfiguration {
  const { definition } = leaf.check;
  const { placement } = leaf;
  const inputs: TargetInput[] = [
    ...placement.inputs,
    ...commonInputs(leaf),
    ...mergeExternal([...codeInputs(leaf.check, code), ...presetInputs(leaf.preset, code)]),
  ];
  const target: TargetConfiguration = {
    executor: checkExecutor,
    options: {
      check: definition.id,
      ...(placement.parameters === undefined ? {} : { parameters: placement.parameters }),
    },
    cache: definition.cache !== false,
    inputs: inputs as TargetConfiguration['inputs'],
    outputs: [reportOutput(leaf.project.name, definition.id)],
    ...(placement.dependsOn === undefined ? {} : { dependsOn: [...placement.dependsOn] }),
  };
  return {
    ...target,
    metadata: { technologies: ['invariants'], description: definition.title, inferredAs: digestOf(target) },
  };
}

function reportOutput(project: string, check: string): string {
  return isPlainName(project)
    ? `{workspaceRoot}/.invariants/{projectName}/${check}.json`
    : `{workspaceRoot}/${reportFile(project, check)}`;
}

/**
 * Whether a leaf of the graph is not as the plugin inferred it: `targetDefaults` and a project's own configuration
 * win over what a plugin infers, and a leaf that reads less, or is never run again, holds nothing.
 */
export function isOverridden(target: TargetConfiguration): boolean {
  return target.metadata?.inferredAs !== digestOf(target);
}

/** A digest of what decides when a leaf runs, what it is given and sees, what it leaves behind, and whether it is waited for. */
function digestOf({
  executor,
  command,
  options,
  configurations = {},
  defaultConfiguration,
  inputs,
  outputs,
  cache,
  dependsOn,
  continuous = false,
}: TargetConfiguration): string {
  const decisive = canonicalJson({
    executor,
    command,
    options,
    configurations,
    defaultConfiguration,
    inputs,
    outputs,
    cache,
    dependsOn,
    continuous,
  });
  return createHash('sha256').update(decisive).digest('hex').slice(0, 16);
}

/** The target that stands for all leaves of a project: it reads their reports, so it is affected when one is. */
export function aggregateTarget(leafNames: readonly string[]): TargetConfiguration {
  return {
    executor: aggregateExecutor,
    cache: true,
    dependsOn: [...leafNames],
    inputs: [
      { dependentTasksOutputFiles: '.invariants/**/*.json', transitive: true },
      { externalDependencies: [] },
    ],
    metadata: { technologies: ['invariants'], description: 'Upholds every invariant of this project' },
  };
}

/**
 * What stands in the aggregate's place where it would not be as it was inferred: a target that fails. It does so by
 * its name as well (executors/check/judge.ts), whatever defaults take off it.
 */
export function failedAggregate(leafNames: readonly string[], reason: string): TargetConfiguration {
  return {
    executor: checkExecutor,
    options: { check: 'configuration', parameters: { appliesFailed: reason } },
    cache: false,
    dependsOn: [...leafNames],
    metadata: { technologies: ['invariants'], description: 'Fails, since it could pass without its checks' },
  };
}

/** The frame's first inputs: what stands before them in a leaf's inputs is the check's own. */
const optOutInputs = optOutPlaces.map(({ file, field }) => ({
  json: `{projectRoot}/${file}`,
  fields: [field],
}));

/** The inputs of a leaf that its check declared; the rest is read by the frame around every check. */
export function inputsOfCheck(inputs: readonly TargetInput[]): readonly TargetInput[] {
  const frame = inputs.findIndex((input) => JSON.stringify(input) === JSON.stringify(optOutInputs[0]));
  return frame < 0 ? inputs : inputs.slice(0, frame);
}

/** What the frame around every check reads: the project's opt-outs, the catalogue, the leaf's waivers, their expiry. */
function commonInputs({ project, check: { definition }, hasWaivers }: Leaf): TargetInput[] {
  const json = `{workspaceRoot}/${waiversFile}`;
  return [
    ...optOutInputs,
    `{workspaceRoot}/${catalogueFile}`,
    project.name.includes('.') ? { json } : { json, fields: [`waivers.${project.name}.${definition.id}`] },
    ...(hasWaivers ? [{ env: expiredWaiversVariable }] : []),
  ];
}

function presetInputs(preset: Preset | undefined, code: CodeInputs): TargetInput[] {
  switch (preset?.kind) {
    case undefined:
      return [];
    case 'source':
      return [fileInput(preset.file)];
    case 'installed':
      return [code.external([preset.packageName])];
    default:
      return unreachable(preset);
  }
}

function codeInputs({ definition, modulePath }: RegisteredCheck, code: CodeInputs): TargetInput[] {
  const { id, engines = [], packages = [] } = definition;
  return modulePath === undefined
    ? code.ofBuiltInCheck(id, engines, packages)
    : code.ofCustomCheck(modulePath, engines, packages);
}

/** Several `externalDependencies` inputs would each be complete; one list says the same and reads better. */
function mergeExternal(inputs: readonly TargetInput[]): TargetInput[] {
  const isExternal = (input: TargetInput) => typeof input === 'object' && 'externalDependencies' in input;
  const names = inputs.flatMap((input) =>
    typeof input === 'object' && 'externalDependencies' in input ? input.externalDependencies : [],
  );
  return [
    ...inputs.filter((input) => !isExternal(input)),
    { externalDependencies: [...new Set(names)].sort() },
  ];
}
