import type { Tree } from '@nx/devkit';
import {
  type BuildResolution,
  type ContextTree,
  chooseIgnoreFile,
  type MemoryEntry,
  memoryTree,
  type NamedContext,
  resolveBuildContext,
  subtree,
} from '@nx-invariants/docker-context';
import {
  type BuilderPlaces,
  buildersOfProject,
  readBuilderSources,
} from '../../checks/docker-context/builders';
import dockerContext, { type Parameters } from '../../checks/docker-context/check';
import type { ImageBuilder } from '../../deployment/builders/builder';
import { isBuilderManifest } from '../../deployment/builders/manifest-builders';
import { composeProjects } from '../../deployment/compose';
import { leavesOf } from '../../plugin/leaves';
import { joinPath } from '../../workspace/paths';
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

  /** The build of a Dockerfile that nothing names, with a context that is tried. */
  plainBuild(dockerfile: string, context: string): ImageBuilder {
    return {
      source: 'target',
      label: 'nobody',
      location: { file: dockerfile },
      dockerfile,
      context,
      appliesIgnoreFile: true,
      target: undefined,
      args: new Map(),
      namedContexts: new Map(),
    };
  }

  /** What a builder's build comes to with a text as its Dockerfile, and with its own or another context. */
  resolve(builder: ImageBuilder, text: string, context: string = builder.context): BuildResolution {
    const { dockerfile, target, args } = builder;
    const ignoreFile = chooseIgnoreFile({ dockerfile, context }, (path) => this.text(path));
    return resolveBuildContext({
      dockerfile: { path: dockerfile, text },
      context: { path: context, tree: this.#treeAt(context) },
      ignoreFile: builder.appliesIgnoreFile ? ignoreFile : undefined,
      target,
      buildArgs: args,
      namedContexts: new Map(
        [...builder.namedContexts].map(([name, folder]) => [name, this.#named(name, folder)]),
      ),
      workspace: this.#files,
    });
  }

  #named(name: string, folder: string | undefined): NamedContext {
    if (folder === undefined) return { kind: 'remote', reference: name };
    const path = joinPath(folder, '.dockerignore');
    const text = this.text(path);
    return {
      kind: 'directory',
      tree: this.#treeAt(folder),
      ...(text === undefined ? {} : { ignoreFile: { path, text } }),
    };
  }

  #treeAt(folder: string): ContextTree {
    return folder === '.' ? this.#files : subtree(this.#files, folder);
  }
}
