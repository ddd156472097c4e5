import { lstatSync } from 'node:fs';
import { join } from 'node:path';
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
import { type BuilderPlaces, readBuilders } from '../../checks/docker-context/builders';
import dockerContext from '../../checks/docker-context/check';
import type { ImageBuilder } from '../../deployment/builders/builder';
import { leavesOf } from '../../plugin/leaves';
import { joinPath } from '../../workspace/paths';
import { inferOnTree } from '../tree/leaves-on-tree';

/** The Dockerfiles that the check docker-context judges, on the tree of a generator. */
export class ImageBuilds {
  readonly #places = new Map<string, BuilderPlaces>();
  readonly #files: ContextTree;
  readonly #workflows: readonly string[];

  constructor(readonly tree: Tree) {
    const { facts, projects } = inferOnTree(tree);
    const checks = [{ definition: dockerContext as never, modulePath: undefined }];
    for (const leaf of projects.flatMap((project) => leavesOf(project, facts, checks))) {
      const parameters = leaf.placement.parameters as unknown as BuilderPlaces & { dockerfiles?: string[] };
      for (const path of parameters.dockerfiles ?? []) this.#places.set(path, parameters);
    }
    const files = facts.sources.filesIn('.').map((path): [string, MemoryEntry] => [path, { kind: 'file' }]);
    this.#files = memoryTree(new Map(files));
    this.#workflows = facts.workflows;
  }

  get dockerfiles(): string[] {
    return [...this.#places.keys()].sort();
  }

  text(path: string): string | undefined {
    return this.tree.exists(path) && this.tree.isFile(path)
      ? (this.tree.read(path, 'utf-8') ?? undefined)
      : undefined;
  }

  /** Writing through a link would change a file that nobody named. */
  isLink(path: string): boolean {
    return lstatSync(join(this.tree.root, path), { throwIfNoEntry: false })?.isSymbolicLink() === true;
  }

  /** The Compose projects that builders are read from, each as its files in merge order. */
  composeProjects(dockerfile: string): readonly (readonly string[])[] {
    return this.#places.get(dockerfile)?.compose ?? [];
  }

  /** What builds a Dockerfile as the tree is now. */
  buildersOf(dockerfile: string): readonly ImageBuilder[] {
    const places = this.#places.get(dockerfile);
    if (places === undefined) return [];
    const read = (path: string) => this.text(path);
    return readBuilders([dockerfile], { ...places, workflows: this.#workflows }, read).builders;
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
