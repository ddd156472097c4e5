import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import type { PluginOptions } from '../config/plugin-options';
import { type Language, manifests } from './language';
import { type ManifestFacts, readManifest } from './manifest';
import { isInside, joinPath } from './paths';
import { SourceTree } from './source-tree';

/** No configuration or manifest read at graph time is larger. */
const maxTextBytes = 8 * 1024 * 1024;

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
  /** Names of targets that its project.json or its package.json scripts define. */
  readonly ownTargets: readonly string[];
  /** Roots of projects inside this one. */
  readonly nestedRoots: readonly string[];
}

/** Whether a workspace path belongs to the project and not to one inside it. */
export function owns(project: ProjectFacts, path: string): boolean {
  return isInside(path, project.root) && !project.nestedRoots.some((root) => isInside(path, root));
}

/**
 * The workspace at graph time: names of source files, and the text of single files. Nothing is read twice, no
 * process is started.
 */
export class WorkspaceFacts {
  readonly sources: SourceTree;
  private readonly texts = new Map<string, string | undefined>();

  constructor(
    readonly root: string,
    readonly options: PluginOptions,
  ) {
    this.sources = new SourceTree(root);
  }

  /** The text of a source file; undefined if there is none or it is larger than 8 MiB. */
  text(path: string): string | undefined {
    if (!this.texts.has(path)) this.texts.set(path, this.readText(path));
    return this.texts.get(path);
  }

  /** The folder of contract schemas, where one is configured or found. */
  get contracts(): string | undefined {
    const candidates = this.options.contracts
      ? [this.options.contracts]
      : ['contracts/schemas', 'contracts', 'schemas'];
    return candidates.find((folder) => this.holdsJson(folder)) ?? this.options.contracts;
  }

  /** Compose files: configured, or with a standard name where they usually lie. */
  get compose(): readonly string[] {
    return this.options.compose ?? this.filesNamed(/^(docker-)?compose([.-][\w.-]+)?\.ya?ml$/);
  }

  /** Kubernetes manifest files. */
  get kubernetes(): readonly string[] {
    const places =
      this.options.kubernetes ??
      deploymentFolders.flatMap((f) => [joinPath(f, 'k8s'), joinPath(f, 'kubernetes')]);
    return places.flatMap((place) => this.yamlFilesAt(place));
  }

  /** CI workflow files. */
  get workflows(): readonly string[] {
    return (this.options.workflows ?? ['.github/workflows']).flatMap((place) => this.yamlFilesAt(place));
  }

  /** Folders that the `services` globs name. */
  serviceFolders(): string[] {
    const found = new Set<string>();
    for (const glob of this.options.services) {
      for (const folder of this.foldersMatching(glob)) found.add(folder);
    }
    return [...found].sort();
  }

  private foldersMatching(glob: string): string[] {
    const { base } = picomatch.scan(glob);
    const matches = picomatch(glob, { dot: false });
    const depth = glob.includes('**') ? 8 : glob.split('/').length;
    const start = base === '' ? '.' : base;
    if (glob === '.' || (start === glob && !glob.includes('*'))) return [glob];
    return this.foldersBelow(start, depth).filter((folder) => matches(folder));
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

  private yamlFilesAt(place: string): string[] {
    const isYaml = (path: string) => /\.ya?ml$/.test(path);
    return this.sources.has(place) ? [place] : this.sources.filesIn(place).filter(isYaml);
  }

  private holdsJson(folder: string): boolean {
    return this.sources
      .namesIn(folder)
      .some((name) => name.endsWith('.json') && name !== 'project.json' && name !== 'package.json');
  }

  private readText(path: string): string | undefined {
    const absolute = join(this.root, path);
    const stat = statSync(absolute, { throwIfNoEntry: false });
    if (!stat?.isFile() || stat.size > maxTextBytes) return undefined;
    return readFileSync(absolute, 'utf8');
  }
}

const deploymentFolders = ['.', 'infra', 'deploy', 'docker'];

/** The manifests in a folder and what they say. */
export function manifestsIn(workspace: WorkspaceFacts, folder: string): { [file: string]: ManifestFacts } {
  const names = workspace.sources.namesIn(folder);
  const found: { [file: string]: ManifestFacts } = {};
  for (const file of [...manifests.map((m) => m.file), 'VERSION']) {
    if (!names.includes(file)) continue;
    found[file] = readManifest(file, workspace.text(joinPath(folder, file)) ?? '');
  }
  return found;
}
