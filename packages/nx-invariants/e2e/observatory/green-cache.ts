import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NxWorkspace } from '../nx-workspace';

/** Keeps a copy of what Nx knows of its runs: the cache and the database that belongs to it. */
export function keepCache(workspace: NxWorkspace): void {
  replaceFolder(workspace.path('.nx'), keptAt(workspace));
}

/** Brings back what was kept. No nx process may be running. */
export function restoreCache(workspace: NxWorkspace): void {
  replaceFolder(keptAt(workspace), workspace.path('.nx'));
}

function keptAt(workspace: NxWorkspace): string {
  return join(dirname(workspace.root), 'green cache');
}

function replaceFolder(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, preserveTimestamps: true });
}
