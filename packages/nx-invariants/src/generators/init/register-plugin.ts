import type { Tree } from '@nx/devkit';
import picomatch from 'picomatch';
import { pluginNames } from '../../config/plugin-options';
import { isRecord } from '../../config/record';
import type { Account } from '../account';
import { insertInJson, setInJson } from '../tree/json-edits';
import { nxJsonOf, takeOver } from '../tree/nx-json-edits';

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
  takeOver(tree, 'plugins');
  const entry = Object.keys(options).length > 0 ? { plugin: 'nx-invariants', options } : 'nx-invariants';
  if (plugins(tree) === undefined) setInJson(tree, 'nx.json', ['plugins'], [entry]);
  else insertInJson(tree, 'nx.json', ['plugins', 0], entry);
  const found = Object.keys(options);
  return {
    done: [`nx.json: the plugin, first in "plugins"${found.length > 0 ? `, with ${found.join(', ')}` : ''}`],
  };
}

const syncGenerators = {
  'sync-contract-copies': 'nx sync brings copies of contracts up to date',
  'sync-versions': 'nx sync makes manifests and image tags follow VERSION',
};

/** Lets `nx sync` repair what follows from something else. */
export function registerSync(tree: Tree, name: keyof typeof syncGenerators): Partial<Account> {
  const generator = `nx-invariants:${name}`;
  const { sync } = nxJsonOf(tree).value;
  const generators = isRecord(sync) ? sync.globalGenerators : undefined;
  const path = ['sync', 'globalGenerators'];
  if (Array.isArray(generators) && generators.includes(generator)) return {};
  takeOver(tree, 'sync');
  if (!Array.isArray(generators)) setInJson(tree, 'nx.json', path, [generator]);
  else insertInJson(tree, 'nx.json', [...path, -1], generator);
  return { done: [`nx.json: ${syncGenerators[name]}`] };
}

function positionOf(tree: Tree): number {
  const names = (plugins(tree) ?? []).map((entry) => (isRecord(entry) ? entry.plugin : entry));
  return names.findIndex((name) => pluginNames.includes(String(name)));
}

function plugins(tree: Tree): unknown[] | undefined {
  const given = nxJsonOf(tree).value.plugins;
  return Array.isArray(given) ? given : undefined;
}

/** Makes sure that the `services` globs name a folder. */
export function registerService(tree: Tree, services: readonly string[], folder: string): void {
  if (services.some((glob) => picomatch.isMatch(folder, glob))) return;
  takeOver(tree, 'plugins');
  const index = positionOf(tree);
  const entry = plugins(tree)?.[index];
  const given = isRecord(entry) && isRecord(entry.options) ? entry.options.services : undefined;
  const path = ['plugins', index, 'options', 'services'];
  if (Array.isArray(given)) insertInJson(tree, 'nx.json', [...path, -1], folder);
  else if (isRecord(entry)) setInJson(tree, 'nx.json', path, [...services, folder]);
  else
    setInJson(tree, 'nx.json', path.slice(0, 2), {
      plugin: entry,
      options: { services: [...services, folder] },
    });
}

/** Adds a folder to the `kubernetes` option, which must be there. */
export function registerKubernetes(tree: Tree, folder: string): void {
  takeOver(tree, 'plugins');
  insertInJson(tree, 'nx.json', ['plugins', positionOf(tree), 'options', 'kubernetes', -1], folder);
}

/** Adds a module to the `customChecks` option. */
export function registerCheck(tree: Tree, modulePath: string): void {
  takeOver(tree, 'plugins');
  const index = positionOf(tree);
  const entry = plugins(tree)?.[index];
  const options = isRecord(entry) && isRecord(entry.options) ? entry.options : {};
  const path = ['plugins', index, 'options', 'customChecks'];
  if (Array.isArray(options.customChecks)) insertInJson(tree, 'nx.json', [...path, -1], modulePath);
  else if (isRecord(entry)) setInJson(tree, 'nx.json', path, [modulePath]);
  else
    setInJson(tree, 'nx.json', path.slice(0, 2), { plugin: entry, options: { customChecks: [modulePath] } });
}
