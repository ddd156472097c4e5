import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { leavesWorkspace, pathInside } from './paths';
import { textOrNone } from './read-bounded';

/** The text of a workspace file; undefined where there is none that can be read. */
export type ReadText = (path: string) => string | undefined;

/**
 * The text of a workspace file; undefined if it cannot be read, lies outside of the workspace (by a link too) or
 * exceeds 8 MiB.
 */
export function readText(workspaceRoot: string, path: string): string | undefined {
  if (leavesWorkspace(path)) return undefined;
  const absolute = join(workspaceRoot, path);
  // Most files that are asked for are not there, and an exception takes far longer than the answer.
  if (!existsSync(absolute)) return undefined;
  try {
    const real = realpathSync.native(absolute);
    const isInside = pathInside(realpathSync.native(workspaceRoot), real) !== undefined;
    return isInside ? textOrNone(real) : undefined;
  } catch {
    return undefined;
  }
}
