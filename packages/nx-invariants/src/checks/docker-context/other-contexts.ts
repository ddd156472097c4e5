import { posix } from 'node:path';
import { joinPath, withFoldersAbove } from '../../workspace/paths';
import type { SourceTree } from '../../workspace/source-tree';

/**
 * Where a source that its context does not hold would be with another: the first that exists of the Dockerfile's folder,
 * those above it and those above the context. Only what the check reads can be named in its findings.
 *
 * @param asked the workspace path of the source in its context.
 */
export function inOtherContext(
  asked: string,
  { dockerfile, context }: { readonly dockerfile: string; readonly context: string },
  sources: SourceTree,
): string[] {
  const exists = (path: string) => sources.has(path) || sources.filesIn(path).length > 0;
  if (exists(asked)) return [];
  const folders = [...withFoldersAbove(posix.dirname(dockerfile)), ...withFoldersAbove(context)];
  const source = posix.relative(context, asked);
  const found = folders.map((folder) => joinPath(folder, source)).find(exists);
  return found === undefined ? [] : [found];
}
