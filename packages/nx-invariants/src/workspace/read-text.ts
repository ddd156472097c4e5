import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { leavesWorkspace, pathInside } from './paths';

/** No configuration or manifest read at graph time is larger. */
export const maxTextBytes = 8 * 1024 * 1024;

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
    const stat = statSync(real);
    const isReadable =
      stat.isFile() &&
      stat.size <= maxTextBytes &&
      pathInside(realpathSync.native(workspaceRoot), real) !== undefined;
    return isReadable ? readFileSync(real, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
