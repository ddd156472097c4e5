import type { Tree } from '@nx/devkit';
import { type NxJson, nxJsonFile, readNxJson } from '../../config/nx-json';
import { readJsonOf, setInJson } from './json-edits';

/** nx.json of a tree, with what it extends. */
export function nxJsonOf(tree: Tree): NxJson {
  return readNxJson(tree.root, (path) => tree.read(path, 'utf-8') ?? undefined);
}

/**
 * Gives nx.json a key of its own before a part of it is edited: what nx.json says of a key takes the place of all that
 * the preset says of it.
 *
 * @throws Error that names file, line and remedy if nx.json is not JSON.
 */
export function takeOver(tree: Tree, key: string): void {
  readJsonOf(tree, nxJsonFile);
  const nxJson = nxJsonOf(tree);
  if (nxJson.locate([key]).file !== nxJsonFile) setInJson(tree, nxJsonFile, [key], nxJson.value[key]);
}
