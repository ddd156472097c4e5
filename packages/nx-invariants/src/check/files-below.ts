import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { joinPath } from '../workspace/paths';

/** What no target of a project makes. */
const neverOutput = new Set(['.git', 'node_modules']);
const maxDepth = 64;

/**
 * The files and links on disk below a workspace folder, whatever ignore files say, as workspace paths; none where it
 * is no folder. Links are not followed.
 */
export function filesBelow(workspaceRoot: string, folder: string, depth = 0): string[] {
  if (depth > maxDepth) return [];
  return entriesOf(join(workspaceRoot, folder)).flatMap((entry) => {
    const path = joinPath(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return neverOutput.has(entry.name) ? [] : filesBelow(workspaceRoot, path, depth + 1);
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
