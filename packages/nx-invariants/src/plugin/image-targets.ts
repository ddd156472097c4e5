import { dirname } from 'node:path/posix';
import { ignoreFileCandidates } from '@nx-invariants/docker-context';
import picomatch from 'picomatch';
import type { TargetInput } from '../check/define-check';
import { askedWhole } from '../checks/docker-context/asked-paths';
import { followLinks } from '../checks/docker-context/followed-links';
import { parseJson } from '../config/json-document';
import { isRecord } from '../config/record';
import { defaultedValues, type TargetPart } from '../config/target-defaults';
import { type ImageBuilder, withFoundDockerfile } from '../deployment/builders/builder';
import { inferredNames } from '../deployment/builders/inferred-builders';
import { isBuilderManifest, mayBuildImages } from '../deployment/builders/manifest-builders';
import { type SoleBuild, soleBuild } from '../deployment/builders/sole-build';
import { manifestOf, targetsIn } from '../workspace/manifest-targets';
import { exactInput, isPatternToNx, joinPath, pathInputs } from '../workspace/paths';
import type { ProjectFacts, WorkspaceFacts } from '../workspace/workspace-facts';

/** A target of a project's own manifest that builds an image: the inputs it is given, or why it is left as it is. */
export type ImageTarget = { readonly name: string } & ImageInputs;

type ImageInputs =
  | { readonly kind: 'given'; readonly inputs: readonly TargetInput[] }
  | { readonly kind: 'left'; readonly because: string };

/**
 * The inputs of a project's image targets: what the build reads, as the Dockerfile, the ignore file and the arguments
 * tell it. Nx merges a target of a plugin that has no executor under the one of the manifest (22.7.12, 23.3.2, 24.0.6,
 * isCompatibleTarget). Inputs that are too narrow would skip what changed, so a build that cannot be told whole is left.
 */
export function imageTargets(project: ProjectFacts, workspace: WorkspaceFacts): ImageTarget[] {
  return ['project.json', 'package.json']
    .filter((name) => project.fileNames.includes(name))
    .flatMap((name) => definedIn(joinPath(project.root, name), workspace))
    .filter(({ name, build }) => build !== undefined && project.ownTargets.includes(name))
    .map((defined) => ({ name: defined.name, ...inputsOf(defined, project, workspace) }));
}

interface DefinedTarget {
  readonly name: string;
  readonly own: TargetPart;
  /** Undefined where it builds no image. */
  readonly build: SoleBuild | undefined;
}

/** The targets of a manifest; none where nothing in it can build an image. */
function definedIn(file: string, workspace: WorkspaceFacts): DefinedTarget[] {
  const text = workspace.text(file) ?? '';
  const parsed = mayBuildImages(text, workspace.nxJson) ? parseJson(text) : undefined;
  if (!parsed?.ok) return [];
  return targetsIn(manifestOf(file, parsed.document)).map(([name, own]) => ({
    name,
    own,
    build: soleBuild(name, own, workspace.nxJson, dirname(file)),
  }));
}

function inputsOf(
  { name, own, build }: DefinedTarget,
  project: ProjectFacts,
  workspace: WorkspaceFacts,
): ImageInputs {
  const { nxJson } = workspace;
  if (project.ownTargets.filter((target) => target === name).length > 1)
    return left('it is defined more than once');
  if (inferredNames(nxJson).includes(name))
    return left('a plugin of nx.json infers a target of that name too');
  const given = [own.value.inputs, ...defaultedValues(nxJson, name, own.value, 'inputs')];
  if (given.some((inputs) => inputs !== undefined)) return left('it has inputs of its own');
  if (build?.kind !== 'told') return left(build?.because ?? 'it builds no image');
  const dependsOn = own.value.dependsOn ?? defaultedValues(nxJson, name, own.value, 'dependsOn').flat();
  const before = (Array.isArray(dependsOn) ? dependsOn : []).map(targetNameIn);
  const image = before.find((each) => namesImageTarget(each, workspace));
  if (image !== undefined) return left(`it depends on ${image}, which makes an image and no files`);
  return readInputs(build.builds, before.length > 0, workspace);
}

/** The name in an entry of `dependsOn`, in whichever project. */
function targetNameIn(entry: unknown): string {
  return String(isRecord(entry) ? entry.target : entry).replace(/^\^/, '');
}

/** Whether a target of that name, or of one that it is a glob for, builds an image anywhere. */
function namesImageTarget(named: string, workspace: WorkspaceFacts): boolean {
  return imageTargetNames(workspace).some(
    (name) => named === name || named.endsWith(`:${name}`) || picomatch.isMatch(name, named),
  );
}

const namesIn = new WeakMap<WorkspaceFacts, readonly string[]>();

function imageTargetNames(workspace: WorkspaceFacts): readonly string[] {
  const known = namesIn.get(workspace) ?? [
    ...inferredNames(workspace.nxJson),
    ...workspace.manifestFiles
      .filter(isBuilderManifest)
      .flatMap((file) => definedIn(file, workspace))
      .flatMap(({ name, build }) => (build === undefined ? [] : [name])),
  ];
  namesIn.set(workspace, known);
  return known;
}

function readInputs(
  builds: readonly ImageBuilder[],
  runsAfterOthers: boolean,
  workspace: WorkspaceFacts,
): ImageInputs {
  const { sources } = workspace;
  const files: string[] = [];
  const taken: string[] = [];
  for (const named of builds) {
    const build = withFoundDockerfile(named, (path) => workspace.text(path));
    const { dockerfile, context, namedContexts } = build;
    const text = workspace.text(dockerfile);
    if (text === undefined) return left(`its Dockerfile ${dockerfile} cannot be read`);
    const asked = askedWhole({ path: dockerfile, text }, context, build);
    if (asked.kind === 'untold') return left(asked.because);
    files.push(dockerfile, ...ignoreFileCandidates(build));
    taken.push(...asked.paths, ...[...namedContexts.values()].filter((folder) => folder !== undefined));
  }
  if (taken.length === 0) return left('it takes nothing from its context');
  const paths = followLinks(taken, sources);
  if (paths.includes('.')) return left('it takes the whole repository');
  const made = paths.find((path) => sources.ignores(path));
  if (made !== undefined && !runsAfterOthers)
    return left(`it takes ${made}, which no checkout holds, and depends on no target that makes it`);
  const read = [...new Set([...files, ...followLinks(files, sources)])];
  const odd = [...read, ...paths].find(isPatternToNx);
  if (odd !== undefined) return left(`Nx reads the path ${odd} as a pattern`);
  return {
    kind: 'given',
    inputs: [
      ...new Set([...read.map(exactInput), ...paths.flatMap(pathInputs)]),
      ...(runsAfterOthers ? [{ dependentTasksOutputFiles: '**/*', transitive: true }] : []),
    ],
  };
}

function left(because: string): ImageInputs {
  return { kind: 'left', because };
}
