import type { NxJson } from '../../config/nx-json';
import type { TargetPart } from '../../config/target-defaults';
import { isTextList } from '../../config/text-list';
import { unreachable } from '../../unreachable';
import { type ManifestCommand, targetCommands, withRoots } from '../../workspace/manifest-commands';
import { type TargetRun, targetRuns } from '../../workspace/manifest-targets';
import { buildCommands, soleBuildCommand } from './build-command';
import type { BuilderReading, ImageBuilder } from './builder';
import { containerBuilders, containerExecutor } from './container-target';
import { locatedBuild } from './located-build';

/** What a target that builds an image reads: one build for each way in which it may run, or why that is not known. */
export type SoleBuild =
  | { readonly kind: 'told'; readonly builds: readonly ImageBuilder[] }
  | { readonly kind: 'untold'; readonly because: string };

/**
 * What a target builds that is nothing but one image build: one `docker build` of nx:run-commands, or
 * @nx-tools/nx-container.
 *
 * @param own what its manifest says.
 * @returns undefined where it builds no image.
 */
export function soleBuild(
  name: string,
  own: TargetPart,
  nxJson: NxJson,
  projectRoot: string,
): SoleBuild | undefined {
  const runs = targetRuns(name, own, nxJson);
  const commandsOf = (run: TargetRun) => targetCommands(name, [run], projectRoot);
  const isImage = (run: TargetRun) =>
    run.executor === containerExecutor ||
    commandsOf(run).some(({ script }) => buildCommands(script).length > 0);
  if (!runs.some(isImage)) return undefined;
  const read = runs.map((run) =>
    run.executor === containerExecutor
      ? containerBuild(run, projectRoot)
      : commandBuild(run, commandsOf(run)),
  );
  const untold = read.find(({ kind }) => kind === 'untold');
  return (
    untold ?? { kind: 'told', builds: read.flatMap((build) => (build.kind === 'told' ? build.builds : [])) }
  );
}

/** DOCKER_BUILDKIT=0 has every stage built, and what envFile says is in no input. */
const environmentOptions = ['env', 'envFile'];

function commandBuild({ options }: TargetRun, commands: readonly ManifestCommand[]): SoleBuild {
  const [command, ...more] = commands;
  if (command === undefined || more.length > 0) return untold('it runs more or less than one command');
  if (command.runner !== 'run-commands') return untold('its executor is not nx:run-commands');
  const option = environmentOptions.find((name) => options.has(name));
  if (option !== undefined) return untold(`its option ${option} sets its environment`);
  const reading = soleBuildCommand(command.script);
  switch (reading.kind) {
    case 'untold':
      return reading;
    case 'build':
      return onlyBuilder(locatedBuild(reading, 'target', command.label, command.place, command.folder));
    default:
      return unreachable(reading);
  }
}

/** Options of @nx-tools/nx-container (7.3.0) that name no file or variable which decides the image, besides those that are read. */
const plainOptions = new Set([
  ...['file', 'context', 'target', 'build-args', 'build-contexts'],
  ...['engine', 'quiet', 'add-hosts', 'builder', 'cache-from', 'cache-to', 'cgroup-parent', 'labels', 'load'],
  ...['metadata', 'network', 'no-cache', 'outputs', 'platforms', 'provenance', 'pull', 'push', 'sbom'],
  ...['shm-size', 'tags', 'ulimit'],
]);

function containerBuild(run: TargetRun, projectRoot: string): SoleBuild {
  const option = [...run.options.keys()].find((name) => !plainOptions.has(name));
  if (option !== undefined) return untold(`what its option ${option} reads is not known`);
  const lists = ['build-args', 'build-contexts'].map((name) => run.options.get(name)?.value ?? []);
  if (!lists.every(isTextList)) return untold('its build-args or build-contexts are no list of texts');
  const single = ['file', 'context', 'target'].map((name) => run.options.get(name)?.value ?? '');
  const open = [...single, ...lists.flat()].find((text) => /[$`{]/.test(withRoots(String(text), '')));
  if (open !== undefined) return untold(`${String(open)} is known only when it runs`);
  const unset = lists.flat().find((text) => !text.includes('='));
  if (unset !== undefined) return untold(`the environment gives its argument ${unset}`);
  const [reading] = containerBuilders('', [run], projectRoot);
  return reading === undefined ? untold('it builds nothing') : onlyBuilder(reading);
}

function onlyBuilder({ builders, unreadable }: BuilderReading): SoleBuild {
  if (unreadable[0] !== undefined) return untold(unreadable[0].reason);
  return builders.length === 0
    ? untold('its context is no folder of this repository')
    : { kind: 'told', builds: builders };
}

function untold(because: string): SoleBuild {
  return { kind: 'untold', because };
}
