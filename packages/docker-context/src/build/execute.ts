import type { Transfer } from '../context/transfer';
import { type Copied, copyInto, makeDirectory, overlay, unpackInto } from '../image/copy-into';
import { type DirectoryNode, EMPTY_DIRECTORY } from '../image/node';
import { type Taken, type TakenEntry, take } from '../image/take';
import { filesBelow, type TakenFile, takenFile } from '../image/taken-files';
import { type CopySource, wantedPath } from './copy-source';
import type { StageNode } from './plan';
import type { UnknownCause, WrittenSource } from './result';
import type { BindOperation, CopyOperation, ExpandedSource, Operation, StageProgram } from './stage-program';

/** The files of a stage at some point, as far as they can be followed. */
export type Contents =
  /** `blank`: it starts from nothing, and nothing was done yet. */
  | { readonly kind: 'known'; readonly root: DirectoryNode; readonly blank?: boolean }
  | { readonly kind: 'unknown'; readonly because: UnknownCause; readonly reason: string }
  /** What it starts from cannot be had: the build fails here whatever is copied. */
  | { readonly kind: 'fails'; readonly reason: string };

/** What one operation did. `phase` orders failures as BuildKit meets them. */
export interface Executed {
  readonly operation: Operation;
  readonly result: ExecutionResult;
}

export type FailurePhase = 'conversion' | 'transfer' | 'checksum' | 'copy';

export type ExecutionResult =
  | { readonly kind: 'took'; readonly files: readonly TakenFile[] }
  | {
      readonly kind: 'fails';
      readonly phase: FailurePhase;
      readonly reason: string;
      readonly source?: WrittenSource;
      /** The root-relative path that is missing. */
      readonly missing?: string;
    }
  | { readonly kind: 'unknown'; readonly because: UnknownCause; readonly reason: string };

export interface ExecutionInput {
  readonly programs: readonly StageProgram[];
  /** What the main context sends. */
  readonly context: Transfer;
  /** Whether every source was known when the transfer was computed; if not, more may be sent. */
  readonly transferComplete: boolean;
  /** What a stage, image or named context starts from. */
  readonly initial: (node: StageNode) => Contents | undefined;
}

export interface Execution {
  readonly executed: readonly Executed[];
  readonly contents: ReadonlyMap<StageNode, Contents>;
}

/** Runs the stages in order on file trees. */
export function execute(input: ExecutionInput): Execution {
  const contents = new Map<StageNode, Contents>();
  const executed: Executed[] = [];
  for (const { node, operations } of input.programs) {
    const stage = new StageExecutor(input, contents, startOf(node, input, contents));
    for (const operation of operations) {
      const result = stage.run(operation);
      if (result !== undefined) executed.push({ operation, result });
    }
    contents.set(node, stage.contents);
  }
  return { executed, contents };
}

function startOf(
  node: StageNode,
  { initial }: ExecutionInput,
  contents: ReadonlyMap<StageNode, Contents>,
): Contents {
  if (node.base.kind === 'scratch') return { kind: 'known', root: EMPTY_DIRECTORY, blank: true };
  if (node.base.kind === 'stage') {
    const base = contents.get(node.base.node);
    if (base === undefined) throw new Error('a base is built before the stages built on it');
    return base;
  }
  return initial(node) ?? outside(node.baseName);
}

function outside(image: string): Contents {
  return {
    kind: 'unknown',
    because: 'external-image',
    reason: `the files of the image ${image} are not known`,
  };
}

/** Each copy makes a new version of the directories it changes; nothing real makes this many. */
const MAX_COPIES = 10_000;

class StageExecutor {
  #copies = 0;

  constructor(
    readonly input: ExecutionInput,
    readonly stages: ReadonlyMap<StageNode, Contents>,
    public contents: Contents,
  ) {}

  run(operation: Operation): ExecutionResult | undefined {
    switch (operation.kind) {
      case 'copy':
        return this.#copy(operation);
      case 'bind':
        return this.#bind(operation);
      case 'run':
        this.#lose('run', `the RUN on line ${operation.step.range.line} may change any file`);
        return undefined;
      case 'workdir':
        this.#makeDirectory(operation.path);
        return undefined;
      case 'fails': {
        const { reason, source } = operation;
        this.#lose('engine', `line ${operation.step.range.line} fails`);
        return { kind: 'fails', phase: 'conversion', reason, ...(source && { source }) };
      }
      case 'unknown':
        this.#lose(operation.cause.because, operation.cause.reason);
        return operation.cause;
      default:
        return operation satisfies never;
    }
  }

