import type { PluginOptions } from '../config/plugin-options';
import type { ProjectFacts } from '../workspace/workspace-facts';

/** Where a user-written check lies, and the options from which its thread tells the facts of the workspace. */
export interface CustomCheckSource {
  readonly workspaceRoot: string;
  readonly modulePath: string;
  readonly options: PluginOptions;
}

/** What the thread of a user-written check is asked at graph time: plain data. First what it is, then where it sits. */
export type PlacementRequest =
  | { readonly kind: 'declare' }
  | { readonly kind: 'place'; readonly project: ProjectFacts; readonly options: object };

/** What its thread answers: values that its code made, and nobody has looked at. */
export type PlacementAnswer =
  | { readonly kind: 'declared'; readonly declaration: unknown }
  | { readonly kind: 'no check' }
  | { readonly kind: 'placed'; readonly placement: unknown }
  | { readonly kind: 'failed'; readonly reason: string };
