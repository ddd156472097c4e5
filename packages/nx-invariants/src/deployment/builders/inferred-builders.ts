import { posix } from 'node:path';
import picomatch from 'picomatch';
import { parseJson } from '../../config/json-document';
import type { NxJson } from '../../config/nx-json';
import { isRecord } from '../../config/record';
import type { TargetPart } from '../../config/target-defaults';
import { textsIn } from '../../config/text-list';
import { targetCommands } from '../../workspace/manifest-commands';
import { manifestOf, targetRuns, targetsIn } from '../../workspace/manifest-targets';
import { joinPath } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';
import { buildCommands } from './build-command';
import { type BuilderReading, mergeBuilders } from './builder';
import { containerBuilders } from './container-target';
import { locatedBuild } from './located-build';

type Options = Readonly<Record<string, unknown>>;

/** How a plugin infers the target that builds the Dockerfile of a folder. */
interface Inference {
  /** Whether it does so only beside a project.json or package.json. */
  readonly needsManifest: boolean;
  name(options: Options): string;
  target(options: Options, projectRoot: string): Options;
}

/** @nx/docker 23.2.1, plugins/plugin.js; @nx-tools/nx-container 7.3.0, plugins/nodes.js. */
const plugins: ReadonlyMap<string, Inference> = new Map<string, Inference>([
  [
    '@nx/docker',
    {
      needsManifest: false,
      name: ({ buildTarget }) =>
        nameOf(isRecord(buildTarget) ? buildTarget.name : buildTarget, 'docker:build'),
      target: ({ buildTarget }, projectRoot) => {
        const given = isRecord(buildTarget) ? buildTarget : {};
        const options = ({ cwd = projectRoot, args = [] }: Options) => ({ cwd, args });
        const configurations = Object.entries(isRecord(given.configurations) ? given.configurations : {});
        return {
          command: 'docker build .',
          options: options(given),
          configurations: Object.fromEntries(
            configurations.map(([name, value]) => [name, options(isRecord(value) ? value : {})]),
          ),
        };
      },
    },
  ],
  [
    '@nx-tools/nx-container',
    {
      needsManifest: true,
      name: ({ buildTargetName }) => nameOf(buildTargetName, 'container'),
      target: () => ({ executor: '@nx-tools/nx-container:build' }),
    },
  ],
]);

function nameOf(given: unknown, usual: string): string {
  return typeof given === 'string' ? given : usual;
}

/** Whether nx.json has a plugin that infers builders. */
export function infersBuilders(nxJson: NxJson): boolean {
  return entriesOf(nxJson).length > 0;
}

/** The names of the targets that these plugins infer. */
export function inferredNames(nxJson: NxJson): string[] {
  return entriesOf(nxJson).map(({ inference, value }) =>
    inference.name(isRecord(value.options) ? value.options : {}),
  );
}

/** Whether a file is one that these plugins infer a target from. */
export function isInferredFrom(file: string): boolean {
  return posix.basename(file) === 'Dockerfile';
}

/**
 * The builders that plugins of nx.json infer for a Dockerfile, with what `targetDefaults` and the manifest beside it
 * change of their targets.
 */
export function inferredBuilders(dockerfile: string, nxJson: NxJson, read: ReadText): BuilderReading {
  const inferred = entriesOf(nxJson).filter(({ value }) => isMatched(dockerfile, value));
  return mergeBuilders(
    inferred.flatMap((entry) => entryBuilders(entry, posix.dirname(dockerfile), nxJson, read)),
  );
}

function entryBuilders(
  { plugin, inference, value, locate }: PluginEntry,
  projectRoot: string,
  nxJson: NxJson,
  read: ReadText,
): BuilderReading[] {
  if (inference.needsManifest && !hasManifest(projectRoot, read)) return [];
  const options = isRecord(value.options) ? value.options : {};
  const name = inference.name(options);
  const inferred = { value: inference.target(options, projectRoot), locate };
  const own = ownTarget(name, projectRoot, read) ?? { value: {}, locate };
  const runs = targetRuns(name, own, nxJson, inferred);
  const label = `the target ${name} that ${plugin} infers`;
  return [
    ...targetCommands(name, runs, projectRoot).flatMap(({ script, folder, ownerPlace }) =>
      buildCommands(script).map((reading) => locatedBuild(reading, 'target', label, ownerPlace, folder)),
    ),
    ...containerBuilders(label, runs, projectRoot),
  ];
}

interface PluginEntry {
  readonly plugin: string;
  readonly inference: Inference;
  readonly value: Options;
  /** Its place in nx.json. */
  readonly locate: TargetPart['locate'];
}

function entriesOf(nxJson: NxJson): PluginEntry[] {
  const listed = nxJson.value.plugins;
  return (Array.isArray(listed) ? listed : []).flatMap((entry: unknown, index): PluginEntry[] => {
    const value = isRecord(entry) ? entry : { plugin: entry };
    const inference = plugins.get(String(value.plugin));
    if (inference === undefined) return [];
    const locate = () => nxJson.locate(['plugins', index]);
    return [{ plugin: String(value.plugin), inference, value, locate }];
  });
}

/** `include` and `exclude` of a plugin are globs of the files it infers from (nx.json, "plugins"). */
function isMatched(file: string, { include, exclude }: PluginEntry['value']): boolean {
  const matches = (globs: unknown) => picomatch.isMatch(file, textsIn(globs), { dot: true });
  return (include === undefined || matches(include)) && !(exclude !== undefined && matches(exclude));
}

const manifests = ['project.json', 'package.json'];

function hasManifest(projectRoot: string, read: ReadText): boolean {
  return manifests.some((name) => read(joinPath(projectRoot, name)) !== undefined);
}

/** What the manifests of a project say of a target. */
function ownTarget(name: string, projectRoot: string, read: ReadText): TargetPart | undefined {
  for (const file of manifests.map((manifest) => joinPath(projectRoot, manifest))) {
    const parsed = parseJson(read(file) ?? '');
    const own = parsed.ok && targetsIn(manifestOf(file, parsed.document)).find(([found]) => found === name);
    if (own) return own[1];
  }
  return undefined;
}
