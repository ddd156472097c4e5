import {
  type BuildResolution,
  type ContextTree,
  chooseIgnoreFile,
  type IgnoreFile,
  type NamedContext,
  resolveBuildContext,
  subtree,
} from '@nx-invariants/docker-context';
import type { ImageBuilder } from '../../deployment/builders/builder';
import { joinPath } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';

/** What decides about a build: all that a builder says, or the context alone that is tried for a Dockerfile. */
export type BuildRequest = Pick<ImageBuilder, 'dockerfile' | 'context' | 'appliesIgnoreFile'> &
  Partial<ImageBuilder>;

export interface BuilderResolution {
  readonly resolution: BuildResolution;
  /** What the build is given as its context. */
  readonly context: { readonly tree: ContextTree; readonly ignoreFile: IgnoreFile | undefined };
}

/**
 * What a build takes of the workspace.
 *
 * @param text of the Dockerfile.
 * @param workspace the files of the whole workspace.
 * @param read is asked for ignore files.
 */
export function resolveBuilder(
  build: BuildRequest,
  text: string,
  workspace: ContextTree,
  read: ReadText,
): BuilderResolution {
  const { dockerfile, context, target, args = new Map(), namedContexts = new Map() } = build;
  const tree = subtree(workspace, context);
  const ignoreFile = build.appliesIgnoreFile ? chooseIgnoreFile({ dockerfile, context }, read) : undefined;
  const named = (name: string, folder: string | undefined): NamedContext => {
    if (folder === undefined) return { kind: 'remote', reference: name };
    const path = joinPath(folder, '.dockerignore');
    const lines = read(path);
    return {
      kind: 'directory',
      tree: subtree(workspace, folder),
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
    workspace,
  });
  return { resolution, context: { tree, ignoreFile } };
}
