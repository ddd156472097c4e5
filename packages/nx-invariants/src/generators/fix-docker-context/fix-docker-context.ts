import { posix } from 'node:path';
import { logger, type Tree } from '@nx/devkit';
import type { BuildRequest } from '../../checks/docker-context/resolve-builder';
import type { ImageBuilder } from '../../deployment/builders/builder';
import { isLink } from '../tree/tree-facts';
import { ImageBuilds } from './image-builds';
import { rewriteContext } from './rewrite-context';
import { rewritePaths } from './rewrite-paths';

export interface FixDockerContextOptions {
  readonly change?: 'paths' | 'contexts';
  readonly dockerfile?: string;
}

/** What became of one Dockerfile. */
interface Account {
  readonly changes: readonly string[];
  readonly refusals: readonly string[];
}

const nothing: Account = { changes: [], refusals: [] };

/**
 * `nx generate nx-invariants:fix-docker-context`: makes the sources of Dockerfiles and the contexts of their builders
 * fit, by changing one or the other. What it is not sure of stays as it is, and is said.
 *
 * @throws Error where there is something to mend and nothing of it can be: Nx then ends with an error.
 */
export default async function fixDockerContext(tree: Tree, options: FixDockerContextOptions): Promise<void> {
  const builds = new ImageBuilds(tree);
  const dockerfiles = chosen(builds, options.dockerfile);
  const fix = options.change === 'contexts' ? fixContexts : fixPaths;
  const accounts = dockerfiles.map((dockerfile) => fix(builds, dockerfile));
  const changes = accounts.flatMap((account) => account.changes);
  const refusals = accounts.flatMap((account) => account.refusals);
  if (changes.length === 0 && refusals.length > 0) {
    throw new Error(['Nothing can be changed with certainty:', ...refusals].join('\n  '));
  }
  for (const change of changes) logger.info(change);
  for (const refusal of refusals) logger.warn(`left as it is: ${refusal}`);
  if (changes.length === 0) logger.info('Every Dockerfile fits the contexts of its builders.');
}

function chosen(builds: ImageBuilds, dockerfile: string | undefined): readonly string[] {
  if (builds.dockerfiles.length === 0)
    throw new Error('There is no Dockerfile that the check docker-context judges.');
  if (dockerfile === undefined) return builds.dockerfiles;
  const path = posix.normalize(dockerfile);
  if (builds.dockerfiles.includes(path)) return [path];
  throw new Error(`The check docker-context judges no ${path}, but: ${builds.dockerfiles.join(', ')}`);
}

function fixPaths(builds: ImageBuilds, dockerfile: string): Account {
  const text = builds.text(dockerfile) ?? '';
  const builders = builds.buildersOf(dockerfile);
  if (builders.length === 0) return unbuilt(builds, dockerfile, text);
  if (!builders.some((builder) => fails(builds, builder, text))) return nothing;
  const contexts = [...new Set(builders.map(({ context }) => context))];
  const [context] = contexts;
  if (context === undefined || contexts.length > 1) {
    return refusal(
      `${dockerfile} is built with several contexts, ${contexts.join(' and ')}; give its builders one with --change=contexts`,
    );
  }
  const [missing] = builders.flatMap((builder) => builds.missingFolders(builder));
  if (missing !== undefined) {
    return refusal(
      `${dockerfile} is built with the context ${missing}, which is no folder; give its builders another with --change=contexts`,
    );
  }
  const rewriting = rewritePaths(dockerfile, text, context, (edited) =>
    builders.map((builder) => builds.resolve(builder, edited)),
  );
  if (rewriting.kind === 'refused') return refusal(rewriting.reason);
  // Writing through a link would change a file that nobody named.
  if (isLink(builds.tree, dockerfile)) return refusal(`${dockerfile} is a link`);
  builds.tree.write(dockerfile, rewriting.text);
  return { changes: rewriting.changes, refusals: [] };
}

