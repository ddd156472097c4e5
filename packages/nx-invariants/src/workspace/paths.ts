import path, { type PlatformPath, posix } from 'node:path';

/** A path with forward slashes, whatever the system. */
export function toPosix(path: string): string {
  return path.replaceAll('\\', '/');
}

/** Joins workspace paths; the root is `.`. */
export function joinPath(...parts: string[]): string {
  const joined = posix.join(...parts);
  return joined.length > 1 && joined.endsWith('/') ? joined.slice(0, -1) : joined;
}

/** Whether a workspace path leads out of the workspace, on whichever system: backslashes separate too. */
export function leavesWorkspace(path: string): boolean {
  const clean = posix.normalize(toPosix(path));
  return clean === '..' || clean.startsWith('../') || posix.isAbsolute(clean) || /^[A-Za-z]:/.test(clean);
}

/**
 * An absolute path relative to a folder that holds it, with forward slashes, `.` for the folder itself; undefined where
 * it lies outside. Links are not followed: give real paths where they count.
 *
 * @param system the path rules to go by: this machine's, where none are given.
 */
export function pathInside(
  folder: string,
  absolute: string,
  system: PlatformPath = path,
): string | undefined {
  const way = system.relative(folder, absolute);
  // Between two drives of Windows there is no relative path.
  if (way === '..' || way.startsWith(`..${system.sep}`) || system.isAbsolute(way)) return undefined;
  return way === '' ? '.' : way.replaceAll(system.sep, '/');
}

/** As {@link pathInside}, for what is the workspace's own: undefined for what is installed in it, too. */
export function ownPath(
  workspaceRoot: string,
  absolute: string,
  system: PlatformPath = path,
): string | undefined {
  const inside = pathInside(workspaceRoot, absolute, system);
  return inside?.split('/').includes('node_modules') ? undefined : inside;
}

/** A workspace path and the folders above it, from it up to the root. */
export function withFoldersAbove(path: string): string[] {
  const parts = path === '.' ? [] : path.split('/');
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), '.'];
}

/** Whether `path` is `folder` or lies in it; the root folder `.` holds every path. */
export function isInside(path: string, folder: string): boolean {
  return folder === '.' || path === folder || path.startsWith(`${folder}/`);
}

/** Whether Nx reads a path in an input as a pattern: it would hash no file of that name, and never see a change. */
export function isPatternToNx(path: string): boolean {
  return /[*?{}()[\]\\]/.test(path);
}

/** @throws Error where Nx reads the path in an input as a pattern: a leaf that reads it would never see a change. */
export function assertNoPattern(path: string): void {
  const parts = path.split('/');
  const odd = parts.findIndex(isPatternToNx);
  if (odd < 0) return;
  const named = parts.slice(0, odd + 1).join('/');
  throw new Error(`the path ${named} holds characters that Nx reads as a pattern (*?{}()[]\\); rename it`);
}

/** A path as a pattern that matches it alone: folders may be called `[id]` or `(shop)`. */
export function literal(path: string): string {
  return path.replace(/[\\()[\]{}!*+?@|$]/g, '\\$&');
}

/** An Nx input for everything in a workspace folder. */
export function everythingIn(folder: string): string {
  return folder === '.' ? '{workspaceRoot}/**/*' : `{workspaceRoot}/${folder}/**/*`;
}

/** An Nx input for one workspace file. */
export function fileInput(path: string): string {
  return `{workspaceRoot}/${path}`;
}

/**
 * The same for what a check reads.
 *
 * @throws Error as {@link assertNoPattern} does.
 */
export function exactInput(path: string): string {
  assertNoPattern(path);
  return fileInput(path);
}

/** The same for a path that may be a file or a folder, and may not exist yet. */
export function pathInputs(path: string): string[] {
  return path === '.' ? [everythingIn(path)] : [exactInput(path), everythingIn(path)];
}
