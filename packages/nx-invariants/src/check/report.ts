import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { publishedSchema } from '../config/published-schemas';
import { sayError, validatorOf } from '../config/validate';
import { covers, hasExpired, type Waiver, waiversFile } from '../config/waivers';
import { unreachable } from '../unreachable';
import type { Json } from './define-check';
import { compareFindings, earlierPlaces, type Finding, type FindingDraft, fingerprintOf } from './finding';
import type { LeafOutcome } from './run-leaf';

type Ran = Extract<LeafOutcome, { kind: 'ran' }>;

/**
 * `holds` and `warns` let the target pass; `opted-out` does too and says so; the others fail it. `error` is a
 * check that could not judge, `undecided` one that met a construct nobody can decide statically.
 */
export type Verdict = 'holds' | 'warns' | 'violated' | 'undecided' | 'error' | 'opted-out';

/** The file a leaf leaves behind; its JSON Schema is schemas/report.json. */
export interface Report {
  readonly version: 1;
  readonly check: string;
  readonly project: string;
  /** The id of the task that wrote it: `gateway:check-coverage`. */
  readonly task: string;
  readonly verdict: Verdict;
  readonly invariants: readonly string[];
  readonly subjects: readonly string[];
  readonly findings: readonly Finding[];
  readonly details: Json;
  /** Digest of the declared inputs when they were judged; tells whether the report is of this state. */
  readonly inputsDigest: string | null;
  /** Why the project does without this check, where it does. */
  readonly optedOut?: string;
}

export interface LeafIdentity {
  readonly check: string;
  readonly project: string;
  readonly projectRoot: string;
  readonly task: string;
  /** Ids by the catalogue, else the check's own. */
  readonly invariants: readonly string[];
}

/**
 * The report of a leaf: its outcome with the waivers applied. A waiver that has expired or accepts nothing is an
 * error, unless the check could not judge and so may have missed what it accepts. A result that does not fit the
 * published shape is a fault of the check.
 *
 * @param expiry the value of {@link expiredWaiversVariable}.
 */
export function buildReport(
  leaf: LeafIdentity,
  outcome: LeafOutcome,
  waivers: readonly Waiver[],
  expiry: string | undefined,
): Report {
  if (outcome.kind === 'failed') return failureReport(leaf, outcome.reason);
  const report = resultReport(leaf, outcome, waivers, expiry);
  const misfit = misfitOf(report);
  return misfit === undefined ? report : failureReport(leaf, `its result is malformed: ${misfit}`);
}

function resultReport(
  leaf: LeafIdentity,
  { result, inputsDigest }: Ran,
  waivers: readonly Waiver[],
  expiry: string | undefined,
): Report {
  const expired = waivers.filter((waiver) => hasExpired(waiver, expiry));
  const holding = waivers.filter((waiver) => !hasExpired(waiver, expiry));
  const drafts = [...result.findings].sort(compareFindings);
  const earlier = earlierPlaces(drafts);
  const judged = drafts.map((draft, index) => toFinding(leaf, draft, holding, earlier[index]));
  const unused = holding.filter((waiver) => !judged.some((finding) => covers(waiver, finding)));
  const ofWaivers = [...unused.map(unusedWaiver), ...expired.map((waiver) => expiredWaiver(waiver, expiry))];
  const findings = [...judged, ...ofWaivers.map((draft) => toFinding(leaf, draft, []))];
  const sawNothing = result.subjects.length === 0 && !findings.some(isStandingError);
  const all = sawNothing ? [...findings, toFinding(leaf, nothingToJudge(leaf), [])] : findings;
  return {
    ...headOf(leaf),
    verdict: verdictOf(all),
    subjects: result.subjects,
    findings: all,
    details: result.details ?? null,
    inputsDigest,
  };
}

function failureReport(leaf: LeafIdentity, reason: string): Report {
  const [message = '', ...rest] = reason.split('\n');
  const draft: FindingDraft = {
    severity: 'error',
    file: homeOf(leaf),
    message: `the check ${leaf.check} could not judge ${leaf.project}: ${message}`,
    ...(rest.length > 0 ? { evidence: rest.join('\n') } : {}),
    fix: 'mend what the message names: the check, its options in nx.json, or where it is placed; then run again',
  };
  return {
    ...headOf(leaf),
    verdict: 'error',
    subjects: [],
    findings: [toFinding(leaf, draft, [])],
    details: null,
    inputsDigest: null,
  };
}

