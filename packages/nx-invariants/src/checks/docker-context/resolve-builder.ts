import {
  type BuildPaths,
  type BuildResolution,
  type ContextTree,
  chooseIgnoreFile,
  type IgnoreFile,
  type NamedContext,
  resolveBuildContext,
  subtree,
} from '@nx-invariants/docker-context';
import type { ImageBuilder } from '../../deployment/builders/builder';
import { joinPath, leavesWorkspace } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';

/** What decides about a build: all that a builder says, or the context alone that is tried for a Dockerfile. */
export type BuildRequest = Pick<ImageBuilder, 'dockerfile' | 'context' | 'appliesIgnoreFile'> &
  Partial<Pick<ImageBuilder, 'target' | 'args' | 'namedContexts'>>;

/** A build that applies ignore files: its own, and those of the folders given as named contexts. */
export type IgnoringBuild = BuildPaths & { readonly namedContexts: readonly string[] };

/** The files that builds are resolved over. Paths are those of the requests. */
export interface BuildFiles {
  /** A folder as a tree of its own. */
  folder(path: string): ContextTree;
  /** Is asked for ignore files. */
  readonly read: ReadText;
  /** Where a source is looked for that the context does not hold. */
  readonly workspace: ContextTree | undefined;
}

export interface BuilderResolution {
  readonly resolution: BuildResolution;
  /** What the build is given as its context. */
  readonly context: { readonly tree: ContextTree; readonly ignoreFile: IgnoreFile | undefined };
}

/** The files of a whole workspace. */
export function workspaceFiles(workspace: ContextTree, read: ReadText): BuildFiles {
  return { folder: (path) => subtree(workspace, path), read, workspace };
}

/**
 * What a build takes of its contexts.
 *
 * @param text of the Dockerfile.
 */
export function resolveBuilder(build: BuildRequest, text: string, files: BuildFiles): BuilderResolution {
  const { dockerfile, context, target, args = new Map(), namedContexts = new Map() } = build;
  const tree = files.folder(context);
  const ignoreFile = build.appliesIgnoreFile
    ? chooseIgnoreFile({ dockerfile, context }, files.read)
    : undefined;
  const named = (name: string, folder: string | undefined): NamedContext => {
    if (folder === undefined) return { kind: 'remote', reference: name };
    const path = joinPath(folder, '.dockerignore');
    const lines = files.read(path);
    return {
      kind: 'directory',
      tree: files.folder(folder),
      ...(lines === undefined ? {} : { ignoreFile: { path, text: lines } }),
    };
  };
  const resolution = resolveBuildContext({
    dockerfile: { path: dockerfile, text },
    context: { path: context, tree },
    ignoreFile,
    target,
    buildArgs: args,
    namedContexts: new Map([...namedContexts].map(([name, folder]) => [name, named(name, folder)])),
    ...(files.workspace === undefined ? {} : { workspace: files.workspace }),
  });
  return { resolution, context: { tree, ignoreFile } };
}

/** The folders of the workspace that a build is given as contexts and that are none. */
export function missingFolders(
  { context, namedContexts = new Map() }: BuildRequest,
  files: BuildFiles,
): string[] {
  return [context, ...namedContexts.values()]
    .filter((folder) => folder !== undefined)
    .filter((folder) => !leavesWorkspace(folder))
    .filter((folder) => files.folder(folder).list('').kind === 'unreadable');
}

export function ignoringBuilds(builds: readonly BuildRequest[]): IgnoringBuild[] {
  return builds
    .filter(({ appliesIgnoreFile }) => appliesIgnoreFile)
    .map(({ dockerfile, context, namedContexts = new Map() }) => ({
      dockerfile,
      context,
      namedContexts: [...namedContexts.values()].filter((folder) => folder !== undefined),
    }));
}
