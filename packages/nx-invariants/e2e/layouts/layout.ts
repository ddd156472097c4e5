import type { NxWorkspace } from '../nx-workspace';

export type Files = { readonly [path: string]: string };

/** A repository as a team has it before it adds the plugin, and what `nx add` must make of it. */
export interface Layout {
  readonly packageManager: 'npm' | 'pnpm' | 'yarn' | 'none';
  readonly files: Files;
  /** What init writes into nx.json for the plugin. */
  readonly options: object;
  /** Every project of the graph afterwards. */
  readonly projects: { readonly [name: string]: ExpectedProject };
  /** Targets that were there before, as `project:target`: they must resolve to the same afterwards. */
  readonly kept: readonly string[];
  readonly run: Run;
  readonly violation: Violation;
}

/** A target to run everywhere, the tasks that pass, and a file that one of them makes. */
export interface Run {
  readonly target: string;
  readonly passes: readonly string[];
  readonly makes?: string;
}

export interface ExpectedProject {
  readonly root: string;
  readonly tags?: readonly string[];
  /** All its targets: inferred by the plugin, or (in `kept`) its own. */
  readonly targets: readonly string[];
}

export interface Violation {
  readonly commit: (repository: NxWorkspace) => void;
  /** The one leaf that it turns red, as `project:target`. */
  readonly leaf: string;
  readonly says: string;
}
