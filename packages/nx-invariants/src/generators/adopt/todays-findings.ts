import type { Finding } from '../../check/finding';
import { passes, type Report } from '../../check/report';
import { isIndispensable } from '../../config/opt-out';
import { waiversFile } from '../../config/waivers';
import type { LeafState } from '../../report/leaf-state';
import { visibleText } from '../../report/visible-text';
import { unreachable } from '../../unreachable';

/** What fails today, by whether it can be accepted for a time. */
export interface TodaysFindings {
  readonly red: readonly RedLeaf[];
  /** For people: what no waiver accepts, or none should, with the reason. */
  readonly left: readonly string[];
}

/** A leaf whose failing findings can be accepted. */
export interface RedLeaf {
  readonly report: Report;
  /** At least one. */
  readonly findings: readonly Finding[];
}

/** Why a finding of a leaf that can be accepted is not; undefined where it is. */
export type Objection = (report: Report, finding: Finding) => string | undefined;

/** Leaves of which nothing is known: no run has judged them in the state that the workspace is in. */
export function unjudged(leaves: readonly LeafState[]): LeafState[] {
  return leaves.filter(({ kind }) => kind !== 'current' && kind !== 'failed');
}

/** Sorts what fails by whether it can be accepted. Leaves of which nothing is known say nothing here. */
export function todaysFindings(leaves: readonly LeafState[], objection: Objection): TodaysFindings {
  const sorted = leaves.map((leaf) => findingsOf(leaf, objection));
  return { red: sorted.flatMap(({ red }) => red), left: sorted.flatMap(({ left }) => left) };
}

const nothing: TodaysFindings = { red: [], left: [] };

function findingsOf(leaf: LeafState, objection: Objection): TodaysFindings {
  switch (leaf.kind) {
    case 'failed': {
      const reason = leaf.isSkipped ? 'a target that it depends on failed' : 'its task failed';
      return {
        red: [],
        left: [`${leaf.check} of ${leaf.project} left no report: ${reason}; mend that first`],
      };
    }
    case 'current':
      return passes(leaf.report.verdict) ? nothing : sort(leaf.report, objection);
    case 'stale':
    case 'malformed':
    case 'missing':
    case 'unaffected':
      return nothing;
    default:
      return unreachable(leaf);
  }
}

function sort(report: Report, objection: Objection): TodaysFindings {
  const failing = report.findings.filter(isFailing);
  const whole = objectionToLeaf(report);
  const objections = failing.map(
    (finding) => whole ?? objectionToFinding(finding) ?? objection(report, finding),
  );
  const findings = failing.filter((_, index) => objections[index] === undefined);
  const reasons = [...new Set(objections)].filter((reason) => reason !== undefined);
  return {
    red: findings.length > 0 ? [{ report, findings }] : [],
    left: reasons.map((reason) =>
      say(
        report,
        failing.filter((_, index) => objections[index] === reason),
        reason,
      ),
    ),
  };
}

function isFailing({ severity, undecided, waivedBy }: Finding): boolean {
  return waivedBy === undefined && (severity === 'error' || undecided === true);
}

function objectionToLeaf({ check, verdict, subjects }: Report): string | undefined {
  if (isIndispensable(check)) return 'it says what the other checks miss, so it is mended, not waived';
  if (verdict === 'error') return 'the check could not judge, and that is no finding to accept';
  return subjects.length === 0 ? 'it found nothing to judge, and that cannot be waived' : undefined;
}

function objectionToFinding({ file }: Finding): string | undefined {
  return file === waiversFile ? 'what is wrong with waivers cannot be waived' : undefined;
}

function say({ check, project }: Report, findings: readonly Finding[], reason: string): string {
  const [first] = findings;
  const place = [first?.file, first?.line, first?.column].filter((part) => part !== undefined).join(':');
  const others = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  return visibleText(`${check} of ${project}: ${reason}: ${place} ${first?.message}${others}`);
}
