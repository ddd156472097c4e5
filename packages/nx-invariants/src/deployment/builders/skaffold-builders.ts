import { isMap, isSeq } from 'yaml';
import type { FindingDraft, Location } from '../../check/finding';
import { joinPath } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';
import { buildCommands } from './build-command';
import {
  type BuilderReading,
  localBuilder,
  mergeBuilders,
  noBuilders,
  pathFrom,
  unread,
  unreadableBuilder,
  unsaid,
} from './builder';
import { locatedBuild } from './located-build';
import { parseYamlTrees, type YamlTree } from './yaml-tree';

export interface SkaffoldReading extends BuilderReading {
  readonly findings: readonly FindingDraft[];
}

/** Whether a file is a configuration of Skaffold, by its name. */
export function isSkaffoldFile(file: string): boolean {
  return /(^|\/)skaffold([.-][\w.-]+)?\.ya?ml$/.test(file);
}

/**
 * The images that Skaffold builds from Dockerfiles (Skaffold 2.16, schema v4beta12): the artifacts of `build` and of each
 * profile. Paths start in the folder of the file, which is where Skaffold runs.
 *
 * @param read tells which Dockerfiles there are as well.
 */
export function skaffoldBuilders(file: string, read: ReadText): SkaffoldReading {
  const text = read(file);
  if (text === undefined) return found(unreadableFile(file));
  const reading = parseYamlTrees(file, text, 'Skaffold file');
  if (!reading.ok) return found(reading.finding);
  const readings = reading.trees.flatMap((tree) => [
    ...artifactsOf(tree, tree.root, '', file, read),
    ...itemsAt(tree, tree.root, ['profiles']).flatMap((profile) =>
      profileBuilders(tree, profile, file, read),
    ),
  ]);
  return { ...mergeBuilders(readings), findings: [] };
}

function profileBuilders(tree: YamlTree, profile: unknown, file: string, read: ReadText): BuilderReading[] {
  const name = tree.textAt(profile, ['name']) ?? '';
  const patches = itemsAt(tree, profile, ['patches']).flatMap((patch) => {
    const path = tree.textAt(patch, ['path']) ?? '';
    const builder = { label: `the Skaffold profile ${name}`, location: tree.locate(patch) };
    const refusal = unread(`it patches ${path}`, 'give the profile a build.artifacts of its own');
    return changesBuild(path) ? [unreadableBuilder(builder, refusal)] : [];
  });
  return [...artifactsOf(tree, profile, ` in the profile ${name}`, file, read), ...patches];
}

/** Whether a patch of a profile may change which files a build reads. */
function changesBuild(path: string): boolean {
  return (
    /^\/(build(\/artifacts|$))/.test(path) && !/^\/build\/artifacts\/\d+\/(image|sync|platforms)\b/.test(path)
  );
}

function artifactsOf(
  tree: YamlTree,
  owner: unknown,
  where: string,
  file: string,
  read: ReadText,
): BuilderReading[] {
  const folder = joinPath(file, '..');
  return itemsAt(tree, owner, ['build', 'artifacts']).map((artifact) => {
    const label = `the Skaffold artifact ${tree.textAt(artifact, ['image']) ?? 'without a name'}${where}`;
    return artifactBuilder(tree, artifact, { label, location: tree.locate(artifact), folder, read });
  });
}

interface Artifact {
  readonly label: string;
  readonly location: Location;
  /** Where Skaffold runs. */
  readonly folder: string;
  readonly read: ReadText;
}

/** Builders that read no Dockerfile. */
const otherBuilders = ['bazel', 'ko', 'jib', 'buildpacks'];

function artifactBuilder(
  tree: YamlTree,
  artifact: unknown,
  { label, location, folder, read }: Artifact,
): BuilderReading {
  const refused = (refusal: ReturnType<typeof unread>) => unreadableBuilder({ label, location }, refusal);
  const has = (key: string) => tree.nodeAt(artifact, [key]) !== undefined;
  if (otherBuilders.some(has)) return noBuilders;
  const how = has('kaniko') ? 'kaniko' : 'docker';
  if ([artifact, tree.nodeAt(artifact, [how])].some((node) => isMap(node) && node.has('<<'))) {
    return refused(unread('it is merged in', 'write it out where it stands'));
  }
  const context = tree.textAt(artifact, ['context']) ?? '.';
  const dockerfile = tree.textAt(artifact, [how, 'dockerfile']) ?? 'Dockerfile';
  const target = tree.textAt(artifact, [how, 'target']);
  const template = [context, dockerfile, target].find((text) => text?.includes('{{'));
  if (template !== undefined) return refused(unsaid(`it is given by a template, ${template}`));
  const contextFolder = pathFrom(folder, context);
  if (has('custom')) {
    const script = tree.textAt(artifact, ['custom', 'buildCommand']) ?? '';
    return mergeBuilders(
      buildCommands(script).map((reading) =>
        locatedBuild(reading, 'skaffold', label, location, contextFolder),
      ),
    );
  }
  return localBuilder({
    source: 'skaffold',
    label,
    location,
    dockerfile: dockerfilePath(folder, contextFolder, dockerfile, read),
    context: contextFolder,
    appliesIgnoreFile: true,
    target,
    args: textsAt(tree, artifact, [how, 'buildArgs']),
    namedContexts: new Map(),
  });
}

/** In the context; if it is not there, where Skaffold runs (Skaffold, docker.NormalizeDockerfilePath). */
function dockerfilePath(folder: string, context: string, dockerfile: string, read: ReadText): string {
  const inContext = pathFrom(context, dockerfile);
  const shared = pathFrom(folder, dockerfile);
  const isShared = shared !== inContext && read(inContext) === undefined && read(shared) !== undefined;
  return isShared ? shared : inContext;
}

function itemsAt(tree: YamlTree, node: unknown, path: readonly string[]): unknown[] {
  const list = tree.nodeAt(node, path);
  return isSeq(list) ? list.items.map(tree.follow) : [];
}

function textsAt(tree: YamlTree, node: unknown, path: readonly string[]): Map<string, string> {
  const map = tree.nodeAt(node, path);
  const names = isMap(map) ? map.items.map(({ key }) => String(key)) : [];
  return new Map(
    names.flatMap((name) => {
      const text = tree.textAt(map, [name]);
      return text === undefined ? [] : [[name, text] as const];
    }),
  );
}

function found(finding: FindingDraft): SkaffoldReading {
  return { ...noBuilders, findings: [finding] };
}

function unreadableFile(file: string): FindingDraft {
  return {
    severity: 'error',
    file,
    message: `${file} cannot be read, so what Skaffold builds cannot be told`,
    fix: 'make it a readable file in the repository',
  };
}
