import { posix } from 'node:path';
import { joinPath, leavesWorkspace, withFoldersAbove } from './paths';
import type { WorkspaceFacts } from './workspace-facts';

/** What is asked for go.mod and go.work. */
type ModuleTexts = Pick<WorkspaceFacts, 'text'>;

/** The go.work that Go reads in a module, as a workspace path: the nearest one above, whether it names the module or not. */
export function goWorkOf(workspace: ModuleTexts, module: string): string | undefined {
  for (let folder = module; ; folder = posix.dirname(folder)) {
    const file = joinPath(folder, 'go.work');
    if (workspace.text(file) !== undefined) return file;
    if (folder === '.') return undefined;
  }
}

/** The go.mod of the module that a folder is, or is a part of: the nearest at or above it. */
export function goModOf(folder: string, has: (path: string) => boolean): string | undefined {
  return withFoldersAbove(folder)
    .map((each) => joinPath(each, 'go.mod'))
    .find(has);
}

/**
 * The folders of the modules that may be compiled into a module: what its go.mod replaces by a folder, and every
 * module of a go.work that names it, since Go resolves imports among those without a `require`. A module that its
 * go.work does not name is not built.
 */
export function modulesByPath(workspace: ModuleTexts, module: string): string[] {
  const goWork = goWorkOf(workspace, module);
  const besides = goWork === undefined ? [] : foldersNamed(workspace, goWork);
  const folders = new Set([
    ...foldersNamed(workspace, joinPath(module, 'go.mod')),
    ...(besides.includes(module) ? besides : []),
  ]);
  folders.delete(module);
  return [...folders].sort();
}

/** In go.mod and go.work every path of a folder begins with a dot (Go Modules Reference, "replace directive"). */
function foldersNamed(workspace: ModuleTexts, file: string): string[] {
  return (workspace.text(file) ?? '')
    .replace(/\/\/.*$/gm, '')
    .split(/[\s()"`]+/)
    .filter((word) => /^\.\.?(\/|$)/.test(word))
    .map((path) => joinPath(posix.dirname(file), path))
    .filter((path) => !leavesWorkspace(path));
}
