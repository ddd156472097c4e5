import { StageVariables, type Unknown, type Value } from '../dockerfile/environment';
import type { CopyInstruction, RunInstruction } from '../dockerfile/instruction';
import type { EscapeCharacter } from '../dockerfile/logical-lines';
import { type Mount, readMount } from '../dockerfile/mount';
import { type Expansion, expandWord } from '../dockerfile/shell-lexer';
import { cleanPath } from '../go/path';
import { type CopySource, copySource } from './copy-source';
import type { BuildPlan, PlannedStep, StageNode } from './plan';
import type { WrittenSource } from './result';

/** What a stage will do, with every variable replaced. */
export interface StageProgram {
  readonly node: StageNode;
  readonly operations: readonly Operation[];
}

export type Operation =
  | CopyOperation
  | BindOperation
  /** A RUN changes the image in ways that cannot be followed. */
  | { readonly kind: 'run'; readonly step: PlannedStep }
  | { readonly kind: 'workdir'; readonly path: string }
  /** The instruction cannot be converted: BuildKit stops before it looks at any source. */
  | {
      readonly kind: 'fails';
      readonly step: PlannedStep;
      readonly reason: string;
      readonly source?: WrittenSource;
    }
  | {
      readonly kind: 'unknown';
      readonly step: PlannedStep;
      readonly origin: number;
      readonly cause: Unknown;
    };

export interface CopyOperation {
  readonly kind: 'copy';
  readonly step: PlannedStep;
  readonly instruction: CopyInstruction;
  readonly sources: readonly ExpandedSource[];
  /** The names of inline documents, which become files. */
  readonly documents: readonly string[];
  /** Absolute, a trailing `/` or `/.` kept; `undefined` where the working directory is that of an image not seen. */
  readonly destination: string | undefined;
  readonly chown: string;
  /** Whether it makes a layer that does not look at the image below it; `--chmod` takes `--link` back. */
  readonly linked: boolean;
}

export interface ExpandedSource {
  readonly written: WrittenSource;
  readonly expanded: string;
  readonly source: CopySource;
}

export interface BindOperation {
  readonly kind: 'bind';
  readonly step: PlannedStep;
  /** Which of the step's origins it mounts from. */
  readonly origin: number;
  readonly written: WrittenSource;
  readonly source: CopySource & { readonly kind: 'path' };
}

interface ProgramOptions {
  readonly escape: EscapeCharacter;
  readonly buildArgs: ReadonlyMap<string, string>;
}

/** What a stage leaves to the stages built on it. */
interface StageState {
  readonly variables: StageVariables;
  /** `undefined` where it is that of an image not seen. */
  readonly workdir: string | undefined;
}

/** Expands the reachable stages in build order. */
export function expandStages(plan: BuildPlan, options: ProgramOptions): StageProgram[] {
  const states = new Map<StageNode, StageState>();
  const programs: StageProgram[] = [];
  for (const node of plan.nodes) {
    if (!plan.reachable.has(node)) continue;
    const expander = new StageExpander(plan, options, initialState(node, states));
    programs.push({ node, operations: node.steps.flatMap((step) => expander.run(step)) });
    states.set(node, expander);
  }
  return programs;
}

function initialState(node: StageNode, states: ReadonlyMap<StageNode, StageState>): StageState {
  switch (node.base.kind) {
    case 'stage': {
      const parent = states.get(node.base.node);
      if (parent === undefined) throw new Error('a base is expanded before the stages built on it');
      return { variables: StageVariables.onStage(parent.variables), workdir: parent.workdir };
    }
    case 'image':
      return { variables: StageVariables.onImage(node.base.reference), workdir: undefined };
    case 'scratch':
    case 'named-context':
      return { variables: StageVariables.onEmptyBase(), workdir: '/' };
    default:
      return node.base satisfies never;
  }
}

class StageExpander implements StageState {
  readonly variables: StageVariables;
  workdir: string | undefined;

  constructor(
    readonly plan: BuildPlan,
    readonly options: ProgramOptions,
    { variables, workdir }: StageState,
  ) {
    this.variables = variables;
    this.workdir = workdir;
  }

