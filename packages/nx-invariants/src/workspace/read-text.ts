import { realpathSync } from 'node:fs';
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
  try {
    const real = realpathSync.native(join(workspaceRoot, path));
    const isInside = pathInside(realpathSync.native(workspaceRoot), real) !== undefined;
    return isInside ? textOrNone(real) : undefined;
  } catch {
    return undefined;
  }
}
