import type { Tree } from '@nx/devkit';
import {
  type BuildResolution,
  type ContextTree,
  type MemoryEntry,
  memoryTree,
} from '@nx-invariants/docker-context';
import {
  type BuilderPlaces,
  buildersOfProject,
  readBuilderSources,
} from '../../checks/docker-context/builders';
import dockerContext, { type Parameters } from '../../checks/docker-context/check';
import { type BuildRequest, resolveBuilder } from '../../checks/docker-context/resolve-builder';
import type { ImageBuilder } from '../../deployment/builders/builder';
import { isBuilderManifest } from '../../deployment/builders/manifest-builders';
import { composeProjects } from '../../deployment/compose';
import { leavesOf } from '../../plugin/leaves';
import { inferOnTree } from '../tree/leaves-on-tree';

/** The Dockerfiles that the check docker-context judges, on the tree of a generator. */
export class ImageBuilds {
  readonly dockerfiles: readonly string[];
  readonly #places: BuilderPlaces;
  readonly #files: ContextTree;

  constructor(readonly tree: Tree) {
    const { facts, projects } = inferOnTree(tree);
    const checks = [{ definition: dockerContext as never, modulePath: undefined }];
    this.#places = {
      compose: composeProjects(facts),
      workflows: facts.workflows,
      manifests: facts.sources.filesIn('.').filter(isBuilderManifest),
    };
    const sources = readBuilderSources(this.#places, (path) => this.text(path));
    const judged = projects.flatMap((project) =>
      leavesOf(project, facts, checks).flatMap(({ placement }) => {
        const { dockerfiles = [], nestedRoots = [] } = (placement.parameters ?? {}) as Partial<Parameters>;
        return buildersOfProject({ root: project.root, nestedRoots }, dockerfiles, sources).dockerfiles;
      }),
    );
    this.dockerfiles = [...new Set(judged)].filter((path) => this.text(path) !== undefined).sort();
    const files = facts.sources.filesIn('.').map((path): [string, MemoryEntry] => [path, { kind: 'file' }]);
    this.#files = memoryTree(new Map(files));
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

  /** What a build comes to with a text as its Dockerfile. */
  resolve(build: BuildRequest, text: string): BuildResolution {
    return resolveBuilder(build, text, this.#files, (path) => this.text(path)).resolution;
  }
}
