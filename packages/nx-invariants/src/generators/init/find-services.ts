import { posix } from 'node:path';
import { jsonValue } from '../../config/json-document';
import { valueAt } from '../../config/record';
import { isProjectFolder } from '../../plugin/projects';
import { manifestFacts } from '../../workspace/manifest';
import { languageManifests, type ManifestFile } from '../../workspace/manifest-files';
import { isInside, joinPath } from '../../workspace/paths';
import type { WorkspaceFacts } from '../../workspace/workspace-facts';

/** The service folders of a workspace and the globs that name them and no other project. */
export interface FoundServices {
  readonly folders: readonly string[];
  readonly globs: readonly string[];
}

/** Parents whose children with a manifest are services. Elsewhere a service must look deployable. */
const conventionalParents = ['apps', 'services', 'src/services'];

/** Folders of code that is not deployed, wherever they stand in a path. */
const neverService = new Set([
  'node_modules',
  'vendor',
  'third_party',
  'fixtures',
  '__fixtures__',
  'testdata',
  'test',
  'tests',
  'e2e',
  'examples',
  'docs',
  'templates',
  'files',
  'target',
  'dist',
  'build',
]);

/**
 * Finds services: folders with a language's manifest that stand where services usually do, or that have a
 * Dockerfile, a VERSION file or say `projectType: application` in project.json. The root itself is one where
 * nothing else is and it holds a package.
 */
export function findServices(workspace: WorkspaceFacts): FoundServices {
  const folders = foldersBelow(workspace, '.');
  const found = folders.filter((folder) => isService(workspace, folder));
  const outermost = found.filter(
    (folder) => !found.some((other) => other !== folder && isInside(folder, other)),
  );
  if (outermost.length === 0) return isRootService(workspace) ? { folders: ['.'], globs: ['.'] } : none;
  return { folders: outermost, globs: globsOf(workspace, outermost) };
}

const none: FoundServices = { folders: [], globs: [] };

function foldersBelow(workspace: WorkspaceFacts, folder: string): string[] {
  return workspace.sources
    .foldersIn(folder)
    .filter((name) => !neverService.has(name) && !name.startsWith('.'))
    .map((name) => joinPath(folder, name))
    .flatMap((path) => [path, ...foldersBelow(workspace, path)])
    .sort();
}

function isService(workspace: WorkspaceFacts, folder: string): boolean {
  const projectType = projectTypeOf(workspace, folder);
  if (projectType === 'library' || /-e2e$/.test(folder) || !holdsPackage(workspace, folder)) return false;
  return (
    conventionalParents.includes(posix.dirname(folder)) ||
    projectType === 'application' ||
    looksDeployed(workspace, folder)
  );
}

/** A monorepo's root has a package.json too, so for the root that alone says nothing. */
function isRootService(workspace: WorkspaceFacts): boolean {
  if (!holdsPackage(workspace, '.')) return false;
  const onlyNpm = manifestNames(workspace, '.').every((file) => file === 'package.json');
  return looksDeployed(workspace, '.') || !onlyNpm;
}

function looksDeployed(workspace: WorkspaceFacts, folder: string): boolean {
  const isSign = (name: string) =>
    /^(VERSION|Dockerfile|Containerfile)$|^Dockerfile\.|\.Dockerfile$/.test(name);
  return workspace.sources.namesIn(folder).some((name) => isSign(name) && !name.endsWith('.dockerignore'));
}

/** A manifest of settings alone, or of a workspace without a package of its own, makes no project. */
function holdsPackage(workspace: WorkspaceFacts, folder: string): boolean {
  return manifestNames(workspace, folder).some((file) => {
    const text = workspace.text(joinPath(folder, file)) ?? '';
    return file === 'package.json' || manifestFacts(file, text).name !== undefined;
  });
}

function manifestNames(workspace: WorkspaceFacts, folder: string): ManifestFile[] {
  const names = workspace.sources.namesIn(folder);
  return languageManifests.map(({ file }) => file).filter((file) => names.includes(file));
}

function projectTypeOf(workspace: WorkspaceFacts, folder: string): string | undefined {
  const type = valueAt(jsonValue(workspace.text(joinPath(folder, 'project.json'))), ['projectType']);
  return typeof type === 'string' ? type : undefined;
}

/** `parent/*` where that names the services and nothing else that the plugin would take for one. */
function globsOf(workspace: WorkspaceFacts, services: readonly string[]): string[] {
  const parents = [...new Set(services.map((folder) => posix.dirname(folder)))].sort();
  return parents.flatMap((parent) => {
    const children = services.filter((folder) => posix.dirname(folder) === parent);
    const projects = workspace.sources
      .foldersIn(parent)
      .map((name) => joinPath(parent, name))
      .filter((folder) => isProjectFolder(workspace, folder));
    return parent !== '.' && projects.length === children.length ? [`${parent}/*`] : children;
  });
}
