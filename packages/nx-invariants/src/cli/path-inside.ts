import nodePath from 'node:path';

/**
 * A path relative to the folder it lies in, with forward slashes, `.` for the folder itself; undefined if it lies outside.
 *
 * @param paths the path rules of the system, or of another one.
 */
export function pathInside(
  folder: string,
  path: string,
  paths: Pick<typeof nodePath, 'relative' | 'isAbsolute' | 'sep'> = nodePath,
): string | undefined {
  const way = paths.relative(folder, path);
  // Between two drives of Windows there is no relative path.
  if (way === '..' || way.startsWith(`..${paths.sep}`) || paths.isAbsolute(way)) return undefined;
  return way === '' ? '.' : way.replaceAll(paths.sep, '/');
}
