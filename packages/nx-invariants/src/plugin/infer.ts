import { posix } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { loadRegistry, type Registry } from '../check/registry';
import { aggregateProblems } from '../config/aggregate-defaults';
import { readNxJson } from '../config/nx-json';
import { type OptionsReading, readPluginOptions } from '../config/plugin-options';
import type { ConfigProblem } from '../config/validate';
import { projectFiles } from '../workspace/manifest-files';
import { isInside, pathInputs } from '../workspace/paths';
import { SourceTree } from '../workspace/source-tree';
import { type ProjectFacts, WorkspaceFacts } from '../workspace/workspace-facts';
import { CodeInputs } from './code-inputs';
import { type ImageTarget, imageTargets } from './image-targets';
import { aggregateTarget, failedAggregate, type Leaf, leafPlacer, leafTarget } from './leaves';
import { type NativeInput, nativeTargets } from './native-targets';
import { discoverProjects } from './projects';

/** The manifests among the files that match the glob of manifest-glob.ts, as Nx would find them. */
export function projectManifests(sources: SourceTree): string[] {
  return sources.filesIn('.').filter((file) => projectFiles.includes(posix.basename(file)));
}

/** Everything the plugin infers from a workspace. */
export interface Inference {
  readonly workspace: WorkspaceFacts;
  readonly projects: readonly InferredProject[];
  readonly registry: Registry;
  readonly options: OptionsReading;
}

export interface InferredProject {
  readonly project: ProjectFacts;
  readonly leaves: readonly Leaf[];
  /** Those of images add inputs to a target that its manifest defines. */
  readonly targets: { readonly [name: string]: TargetConfiguration };
  /** The targets of its own manifests that build an image. */
  readonly imageTargets: readonly ImageTarget[];
  /** Names of leaves and of the aggregate that are not inferred, since the project defines targets of these names. */
  readonly clashes: readonly string[];
}

let latest: { readonly workspaceRoot: string; readonly inference: Inference } | undefined;

/** Infers, and keeps the result for the one question about edges that Nx asks next. */
export async function inferNodes(workspaceRoot: string, configFiles: readonly string[]): Promise<Inference> {
  const inference = await inferWorkspace(workspaceRoot, configFiles);
  latest = { workspaceRoot, inference };
  return inference;
}

/** The inference that {@link inferNodes} just made; it serves once, so that no later state is told from it. */
export function takeInference(workspaceRoot: string): Inference | undefined {
  const taken = latest?.workspaceRoot === workspaceRoot ? latest.inference : undefined;
  latest = undefined;
  return taken;
}

/**
 * Infers projects, leaves and native targets.
 *
 * @param configFiles the manifests that Nx found, see manifest-glob.ts, as workspace paths.
 * @param sources where the source files are not to be what Nx takes for them.
 */
export async function inferWorkspace(
  workspaceRoot: string,
  configFiles: readonly string[],
  sources: SourceTree = new SourceTree(workspaceRoot),
): Promise<Inference> {
  const nxJson = readNxJson(workspaceRoot);
  const options = readPluginOptions(nxJson);
  const [fault] = aggregateProblems(nxJson, options.options.targets.aggregate);
  const aggregateOf = (leafNames: readonly string[]) =>
    fault === undefined ? aggregateTarget(leafNames) : failedAggregate(leafNames, sayFault(fault));
  const workspace = new WorkspaceFacts(workspaceRoot, options.options, sources, configFiles);
  const code = new CodeInputs(workspace);
  const found = discoverProjects(workspace, configFiles);
  const registry = await loadRegistry(workspaceRoot, options.options, found);
  const leavesOf = leafPlacer(workspace, registry.checks);
  const projects = found.map((project) =>
    inferProject(project, found, workspace, leavesOf(project), code, aggregateOf),
  );
  return { workspace, projects, registry, options };
}

function sayFault({ file, line, column, message, fix }: Required<ConfigProblem>): string {
  return `${file}:${line}:${column}: ${message}; ${fix}`;
}

function inferProject(
  project: ProjectFacts,
  all: readonly ProjectFacts[],
  workspace: WorkspaceFacts,
  leaves: readonly Leaf[],
  code: CodeInputs,
  aggregateOf: (leafNames: readonly string[]) => TargetConfiguration,
): InferredProject {
  const names = workspace.options.targets;
  const isOwn = (name: string) => project.ownTargets.includes(name);
  const placed = leaves.map(
    (leaf) => [`${names.checkPrefix}${leaf.check.definition.id}`, leafTarget(leaf, code)] as const,
  );
  const leafTargets = Object.fromEntries(placed.filter(([name]) => !isOwn(name)));
  const native = nativeTargets(project, workspace, code, foreignInputs(project, all, leaves));
  const images = imageTargets(project, workspace);
  const leafNames = Object.keys(leafTargets).sort();
  const aggregate =
    leafNames.length > 0 && !isOwn(names.aggregate) ? { [names.aggregate]: aggregateOf(leafNames) } : {};
  const wanted = placed.length > 0 ? [...placed.map(([name]) => name), names.aggregate] : [];
  return {
    project,
    leaves,
    targets: { ...inputsOf(images), ...native, ...leafTargets, ...aggregate },
    imageTargets: images,
    clashes: wanted.filter(isOwn).sort(),
  };
}

function inputsOf(images: readonly ImageTarget[]): { [name: string]: TargetConfiguration } {
  return Object.fromEntries(
    images.flatMap((image) =>
      image.kind === 'given'
        ? [[image.name, { inputs: [...image.inputs] as TargetConfiguration['inputs'] }]]
        : [],
    ),
  );
}

/**
 * What the project takes from outside its folder, as Nx inputs: whoever builds or tests it reads that too, and may read
 * what else the projects it is taken from call `default`.
 */
function foreignInputs(
  project: ProjectFacts,
  all: readonly ProjectFacts[],
  leaves: readonly Leaf[],
): NativeInput[] {
  const taken = leaves
    .flatMap((leaf) => leaf.placement.edges ?? [])
    .filter((edge) => edge.readBy !== 'check')
    .map((edge) => edge.path);
  const paths = [...new Set(taken)].filter((path) => !isInside(path, project.root) && path !== '.').sort();
  const owners = all.filter(({ root }) => root !== '.' && paths.some((path) => isInside(path, root)));
  return [
    ...paths.flatMap(pathInputs),
    ...owners.map(({ name }) => ({ input: 'default', projects: [name] })),
  ];
}
