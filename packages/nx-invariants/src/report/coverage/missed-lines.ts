import { type HeadlineMetric, parseLines } from '@nx-invariants/coverage';
import type { ProjectCoverage } from './coverage-status';

/** Lines of a file that could run and did not. */
export interface MissedLines {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** What no test runs in a project whose coverage misses a floor or a warning mark, the longest runs of lines first. */
export function missedLinesOf({ measured }: ProjectCoverage): MissedLines[] {
  const isShort = measured?.floors.some(({ verdict }) => verdict === 'fail' || verdict === 'warn');
  if (measured === undefined || !isShort) return [];
  return longestFirst(
    measured.files.flatMap(({ path, missed }) =>
      (parseLines(missed ?? '') ?? []).map(({ from, to }) => ({ file: path, from, to })),
    ),
  );
}

/**
 * What a run of lines lacks, in words.
 *
 * @param metric what the coverage is of.
 */
export function missedText({ from, to }: MissedLines, metric: HeadlineMetric = 'lines'): string {
  const where = from === to ? `line ${from}` : `lines ${from} to ${to}`;
  return metric === 'lines' ? `no test runs ${where}` : `${metric} in ${where} lack coverage`;
}

/** What raises coverage most comes first. */
export function longestFirst(missed: readonly MissedLines[]): MissedLines[] {
  return [...missed].sort((a, b) => b.to - b.from - (a.to - a.from));
}
