import type { Json } from '../json';
import type { Reason } from '../verdict';

/**
 * The answer to "which value satisfies all of this": none (proven), this one (checked), or not known. A candidate is a value
 * that could not be refuted either.
 */
export type Outcome =
  | { kind: 'empty' }
  | { kind: 'sample'; value: Json }
  | { kind: 'unknown'; reasons: readonly Reason[]; candidate?: Json };

export const EMPTY: Outcome = { kind: 'empty' };

export function unknown(code: Reason['code'], message: string): Outcome {
  return { kind: 'unknown', reasons: [{ code, message }] };
}

export const OVER_BUDGET = unknown('budget', 'the budget of this question is used up');

const MAX_REASONS = 20;

/** The outcome of "one of these": the first sample, empty if all are, else unknown. Stops asking at a sample. */
export function firstOf<T>(alternatives: Iterable<T>, ask: (alternative: T) => Outcome): Outcome {
  const reasons = new Map<string, Reason>();
  let candidate: { value: Json } | undefined;
  for (const alternative of alternatives) {
    const outcome = ask(alternative);
    if (outcome.kind === 'sample') return outcome;
    if (outcome.kind === 'empty') continue;
    for (const reason of outcome.reasons)
      if (reasons.size < MAX_REASONS) reasons.set(JSON.stringify(reason), reason);
    if (candidate === undefined && outcome.candidate !== undefined) candidate = { value: outcome.candidate };
  }
  if (reasons.size === 0) return EMPTY;
  return {
    kind: 'unknown',
    reasons: [...reasons.values()],
    ...(candidate && { candidate: candidate.value }),
  };
}
