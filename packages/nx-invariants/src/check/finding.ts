import { createHash } from 'node:crypto';

/** How much a finding weighs: an error fails the target, a warning is shown, a note informs. */
export type Severity = 'error' | 'warning' | 'note';

/** A place in a workspace file. Paths are POSIX and relative to the workspace root; lines and columns start at 1. */
export interface Location {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** What a check's `run` returns for each violation or remark. */
export interface FindingDraft extends Location {
  readonly severity: Severity;
  /**
   * `undecided` says that the check met a construct it cannot judge: the verdict of the leaf is then
   * undecided (and fails) even if nothing else is wrong.
   */
  readonly undecided?: boolean;
  /** One line: what is wrong. */
  readonly message: string;
  readonly expected?: string;
  readonly fix?: string;
  /** What proves the finding: a witness document, an excerpt, a number. */
  readonly evidence?: string;
  /** Ids of the invariants this finding breaks, where it is not all that the check upholds. */
  readonly invariants?: readonly string[];
}

/** A finding as it stands in a report. */
export interface Finding extends FindingDraft {
  readonly check: string;
  readonly invariants: readonly string[];
  /** Identifies the finding across commits: see {@link fingerprintOf}. */
  readonly fingerprint: string;
  /** The page that explains the check. */
  readonly page: string;
  /** Set when a waiver accepts the finding; it then fails nothing. */
  readonly waivedBy?: { readonly reason: string; readonly owner: string; readonly expires: string };
}

/**
 * A name for a finding that survives unrelated edits: a digest of check, project, file and message, without
 * line numbers and without measured figures (so that "79.2% (38/48)" becoming "79.4% (54/68)" stays the same
 * finding). Other figures, such as a port or a version, tell findings apart: a waiver for one must not accept another.
 *
 * @param earlier how many places before its own, in the same file, the check says the same of.
 */
export function fingerprintOf(check: string, project: string, draft: FindingDraft, earlier = 0): string {
  const message = sameWords(draft);
  return createHash('sha256')
    .update(JSON.stringify([check, project, draft.file, message, ...(earlier === 0 ? [] : [earlier])]))
    .digest('hex')
    .slice(0, 16);
}

function sameWords({ message }: FindingDraft): string {
  return message.replace(/\d+(?:\.\d+)?\s?%|\(\d+\/\d+\)/g, '#');
}

/** How many places before its own each finding of a check has been said of, in the order of the findings. */
export function earlierPlaces(findings: readonly FindingDraft[]): number[] {
  const places = new Map<string, string[]>();
  return findings.map((finding) => {
    const key = JSON.stringify([finding.file, sameWords(finding)]);
    const known = places.get(key) ?? [];
    places.set(key, known);
    const place = `${finding.line}:${finding.column}`;
    if (!known.includes(place)) known.push(place);
    return known.indexOf(place);
  });
}

const severityRank: Record<Severity, number> = { error: 0, warning: 1, note: 2 };

/** The stable order of findings everywhere: worst first, then by place, then by text. */
export function compareFindings(a: FindingDraft, b: FindingDraft): number {
  return (
    severityRank[a.severity] - severityRank[b.severity] ||
    compareText(a.file, b.file) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compareText(a.message, b.message)
  );
}

/** The findings without those that say the same of the same place again, in their order. */
export function distinctFindings(findings: readonly FindingDraft[]): FindingDraft[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
