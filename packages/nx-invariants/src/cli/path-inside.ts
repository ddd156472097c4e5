import nodePath, { type PlatformPath } from 'node:path';
import { toPosix } from '../workspace/paths';

/**
 * A path relative to the folder it lies in, with forward slashes, `.` for the folder itself; undefined if it lies outside.
 *
 * @param paths the path rules of the system, or of another one.
 */
export function pathInside(folder: string, path: string, paths: PlatformPath = nodePath): string | undefined {
  const way = paths.relative(folder, path);
  // Between two drives of Windows there is no relative path.
  if (way === '..' || way.startsWith(`..${paths.sep}`) || paths.isAbsolute(way)) return undefined;
  return way === '' ? '.' : way.replaceAll(paths.sep, '/');
}

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
