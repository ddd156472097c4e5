import type { FindingDraft } from '../../check/finding';

/** What a part of the check looked at, by name, and what is wrong with it. */
export interface Judged {
  readonly subjects: readonly string[];
  readonly findings: readonly FindingDraft[];
}
