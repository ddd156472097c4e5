import { textsIn } from '../../config/text-list';
import { withRoots } from '../../workspace/manifest-commands';
import type { TargetRun } from '../../workspace/manifest-targets';
import { joinPath } from '../../workspace/paths';
import {
  type BuilderReading,
  byExpression,
  isRemote,
  localBuilder,
  namedFolders,
  noBuilders,
  pairsOf,
  pathFrom,
  unreadableBuilder,
} from './builder';

export const containerExecutor = '@nx-tools/nx-container:build';

/**
 * The images that a target builds with the executor of @nx-tools/nx-container (7.3.0): it runs in the root of the
 * workspace, which is its context by default, and takes the Dockerfile in the project's folder.
 */
export function containerBuilders(
  label: string,
  runs: readonly TargetRun[],
  projectRoot: string,
): BuilderReading[] {
  return runs
    .filter((run) => run.executor === containerExecutor)
    .map((run) => containerBuilder(label, run, projectRoot));
}

function containerBuilder(label: string, { options, own }: TargetRun, projectRoot: string): BuilderReading {
  const location = own.locate([]);
  const text = (name: string) => {
    const value = options.get(name)?.value;
    return typeof value === 'string' && value !== '' ? withRoots(value, projectRoot) : undefined;
  };
  const pairs = (name: string) =>
    pairsOf(textsIn(options.get(name)?.value).map((entry) => withRoots(entry, projectRoot)));
  const context = text('context') ?? '.';
  const dockerfile = text('file') ?? joinPath(projectRoot, 'Dockerfile');
  const target = text('target');
  const expression = [context, dockerfile, target].find((value) => value?.includes('$'));
  if (expression !== undefined) {
    return unreadableBuilder({ label, location }, byExpression(expression));
  }
  if (isRemote(context)) return noBuilders;
  return localBuilder({
    source: 'target',
    label,
    location,
    dockerfile: pathFrom('.', dockerfile),
    context: pathFrom('.', context),
    appliesIgnoreFile: true,
    target,
    args: pairs('build-args'),
    namedContexts: namedFolders('.', pairs('build-contexts')),
  });
}
