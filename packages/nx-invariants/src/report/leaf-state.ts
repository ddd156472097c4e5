import type { Report } from '../check/report';
import type { ReportReading } from './read-report';
import type { AffectedRun, Ending } from './run-record';

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
  /** Its target, as the options of the plugin name it. */
  readonly target: string;
  /** Where its report lies, as a workspace path. */
  readonly path: string;
} & LeafEvidence;

export type LeafEvidence =
  /** `isFromCache`: the last run that reached for the leaf took the report from a cache. */
  | { readonly kind: 'current'; readonly report: Report; readonly isFromCache: boolean }
  | { readonly kind: 'stale'; readonly report: Report }
  | { readonly kind: 'malformed'; readonly reason: string }
  | Absence;

/** Why there is no report, as far as the last runs tell. */
export type Absence =
  /** No run has reached for it since. */
  | { readonly kind: 'missing' }
  /** A run has, and none was left behind. `isSkipped`: since a target that it depends on failed. */
  | { readonly kind: 'failed'; readonly isSkipped: boolean }
  /** `nx affected` compared this very state with `base` and did not select it. */
  | { readonly kind: 'unaffected'; readonly base: string };

/** What the record of the runs says of a leaf. */
export interface Origin {
  readonly ending: Ending | undefined;
  /** The last comparison that asked for all leaves, if the workspace is still as it was then. */
  readonly comparison: AffectedRun | undefined;
}

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
  origin: Origin,
  present: () => PresentState,
): LeafEvidence {
  if (reading.kind === 'missing') return absenceOf(origin);
  if (reading.kind === 'malformed') return reading;
  const { report } = reading;
  if (report.project !== leaf.project || report.check !== leaf.check) {
    return { kind: 'malformed', reason: `it is the report of ${report.project}:${report.check}` };
  }
  return isOfThisState(report, present())
    ? { kind: 'current', report, isFromCache: origin.ending === 'cached' }
    : { kind: 'stale', report };
}

/** A leaf that failed is not unaffected by a later change: it has to run. */
function absenceOf({ ending, comparison }: Origin): Absence {
  if (ending === 'failed' || ending === 'skipped') return { kind: 'failed', isSkipped: ending === 'skipped' };
  return comparison === undefined ? { kind: 'missing' } : { kind: 'unaffected', base: comparison.base };
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
