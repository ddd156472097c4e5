import type { Tree } from '@nx/devkit';
import { isRecord } from '../../config/record';
import { pluginNames } from '../../plugin/infer';
import { editJson, readJsonOf } from '../tree/json-edits';
import type { Account } from './account';

/** The options that `init` writes, as far as something was found for them. */
export interface FoundOptions {
  readonly services?: readonly string[];
  readonly contracts?: string;
  readonly compose?: readonly string[];
  readonly kubernetes?: readonly string[];
}

/** Whether nx.json names the plugin, as a string or with options. */
export function isRegistered(tree: Tree): boolean {
  return positionOf(tree) >= 0;
}

/**
 * Puts the plugin first in nx.json: of two plugins that infer a target of one name Nx takes the later, so what
 * other plugins infer for build or test wins. An entry that is there stays as it is.
 */
export function registerPlugin(tree: Tree, options: FoundOptions): Partial<Account> {
  const position = positionOf(tree);
  if (position >= 0) {
    const order =
      position > 0
        ? ['nx.json: the plugin is not the first one, so its targets win over those of the plugins before it']
        : [];
    return { left: ['nx.json: the plugin is registered already; its options stay as they are', ...order] };
  }
  const entry = Object.keys(options).length > 0 ? { plugin: 'nx-invariants', options } : 'nx-invariants';
  const path =
    isRecord(readJsonOf(tree, 'nx.json')) && plugins(tree) !== undefined ? ['plugins', 0] : ['plugins'];
  editJson(tree, 'nx.json', path, path.length === 1 ? [entry] : entry);
  const found = Object.keys(options);
  return {
    done: [`nx.json: the plugin, first in "plugins"${found.length > 0 ? `, with ${found.join(', ')}` : ''}`],
  };
}

function positionOf(tree: Tree): number {
  const names = (plugins(tree) ?? []).map((entry) => (isRecord(entry) ? entry.plugin : entry));
  return names.findIndex((name) => pluginNames.includes(String(name)));
}

function plugins(tree: Tree): unknown[] | undefined {
  const nxJson = readJsonOf(tree, 'nx.json');
  return isRecord(nxJson) && Array.isArray(nxJson.plugins) ? nxJson.plugins : undefined;
}
