import { readPluginOptions } from '../config/plugin-options';
import { holdsSchemas, standardContracts } from '../workspace/workspace-facts';
import { type BaseFolders, type Baseline, type BaseRequest, resolveBaseline } from './baseline';

/**
 * The contracts at the base revision. They are looked for where the plugin would have found them there, so that a
 * folder that moved, or that nx.json calls otherwise now, is still compared with what it was.
 *
 * @param folder where the contracts lie now, as a workspace path.
 */
export function contractsBaseline(request: BaseRequest, folder: string): Promise<Baseline> {
  return resolveBaseline(request, folder, formerFolder);
}

/** Undefined where the plugin was not registered at the base, or found no contracts. */
async function formerFolder(nxJson: string, atBase: BaseFolders): Promise<string | undefined> {
  const { options, registered } = readPluginOptions(nxJson);
  if (!registered) return undefined;
  if (options.contracts !== undefined) return options.contracts;
  for (const folder of standardContracts) {
    if (holdsSchemas(await atBase.namesIn(folder))) return folder;
  }
  return undefined;
}