  run(step: PlannedStep): Operation[] {
    const { instruction } = step;
    switch (instruction.kind) {
      case 'copy':
        return [this.#copy(step, instruction)];
      case 'run':
        return this.#run(step, instruction);
      case 'arg':
        return this.#assign(
          step,
          instruction.names.map((arg) => () => this.#arg(arg)),
        );
      case 'env':
        return this.#env(step, instruction.pairs);
      case 'workdir':
        return this.#workdir(step, instruction.path);
      case 'from':
      case 'onbuild':
      case 'healthcheck':
      case 'other':
        return [];
      default:
        return instruction satisfies never;
    }
  }

  #expand(word: string): Expansion {
    return expandWord(word, this.variables, { escape: this.options.escape });
  }

  #assign(step: PlannedStep, assignments: readonly (() => Expansion | undefined)[]): Operation[] {
    for (const assign of assignments) {
      const result = assign();
      if (result?.kind === 'fails') return [{ kind: 'fails', step, reason: result.reason }];
    }
    return [];
  }

  /** A build argument beats the default; without either, the global argument of that name counts. */
  #arg({
    name,
    value,
  }: {
    readonly name: string;
    readonly value: string | undefined;
  }): Expansion | undefined {
    const given = this.options.buildArgs.get(name);
    if (given !== undefined) {
      this.variables.setArg(name, { kind: 'text', text: given });
      return undefined;
    }
    if (value !== undefined) {
      const expansion = this.#expand(value);
      if (expansion.kind !== 'fails') this.variables.setArg(name, expansion);
      return expansion;
    }
    const inherited = this.plan.globalArgs.get(name);
    if (inherited !== undefined) this.variables.setArg(name, inherited);
    return undefined;
  }

  /** All values of one ENV are expanded before any of them is set. */
  #env(step: PlannedStep, pairs: readonly { readonly name: string; readonly value: string }[]): Operation[] {
    const expanded: [string, Value][] = [];
    for (const pair of pairs) {
      const name = this.#expand(pair.name);
      const value = this.#expand(pair.value);
      if (name.kind === 'fails') return [{ kind: 'fails', step, reason: name.reason }];
      if (value.kind === 'fails') return [{ kind: 'fails', step, reason: value.reason }];
      if (name.kind === 'text') expanded.push([name.text, value]);
    }
    for (const [name, value] of expanded) this.variables.setEnv(name, value);
    return [];
  }

  #workdir(step: PlannedStep, written: string): Operation[] {
    const expansion = this.#expand(written);
    if (expansion.kind === 'fails') return [{ kind: 'fails', step, reason: expansion.reason }];
    const path = expansion.kind === 'text' ? absolutePath(this.workdir, expansion.text) : undefined;
    this.workdir = path === undefined ? undefined : cleanPath(path);
    return this.workdir === undefined || this.workdir === '/'
      ? []
      : [{ kind: 'workdir', path: this.workdir }];
  }

  #copy(step: PlannedStep, instruction: CopyInstruction): Operation {
    const sources: ExpandedSource[] = [];
    for (const word of instruction.sources) {
      const expansion = this.#expand(word.text);
      if (expansion.kind === 'fails') return { kind: 'fails', step, reason: expansion.reason, source: word };
      if (expansion.kind === 'unknown') return { kind: 'unknown', step, origin: 0, cause: expansion };
      const source = copySource(expansion.text, instruction.parents);
      const path = source.kind === 'path' || source.kind === 'parents' ? source.path : undefined;
      const emptied = word.text.includes('$') && /^\/*$/.test(expansion.text);
      sources.push({
        written: { ...word, ...(path !== undefined && { path }), ...(emptied && { emptied }) },
        expanded: expansion.text,
        source,
      });
    }
    const destination = this.#expand(instruction.destination.text);
    const chown = this.#expand(instruction.chown);
    const chmod = this.#expand(instruction.chmod);
    for (const expansion of [destination, chown, chmod, ...this.#documents(instruction)]) {
      if (expansion.kind === 'fails') return { kind: 'fails', step, reason: expansion.reason };
    }
    const mode = chmod.kind === 'text' ? invalidMode(chmod.text) : undefined;
    if (mode !== undefined) return { kind: 'fails', step, reason: mode };
    const conflict = remoteConflict(step, instruction, sources);
    if (conflict !== undefined) return conflict;
    return {
      kind: 'copy',
      step,
      instruction,
      sources,
      documents: instruction.documents.map((document) => document.name),
      destination: destination.kind === 'text' ? absolutePath(this.workdir, destination.text) : undefined,
      chown: chown.kind === 'text' ? chown.text : '',
      linked: instruction.link && chmod.kind === 'text' && chmod.text === '',
    };
  }

  #documents({ documents }: CopyInstruction): Expansion[] {
    return documents
      .filter((document) => document.expand)
      .map(({ body }) => expandWord(body, this.variables, { escape: '\\', skipQuotes: true }));
  }

  #run(step: PlannedStep, { mounts }: RunInstruction): Operation[] {
    const operations: Operation[] = [];
    for (const [origin, { written, range }] of mounts.entries()) {
      const result = readMount(written, (word) => this.#expand(word));
      if (result.kind === 'fails') return [{ kind: 'fails', step, reason: result.reason }];
      if (result.kind === 'unknown') operations.push({ kind: 'unknown', step, origin, cause: result });
      else if (result.mount.type === 'bind') {
        const invalid = this.#invalidTarget(result.mount);
        if (invalid !== undefined) return [{ kind: 'fails', step, reason: invalid }];
        const path = cleanPath(`/${result.mount.source}`).slice(1);
        const source = { text: result.mount.source, range, path };
        operations.push({ kind: 'bind', step, origin, written: source, source: { kind: 'path', path } });
      }
    }
    return [...operations, { kind: 'run', step }];
  }

  #invalidTarget({ target }: Mount): string | undefined {
    const path = absolutePath(this.workdir, target);
    return path !== undefined && cleanPath(path) === '/' ? 'invalid mount target "/"' : undefined;
  }
}

/** A path from the working directory, keeping the trailing `/` or `/.` that says it is a directory. */
function absolutePath(workdir: string | undefined, written: string): string | undefined {
  const path = written === '' || written === '.' ? './' : written;
  if (!path.startsWith('/') && workdir === undefined) return undefined;
  const absolute = cleanPath(path.startsWith('/') ? path : `${workdir}/${path}`);
  if (absolute === '/') return '/';
  if (path.endsWith('/')) return `${absolute}/`;
  return path.endsWith('/.') ? `${absolute}/.` : absolute;
}

/** Octal up to 07777, or clauses as chmod knows them. */
function invalidMode(mode: string): string | undefined {
  const clause = '[augo]*(?:[-+=][rwxXstugo]*)+';
  if (mode === '' || new RegExp(`^${clause}(?:,${clause})*$`).test(mode)) return undefined;
  if (/^0*[0-7]{1,4}$/.test(mode)) return undefined;
  if (!/^\d+$/.test(mode)) return 'invalid syntax';
  return `invalid chmod parameter: '${mode}'. it should be octal string and between 0 and 07777`;
}

/** What COPY and ADD refuse about the kind of their sources. */
function remoteConflict(
  step: PlannedStep,
  { keyword, checksum }: CopyInstruction,
  sources: readonly ExpandedSource[],
): Operation | undefined {
  const remote = sources.find(({ source }) => source.kind === 'git' || source.kind === 'http');
  if (keyword === 'COPY' && remote !== undefined) {
    const what = remote.source.kind === 'git' ? 'a git ref' : 'a URL';
    return { kind: 'fails', step, reason: `source can't be ${what} for COPY`, source: remote.written };
  }
  if (checksum === '') return undefined;
  if (sources.length !== 1)
    return { kind: 'fails', step, reason: "checksum can't be specified for multiple sources" };
  return remote === undefined
    ? { kind: 'fails', step, reason: 'checksum requires HTTP(S) or Git sources' }
    : undefined;
}
