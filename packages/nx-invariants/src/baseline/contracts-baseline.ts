import { readPluginOptions } from '../config/plugin-options';
import { holdsSchemas, standardContracts } from '../workspace/workspace-facts';
import { type BaseFolders, type Baseline, type BaseRequest, baseRevision, folderAt } from './baseline';
import type { BaselineSource } from './baseline-source';
import { type History, resolveHistory } from './history';
import { lastTagged } from './release-tags';

/**
 * The contracts at the base revision. They are looked for where the plugin would have found them there, so that a
 * folder that moved, or that nx.json calls otherwise now, is still compared with what it was.
 *
 * @param folder where the contracts lie now, as a workspace path.
 */
export async function contractsBaseline(
  request: BaseRequest,
  folder: string,
  source: BaselineSource = { kind: 'merge-base' },
): Promise<Baseline> {
  const root = request.workspaceRoot;
  const revision =
    source.kind === 'tags' ? await lastTagged(root, source.pattern) : await baseRevision(request);
  return revision.kind === 'commit' ? folderAt(root, revision.sha, folder, formerFolder) : revision;
}

/** The contracts at all earlier times that the source speaks of. A folder of releases is its own history. */
export async function contractsHistory(
  request: BaseRequest,
  folder: string,
  source: BaselineSource,
): Promise<History> {
  return source.kind === 'releases'
    ? { kind: 'trees', shas: [] }
    : resolveHistory(request, source, folder, formerFolder);
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
