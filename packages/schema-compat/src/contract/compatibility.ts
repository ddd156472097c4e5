import { type CheckOptions, checkContainment } from '../check-containment';
import { ContradictedProof } from '../confirm/self-check';
import type { Json } from '../json';
import type { Verdict } from '../verdict';

/** Backward: what was valid stays valid. Forward: what is valid now was valid before. */
export type Direction = 'backward' | 'forward';
export type Mode = Direction | 'full';

export type Answer = { direction: Direction; verdict: Verdict };

/** The questions that a mode asks. */
export function directionsOf(mode: Mode): readonly Direction[] {
  return mode === 'full' ? ['backward', 'forward'] : [mode];
}

/**
 * Are two versions of a schema compatible in every direction of a mode? One answer a direction.
 *
 * In the forward direction A of the verdict is the newer schema and B the older one. `options.contexts.a` is always that of
 * the older, `b` that of the newer. Never throws for a schema: where the package contradicts itself, the answer is
 * `undecided` with the reason `contradicted-proof`.
 */
export function checkCompatibility(
  older: Json,
  newer: Json,
  mode: Mode,
  options: CheckOptions = {},
): Answer[] {
  return directionsOf(mode).map((direction) => ({
    direction,
    verdict:
      direction === 'backward'
        ? verdictOf(older, newer, options)
        : verdictOf(newer, older, { ...options, contexts: swapped(options.contexts) }),
  }));
}

function verdictOf(a: Json, b: Json, options: CheckOptions): Verdict {
  try {
    return checkContainment(a, b, options);
  } catch (error) {
    if (!(error instanceof ContradictedProof)) throw error;
    return { kind: 'undecided', reasons: [{ code: 'contradicted-proof', message: error.message }] };
  }
}

function swapped({
  a,
  b,
}: NonNullable<CheckOptions['contexts']> = {}): NonNullable<CheckOptions['contexts']> {
  return { ...(b && { a: b }), ...(a && { b: a }) };
}
