import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { parseJson } from '../config/json-document';
import { isRecord } from '../config/record';
import { isInside, leavesWorkspace, literal, pathInside, toPosix } from '../workspace/paths';
import type { SourceTree } from '../workspace/source-tree';
import { canonicalJson } from './canonical-json';
import type { TargetInput } from './define-check';
import { filesBelow } from './files-below';

/** Reports of a whole test run are the largest thing a check reads. */
const maxFileBytes = 512 * 1024 * 1024;

/** Why a declared file is not read. */
export type NotRead = { readonly kind: 'missing' } | { readonly kind: 'unreadable'; readonly reason: string };

export type ReadResult = { readonly kind: 'read'; readonly text: string } | NotRead;

export type BytesResult = { readonly kind: 'read'; readonly bytes: Buffer } | NotRead;

/** A file or link among the sources. */
export type SourceEntry =
  | { readonly kind: 'file'; readonly size: number }
  | { readonly kind: 'link'; readonly target: string };

/** A target that runs before a leaf and that Nx takes from the cache, and the filesets among its inputs. */
export interface CachedDependency {
  readonly target: string;
  readonly filesets: readonly string[];
}

/** Thrown when a check asks for a file it did not declare: a mistake of the check's author. */
export class UndeclaredRead extends Error {
  constructor(path: string) {
    super(`the check reads ${path}, which is not among the declared inputs of its target`);
    this.name = 'UndeclaredRead';
  }
}

/**
 * The declared inputs of a leaf as a read-only view of the workspace. Filesets show source files only (what Nx
 * hashes); `dependentTasksOutputFiles` shows the outputs of tasks that ran before, and nothing that merely lies there.
 */
export class DeclaredFiles {
  private readonly nestedProjectRoots: readonly string[];
  private readonly includes: readonly Pattern[];
  private readonly excludes: readonly Pattern[];
  private readonly outputs: readonly OutputPattern[];
  private readonly isNamedOutput: (path: string) => boolean;
  private readonly dependencies: readonly { readonly target: string; readonly files: DeclaredFiles }[];

  constructor(
    private readonly workspaceRoot: string,
    private readonly sources: SourceTree,
    projectRoot: string,
    inputs: readonly TargetInput[],
    /** Folders of the other projects. What lies in those inside of the project is not declared by its filesets. */
    readonly otherProjectRoots: readonly string[] = [],
    dependencyOutputs: readonly string[] = [],
    cachedDependencies: readonly CachedDependency[] = [],
  ) {
    this.nestedProjectRoots = otherProjectRoots.filter(
      (root) => root !== projectRoot && isInside(root, projectRoot),
    );
    const filesets = inputs.flatMap((input) => filesetsOf(input));
    const resolve = ({ pattern, json }: Fileset) => ({ ...compile(pattern, projectRoot), json });
    this.includes = filesets.filter(({ pattern }) => !pattern.startsWith('!')).map(resolve);
    this.excludes = filesets
      .filter(({ pattern }) => pattern.startsWith('!'))
      .map(({ pattern }) => compile(pattern.slice(1), projectRoot));
    this.outputs = inputs.flatMap((input) =>
      typeof input === 'object' && 'dependentTasksOutputFiles' in input
        ? [
            {
              ...compile(input.dependentTasksOutputFiles, projectRoot),
              transitive: input.transitive === true,
            },
          ]
        : [],
    );
    this.isNamedOutput = outputMatcher(dependencyOutputs);
    this.dependencies = cachedDependencies.map(({ target, filesets }) => ({
      target,
      files: new DeclaredFiles(workspaceRoot, sources, projectRoot, filesets, otherProjectRoots),
    }));
  }

  /** Declared source files, sorted; those that match `glob` (a workspace path pattern) where one is given. */
  list(glob?: string): string[] {
    const wanted = glob === undefined ? () => true : picomatch(glob, { dot: true });
    const bases = outermost(this.includes.map((pattern) => pattern.base));
    return bases
      .flatMap((base) => [...(this.sources.has(base) ? [base] : []), ...this.sources.filesIn(base)])
      .filter((path) => this.isDeclaredSource(path) && wanted(path));
  }

