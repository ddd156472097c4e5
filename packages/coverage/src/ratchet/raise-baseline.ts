import type { RatchetConfig } from '../config/read-ratchet';
import { barOf } from './bar';
import type { Baseline, Measurement } from './baseline-file';
import { baselineFor, type Difference, differences } from './judge-drop';

/** What became of a project's baseline. */
export type Raise =
  | { readonly kind: 'new' | 'kept' }
  | { readonly kind: 'raised' | 'lowered'; readonly from: Baseline }
  /** Measured in another way than before. */
  | { readonly kind: 'remeasured'; readonly from: Baseline; readonly differences: readonly Difference[] };

/**
 * The baseline of a project after a measurement: a new one where there was none, where it was measured in another way,
 * where the bar rises, or where it may be lowered; else the old one.
 *
 * @param old the lines of the project, several where branches were merged
 * @param mayLower whether a lower bar is taken: on request, or since only covered code was removed
 */
export function raiseBaseline(
  project: string,
  now: Measurement,
  commit: string,
  old: readonly Baseline[],
  ratchet: Pick<RatchetConfig, 'step' | 'slack'>,
  mayLower: boolean,
): { readonly baseline: Baseline; readonly raise: Raise } {
  const next: Baseline = { ...now, project, commit, bar: barOf(now, ratchet) };
  const from = baselineFor(now, old);
  if (!from) return { baseline: next, raise: { kind: 'new' } };
  const different = differences(now, from);
  if (different.length > 0) {
    return { baseline: next, raise: { kind: 'remeasured', from, differences: different } };
  }
  if (next.bar > from.bar) return { baseline: next, raise: { kind: 'raised', from } };
  if (mayLower && next.bar < from.bar) return { baseline: next, raise: { kind: 'lowered', from } };
  return { baseline: from, raise: { kind: 'kept' } };
}
