import nodePath, { type PlatformPath } from 'node:path';
import { pathInside, toPosix } from '../workspace/paths';

/**
 * The folder that a build context and its Dockerfile are told from: the workspace where it holds both, else the
 * nearest that does. Where none does (two drives of Windows), the context.
 */
export function commonFolder(
  workspaceRoot: string | undefined,
  context: string,
  dockerfile: string,
  paths: PlatformPath = nodePath,
): string {
  const holdsBoth = (folder: string) =>
    [context, dockerfile].every((path) => pathInside(folder, path, paths) !== undefined);
  if (workspaceRoot !== undefined && holdsBoth(workspaceRoot)) return workspaceRoot;
  let folder = context;
  while (!holdsBoth(folder) && paths.dirname(folder) !== folder) folder = paths.dirname(folder);
  return holdsBoth(folder) ? folder : context;
}

/** A path as it is told from a folder: relative to it, absolute where it lies outside; with forward slashes. */
export function pathFrom(folder: string, path: string, paths: PlatformPath = nodePath): string {
  return pathInside(folder, path, paths) ?? toPosix(path);
}
