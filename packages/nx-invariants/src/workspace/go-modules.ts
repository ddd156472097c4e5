import { posix } from 'node:path';
import { joinPath, leavesWorkspace } from './paths';
import type { WorkspaceFacts } from './workspace-facts';

/** The go.work that a module is built with, as a workspace path: the nearest one above it, if that names it. */
export function goWorkOf(workspace: WorkspaceFacts, module: string): string | undefined {
  for (let folder = module; ; folder = posix.dirname(folder)) {
    const file = joinPath(folder, 'go.work');
    const text = workspace.text(file);
    if (text !== undefined) return foldersNamed(text, folder).includes(module) ? file : undefined;
    if (folder === '.') return undefined;
  }
}

/**
 * The folders of the modules that may be compiled into a module: what its go.mod replaces by a folder, and every
 * module of its go.work, since Go resolves imports among those without a `require`.
 */
export function modulesByPath(workspace: WorkspaceFacts, module: string): string[] {
  const goWork = goWorkOf(workspace, module);
  const manifests = [joinPath(module, 'go.mod'), ...(goWork === undefined ? [] : [goWork])];
  const folders = manifests.flatMap((file) =>
    foldersNamed(workspace.text(file) ?? '', posix.dirname(file)).filter((folder) => folder !== module),
  );
  return [...new Set(folders)].sort();
}

/** In go.mod and go.work every path of a folder begins with a dot (Go Modules Reference, "replace directive"). */
function foldersNamed(text: string, from: string): string[] {
  return text
    .replace(/\/\/.*$/gm, '')
    .split(/[\s()"`]+/)
    .filter((word) => /^\.\.?(\/|$)/.test(word))
    .map((path) => joinPath(from, path))
    .filter((path) => !leavesWorkspace(path));
}
