import type { Invariant } from '../../config/catalogue';
import { alignedTable, documentCode, documentText } from './document-text';

/** How a document refers to what the enforcement map names. */
export interface MapReferences {
  /** The address of a check's page from the document; undefined where there is none. */
  pageOf(check: string): string | undefined;
  /** The target of a check. */
  targetOf(project: string, check: string): string;
}

/** The enforcement map: every invariant of the catalogue with its status, and what upholds it. */
export function invariantsSection(
  invariants: readonly Invariant[],
  references: MapReferences,
): readonly string[] {
  return [
    tally(invariants),
    '',
    ...alignedTable(
      ['id', 'invariant', 'status', 'checks', 'targets'],
      invariants.map((invariant) => rowOf(invariant, references)),
    ),
  ];
}

function tally(invariants: readonly Invariant[]): string {
  const enforced = invariants.filter(({ upheldBy }) => upheldBy !== undefined).length;
  const documented = invariants.filter(({ documentedOnly }) => documentedOnly !== undefined).length;
  const planned = invariants.filter((invariant) => invariant.planned !== undefined).length;
  return `${invariants.length} invariants: ${enforced} enforced, ${documented} documented only, ${planned} planned.`;
}

function rowOf(invariant: Invariant, { pageOf, targetOf }: MapReferences): string[] {
  const { id, statement, upheldBy = [] } = invariant;
  const checks = [...new Set(upheldBy.map(({ check }) => check))];
  const linked = (check: string) => {
    const page = pageOf(check);
    return page === undefined ? documentText(check) : `[${documentText(check)}](${page})`;
  };
  return [
    documentText(id),
    documentText(statement),
    statusOf(invariant),
    checks.map(linked).join(', '),
    upheldBy.map(({ project, check }) => documentCode(targetOf(project, check))).join(', '),
  ];
}

function statusOf({ documentedOnly, planned }: Invariant): string {
  if (documentedOnly) {
    const { owner, reviewBy, reason } = documentedOnly;
    return `documented only: ${documentText(reason)} (${documentText(owner)}, to be reviewed by ${documentText(reviewBy)})`;
  }
  return planned ? `planned: ${documentText(planned.reason)}` : 'enforced';
}
