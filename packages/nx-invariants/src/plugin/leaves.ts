import { createHash } from 'node:crypto';
import type { TargetConfiguration } from '@nx/devkit';
import { canonicalJson } from '../check/canonical-json';
import type { CheckDefinition, Placement, ProjectEdge, TargetInput } from '../check/define-check';
import type { RegisteredCheck } from '../check/registry';
import { catalogueFile } from '../config/catalogue';
import { isIndispensable, optOutPlaces } from '../config/opt-out';
import { isRecord } from '../config/record';
import { aggregateExecutor } from '../config/target-defaults';
import type { ConfigResult } from '../config/validate';
import { expiredWaiversVariable, readWaivers, type Waivers, waiversFile, waiversOf } from '../config/waivers';
import { assertNoPattern, isPatternToNx } from '../workspace/paths';
import { owns, type ProjectFacts, type WorkspaceFacts } from '../workspace/workspace-facts';
import type { CodeInputs } from './code-inputs';

export const checkExecutor = 'nx-invariants:check';

/** A check placed on a project: one leaf of the task graph. */
export interface Leaf {
  readonly check: RegisteredCheck;
  readonly project: ProjectFacts;
  readonly placement: Placement;
  readonly hasWaivers: boolean;
}

/**
 * The leaves of a project. A check whose `applies` throws or returns what is no placement still gets a leaf, which
 * then fails: what cannot be placed must not vanish.
 */
export function leavesOf(
  project: ProjectFacts,
  workspace: WorkspaceFacts,
  checks: readonly RegisteredCheck[],
): Leaf[] {
  const waivers = readWaiversOf(workspace);
  return checks.flatMap((check) => {
    const options = checkOptions(check.definition, workspace.options.checks[check.definition.id]);
    if (options === false) return [];
    const placement = place(check, project, workspace, options);
    const hasWaivers = waiversOf(waivers, project.name, check.definition.id).length > 0;
    return placement ? [{ check, project, placement, hasWaivers }] : [];
  });
}

/**
 * The options of a check with the defaults of its schema's properties; `false` where it is switched off, which
 * the indispensable ones cannot be: `configuration` says so. They are not validated here: the leaf itself says what is wrong with them.
 */
export function checkOptions(
  definition: CheckDefinition<never>,
  given: false | { readonly [key: string]: unknown } | undefined,
): false | { [key: string]: unknown } {
  if (given === false && !isIndispensable(definition.id)) return false;
  const { properties } = definition.options;
  const defaults = Object.entries(isRecord(properties) ? properties : {}).flatMap(([name, schema]) =>
    isRecord(schema) && Object.hasOwn(schema, 'default') ? [[name, schema.default] as const] : [],
  );
  return { ...Object.fromEntries(defaults), ...given };
}

const waiversIn = new WeakMap<WorkspaceFacts, ConfigResult<Waivers>>();

function readWaiversOf(workspace: WorkspaceFacts): ConfigResult<Waivers> {
  const read = waiversIn.get(workspace) ?? readWaivers(workspace.text(waiversFile));
  waiversIn.set(workspace, read);
  return read;
}

function place(
  { definition, modulePath }: RegisteredCheck,
  project: ProjectFacts,
  workspace: WorkspaceFacts,
  options: object,
): Placement | undefined {
  try {
    const placement = definition.applies(project, workspace, options as never);
    if (placement === undefined) return undefined;
    if (isPatternToNx(project.root))
      throw new Error(`Nx reads its folder ${project.root} as a pattern; rename it`);
    const placed = modulePath === undefined ? placement : plainPlacement(placement);
    for (const edge of placed?.edges ?? []) assertEdge(edge, project, workspace);
    return placed;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { inputs: [], parameters: { appliesFailed: reason } };
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

/** User-written checks may be plain JavaScript: only what Nx can hold may reach the graph. */
function plainPlacement(placement: unknown): Placement | undefined {
  const plain: unknown = JSON.parse(JSON.stringify(placement ?? null));
  if (plain === null || plain === false) return undefined;
  if (!isRecord(plain) || !isInputList(plain.inputs)) {
    throw new TypeError('it returned no list of inputs (texts, or objects as Nx has them)');
  }
  const { parameters = {}, dependsOn = [], edges = [] } = plain;
  const isPlacement = isRecord(parameters) && isTextList(dependsOn) && isEdgeList(edges);
  if (!isPlacement) throw new TypeError('parameters, dependsOn or edges of what it returned are malformed');
  return plain as unknown as Placement;
}

function isInputList(value: unknown): boolean {
  return Array.isArray(value) && value.every((input) => typeof input === 'string' || isRecord(input));
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function isEdgeList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (edge) =>
        isRecord(edge) &&
        typeof edge.path === 'string' &&
        ['string', 'undefined'].includes(typeof edge.decidedBy) &&
        [undefined, 'check'].includes(edge.readBy as never),
    )
  );
}

/** The Nx target of a leaf. */
export function leafTarget(leaf: Leaf, code: CodeInputs): TargetConfiguration {
  const { definition } = leaf.check;
  const { placement } = leaf;
  const inputs: TargetInput[] = [
    ...placement.inputs,
    ...commonInputs(leaf),
    ...mergeExternal(codeInputs(leaf.check, code)),
  ];
  const target: TargetConfiguration = {
    executor: checkExecutor,
    options: {
      check: definition.id,
      ...(placement.parameters === undefined ? {} : { parameters: placement.parameters }),
    },
    cache: definition.cache !== false,
    inputs: inputs as TargetConfiguration['inputs'],
    outputs: [`{workspaceRoot}/${reportFile('{projectName}', definition.id)}`],
    ...(placement.dependsOn === undefined ? {} : { dependsOn: [...placement.dependsOn] }),
  };
  return {
    ...target,
    metadata: { technologies: ['invariants'], description: definition.title, inferredAs: digestOf(target) },
  };
}

/**
 * Whether a leaf of the graph is not as the plugin inferred it: `targetDefaults` and a project's own configuration
 * win over what a plugin infers, and a leaf that reads less, or is never run again, holds nothing.
 */
export function isOverridden(target: TargetConfiguration): boolean {
  return target.metadata?.inferredAs !== digestOf(target);
}

/** A digest of what decides when a leaf runs, what it sees and what it leaves behind. */
function digestOf({ executor, options, inputs, outputs, cache, dependsOn }: TargetConfiguration): string {
  const decisive = canonicalJson({ executor, options, inputs, outputs, cache, dependsOn });
  return createHash('sha256').update(decisive).digest('hex').slice(0, 16);
}

/** Where a leaf's report lies, as a workspace path. */
export function reportFile(project: string, check: string): string {
  return `.invariants/${project}/${check}.json`;
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
