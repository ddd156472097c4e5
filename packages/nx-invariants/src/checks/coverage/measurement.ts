import {
  type Coverage,
  type CoverageReport,
  formatRanges,
  type Judgement,
  type LineRange,
  type Measurement,
  missedLines,
  type ProjectThreshold,
  parseLines,
  rangesOf,
} from '@nx-invariants/coverage';
import type { MeasurementRow } from './details';

/**
 * What was measured, and how: what a baseline holds. Undefined where there is no share to speak of.
 *
 * @param judged by the project's own floor.
 * @param tool the entry's, else the language's; the formats of the reports stand in for one that nobody names.
 * @param declaredVersion asked where no report tells the version.
 */
export function measurementOf(
  judged: Judgement,
  coverage: Coverage,
  reports: readonly CoverageReport[],
  threshold: ProjectThreshold,
  tool: string | undefined,
  declaredVersion: (tool: string) => string | undefined,
): Measurement | undefined {
  if (!('covered' in judged)) return undefined;
  const { metric, covered, total } = judged;
  const formats = sortedSet(reports.map(({ format }) => format)).join('+');
  const versions = sortedSet(reports.flatMap(({ toolVersion }) => toolVersion ?? [])).join(', ');
  return {
    metric,
    covered,
    total,
    tool: tool ?? formats,
    version: versions !== '' ? versions : ((tool === undefined ? undefined : declaredVersion(tool)) ?? null),
    scope: [formats, ...(threshold.measurement ?? '').split(/\s+/)].filter((word) => word !== '').join(' '),
    missed: missedIn(coverage, metric),
  };
}

function missedIn(coverage: Coverage, metric: Measurement['metric']): Measurement['missed'] {
  const missed = new Map<string, readonly LineRange[]>();
  for (const file of coverage.files) {
    const lines = missedLines(file, metric);
    if (!lines) return null;
    if (lines.size > 0) missed.set(file.path, rangesOf(lines));
  }
  return missed;
}

export function measurementRow({ missed, ...rest }: Measurement): MeasurementRow {
  const lines =
    missed && Object.fromEntries([...missed].map(([path, ranges]) => [path, formatRanges(ranges)]));
  return { ...rest, missed: lines };
}

/** Reads back what {@link measurementRow} wrote. */
export function measurementIn({ missed, ...rest }: MeasurementRow): Measurement {
  const lines =
    missed && new Map(Object.entries(missed).map(([path, text]) => [path, parseLines(text) ?? []]));
  return { ...rest, missed: lines };
}

const sortedSet = (words: readonly string[]): string[] => [...new Set(words)].sort();
