import { dirname, join, resolve } from 'node:path';
import {
  type BuildResolution,
  type ContextTree,
  chooseIgnoreFile,
  contextRemarks,
  fileSystemTree,
  type NamedContext,
  type ParseError,
  type Remark,
  type ResolvedBuild,
  resolveBuildContext,
  subtree,
  type TakenFile,
  type UnreadIgnoreFile,
  unreadIgnoreFiles,
  unusedFiles,
} from '@nx-invariants/docker-context';
import { pathInside } from '../../../workspace/paths';
import { pathFrom } from '../../common-folder';
import type { Candidate } from './candidates';
import { type ContextRequest, textAt } from './request';
import { exitCodeOf } from './verdict';

export interface Paths {
  readonly dockerfile: string;
  readonly context: string;
}

/** A build with BuildKit's verdict. */
export interface JudgedBuild {
  readonly candidate: Candidate;
  readonly paths: Paths;
  readonly resolution: ResolvedBuild;
}

/** What is said of a build beyond its verdict. */
export interface Advice {
  readonly remarks: readonly Remark[];
  /** Files of the context that no instruction takes, without what only the builder reads; undefined where the build fails or they cannot be listed. */
  readonly unused: readonly TakenFile[] | undefined;
  readonly unreadIgnoreFiles: readonly UnreadIgnoreFile[];
}

/** Judges builds of one Dockerfile over one tree: no directory is read twice. */
export class ContextJudge {
  readonly #tree: ContextTree;

  constructor(
    readonly request: ContextRequest,
    /** The folder that paths are told from. */
    readonly base: string,
    readonly isWorkspace: boolean,
  ) {
    this.#tree = fileSystemTree(base, { sizes: true });
  }

  /** The Dockerfile as it is told. */
  get dockerfile(): string {
    return pathFrom(this.base, this.request.dockerfile);
  }

  judge(candidate: Candidate): JudgedBuild | ParseError {
    const paths = this.#paths(candidate);
    const resolution: BuildResolution = resolveBuildContext({
      dockerfile: { path: paths.dockerfile, text: this.request.text },
      context: { path: paths.context, tree: this.#treeAt(candidate.context) },
      ignoreFile: this.#ignoreFile(candidate),
      target: candidate.target,
      buildArgs: candidate.buildArgs,
      namedContexts: new Map([...candidate.namedContexts].map(([name, folder]) => this.#named(name, folder))),
      ...(this.isWorkspace ? { workspace: this.#tree } : {}),
    });
    return resolution.kind === 'parse-error' ? resolution : { candidate, paths, resolution };
  }

  /** @param builds every build of the Dockerfile that counts, `build` among them. */
  advise(build: JudgedBuild, builds: readonly JudgedBuild[]): Advice {
    const { candidate, resolution } = build;
    const context = { tree: this.#treeAt(candidate.context), ignoreFile: this.#ignoreFile(candidate) };
    const unused = exitCodeOf(resolution) === 0 ? unusedFiles(context, [resolution]) : undefined;
    return {
      remarks: contextRemarks(resolution),
      unused: unused?.kind === 'unused' ? this.#withoutOwn(unused.files, candidate) : undefined,
      unreadIgnoreFiles: unreadIgnoreFiles(
        this.#ownIgnoreFiles(),
        builds.map(({ paths }) => paths),
      ),
    };
  }

  #withoutOwn(files: readonly TakenFile[], { context }: Candidate): TakenFile[] {
    return files.filter(
      ({ path }) => !path.endsWith('.dockerignore') && join(context, path) !== this.request.dockerfile,
    );
  }

  /** The ignore files beside the Dockerfile, but for those of other Dockerfiles there. */
  #ownIgnoreFiles(): string[] {
    const folder = dirname(this.request.dockerfile);
    const listing = this.#treeAt(folder).list('');
    if (listing.kind === 'unreadable') return [];
    const files = new Set(listing.entries.flatMap(({ kind, name }) => (kind === 'directory' ? [] : [name])));
    return [...files]
      .filter((name) => name.endsWith('.dockerignore'))
      .filter((name) => {
        const owner = name.slice(0, -'.dockerignore'.length);
        return !files.has(owner) || join(folder, owner) === this.request.dockerfile;
      })
      .map((name) => pathFrom(this.base, join(folder, name)));
  }

  #ignoreFile(candidate: Candidate) {
    if (!candidate.appliesIgnoreFile) return undefined;
    return chooseIgnoreFile(this.#paths(candidate), (path) => textAt(resolve(this.base, path)));
  }

  #named(name: string, folder: string | undefined): [string, NamedContext] {
    if (folder === undefined) return [name, { kind: 'remote', reference: name }];
    const path = join(folder, '.dockerignore');
    const text = textAt(path);
    const ignoreFile = text === undefined ? {} : { ignoreFile: { path: pathFrom(this.base, path), text } };
    return [name, { kind: 'directory', tree: this.#treeAt(folder), ...ignoreFile }];
  }

  #paths({ context }: Candidate): Paths {
    return { dockerfile: this.dockerfile, context: pathFrom(this.base, context) };
  }

  /** Part of the one tree, unless the folder lies outside of it. */
  #treeAt(folder: string): ContextTree {
    const path = pathInside(this.base, folder);
    return path === undefined ? fileSystemTree(folder, { sizes: true }) : subtree(this.#tree, path);
  }
}
