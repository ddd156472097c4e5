import type { Tree } from '@nx/devkit';
import picomatch from 'picomatch';
import { isSeq } from 'yaml';
import { isRecord } from '../../config/record';
import { insertInJson, readJsonOf } from '../tree/json-edits';
import { editYaml, parseYaml } from '../tree/yaml-edits';

/**
 * Makes a folder a member of the package manager's workspace, if there is one and its globs do not name it yet.
 *
 * @returns the folder in which packages are installed for it: the root for a member, else its own.
 */
export function joinNodeWorkspace(tree: Tree, folder: string): string {
  if (tree.exists('pnpm-workspace.yaml')) return joinPnpm(tree, folder);
  const manifest = readJsonOf(tree, 'package.json');
  const workspaces = isRecord(manifest) ? manifest.workspaces : undefined;
  const [globs, path] = isRecord(workspaces)
    ? [workspaces.packages, ['workspaces', 'packages']]
    : [workspaces, ['workspaces']];
  if (!Array.isArray(globs)) return folder;
  if (!names(globs, folder)) insertInJson(tree, 'package.json', [...path, -1], folder);
  return '.';
}

function joinPnpm(tree: Tree, folder: string): string {
  const file = 'pnpm-workspace.yaml';
  const packages = parseYaml(file, tree.read(file, 'utf-8') ?? '').get('packages');
  const globs = isSeq(packages) ? packages.items.map(String) : [];
  if (!names(globs, folder)) {
    editYaml(tree, file, (document) => {
      if (isSeq(packages)) document.addIn(['packages'], folder);
      else document.set('packages', [folder]);
    });
  }
  return '.';
}

function names(globs: readonly unknown[], folder: string): boolean {
  return globs.some((glob) =>
    picomatch.isMatch(folder, String(glob).replace(/^\.\//, '').replace(/\/$/, '')),
  );
}

/** A package name that no dependency can have: in the scope of the root package, else in one after its name. */
export function packageNameOf(tree: Tree, service: string): string {
  const manifest = readJsonOf(tree, 'package.json');
  const root = isRecord(manifest) && typeof manifest.name === 'string' ? manifest.name : '';
  const scope =
    /^@([a-z0-9][a-z0-9._-]*)\//.exec(root)?.[1] ?? (/^[a-z0-9][a-z0-9._-]*$/.test(root) ? root : 'services');
  return `@${scope}/${service}`;
}
