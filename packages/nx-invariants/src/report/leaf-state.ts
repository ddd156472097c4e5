import type { Report } from '../check/report';
import type { ReportReading } from './read-report';

/** A leaf of the task graph, by its project and check. */
export interface LeafName {
  readonly project: string;
  readonly check: string;
}

/**
 * What is known of a leaf now. Only a current report counts: one that this state of the workspace produced. A stale
 * one says what held some time ago, and is never shown as holding.
 */
export type LeafState = LeafName & {
  /** Where its report lies, as a workspace path. */
  readonly path: string;
} & LeafEvidence;

export type LeafEvidence =
  | { readonly kind: 'current'; readonly report: Report }
  | { readonly kind: 'stale'; readonly report: Report }
  | { readonly kind: 'missing' }
  | { readonly kind: 'malformed'; readonly reason: string };

/** What a report must agree with to be of this state. */
export interface PresentState {
  /** The digest that judging the leaf now would note. */
  readonly inputsDigest: string;
  /** Why the project does without the check now, where it does. */
  readonly optOutReason: string | undefined;
}

/** The state of a leaf from the reading of its report. `present` is asked only where there is a report to compare. */
export function evidenceOf(
  leaf: LeafName,
  reading: ReportReading,
  present: () => PresentState,
): LeafEvidence {
  if (reading.kind !== 'read') return reading;
  const { report } = reading;
  if (report.project !== leaf.project || report.check !== leaf.check) {
    return { kind: 'malformed', reason: `it is the report of ${report.project}:${report.check}` };
  }
  return { kind: isOfThisState(report, present()) ? 'current' : 'stale', report };
}

/**
 * A check that could not judge notes no digest; its verdict is no evidence in either direction, so it may stand. An
 * opted-out one stands as long as the project still says so.
 */
function isOfThisState(report: Report, { inputsDigest, optOutReason }: PresentState): boolean {
  if (report.verdict === 'opted-out') return report.optedOut === optOutReason;
  if (optOutReason !== undefined) return false;
  if (report.inputsDigest === null) return report.verdict === 'error';
  return report.inputsDigest === inputsDigest;
}