  /** Declared source files and links with what a directory listing says of them. */
  entries(): Map<string, SourceEntry> {
    return new Map(this.list().map((path) => [path, entryAt(join(this.workspaceRoot, path))]));
  }

  /** Whether an ignore file keeps a path out of the sources, as it does with what a build makes. */
  isIgnored(path: string): boolean {
    return this.sources.ignores(path);
  }

  /** Whether a declared output is one of a task that the leaf depends on. */
  isDependencyOutput(path: string): boolean {
    return this.outputs.some(
      ({ matches, transitive }) => matches(path) && (transitive || this.isNamedOutput(path)),
    );
  }

  /** Whether Nx restores what a target left behind, where it runs before the leaf, whatever a source file has become. */
  isUnseenBy(target: string, path: string): boolean {
    const cached = this.dependencies.find((dependency) => dependency.target === target);
    return cached !== undefined && !cached.files.isDeclaredSource(path);
  }

  /** Whether a declared file exists. */
  has(path: string): boolean {
    this.assertDeclared(path);
    if (this.isDeclaredSource(path)) return this.sources.has(path);
    return this.isDependencyOutput(path) && this.fileOnDisk(path).kind !== 'missing';
  }

  /** The text of a declared file. A file beyond 512 MiB, a folder or a link out of the workspace is unreadable. */
  read(path: string): ReadResult {
    return this.readWith(path, (absolute) => ({ kind: 'read', text: readFileSync(absolute, 'utf8') }));
  }

  /** The bytes of a declared file; otherwise as {@link read}. */
  readBytes(path: string): BytesResult {
    return this.readWith(path, (absolute) => ({ kind: 'read', bytes: readFileSync(absolute) }));
  }

  private readWith<Content>(path: string, content: (absolute: string) => Content): Content | NotRead {
    this.assertDeclared(path);
    const isSource = this.isDeclaredSource(path) && this.sources.has(path);
    if (!isSource && !this.isOutput(path)) return { kind: 'missing' };
    if (!isSource && !this.isDependencyOutput(path)) return unreadable(noDependencyOutput);
    const onDisk = this.fileOnDisk(path);
    if (onDisk.kind !== 'readable') return onDisk;
    try {
      return content(onDisk.path);
    } catch (error) {
      return unreadable((error as Error).message);
    }
  }

  /**
   * A digest of the declared inputs: every source file and output with its content, every link with its target, and
   * the values of the declared environment. Two runs with one digest saw the same.
   */
  digest(env: { readonly [name: string]: string | undefined }): string {
    const hash = createHash('sha256');
    for (const path of [...new Set([...this.list(), ...this.outputPaths()])].sort()) {
      hash.update(`${path}\0${createHash('sha256').update(this.hashedContent(path)).digest('hex')}\n`);
    }
    hash.update(canonicalJson(env));
    return hash.digest('hex');
  }

  /** The outputs that are named, be they there or not, and those that patterns find. */
  private outputPaths(): string[] {
    return this.outputs.flatMap(({ isGlob, base }) =>
      isGlob ? filesBelow(this.workspaceRoot, base).filter((path) => this.isDependencyOutput(path)) : [base],
    );
  }

