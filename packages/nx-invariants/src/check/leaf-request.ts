import type { CachedDependency } from './declared-files';
import type { Json, KnownChecks, TargetInput } from './define-check';
import type { GraphView } from './graph-view';

/** One leaf to judge: plain data, so that it crosses to the worker. */
export interface LeafRequest {
  readonly task: string;
  readonly workspaceRoot: string;
  readonly check: string;
  readonly project: { readonly name: string; readonly root: string };
  readonly parameters: { readonly [key: string]: Json };
  /** The check's options from nx.json, before its schema's defaults. */
  readonly options: { readonly [key: string]: unknown };
  /** The declared inputs of the target, as the graph has them. */
  readonly inputs: readonly TargetInput[];
  /** Those of them that the check itself declared: all it may read. */
  readonly ownInputs: readonly TargetInput[];
  /** Roots of the other projects. The files of those inside this one are not this project's. */
  readonly otherProjectRoots: readonly string[];
  /** Workspace paths and patterns of what the tasks it depends on leave behind. */
  readonly dependencyOutputs: readonly string[];
  /** Those of these tasks that Nx takes from the cache, and the files that it asks before it does. */
  readonly cachedDependencies: readonly CachedDependency[];
  /** The module of a user-written check; undefined for one of the plugin's own. */
  readonly modulePath: string | undefined;
  readonly knownChecks: KnownChecks;
  readonly graph: GraphView | undefined;
}
