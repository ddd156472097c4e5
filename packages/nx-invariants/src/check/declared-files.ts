import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import picomatch from 'picomatch';
import { isInside, leavesWorkspace, toPosix } from '../workspace/paths';
import type { SourceTree } from '../workspace/source-tree';
import type { TargetInput } from './define-check';

/** Reports of a whole test run are the largest thing a check reads. */
const maxFileBytes = 512 * 1024 * 1024;

export type ReadResult =
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Thrown when a check asks for a file it did not declare: a mistake of the check's author. */
export class UndeclaredRead extends Error {
  constructor(path: string) {
    super(`the check reads ${path}, which is not among the declared inputs of its target`);
    this.name = 'UndeclaredRead';
  }
}

/**
 * The declared inputs of a leaf as a read-only view of the workspace. Filesets show source files only (what Nx
 * hashes); `dependentTasksOutputFiles` shows the outputs of tasks that ran before.
 */
export class DeclaredFiles {
  private readonly includes: readonly Pattern[];
  private readonly excludes: readonly Pattern[];
  private readonly outputs: readonly Pattern[];

  constructor(
    private readonly workspaceRoot: string,
    private readonly sources: SourceTree,
    projectRoot: string,
    inputs: readonly TargetInput[],
    private readonly nestedProjectRoots: readonly string[] = [],
  ) {
    const patterns = inputs.flatMap((input) => filesetsOf(input));
    const resolve = (pattern: string) => compile(pattern, projectRoot);
    this.includes = patterns.filter((p) => !p.startsWith('!')).map(resolve);
    this.excludes = patterns.filter((p) => p.startsWith('!')).map((p) => resolve(p.slice(1)));
    this.outputs = inputs.flatMap((input) =>
      typeof input === 'object' && 'dependentTasksOutputFiles' in input
        ? [compile(input.dependentTasksOutputFiles, projectRoot)]
        : [],
    );
  }

  /** Declared source files, sorted; those that match `glob` (a workspace path pattern) where one is given. */
  list(glob?: string): string[] {
    const wanted = glob === undefined ? () => true : picomatch(glob, { dot: true });
    const bases = outermost(this.includes.map((pattern) => pattern.base));
    return bases
      .flatMap((base) => [...(this.sources.has(base) ? [base] : []), ...this.sources.filesIn(base)])
      .filter((path) => this.isDeclaredSource(path) && wanted(path));
  }

  /** Whether a declared file exists. */
  has(path: string): boolean {
    this.assertDeclared(path);
    return this.isDeclaredSource(path) ? this.sources.has(path) : this.fileOnDisk(path) !== undefined;
  }

  /** The text of a declared file. A file beyond 512 MiB, a folder or a link out of the workspace is unreadable. */
  read(path: string): ReadResult {
    this.assertDeclared(path);
    if (this.isDeclaredSource(path) && !this.isOutput(path) && !this.sources.has(path)) {
      return { kind: 'missing' };
    }
    const onDisk = this.fileOnDisk(path);
    if (onDisk === undefined) return { kind: 'missing' };
    if (onDisk.problem !== undefined) return { kind: 'unreadable', reason: onDisk.problem };
    try {
      return { kind: 'read', text: readFileSync(onDisk.path, 'utf8') };
    } catch (error) {
      return { kind: 'unreadable', reason: (error as Error).message };
    }
  }

  /**
   * A digest of the declared inputs: every source file and named output with its content, and the values of the
   * declared environment. Two runs with one digest saw the same.
   */
  digest(env: { readonly [name: string]: string | undefined }): string {
    const hash = createHash('sha256');
    const outputs = this.outputs.filter((pattern) => !pattern.isGlob).map((pattern) => pattern.glob);
    for (const path of [...new Set([...this.list(), ...outputs])].sort()) {
      const onDisk = this.fileOnDisk(path);
      const content = onDisk && onDisk.problem === undefined ? readFileSync(onDisk.path) : '';
      hash.update(`${path}\0${createHash('sha256').update(content).digest('hex')}\n`);
    }
    for (const name of Object.keys(env).sort()) hash.update(`${name}=${env[name] ?? ''}\n`);
    return hash.digest('hex');
  }

  private assertDeclared(path: string): void {
    if (leavesWorkspace(path) || !(this.isDeclaredSource(path) || this.isOutput(path))) {
      throw new UndeclaredRead(path);
    }
  }

  private isDeclaredSource(path: string): boolean {
    return (
      this.includes.some(
        (pattern) =>
          pattern.matches(path) &&
          !(pattern.ofProject && this.nestedProjectRoots.some((root) => isInside(path, root))),
      ) && !this.excludes.some((pattern) => pattern.matches(path))
    );
  }

  private isOutput(path: string): boolean {
    return this.outputs.some((pattern) => pattern.matches(path));
  }

  private fileOnDisk(path: string): { path: string; problem?: string } | undefined {
    const absolute = join(this.workspaceRoot, path);
    const stat = statSync(absolute, { throwIfNoEntry: false });
    if (!stat) return undefined;
    if (!stat.isFile()) return { path: absolute, problem: 'it is not a file' };
    if (stat.size > maxFileBytes) return { path: absolute, problem: 'it is larger than 512 MiB' };
    const real = relative(realpathSync(this.workspaceRoot), realpathSync(absolute));
    if (real === '..' || real.startsWith(`..${sep}`)) {
      return { path: absolute, problem: 'it is a link out of the workspace' };
    }
    return { path: absolute };
  }
}

interface Pattern {
  readonly glob: string;
  readonly isGlob: boolean;
  readonly base: string;
  readonly ofProject: boolean;
  matches(path: string): boolean;
}

function filesetsOf(input: TargetInput): string[] {
  if (typeof input === 'string') return [input];
  if ('json' in input) return [input.json];
  return [];
}

function compile(pattern: string, projectRoot: string): Pattern {
  const inProject = pattern.includes('{projectRoot}');
  const folder = projectRoot === '.' ? '' : `${projectRoot}/`;
  const glob = toPosix(pattern).replace('{workspaceRoot}/', '').replace('{projectRoot}/', folder);
  const matches = picomatch(glob, { dot: true });
  const { base, isGlob } = picomatch.scan(glob);
  return { glob, isGlob, base: base === '' ? '.' : base, ofProject: inProject, matches };
}

function outermost(bases: readonly string[]): string[] {
  const unique = [...new Set(bases)].sort();
  return unique.filter((base) => !unique.some((other) => other !== base && isInside(base, other)));
}
