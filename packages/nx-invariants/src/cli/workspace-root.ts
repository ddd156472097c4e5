import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Failure, failure } from './command';

export type RootReading =
  | { readonly kind: 'workspace'; readonly root: string }
  | { readonly kind: 'outside' }
  | Failure;

/**
 * The root of the workspace: the named folder, which must hold an nx.json, or else the nearest folder at or above
 * `cwd` that holds one.
 */
export function findWorkspaceRoot(cwd: string, named: string | undefined): RootReading {
  if (named !== undefined) return namedRoot(resolve(cwd, named), named);
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) return { kind: 'workspace', root: folder };
    if (folder === dirname(folder)) return { kind: 'outside' };
  }
}

function namedRoot(folder: string, named: string): RootReading {
  if (existsSync(join(folder, 'nx.json'))) return { kind: 'workspace', root: folder };
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return failure(
    isFolder ? `${named} is no Nx workspace: it holds no nx.json.` : `There is no folder ${named}.`,
    'name the folder that holds nx.json with --root, or leave --root out inside the workspace',
  );
}
