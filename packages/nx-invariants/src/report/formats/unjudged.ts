import type { LeafState } from '../leaf-state';

/** A leaf of which the reports say nothing now. */
export type UnjudgedLeaf = Exclude<LeafState, { kind: 'current' | 'unaffected' }>;

/** Whether a leaf should have been judged and was not: a report that left it out would look like one without faults. */
export function isUnjudged(leaf: LeafState): leaf is UnjudgedLeaf {
  return leaf.kind !== 'current' && leaf.kind !== 'unaffected';
}