  /** From here on the files are not known. The first cause is the one that is told. */
  #lose(because: UnknownCause, reason: string): void {
    if (this.contents.kind === 'known') this.contents = { kind: 'unknown', because, reason };
  }

  #makeDirectory(path: string): void {
    if (this.contents.kind !== 'known') return;
    const made = makeDirectory(this.contents.root, path);
    if (made.kind === 'copied') this.contents = { kind: 'known', root: made.root };
    else this.#lose('engine', made.reason);
  }

  #copy(operation: CopyOperation): ExecutionResult | undefined {
    const local = operation.sources.some(({ source }) => wantedPath(source) !== undefined);
    const origin: Origin = local ? this.#originOf(operation.step.origins[0], 'copy') : NOTHING;
    if (origin.kind === 'fails') {
      this.#lose('engine', origin.reason);
      return blame(origin, operation.sources);
    }
    const entries: TakenEntry[] = [];
    let undecided: Extract<Undone, { kind: 'unknown' }> | undefined;
    for (const { written, source } of operation.sources) {
      const result = takeSource(origin, source, operation.instruction, this.input.transferComplete);
      if (result.kind === 'fails') {
        this.#lose('engine', `line ${operation.step.range.line} fails`);
        return { ...result, source: written };
      }
      if (result.kind === 'unknown') undecided ??= result;
      else for (const entry of result.entries) entries.push(entry);
    }
    if (undecided !== undefined) {
      this.#lose(undecided.because, undecided.reason);
      return undecided;
    }
    const failure = this.#write(operation, entries);
    if (failure !== undefined) return failure;
    return operation.sources.length === 0 ? undefined : { kind: 'took', files: filesOf(entries) };
  }

  #write(
    operation: CopyOperation,
    entries: readonly TakenEntry[],
  ): Extract<Undone, { kind: 'fails' }> | undefined {
    // With --link the copy is made into an empty tree, which is then laid over the image.
    const image = operation.linked
      ? EMPTY_DIRECTORY
      : this.contents.kind === 'known'
        ? this.contents.root
        : undefined;
    if (image === undefined) return undefined;
    const { destination, documents, chown } = operation;
    const blank = operation.linked || (this.contents.kind === 'known' && this.contents.blank === true);
    if (blank && namesOwner(chown)) return this.#fail('invalid user index: -1');
    const archive = entries.find((entry) => unpackedBy(operation, entry) === undefined);
    this.#copies += 1;
    if (archive !== undefined) this.#lose('archive', `ADD unpacks ${archive.path} if it is an archive`);
    else if (destination === undefined) this.#lose('engine', 'the destination is not known');
    else if (this.#copies > MAX_COPIES) this.#lose('engine', `more than ${MAX_COPIES} copies into one stage`);
    if (archive !== undefined || destination === undefined || this.#copies > MAX_COPIES) return undefined;
    const files = documents.map((name): TakenEntry => ({ path: name, name, node: { kind: 'file' } }));
    const copied = putAll(operation, image, [...entries, ...files], destination);
    if (copied === undefined) this.#lose('archive', 'an archive is unpacked over a link');
    if (copied === undefined) return undefined;
    if (copied.kind === 'fails') return this.#fail(copied.reason);
    if (this.contents.kind !== 'known') return undefined;
    const root = operation.linked ? overlay(this.contents.root, copied.root) : copied.root;
    this.contents = { kind: 'known', root };
    return undefined;
  }

  #fail(reason: string): Extract<Undone, { kind: 'fails' }> {
    this.#lose('engine', reason);
    return { kind: 'fails', phase: 'copy', reason };
  }

  #bind(operation: BindOperation): ExecutionResult {
    const origin = this.#originOf(operation.step.origins[operation.origin], 'mount');
    if (origin.kind !== 'known') return origin;
    const taken = take(origin.root, operation.source.path, { exclude: [], wildcards: false });
    if (taken.kind === 'taken') return { kind: 'took', files: filesOf(taken.entries) };
    const result = outcomeOf(taken);
    return result.kind === 'fails' ? { ...result, source: operation.written } : result;
  }

  #originOf(node: StageNode | undefined, user: 'copy' | 'mount'): Origin {
    if (node === undefined) return contextOrigin(this.input.context);
    const contents = this.stages.get(node);
    if (contents === undefined) {
      const name = node.stage?.name ?? `stage-${node.stage?.index ?? 0}`;
      const reason = `cannot ${user} from stage "${name}", it needs to be defined before current stage`;
      return { kind: 'fails', phase: 'conversion', reason };
    }
    switch (contents.kind) {
      case 'known':
      case 'unknown':
        return contents;
      case 'fails':
        return { kind: 'fails', phase: 'transfer', reason: contents.reason };
      default:
        return contents satisfies never;
    }
  }
}

type Undone = Exclude<ExecutionResult, { kind: 'took' }>;

/** The tree that sources are looked up in, or why there is none. */
type Origin = Extract<Contents, { kind: 'known' }> | Undone;

/** The origin of an instruction that takes no path: inline documents and downloads. */
const NOTHING: Origin = { kind: 'known', root: EMPTY_DIRECTORY };

