import type { Atom } from './solver';

/** The sizes that claims about length, items or members leave; empty where `min > max`. */
export function sizeRange(atoms: readonly Atom[]): { min: number; max: number } {
  let min = 0;
  let max = Number.POSITIVE_INFINITY;
  for (const { node, positive } of atoms) {
    if (node.kind === 'minSize') {
      if (positive) min = Math.max(min, node.limit);
      else max = Math.min(max, node.limit - 1);
    }
    if (node.kind === 'maxSize') {
      if (positive) max = Math.min(max, node.limit);
      else min = Math.max(min, node.limit + 1);
    }
  }
  return { min, max };
}
