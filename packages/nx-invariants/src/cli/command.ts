import type { Json } from '../check/define-check';
import type { Style } from '../report/style';
import type { ProjectGraphReading } from './project-graph';
import type { NxRun } from './run-nx';

/** 0: it holds. 1: it is violated. 2: it cannot be told (undecided, missing or stale evidence, bad input). */
export type ExitCode = 0 | 1 | 2;

/** What a command came to, before it is known whether text or JSON is wanted. */
export type Outcome =
  | { readonly kind: 'result'; readonly exitCode: ExitCode; readonly text: string; readonly json: Json }
  /** Its answers were printed one by one. */
  | { readonly kind: 'printed'; readonly exitCode: ExitCode }
  | Failure;

/** An expected failure: what is wrong, and how to put it right. */
export interface Failure {
  readonly kind: 'failure';
  readonly message: string;
  readonly fix: string;
}

/** An option of a command: a flag stands alone, `value` takes one argument, `values` may be repeated. */
export interface OptionSpec {
  readonly kind: 'flag' | 'value' | 'values';
  /** The name of the argument in the usage: `DIR`. */
  readonly argument?: string;
  readonly text: string;
}

export interface Operands {
  /** As the usage shows them: `OLD NEW`. */
  readonly usage: string;
  readonly min: number;
  readonly max: number;
}

/** The arguments of a command, parsed and checked against what it declares. */
export interface Invocation {
  readonly operands: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** For a command that answers while it reads. */
export interface Streams {
  readonly input: AsyncIterable<Uint8Array>;
  /** Resolves when more can be taken. */
  print(text: string): Promise<void>;
}

/** Everything a command sees of the machine besides the files it is asked to read. */
export interface Surroundings {
  /** Absolute; relative operands start here. */
  readonly cwd: string;
  readonly env: { readonly [name: string]: string | undefined };
  readonly style: Style;
  /** The width of the terminal; undefined where the output goes elsewhere. */
  readonly columns: number | undefined;
  /** The workspace's root, absolute; undefined outside of one. */
  readonly workspaceRoot: string | undefined;
  readonly streams: Streams;
  readonly projectGraph: (workspaceRoot: string) => Promise<ProjectGraphReading>;
  readonly runNx: (
    workspaceRoot: string,
    args: readonly string[],
    env: { readonly [name: string]: string },
  ) => Promise<NxRun>;
}

export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  readonly operands: Operands;
  readonly options: { readonly [name: string]: OptionSpec };
  /** What exit codes 0, 1 and 2 mean here. */
  readonly exitCodes: readonly [string, string, string];
  readonly example: string;
  /** Whether it makes no sense outside of a workspace. */
  readonly needsWorkspace: boolean;
  run(invocation: Invocation, surroundings: Surroundings): Outcome | Promise<Outcome>;
}

/** The single value of an option, where it was given. */
export function optionValue(invocation: Invocation, option: string): string | undefined {
  return invocation.values.get(option)?.[0];
}

export function failure(message: string, fix: string): Failure {
  return { kind: 'failure', message, fix };
}
