import type { Tree } from '@nx/devkit';
import { type BuildResolution, type MemoryEntry, memoryTree } from '@nx-invariants/docker-context';
import {
  type BuilderPlaces,
  buildersOfProject,
  readBuilderSources,
} from '../../checks/docker-context/builders';
import dockerContext, { type Parameters } from '../../checks/docker-context/check';
import {
  type BuildFiles,
  type BuildRequest,
  missingFolders,
  resolveBuilder,
  workspaceFiles,
} from '../../checks/docker-context/resolve-builder';
import type { ImageBuilder } from '../../deployment/builders/builder';
import { isInferredFrom } from '../../deployment/builders/inferred-builders';
import { isBuilderManifest } from '../../deployment/builders/manifest-builders';
import { isSkaffoldFile } from '../../deployment/builders/skaffold-builders';
import { composeProjects } from '../../deployment/compose';
import { inferOnTree } from '../tree/leaves-on-tree';

/** The Dockerfiles that the check docker-context judges, on the tree of a generator. */
export class ImageBuilds {
  readonly dockerfiles: readonly string[];
  readonly #places: BuilderPlaces;
  readonly #files: BuildFiles;

  constructor(readonly tree: Tree) {
    const { facts, leaves } = inferOnTree(tree);
    this.#places = {
      compose: composeProjects(facts),
      workflows: facts.workflows,
      skaffold: facts.sources.filesIn('.').filter(isSkaffoldFile),
      manifests: facts.sources.filesIn('.').filter(isBuilderManifest),
      dockerfiles: facts.sources.filesIn('.').filter(isInferredFrom),
      nxJson: facts.nxJson,
    };
    const sources = readBuilderSources(this.#places, (path) => this.text(path));
    const judged = leaves
      .filter(({ check }) => check.definition.id === dockerContext.id)
      .flatMap(({ project, placement }) => {
        const { dockerfiles = [] } = (placement.parameters ?? {}) as Partial<Parameters>;
        return buildersOfProject(project, dockerfiles, sources).dockerfiles;
      });
    this.dockerfiles = [...new Set(judged)].filter((path) => this.text(path) !== undefined).sort();
    const files = facts.sources.filesIn('.').map((path): [string, MemoryEntry] => [path, { kind: 'file' }]);
    this.#files = workspaceFiles(memoryTree(new Map(files)), (path) => this.text(path));
  }

  text(path: string): string | undefined {
    return this.tree.exists(path) && this.tree.isFile(path)
      ? (this.tree.read(path, 'utf-8') ?? undefined)
      : undefined;
  }

  /** The Compose projects that builders are read from, each as its files in merge order. */
  get composeProjects(): readonly (readonly string[])[] {
    return this.#places.compose;
  }

  /** What builds a Dockerfile as the tree is now. */
  buildersOf(dockerfile: string): readonly ImageBuilder[] {
    const sources = readBuilderSources(this.#places, (path) => this.text(path));
    return sources.flatMap(({ images }) => images.get(dockerfile) ?? []);
  }

  /** The contexts of a build that are no folder. */
  missingFolders(build: BuildRequest): readonly string[] {
    return missingFolders(build, this.#files);
  }

  /** What a build comes to with a text as its Dockerfile. */
  resolve(build: BuildRequest, text: string): BuildResolution {
    return resolveBuilder(build, text, this.#files).resolution;
  }
}
