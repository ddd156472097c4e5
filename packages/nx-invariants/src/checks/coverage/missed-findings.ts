import { type MissedLines, rangesOf } from '@nx-invariants/coverage';
import type { FindingDraft, Severity } from '../../check/finding';

/** A finding for each run of lines, at its place. */
export function missedFindings(
  missed: readonly MissedLines[],
  severity: Severity,
  what: string,
): FindingDraft[] {
  return missed.flatMap(({ path, lines }) =>
    rangesOf(lines).map(({ from, to }) => ({
      severity,
      file: path,
      line: from,
      endLine: to,
      message: `${from === to ? 'this line' : 'this run of lines'} ${what}`,
      fix: 'add a test that runs it',
    })),
  );
}