function fixContexts(builds: ImageBuilds, dockerfile: string): Account {
  const text = builds.text(dockerfile) ?? '';
  const builders = builds.buildersOf(dockerfile);
  if (builders.length === 0) return unbuilt(builds, dockerfile, text);
  const isDrifting = new Set(builders.map(({ context }) => context)).size > 1;
  if (!isDrifting && !builders.some((builder) => fails(builds, builder, text))) return nothing;
  const candidates = [
    ...new Set([...builders.map(({ context }) => context), posix.dirname(dockerfile), '.']),
  ];
  const fitting = candidates.filter((context) =>
    builders.every((builder) => !fails(builds, { ...builder, context }, text)),
  );
  const [context] = fitting;
  if (context === undefined)
    return refusal(`${dockerfile} fits no context: neither ${candidates.join(' nor ')}`);
  if (fitting.length > 1)
    return refusal(`${dockerfile} fits several contexts, ${fitting.join(' and ')}: choose one`);
  return moveBuilders(builds, dockerfile, builders, context);
}

/** What nobody builds must fit its own folder or the root, as the check has it. */
function unbuilt(builds: ImageBuilds, dockerfile: string, text: string): Account {
  const fitting = [posix.dirname(dockerfile), '.'].some(
    (context) => !fails(builds, { dockerfile, context, appliesIgnoreFile: true }, text),
  );
  return fitting
    ? nothing
    : refusal(
        `${dockerfile} is built by nobody, so its context is not known: declare it as metadata.invariants.builds of its project`,
      );
}

/** All builders get the context, or none. */
function moveBuilders(
  builds: ImageBuilds,
  dockerfile: string,
  all: readonly ImageBuilder[],
  context: string,
): Account {
  const builders = all.filter((builder) => builder.context !== context);
  const before = new Map(builders.map(({ location: { file } }) => [file, builds.text(file) ?? '']));
  const restore = (reason: string): Account => {
    for (const [file, text] of before) builds.tree.write(file, text);
    return refusal(reason);
  };
  const changes: string[] = [];
  // From the end of each file, so that the places of the others stay true.
  const fromEnd = [...builders].sort((left, right) => (right.location.line ?? 0) - (left.location.line ?? 0));
  for (const builder of distinctPlaces(fromEnd)) {
    const { file } = builder.location;
    const rewriting = rewriteContext(builder, builds.text(file) ?? '', context, baseOf(builds, file));
    if (rewriting.kind === 'refused') return restore(rewriting.reason);
    if (isLink(builds.tree, file)) return restore(`${file} is a link`);
    builds.tree.write(file, rewriting.text);
    changes.unshift(...rewriting.changes);
  }
  const text = builds.text(dockerfile) ?? '';
  const after = builds.buildersOf(dockerfile);
  const isMended =
    after.length === all.length &&
    after.every((builder) => builder.context === context && !fails(builds, builder, text));
  return isMended
    ? { changes, refusals: [] }
    : restore(`${dockerfile}: its builders take their context from elsewhere too`);
}

/** A matrix makes several builds of one step. */
function distinctPlaces(builders: readonly ImageBuilder[]): ImageBuilder[] {
  return [
    ...new Map(
      builders.map((builder) => [`${builder.location.file}:${builder.location.line}`, builder]),
    ).values(),
  ];
}

/** Where the paths of a Compose file start: the folder of the first file of its project. */
function baseOf(builds: ImageBuilds, file: string): string {
  const project = builds.composeProjects.find((files) => files.includes(file));
  return posix.dirname(project?.[0] ?? file);
}

function fails(builds: ImageBuilds, build: BuildRequest, text: string): boolean {
  if (builds.missingFolders(build).length > 0) return true;
  const resolution = builds.resolve(build, text);
  return resolution.kind === 'parse-error' || resolution.outcome === 'fails';
}

function refusal(reason: string): Account {
  return { changes: [], refusals: [reason] };
}
