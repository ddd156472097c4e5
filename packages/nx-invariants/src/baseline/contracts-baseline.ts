import { type NxJson, nxJsonFile, readNxJson } from '../config/nx-json';
import { type PluginOptions, readPluginOptions } from '../config/plugin-options';
import { holdsSchemas, standardContracts } from '../workspace/workspace-facts';
import {
  type BaseFiles,
  type Baseline,
  type BaseRequest,
  baseRevision,
  type FormerFolder,
  folderAt,
} from './baseline';
import { type BaselineSource, baselineSource } from './baseline-source';
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

/** The folder of releases at the base revision, where nx.json named it then; absent where contracts are not compared with it. */
export async function releasesBaseline(request: BaseRequest, source: BaselineSource): Promise<Baseline> {
  if (source.kind !== 'releases') return { kind: 'absent' };
  const revision = await baseRevision(request);
  return revision.kind === 'commit'
    ? folderAt(request.workspaceRoot, revision.sha, source.folder, formerReleases)
    : revision;
}

/** The contracts at all earlier times that the source speaks of; until a release is made, as at the merge base. */
export async function contractsHistory(
  request: BaseRequest,
  folder: string,
  source: BaselineSource,
): Promise<History> {
  const inGit = source.kind === 'releases' ? ({ kind: 'merge-base' } as const) : source;
  return resolveHistory(request, inGit, folder, formerFolder);
}

/** Unnamed where the plugin was not registered at the base, or found no contracts. */
async function formerFolder(workspaceRoot: string, atBase: BaseFiles): Promise<FormerFolder> {
  const former = await optionsAt(workspaceRoot, atBase);
  if (former.kind !== 'options') return former;
  const { options } = former;
  if (options.contracts !== undefined) return { kind: 'named', folder: options.contracts };
  for (const folder of standardContracts) {
    if (holdsSchemas(await atBase.namesIn(folder))) return { kind: 'named', folder };
  }
  return { kind: 'unnamed' };
}

async function formerReleases(workspaceRoot: string, atBase: BaseFiles): Promise<FormerFolder> {
  const former = await optionsAt(workspaceRoot, atBase);
  if (former.kind !== 'options') return former;
  const source = baselineSource(former.options.checks['contract-compat']);
  return source.kind === 'releases' ? { kind: 'named', folder: source.folder } : { kind: 'unnamed' };
}

/** The plugin's options at the base; unnamed where it was not registered. */
async function optionsAt(
  workspaceRoot: string,
  atBase: BaseFiles,
): Promise<
  { readonly kind: 'options'; readonly options: PluginOptions } | Exclude<FormerFolder, { kind: 'named' }>
> {
  const nxJson = await nxJsonAt(workspaceRoot, atBase);
  const unread = nxJson.problems.find(() => Object.hasOwn(nxJson.value, 'extends'));
  if (unread) return { kind: 'unknown', reason: `at the base revision, ${unread.message}` };
  const { options, registered } = readPluginOptions(nxJson);
  return registered ? { kind: 'options', options } : { kind: 'unnamed' };
}

/** What nx.json extends is known once it is read: the files that it asks for are fetched, then it is read again. */
async function nxJsonAt(workspaceRoot: string, atBase: BaseFiles): Promise<NxJson> {
  const texts = new Map([[nxJsonFile, await atBase.text(nxJsonFile)]]);
  const asked = new Set<string>();
  readNxJson(workspaceRoot, (path) => {
    asked.add(path);
    return texts.get(path);
  });
  for (const path of asked) {
    if (!texts.has(path)) texts.set(path, await atBase.text(path));
  }
  return readNxJson(workspaceRoot, (path) => texts.get(path));
}