  /** As Nx hashes it: a file that only `{ json }` inputs name stands for the values of their fields. */
  private hashedContent(path: string): Buffer | string {
    const onDisk = this.fileOnDisk(path);
    if (onDisk.kind !== 'readable')
      return canonicalJson([onDisk, linkTarget(join(this.workspaceRoot, path))]);
    const content = readFileSync(onDisk.path);
    const target = linkTarget(onDisk.path);
    if (target !== undefined) return Buffer.concat([Buffer.from(`${target}\0`), content]);
    const namedBy = this.includes.filter((pattern) => pattern.matches(path));
    const jsonInputs = namedBy.flatMap(({ json }) => json ?? []);
    if (jsonInputs.length === 0 || jsonInputs.length < namedBy.length) return content;
    const parsed = parseJson(content.toString('utf8'));
    if (!parsed.ok) return content;
    const { value } = parsed.document;
    return canonicalJson(
      jsonInputs.map(({ fields }) => fields?.map((field) => fieldOf(value, field)) ?? value),
    );
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

  private fileOnDisk(path: string): OnDisk {
    const absolute = join(this.workspaceRoot, path);
    try {
      const stat = statSync(absolute);
      if (!stat.isFile()) return unreadable('it is not a file');
      if (stat.size > maxFileBytes) return unreadable('it is larger than 512 MiB');
      return pathInside(realpathSync(this.workspaceRoot), realpathSync(absolute)) !== undefined
        ? { kind: 'readable', path: absolute }
        : unreadable('it is a link out of the workspace');
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'missing' } : unreadable(message);
    }
  }
}

type OnDisk = { readonly kind: 'readable'; readonly path: string } | NotRead;

function unreadable(reason: string): { readonly kind: 'unreadable'; readonly reason: string } {
  return { kind: 'unreadable', reason };
}

const noDependencyOutput = 'no task that runs before has it among its outputs';

interface Pattern {
  readonly isGlob: boolean;
  readonly base: string;
  readonly ofProject: boolean;
  readonly json?: Fileset['json'];
  matches(path: string): boolean;
}

interface OutputPattern extends Pattern {
  /** Outputs of tasks further back count too; those are not told one by one. */
  readonly transitive: boolean;
}

function entryAt(path: string): SourceEntry {
  const target = linkTarget(path);
  return target === undefined ? { kind: 'file', size: lstatSync(path).size } : { kind: 'link', target };
}

function linkTarget(path: string): string | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()
    ? toPosix(readlinkSync(path))
    : undefined;
}

interface Fileset {
  readonly pattern: string;
  /** Set where the input is one over the values of a JSON file; without fields, over all of it. */
  readonly json?: { readonly fields?: readonly string[] };
}

function filesetsOf(input: TargetInput): Fileset[] {
  if (typeof input === 'string') return [{ pattern: input }];
  if (!('json' in input)) return [];
  return [{ pattern: input.json, json: input.fields === undefined ? {} : { fields: input.fields } }];
}

/** The value at a path of keys that are separated by dots, as Nx reads `fields`. */
function fieldOf(value: unknown, field: string): unknown {
  let found: unknown = value;
  for (const key of field.split('.')) {
    found = isRecord(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found;
}

function compile(pattern: string, projectRoot: string): Pattern {
  const inProject = pattern.includes('{projectRoot}');
  const folder = projectRoot === '.' ? '' : `${literal(projectRoot)}/`;
  const glob = toPosix(pattern).replace('{workspaceRoot}/', '').replace('{projectRoot}/', folder);
  const matches = picomatch(glob, { dot: true });
  const { base, isGlob } = picomatch.scan(glob);
  return { isGlob, base: base === '' ? '.' : base.replace(/\\(.)/g, '$1'), ofProject: inProject, matches };
}

/** Whether a path is among the `outputs` of targets: in a folder that they name, and in none that a `!` takes out. */
function outputMatcher(outputs: readonly string[]): (path: string) => boolean {
  const within = (patterns: readonly string[]) => patterns.flatMap((pattern) => [pattern, `${pattern}/**`]);
  const included = within(outputs.filter((output) => !output.startsWith('!')));
  const excluded = outputs.filter((output) => output.startsWith('!')).map((output) => output.slice(1));
  return included.length === 0 ? () => false : picomatch(included, { dot: true, ignore: within(excluded) });
}

function outermost(bases: readonly string[]): string[] {
  const unique = [...new Set(bases)].sort();
  return unique.filter((base) => !unique.some((other) => other !== base && isInside(base, other)));
}
