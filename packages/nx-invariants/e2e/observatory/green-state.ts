import { cpSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { NxWorkspace } from '../nx-workspace';

/** What runs leave behind: Nx's cache with its database, and the reports. */
const leftBehind = ['.nx', '.invariants'];

/** Keeps a copy of what the runs so far have left behind. No nx process may be running. */
export function keepState(workspace: NxWorkspace): void {
  for (const folder of leftBehind) replaceFolder(workspace.path(folder), keptAt(workspace, folder));
}

/** Brings back what was kept. No nx process may be running. */
export function restoreState(workspace: NxWorkspace): void {
  for (const folder of leftBehind) replaceFolder(keptAt(workspace, folder), workspace.path(folder));
}

function keptAt({ root }: NxWorkspace, folder: string): string {
  return join(dirname(root), `${basename(root)}, green`, folder);
}

function replaceFolder(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, preserveTimestamps: true });
}
