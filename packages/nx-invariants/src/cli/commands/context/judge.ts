import { resolve } from 'node:path';
import {
  contextRemarks,
  fileSystemTree,
  ignoreFileCandidates,
  type ParseError,
  type Remark,
  type ResolvedBuild,
  subtree,
  type TakenFile,
  type UnreadIgnoreFile,
  unreadIgnoreFiles,
  unusedFiles,
} from '@nx-invariants/docker-context';
import {
  type BuilderResolution,
  type BuildFiles,
  ignoringBuilds,
  missingFolders,
  resolveBuilder,
} from '../../../checks/docker-context/resolve-builder';
import { joinPath, leavesWorkspace } from '../../../workspace/paths';
import type { Failure } from '../../command';
import type { Candidate } from './candidates';
import { textAt } from './request';
import { exitCodeOf } from './verdict';

/** A build with BuildKit's verdict. */
export interface JudgedBuild {
  readonly candidate: Candidate;
  readonly resolution: ResolvedBuild;
  readonly context: BuilderResolution['context'];
}

/** What is said of a build beyond its verdict. */
export interface Advice {
  readonly remarks: readonly Remark[];
  /** Files of the context that no instruction takes, without what only the builder reads; undefined where the build fails or they cannot be listed. */
  readonly unused: readonly TakenFile[] | undefined;
  readonly unreadIgnoreFiles: readonly UnreadIgnoreFile[];
}

/**
 * The files of this machine: no directory in the base is read twice.
 *
 * @param base the folder that paths are told from; what lies outside of it is absolute.
 */
export function filesOnDisk(base: string, isWorkspace: boolean): BuildFiles {
  const tree = fileSystemTree(base, { sizes: true });
  return {
    folder: (path) => (leavesWorkspace(path) ? fileSystemTree(path, { sizes: true }) : subtree(tree, path)),
    read: (path) => {
      const text = textAt(resolve(base, path));
      return typeof text === 'string' ? text : undefined;
    },
    workspace: isWorkspace ? tree : undefined,
  };
}

/** The failure to read an ignore file of a build: without it the build would seem to take more than it does. */
export function unreadableIgnoreFile({ build }: Candidate, base: string): Failure | undefined {
  const named = [...(build.namedContexts?.values() ?? [])].filter((folder) => folder !== undefined);
  return [
    ...(build.appliesIgnoreFile ? ignoreFileCandidates(build) : []),
    ...named.map((folder) => joinPath(folder, '.dockerignore')),
  ]
    .map((path) => textAt(resolve(base, path)))
    .find((text) => typeof text === 'object');
}

export function judge(candidate: Candidate, text: string, files: BuildFiles): JudgedBuild | ParseError {
  const { resolution, context } = resolveBuilder(candidate.build, text, files);
  if (resolution.kind === 'parse-error') return resolution;
  const [missing] = missingFolders(candidate.build, files);
  return {
    candidate,
    resolution: missing === undefined ? resolution : withoutFolder(missing, resolution),
    context,
  };
}

/** No builder starts without a folder that it is given, whatever is taken from it. */
function withoutFolder(folder: string, resolution: ResolvedBuild): ResolvedBuild {
  return { ...resolution, outcome: 'fails', reasons: [{ reason: `${folder} is no folder` }] };
}

/** @param builds every build of the Dockerfile that counts, `build` among them. */
export function advise(build: JudgedBuild, builds: readonly JudgedBuild[], files: BuildFiles): Advice {
  return {
    remarks: contextRemarks(build.resolution),
    unused: exitCodeOf(build.resolution) === 0 ? unusedOf(build) : undefined,
    unreadIgnoreFiles: unreadIgnoreFiles(
      ignoreFilesOf(build.candidate.build.dockerfile, files),
      ignoringBuilds(builds.map(({ candidate }) => candidate.build)),
    ),
  };
}

function unusedOf({ candidate: { build }, context, resolution }: JudgedBuild): TakenFile[] | undefined {
  const unused = unusedFiles(context, [resolution]);
  return unused.kind === 'unused'
    ? unused.files.filter(
        ({ path }) => !path.endsWith('.dockerignore') && joinPath(build.context, path) !== build.dockerfile,
      )
    : undefined;
}

/** The ignore files beside a Dockerfile, but for those of other Dockerfiles there. */
function ignoreFilesOf(dockerfile: string, files: BuildFiles): string[] {
  const folder = joinPath(dockerfile, '..');
  const listing = files.folder(folder).list('');
  if (listing.kind === 'unreadable') return [];
  const names = new Set(listing.entries.flatMap(({ kind, name }) => (kind === 'directory' ? [] : [name])));
  return [...names]
    .filter((name) => name.endsWith('.dockerignore'))
    .filter((name) => {
      const owner = name.slice(0, -'.dockerignore'.length);
      return !names.has(owner) || joinPath(folder, owner) === dockerfile;
    })
    .map((name) => joinPath(folder, name));
}
