import type { FindFormerPlace } from './former-lines';
import type { Counter } from './metrics';
import type { FileCoverage } from './report';

/** The coverage of what a change added or rewrote. */
export interface PatchCoverage {
  /** Changed lines that could run. */
  readonly counter: Counter;
  /** Those of them that did not, by file. */
  readonly missed: readonly MissedLines[];
  /** Files of the report without lines: whether their changes ran is not known. */
  readonly sumsOnly: readonly string[];
}

export interface MissedLines {
  readonly path: string;
  readonly lines: readonly number[];
}

/** Counts the changed lines of a project that could be covered. A moved or renamed line is none. */
export function patchCoverage(files: readonly FileCoverage[], former: FindFormerPlace): PatchCoverage {
  let covered = 0;
  let total = 0;
  const missed: MissedLines[] = [];
  const sumsOnly: string[] = [];
  for (const { path, lineHits, counters } of files) {
    const lines: number[] = [];
    lineHits.forEach((hits, line) => {
      if (former(path, line)) return;
      total += 1;
      if (hits > 0) covered += 1;
      else lines.push(line);
    });
    if (lines.length > 0) missed.push({ path, lines });
    const hasUnits = Object.values(counters).some((counter) => counter.total > 0);
    if (lineHits.size === 0 && hasUnits) sumsOnly.push(path);
  }
  return { counter: { covered, total }, missed, sumsOnly };
}

/**
 * Whether a text has a line that was added or rewritten: what {@link patchCoverage} cannot count where the file is in no
 * report.
 */
export function hasChangedLine(path: string, text: string, former: FindFormerPlace): boolean {
  const lines = text.replace(/\n$/, '').split('\n');
  return lines.some((_, index) => former(path, index + 1) === undefined);
}
