import type { LeafName, LeafState } from '../leaf-state';
import type { WorkspaceStatus } from '../workspace-status';

/** A leaf of which the reports say nothing now. */
export type UnjudgedLeaf = Exclude<LeafState, { kind: 'current' | 'unaffected' }>;

/** Whether a leaf should have been judged and was not: a report that left it out would look like one without faults. */
export function isUnjudged(leaf: LeafState): leaf is UnjudgedLeaf {
  return leaf.kind !== 'current' && leaf.kind !== 'unaffected';
}

/** The leaves that the catalogue names and the project graph does not have, each once: nothing ever judges them. */
export function absentLeaves({ invariants }: Pick<WorkspaceStatus, 'invariants'>): LeafName[] {
  const absent = invariants.flatMap(({ leaves }) => leaves.filter(({ state }) => state === undefined));
  const each = new Map(absent.map(({ project, check }) => [`${project}:${check}`, { project, check }]));
  return [...each.values()];
}

/** What to do about such a leaf. */
export const mendAbsentLeaf =
  'correct the row of invariants.json; "nx-invariants doctor" says which checks a project has and why';
