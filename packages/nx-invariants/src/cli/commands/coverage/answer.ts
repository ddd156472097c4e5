import {
  type Coverage,
  type CoverageReport,
  counterOf,
  type Floor,
  formatFraction,
  formatPercent,
  type Judgement,
  METRICS,
  missedLines,
  rangesOf,
} from '@nx-invariants/coverage';
import { coverageBar } from '../../../report/coverage/coverage-bar';
import type { CoverageLine } from '../../../report/coverage/coverage-table';
import { longestFirst, type MissedLines } from '../../../report/coverage/missed-lines';
import { unreachable } from '../../../unreachable';

/** What was read, and how it stands to a floor, where one was given. */
export interface Answer {
  readonly reports: readonly CoverageReport[];
  readonly united: Coverage;
  readonly floor: Floor | undefined;
  readonly judgement: Judgement;
}

/** The table: what the floor holds first, then each metric that was measured. */
export function linesOf({ united, floor, judgement }: Answer): CoverageLine[] {
  const held = floor === undefined ? undefined : judgement.metric;
  const others = METRICS.filter((metric) => metric !== held && united.totals[metric] !== undefined);
  return [...(held === undefined ? [] : [held]), ...others].map((metric) => {
    const counter = counterOf(united.totals, metric);
    const isHeld = metric === held;
    const { min = null, warn = null } = isHeld && floor ? floor : {};
    const figures = { covered: counter?.covered ?? null, total: counter?.total ?? null };
    const hasFigures = counter !== undefined && counter.total > 0;
    return {
      verdict: isHeld ? judgement.verdict : 'none',
      project: '',
      part: '',
      metric,
      bar: coverageBar({ ...figures, min, warn, baseline: null }),
      covered: hasFigures ? `${formatPercent(counter)} (${formatFraction(counter)})` : 'no data',
      floor: min === null ? '' : `${min}%`,
      warn: warn === null ? '' : `${warn}%`,
      baseline: '',
      delta: '',
    };
  });
}

/** The verdict in a sentence; without a floor, the share that counts. */
export function sentenceOf({ united, floor, judgement }: Answer): string {
  const { metric } = judgement;
  const counter = counterOf(united.totals, metric);
  const shown =
    counter === undefined || counter.total === 0
      ? 'no data'
      : `${formatPercent(counter)} (${formatFraction(counter)})`;
  if (floor === undefined) return `${shown} of ${metric}`;
  switch (judgement.verdict) {
    case 'pass':
      return `${shown} of ${metric} reaches the floor of ${floor.min}%`;
    case 'warn':
      return `${shown} of ${metric} reaches the floor of ${floor.min}%, and is below the warning mark of ${floor.warn}%: ${judgement.short} more of ${judgement.total} must be covered`;
    case 'fail':
      return `${shown} of ${metric} is below the floor of ${floor.min}%: ${judgement.short} more of ${judgement.total} must be covered`;
    case 'no-data':
      return 'there is nothing that could be covered: no data is not a pass';
    case 'not-measured':
      return `the reports do not measure ${metric}`;
    default:
      return unreachable(judgement);
  }
}

/** Where the floor or the warning mark is missed, the lines that lack coverage by what it holds, the longest runs first. */
export function missedOf({ united, judgement }: Answer): MissedLines[] {
  if (judgement.verdict !== 'fail' && judgement.verdict !== 'warn') return [];
  return longestFirst(
    united.files.flatMap((file) =>
      rangesOf(missedLines(file, judgement.metric) ?? []).map(({ from, to }) => ({
        file: file.path,
        from,
        to,
      })),
    ),
  );
}
