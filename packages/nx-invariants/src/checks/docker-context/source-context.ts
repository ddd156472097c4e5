import {
  type ContextInput,
  type ContextTree,
  contextInputs,
  resolveBuildContext,
} from '@nx-invariants/docker-context';
import { joinPath } from '../../workspace/paths';
import type { SourceTree } from '../../workspace/source-tree';
import { containsWildcard, literalPrefix } from './wildcard';

/** A folder of the source tree as a build context: names, links not told apart. */
export function sourceContext(sources: SourceTree, folder: string): ContextTree {
  return {
    list: (directory) => {
      const path = joinPath(folder, directory);
      const files = sources.namesIn(path).map((name) => ({ kind: 'file' as const, name }));
      const folders = sources.foldersIn(path).map((name) => ({ kind: 'directory' as const, name }));
      return { kind: 'entries', entries: [...files, ...folders] };
    },
  };
}

/** What a Dockerfile asks of a context, as workspace paths; a wildcard stands for the folder before it. */
export function askedPaths(
  dockerfile: { readonly path: string; readonly text: string },
  context: { readonly path: string; readonly tree: ContextTree },
  request: { readonly target: string | undefined; readonly args: ReadonlyMap<string, string> },
): string[] {
  const resolution = resolveBuildContext({
    dockerfile,
    context,
    target: request.target,
    buildArgs: request.args,
  });
  const inputs = contextInputs(resolution);
  return [...new Set(inputs.map((input) => joinPath(context.path, plainPath(input))))].sort();
}

function plainPath({ path, wildcard }: ContextInput): string {
  return wildcard || containsWildcard(path) ? literalPrefix(path) : path;
}
