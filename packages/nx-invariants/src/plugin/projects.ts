import { posix } from 'node:path';
import picomatch from 'picomatch';
import { isScalar, isSeq } from 'yaml';
import { jsonValue } from '../config/json-document';
import { isRecord } from '../config/record';
import { textsIn } from '../config/text-list';
import { parseYamlDocument } from '../config/yaml-document';
import type { Language } from '../workspace/language';
import { languageManifests, projectFiles, versionFile } from '../workspace/manifest-files';
import { isInside, joinPath } from '../workspace/paths';
import { manifestsIn, type ProjectFacts, type WorkspaceFacts } from '../workspace/workspace-facts';

/**
 * The projects that the plugin may put targets on: service folders, the workspace's root, and folders that Nx
 * itself makes projects of (a project.json, a package.json of a package manager's workspace, a root package.json
 * with an `nx` key). Each gets the name that Nx gives it; a service that Nx does not name is called after its
 * manifest, else after its folder, and a root that Nx does not name `workspace`.
 */
export function discoverProjects(workspace: WorkspaceFacts, configFiles: readonly string[]): ProjectFacts[] {
  const services = new Set(workspace.serviceFolders().filter((folder) => isProjectFolder(workspace, folder)));
  const packages = packageManagerMembers(workspace, configFiles);
  const named = configFiles.filter((file) => /(^|\/)project\.json$/.test(file)).map(posix.dirname);
  const roots = [...new Set([...services, ...packages, ...named, '.'])].sort();
  const members = new Set([...packages, ...named]);
  const drafts = roots.map((root) => describe(workspace, root, services.has(root), members.has(root)));
  const workspaceRoot = workspaceProjectRoot(workspace, drafts);
  return withUniqueNames(drafts).map((draft) => ({
    ...draft,
    isWorkspace: draft.root === workspaceRoot,
    nestedRoots: roots.filter((root) => root !== draft.root && isInside(root, draft.root)),
  }));
}

type Draft = Omit<ProjectFacts, 'isWorkspace' | 'nestedRoots'> & { readonly namedByNx: boolean };

function describe(workspace: WorkspaceFacts, root: string, isService: boolean, isMember: boolean): Draft {
  const manifests = manifestsIn(workspace, root);
  const projectJson = projectJsonOf(workspace, root);
  const { name: packageName, scripts = [], targets = [] } = manifests['package.json'] ?? {};
  const nameForNx = projectJson.name ?? (isMember ? packageName : undefined);
  const languages = languageManifests
    .filter(({ file }) => Object.hasOwn(manifests, file))
    .map(({ language }): Language => language);
  return {
    name: nameForNx ?? (isService ? nameOf(manifests) : undefined) ?? folderName(root),
    namedByNx: nameForNx !== undefined,
    root,
    isService,
    languages,
    manifests,
    fileNames: workspace.sources.namesIn(root),
    ownTargets: [...projectJson.targets, ...(isMember ? [...scripts, ...targets] : [])],
  };
}

/** The manifest of the project's first language says its name, if any does. */
function nameOf(manifests: ProjectFacts['manifests']): string | undefined {
  return Object.values(manifests).find(({ name }) => name !== undefined)?.name;
}

/**
 * Nx refuses a graph with two projects of one name, and breaks on names that every object has (`constructor`), so a
 * name that Nx does not give itself gives way.
 */
function withUniqueNames(drafts: readonly Draft[]): Draft[] {
  const taken = new Set([
    ...Object.getOwnPropertyNames(Object.prototype),
    ...drafts.filter((draft) => draft.namedByNx).map((draft) => draft.name),
  ]);
  return drafts.map((draft) => {
    if (draft.namedByNx) return draft;
    const byFolder = draft.root === '.' ? folderName('.') : draft.root.replaceAll('/', '-');
    let name = taken.has(draft.name) ? byFolder : draft.name;
    for (let number = 2; taken.has(name); number++) name = `${byFolder}-${number}`;
    taken.add(name);
    return { ...draft, name };
  });
}

function workspaceProjectRoot(workspace: WorkspaceFacts, drafts: readonly Draft[]): string {
  const wanted = workspace.options.workspaceProject;
  return drafts.find((draft) => draft.name === wanted)?.root ?? '.';
}

/** Whether a folder that a `services` glob names is a project: it has a manifest or a VERSION file. */
export function isProjectFolder(workspace: WorkspaceFacts, folder: string): boolean {
  const names = workspace.sources.namesIn(folder);
  return [...projectFiles, versionFile].some((file) => names.includes(file));
}

function projectJsonOf(workspace: WorkspaceFacts, root: string): { name?: string; targets: string[] } {
  const value = jsonValue(workspace.text(joinPath(root, 'project.json')));
  const { name, targets } = isRecord(value) ? value : {};
  return {
    ...(typeof name === 'string' && name !== '' ? { name } : {}),
    targets: isRecord(targets) ? Object.keys(targets) : [],
  };
}

/**
 * Folders that the `workspaces` of package.json or pnpm-workspace.yaml name, and the root where its package.json
 * has an `nx` key: what Nx's own plugin makes projects of.
 */
function packageManagerMembers(workspace: WorkspaceFacts, configFiles: readonly string[]): string[] {
  const rootPackage = rootPackageOf(workspace);
  const globs = [
    ...npmWorkspaces(rootPackage),
    ...pnpmWorkspaces(workspace),
    ...(rootPackage.nx === undefined ? [] : ['.']),
  ];
  const includes = globs.filter((glob) => !glob.startsWith('!')).flatMap(folderMatcher);
  const excludes = globs
    .filter((glob) => glob.startsWith('!'))
    .flatMap((glob) => folderMatcher(glob.slice(1)));
  return configFiles
    .filter((file) => /(^|\/)package\.json$/.test(file))
    .map(posix.dirname)
    .filter((folder) => includes.some((is) => is(folder)) && !excludes.some((is) => is(folder)));
}

function rootPackageOf(workspace: WorkspaceFacts): Record<string, unknown> {
  const value = jsonValue(workspace.text('package.json'));
  return isRecord(value) ? value : {};
}

function npmWorkspaces({ workspaces }: Record<string, unknown>): string[] {
  return textsIn(isRecord(workspaces) ? workspaces.packages : workspaces);
}

function pnpmWorkspaces(workspace: WorkspaceFacts): string[] {
  const text = workspace.text('pnpm-workspace.yaml');
  if (text === undefined) return [];
  const parsed = parseYamlDocument(text);
  const packages = parsed.ok ? parsed.document.get('packages') : undefined;
  return isSeq(packages) ? textsIn(packages.items.map((item) => (isScalar(item) ? item.value : item))) : [];
}

/** None for a glob that is no glob (empty, or longer than picomatch takes): it names nothing. */
function folderMatcher(glob: string): ((folder: string) => boolean)[] {
  try {
    return [picomatch(glob.replace(/^\.\//, '').replace(/\/$/, ''))];
  } catch {
    return [];
  }
}

function folderName(folder: string): string {
  return folder === '.' ? 'workspace' : posix.basename(folder);
}
