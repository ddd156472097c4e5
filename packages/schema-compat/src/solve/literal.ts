import type { NodeId } from '../schema/node';

/**
 * "The value satisfies node N" or "does not", in one number; `fromA` marks what schema A declares.
 */
export type Literal = number;

export function literal(node: NodeId, positive: boolean, fromA: boolean): Literal {
  return node * 4 + (positive ? 2 : 0) + (fromA ? 1 : 0);
}

export function nodeOf(of: Literal): NodeId {
  return Math.floor(of / 4);
}

export function isPositive(of: Literal): boolean {
  return (of & 2) !== 0;
}

export function isFromA(of: Literal): boolean {
  return (of & 1) !== 0;
}

/** The same claim about another node, inverted where `invert`. */
export function about(node: NodeId, of: Literal, invert = false): Literal {
  return literal(node, isPositive(of) !== invert, isFromA(of));
}