/** The report of a leaf whose project does without the check, for the reason its project.json states. */
export function optedOutReport(leaf: LeafIdentity, reason: string): Report {
  const note: FindingDraft = {
    severity: 'note',
    file: leaf.projectRoot === '.' ? 'project.json' : `${leaf.projectRoot}/project.json`,
    message: `${leaf.project} opts out of ${leaf.check}: ${reason}`,
  };
  return {
    ...headOf(leaf),
    verdict: 'opted-out',
    subjects: [],
    findings: [toFinding(leaf, note, [])],
    details: null,
    inputsDigest: null,
    optedOut: reason,
  };
}

/** Whether a verdict lets the target pass. */
export function passes(verdict: Verdict): boolean {
  switch (verdict) {
    case 'holds':
    case 'warns':
    case 'opted-out':
      return true;
    case 'violated':
    case 'undecided':
    case 'error':
      return false;
    default:
      return unreachable(verdict);
  }
}

/** Writes a report in one step: a reader sees the old file, or the new one, or none. */
export function writeReport(path: string, report: Report): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = join(dirname(path), `.${process.pid}.unfinished`);
  writeFileSync(unfinished, `${JSON.stringify(report, null, 2)}\n`);
  renameSync(unfinished, path);
}

export function deleteReport(path: string): void {
  rmSync(path, { force: true, recursive: true });
}

function headOf(leaf: LeafIdentity) {
  return {
    version: 1 as const,
    check: leaf.check,
    project: leaf.project,
    task: leaf.task,
    invariants: leaf.invariants,
  };
}

function homeOf(leaf: LeafIdentity): string {
  return leaf.projectRoot === '.' ? 'nx.json' : leaf.projectRoot;
}

/** No waiver accepts this: a project that does without the check says so in its project.json. */
function nothingToJudge(leaf: LeafIdentity): FindingDraft {
  return {
    severity: 'error',
    file: homeOf(leaf),
    message: `the check ${leaf.check} found nothing to judge in ${leaf.project}`,
    expected: 'at least one subject: a check that saw nothing has not held anything',
    fix: 'restore what was removed or renamed, or say in nx.json where it lies now',
  };
}

function misfitOf(report: Report): string | undefined {
  const validate = validatorOf(publishedSchema('report'));
  if (validate(report)) return undefined;
  const [error] = validate.errors ?? [];
  const key = error?.keyword === 'additionalProperties' ? `/${error.params.additionalProperty}` : '';
  return error && `${error.instancePath}${key} ${sayError(error)}`;
}

function toFinding(
  leaf: LeafIdentity,
  draft: FindingDraft,
  waivers: readonly Waiver[],
  earlier?: number,
): Finding {
  const fingerprint = fingerprintOf(leaf.check, leaf.project, draft, earlier);
  const waiver = waivers.find((candidate) => covers(candidate, { fingerprint, file: draft.file }));
  return {
    ...draft,
    check: leaf.check,
    invariants: draft.invariants ?? leaf.invariants,
    fingerprint,
    page: `docs/checks/${leaf.check}.md`,
    ...(waiver === undefined
      ? {}
      : { waivedBy: { reason: waiver.reason, owner: waiver.owner, expires: waiver.expires } }),
  };
}

function expiredWaiver(
  { owner, fingerprint, scope, expires }: Waiver,
  expiry: string | undefined,
): FindingDraft {
  const name = `the waiver of ${owner} for ${fingerprint ?? scope}`;
  const isKnown = expiry !== undefined && /^\d/.test(expiry);
  return {
    severity: 'error',
    file: waiversFile,
    message: isKnown
      ? `${name} expired on ${expires}`
      : `${name} does not count: the plugin's hook did not say which waivers have expired`,
    fix: isKnown
      ? 'mend the finding and remove the waiver; prolonging it is a decision for review'
      : 'run the target with nx, which runs the hook before tasks',
  };
}

function unusedWaiver(waiver: Waiver): FindingDraft {
  return {
    severity: 'error',
    file: waiversFile,
    message: `the waiver of ${waiver.owner} for ${waiver.fingerprint ?? waiver.scope} accepts no finding`,
    fix: 'remove the waiver: what it accepted is gone',
  };
}

function isStandingError({ severity, waivedBy }: Finding): boolean {
  return severity === 'error' && waivedBy === undefined;
}

function verdictOf(findings: readonly Finding[]): Verdict {
  const standing = findings.filter((finding) => finding.waivedBy === undefined);
  if (standing.some((finding) => finding.severity === 'error' && !finding.undecided)) return 'violated';
  if (standing.some((finding) => finding.undecided)) return 'undecided';
  return standing.some((finding) => finding.severity === 'warning') ? 'warns' : 'holds';
}
