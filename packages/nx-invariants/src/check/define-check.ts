import type { ProjectFacts, WorkspaceFacts } from '../workspace/workspace-facts';
import type { DeclaredFiles } from './declared-files';
import type { FindingDraft } from './finding';
import type { GraphView } from './graph-view';

/** The engine packages a check may rest on; their sources then belong to the hash of its leaves. */
export const engineNames = [
  'schema-compat',
  'coverage',
  'docker-context',
  'topology',
  'portable-scripts',
] as const;

export type EngineName = (typeof engineNames)[number];

/** The input forms of Nx that hold from 22.7 on (see docs/compatibility.md). */
export type TargetInput =
  | string
  | { readonly json: string; readonly fields?: readonly string[] }
  | { readonly env: string }
  | { readonly externalDependencies: readonly string[] }
  | { readonly dependentTasksOutputFiles: string; readonly transitive?: boolean };

/** JSON values: what task options and report details may hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** How a check sits on a project, decided at graph time. */
export interface Placement {
  /** Everything `run` may read, as Nx inputs. What is not listed cannot be read. */
  readonly inputs: readonly TargetInput[];
  /** Targets of the same project that must have run before. */
  readonly dependsOn?: readonly string[];
  /**
   * Options of the leaf's task: where things are. They are part of the project's configuration hash, so they
   * may follow from the names of files, never from their contents.
   */
  readonly parameters?: { readonly [key: string]: Json };
  /** What it takes from other projects: edges of the project graph. */
  readonly edges?: readonly ProjectEdge[];
}

/** A dependency of the project graph, from the project the check sits on to the one that owns `path`. */
export interface ProjectEdge {
  /** A workspace path that the project takes something from. */
  readonly path: string;
  /** The one file that decides the edge, where there is exactly one; else the edge is implicit. */
  readonly decidedBy?: string;
  /**
   * `check` where the check alone reads `path`, since the project holds a copy of its own. By default whoever builds
   * or tests the project reads it too.
   */
  readonly readBy?: 'check';
}

/** The checks of the plugin and of the workspace, and what is wrong with modules that hold none. */
export interface KnownChecks {
  readonly ids: readonly string[];
  readonly problems: readonly { readonly file: string; readonly message: string; readonly fix: string }[];
}

/** What `run` is given. */
export interface CheckContext<Options> {
  readonly project: { readonly name: string; readonly root: string };
  /** The check's options from the plugin's entry in nx.json, validated, with the schema's defaults. */
  readonly options: Options;
  /** What `applies` returned as `parameters`. */
  readonly parameters: { readonly [key: string]: Json };
  /** The declared inputs of the leaf, and nothing else. */
  readonly files: DeclaredFiles;
  /** Values of the declared `{ env }` inputs. */
  readonly env: { readonly [name: string]: string | undefined };
  /** The project graph, for checks with `readsGraph`. */
  readonly graph: GraphView | undefined;
  /** The checks this workspace knows, for checks with `readsGraph`. */
  readonly knownChecks: KnownChecks | undefined;
  /** The day the run happens, `YYYY-MM-DD` in UTC, for checks that are not cached. */
  readonly today: string | undefined;
  /** The root, absolute: for what only git can say, such as the base revision and what is committed. */
  readonly workspaceRoot: string;
}

/** What `run` returns. */
export interface CheckResult {
  /**
   * What was judged, by name (files, services, thresholds). A result without subjects is an error: a check
   * that saw nothing has not held anything.
   */
  readonly subjects: readonly string[];
  readonly findings: readonly FindingDraft[];
  /** Typed per check; drawn by reports. */
  readonly details: Json;
}

/** The data of a check: what can be told of it without running its code. */
export interface CheckDeclaration {
  /** Lower case and hyphens: the leaf is `check-<id>`, the page `docs/checks/<id>.md`. */
  readonly id: string;
  readonly title: string;
  /** Which projects `applies` chooses, in words that follow "it sits on": for those who miss it on theirs. */
  readonly sitsOn?: string;
  /** Ids of the invariants it upholds where invariants.json does not say otherwise. */
  readonly upholds: readonly string[];
  /** JSON Schema (draft-07) of the check's options; also supplies their defaults. */
  readonly options: { readonly [key: string]: Json };
  readonly engines?: readonly EngineName[];
  /** npm packages whose version belongs to the hash of the leaves. */
  readonly packages?: readonly string[];
  /** False for checks that judge what no file input can stand for (the graph, the calendar). Default: true. */
  readonly cache?: boolean;
  /** Whether `run` is given the project graph. Only for checks with `cache: false`. */
  readonly readsGraph?: boolean;
  /** Seconds one leaf may take before it is stopped. Default: 120. */
  readonly deadlineSeconds?: number;
}

export interface CheckDefinition<Options = unknown> extends CheckDeclaration {
  /** Graph time: does this project have the check, and what follows? Must not start a process. */
  applies(project: ProjectFacts, workspace: WorkspaceFacts, options: Options): Placement | undefined;
  /** Task time: from declared inputs to findings. */
  run(context: CheckContext<Options>): CheckResult | Promise<CheckResult>;
}

/**
 * Declares a check. Built-in and user-written checks have this one shape.
 *
 * @throws TypeError if the id is not lower case letters, digits and hyphens, or if a check that reads the graph
 * claims to be cacheable: both are mistakes of its author.
 */
export function defineCheck<Options>(definition: CheckDefinition<Options>): CheckDefinition<Options> {
  const mistake = mistakeIn(definition);
  if (mistake !== undefined) throw new TypeError(mistake);
  return definition;
}

/** What the author of a check did wrong, in words. */
export function mistakeIn({ id, readsGraph, cache }: CheckDeclaration): string | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
    return `check id "${id}" must be lower case letters, digits and single hyphens`;
  }
  if (readsGraph && cache !== false) {
    return `check "${id}" reads the project graph, which is no input: set cache: false`;
  }
  return undefined;
}
