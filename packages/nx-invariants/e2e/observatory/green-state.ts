import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { NxWorkspace } from '../nx-workspace';

/**
 * What runs leave behind: Nx's cache with its database, the reports, and what was measured. Nx takes outputs for what its
 * database says of them, so they come back together.
 */
function leftBehind(workspace: NxWorkspace): string[] {
  const projects = ['apps', 'packages'].flatMap((folder) =>
    readdirSync(workspace.path(folder)).map((name) => join(folder, name)),
  );
  return ['.nx', '.invariants', ...projects.map((project) => join(project, 'coverage'))];
}

/** Keeps a copy of what the runs so far have left behind. No nx process may be running. */
export function keepState(workspace: NxWorkspace): void {
  for (const folder of leftBehind(workspace))
    replaceFolder(workspace.path(folder), keptAt(workspace, folder));
}

/** Brings back what was kept. No nx process may be running. */
export function restoreState(workspace: NxWorkspace): void {
  for (const folder of leftBehind(workspace))
    replaceFolder(keptAt(workspace, folder), workspace.path(folder));
}

function keptAt({ root }: NxWorkspace, folder: string): string {
  return join(dirname(root), `${basename(root)}, green`, folder);
}

function replaceFolder(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  if (existsSync(from)) cpSync(from, to, { recursive: true, preserveTimestamps: true });
}