function contextOrigin(context: Transfer): Origin {
  switch (context.kind) {
    case 'sent':
      return { kind: 'known', root: context.root };
    case 'fails':
      return {
        kind: 'fails',
        phase: 'transfer',
        reason: context.reason,
        ...(context.path !== undefined && { missing: context.path }),
      };
    case 'unknown':
      return { kind: 'unknown', because: 'engine', reason: context.reason };
    default:
      return context satisfies never;
  }
}

/** A transfer fails because of one path; only the source that asked for it is to blame. */
function blame(
  failure: Extract<Undone, { kind: 'fails' }>,
  sources: readonly ExpandedSource[],
): ExecutionResult {
  const { missing, ...rest } = failure;
  const culprit = sources.find(({ source }) => missing !== undefined && wantedPath(source) === `/${missing}`);
  return culprit === undefined ? rest : { ...rest, source: culprit.written };
}

function takeSource(
  origin: Origin,
  source: CopySource,
  { exclude }: CopyOperation['instruction'],
  transferComplete: boolean,
): Undone | (Taken & { kind: 'taken' }) {
  if (source.kind === 'git' || source.kind === 'http') {
    return { kind: 'unknown', because: 'remote', reason: 'what a remote source holds is not known' };
  }
  if (origin.kind !== 'known') return origin;
  const taken =
    source.kind === 'parents'
      ? take(origin.root, source.pivot, {
          exclude,
          include: source.pattern,
          // Of nothing no checksum is taken, which is what looks for the path.
          ...(source.required !== undefined && origin.blank !== true && { required: source.required }),
          wildcards: true,
        })
      : take(origin.root, source.path, { exclude, wildcards: true });
  if (taken.kind === 'taken') return taken;
  if (taken.kind === 'fails' && taken.prefix === true && !transferComplete) {
    return {
      kind: 'unknown',
      because: 'engine',
      reason: `/${taken.path} may be sent for a source that is not known`,
    };
  }
  return outcomeOf(taken);
}

function outcomeOf(taken: Exclude<Taken, { kind: 'taken' }>): Undone {
  if (taken.kind === 'unknown') return { kind: 'unknown', because: 'engine', reason: taken.reason };
  return { kind: 'fails', phase: taken.phase, reason: taken.reason, missing: taken.path };
}

/** The files and links among the entries, each once, sorted by path. */
function filesOf(entries: readonly TakenEntry[]): readonly TakenFile[] {
  const [first, ...more] = entries;
  if (first === undefined) return [];
  if (more.length === 0) return filesAt(first);
  const files = new Map<string, TakenFile>();
  for (const entry of entries) for (const file of filesAt(entry)) files.set(file.path, file);
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function filesAt({ path, node }: TakenEntry): readonly TakenFile[] {
  return node.kind === 'directory' ? filesBelow(node, path) : [takenFile(path, node)];
}

/** Whether a user or group is to be looked up by name: BuildKit fails where there is no file system to look in. */
function namesOwner(chown: string): boolean {
  return chown.split(':').some((owner) => owner !== '' && owner !== 'root' && !/^[+-]?\d+$/.test(owner));
}

/** By content an archive, which only reading it would tell; these are the names archives go by. */
const ARCHIVE_NAME = /\.(?:tar|tgz|tbz2?|txz|tzst|gz|bz2|xz|zst)$/i;

/** In bytes; the shortest archives, compressed, are longer. */
const SMALLEST_ARCHIVE = 32;

/** What ADD makes of a file: the tree of an archive, `false` where it is copied, `undefined` where that is not known. */
function unpackedBy(
  { instruction }: CopyOperation,
  { node, path }: TakenEntry,
): DirectoryNode | false | undefined {
  const unpacks = instruction.unpack ?? instruction.keyword === 'ADD';
  if (!unpacks || node.kind !== 'file') return false;
  if (node.unpacked !== undefined) return node.unpacked;
  const mayBeArchive = ARCHIVE_NAME.test(path) && (node.size === undefined || node.size >= SMALLEST_ARCHIVE);
  return mayBeArchive ? undefined : false;
}

/** The image with all entries; `undefined` where an archive writes through a link. */
function putAll(
  operation: CopyOperation,
  image: DirectoryNode,
  entries: readonly TakenEntry[],
  destination: string,
): Copied | undefined {
  const trees = entries.map((entry) => unpackedBy(operation, entry) || undefined);
  if (trees.every((tree) => tree === undefined)) return copyInto(image, entries, destination);
  let root = image;
  for (const [index, entry] of entries.entries()) {
    const tree = trees[index];
    const put = tree ? unpackInto(root, tree, destination) : copyInto(root, [entry], destination);
    if (put?.kind !== 'copied') return put;
    root = put.root;
  }
  return { kind: 'copied', root };
}
