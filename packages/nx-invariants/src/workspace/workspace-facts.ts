import picomatch from 'picomatch';
import { type NxJson, readNxJson } from '../config/nx-json';
import type { PluginOptions } from '../config/plugin-options';
import type { Language } from './language';
import { type ManifestFacts, manifestFacts } from './manifest';
import { manifestFiles } from './manifest-files';
import { isInside, joinPath } from './paths';
import { filesAt, kubernetesManifests, manifestEndings, workflowEndings } from './places';
import { readText } from './read-text';
import { SourceTree } from './source-tree';

/** A project as the plugin sees it at graph time. */
export interface ProjectFacts {
  readonly name: string;
  readonly root: string;
  /** What the plugin takes it for; a folder may be several at once. */
  readonly isService: boolean;
  readonly isWorkspace: boolean;
  readonly languages: readonly Language[];
  /** Facts per manifest found in its root. */
  readonly manifests: { readonly [file: string]: ManifestFacts };
  /** Names of the source files directly in its root. */
  readonly fileNames: readonly string[];
  /** Names of targets that it has from Nx itself: of its project.json, and of its package.json if Nx reads that. */
  readonly ownTargets: readonly string[];
  /** Roots of projects inside this one. */
  readonly nestedRoots: readonly string[];
}

/** The folder of a project, without those of projects inside it. */
export type ProjectFolder = Pick<ProjectFacts, 'root' | 'nestedRoots'>;

/** Whether a workspace path belongs to the project and not to one inside it. */
export function owns(project: ProjectFolder, path: string): boolean {
  return isInside(path, project.root) && !project.nestedRoots.some((root) => isInside(path, root));
}

/**
 * The workspace at graph time: names of source files, and the text of single files. Nothing is read twice, no
 * process is started.
 */
export class WorkspaceFacts {
  /** The folder of contract schemas, where one is configured or found. */
  readonly contracts: string | undefined;
  /** Compose files: configured, or with a standard name where they usually lie. */
  readonly compose: readonly string[];
  /** Folders or files of Kubernetes manifests, and the manifests there. */
  readonly kubernetesPlaces: readonly string[];
  readonly kubernetes: readonly string[];
  /** Folders or files of CI workflows, and the workflows there. */
  readonly workflowPlaces: readonly string[];
  readonly workflows: readonly string[];
  private readonly texts = new Map<string, string | undefined>();
  private nxJsonRead: NxJson | undefined;

  constructor(
    readonly root: string,
    readonly options: PluginOptions,
    readonly sources: SourceTree = new SourceTree(root),
    /** The manifests that Nx found for the plugin's glob, as workspace paths. */
    readonly manifestFiles: readonly string[] = [],
  ) {
    this.contracts = this.findContracts();
    this.compose = options.compose ?? this.filesNamed(composeName);
    this.kubernetesPlaces = options.kubernetes ?? kubernetesFolders;
    const placed = filesAt(sources, this.kubernetesPlaces, manifestEndings);
    this.kubernetes = kubernetesManifests(placed, this.kubernetesPlaces, (file) => this.text(file));
    this.workflowPlaces = options.workflows ?? ['.github/workflows'];
    this.workflows = filesAt(sources, this.workflowPlaces, workflowEndings);
  }

  /** The text of a file; undefined if it cannot be read, lies outside of the workspace or exceeds 8 MiB. */
  text(path: string): string | undefined {
    if (!this.texts.has(path)) this.texts.set(path, readText(this.root, path));
    return this.texts.get(path);
  }

  /** nx.json with what it extends. */
  get nxJson(): NxJson {
    this.nxJsonRead ??= readNxJson(this.root, (path) => this.text(path));
    return this.nxJsonRead;
  }

  /** Folders that the `services` globs name. */
  serviceFolders(): string[] {
    const found = new Set<string>();
    for (const glob of this.options.services) {
      for (const folder of this.foldersMatching(glob)) found.add(folder);
    }
    return [...found].sort();
  }

  private findContracts(): string | undefined {
    const configured = this.options.contracts;
    const candidates = configured ? [configured] : standardContracts;
    return candidates.find((folder) => this.holdsJson(folder)) ?? configured;
  }

  private foldersMatching(glob: string): string[] {
    const { base, isGlob } = picomatch.scan(glob);
    if (!isGlob) return [glob];
    const matches = picomatch(glob, { dot: false });
    const depth = glob.includes('**') ? maxGlobDepth : glob.split('/').length;
    return this.foldersBelow(base === '' ? '.' : base, depth).filter((folder) => matches(folder));
  }

  private foldersBelow(folder: string, depth: number): string[] {
    if (folder.split('/').length > depth) return [];
    return this.sources
      .foldersIn(folder)
      .flatMap((name) => [joinPath(folder, name), ...this.foldersBelow(joinPath(folder, name), depth)]);
  }

  private filesNamed(name: RegExp): string[] {
    return deploymentFolders.flatMap((folder) =>
      this.sources
        .namesIn(folder)
        .filter((file) => name.test(file))
        .map((file) => joinPath(folder, file)),
    );
  }

  private holdsJson(folder: string): boolean {
    return holdsSchemas(this.sources.namesIn(folder));
  }
}

/** Where schemas of contracts usually lie; the first folder that holds one is taken. */
export const standardContracts = ['contracts/schemas', 'contracts', 'schemas'];

/** Whether the files of a folder look like schemas. */
export function holdsSchemas(names: readonly string[]): boolean {
  return names.some((name) => name.endsWith('.json') && name !== 'project.json' && name !== 'package.json');
}

/** How deep a `**` looks for services. */
const maxGlobDepth = 8;

/** The names of Compose files. */
export const composeName = /^(docker-)?compose([.-][\w.-]+)?\.ya?ml$/;

/** Where Compose files, and folders of Kubernetes manifests, usually lie. */
export const deploymentFolders = ['.', 'infra', 'deploy', 'docker'];
const kubernetesFolders = deploymentFolders.flatMap((folder) => [
  joinPath(folder, 'k8s'),
  joinPath(folder, 'kubernetes'),
]);

/** The manifests in a folder and what they say. */
export function manifestsIn(workspace: WorkspaceFacts, folder: string): { [file: string]: ManifestFacts } {
  const names = workspace.sources.namesIn(folder);
  const found: { [file: string]: ManifestFacts } = {};
  for (const file of manifestFiles) {
    if (!names.includes(file)) continue;
    found[file] = manifestFacts(file, workspace.text(joinPath(folder, file)) ?? '');
  }
  return found;
}
