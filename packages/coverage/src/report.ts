import type { MeasuredText } from './measured-text';
import { type Counter, type Counters, type HeadlineMetric, type Metric, sumCounters } from './metrics';

/** The report formats this package reads. */
export const FORMATS = [
  'istanbul',
  'istanbul-summary',
  'lcov',
  'coverage-py',
  'go-coverprofile',
  'tarpaulin',
  'cobertura',
  'jacoco',
  'clover',
  'opencover',
  'llvm-cov',
  'coverlet',
  'simplecov',
] as const;
export type Format = (typeof FORMATS)[number];

/** One thing that can be covered, identified inside its file by the key it is stored under. */
export interface Unit {
  /** 1-based line where the unit starts. */
  readonly line: number;
  /** How many units of the metric it stands for: Go's NumStmt, the branches of a line in XML, 1 elsewhere. */
  readonly weight: number;
  /** How many of them ran: all or none, unless the report tells only how many of a line's branches did. */
  readonly covered: number;
}

/** Units by key, each key once. */
export interface Units extends Iterable<readonly [key: string, unit: Unit]> {
  readonly size: number;
  forEach(visit: (unit: Unit, key: string) => void): void;
}

/** Lines from 1 with the times each ran (at most 2^32 - 1), each line once. */
export interface LineHits extends Iterable<readonly [line: number, hits: number]> {
  readonly size: number;
  get(line: number): number | undefined;
  forEach(visit: (hits: number, line: number) => void): void;
}

/** The coverage of one source file. */
export interface FileCoverage {
  /** As the report has it; after `mapToWorkspace` relative to the workspace root, POSIX. */
  readonly path: string;
  readonly counters: Counters;
  /** Empty when the report holds sums only. */
  readonly lineHits: LineHits;
  /** The units behind the counters, where the report tells them: what union needs. Lines are in `lineHits`. */
  readonly units: { readonly [M in Exclude<Metric, 'lines'>]?: Units };
  /** Proofs of the text that was measured, where the report holds some: one for each time it names the file. */
  readonly measured?: readonly MeasuredText[];
}

/** Files and their sums, whatever they were read from. */
export interface Coverage {
  /** The metric the tool itself reports first, and floors mean unless they say otherwise. */
  readonly headline: HeadlineMetric;
  /** Sorted by path, each path once. */
  readonly files: readonly FileCoverage[];
  readonly totals: Counters;
}

/** A remark about a report that was read nevertheless. */
export interface ReadWarning {
  readonly kind: 'inconsistent-summary' | 'negative-count' | 'line-zero' | 'orphan-record' | 'incomplete';
  readonly message: string;
  readonly file?: string;
  /** Line of the report, from 1. */
  readonly line?: number;
}

/** A report as it was read: every file it names, under the names it uses. */
export interface CoverageReport extends Coverage {
  readonly report: string;
  readonly format: Format;
  /** The headline percentage as the tool prints it from the same data, rounding and `%` included. */
  readonly printed: string;
  /** Why `printed` may differ from the exact percentage: `lcov --summary rounds to one decimal`. */
  readonly printing: string;
  /** The version of the tool, when the report tells it. */
  readonly toolVersion?: string;
  /** Folders that relative paths may start from, as the report names them. */
  readonly sources?: readonly string[];
  readonly warnings: readonly ReadWarning[];
}

const byPath = (a: FileCoverage, b: FileCoverage) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

export function coverageOf(headline: HeadlineMetric, files: readonly FileCoverage[]): Coverage {
  const sorted = [...files].sort(byPath);
  return { headline, files: sorted, totals: sumCounters(sorted.map((file) => file.counters)) };
}

export function countUnits(units: Units): Counter {
  let covered = 0;
  let total = 0;
  units.forEach((unit) => {
    total += unit.weight;
    covered += unit.covered;
  });
  return { covered, total };
}

export function countLines(lines: LineHits): Counter {
  let covered = 0;
  lines.forEach((hits) => {
    if (hits > 0) covered += 1;
  });
  return { covered, total: lines.size };
}

/** Keeps the larger count: a line is covered when any of the records that name it ran. */
export function recordHits<K>(hits: Map<K, number>, key: K, count: number): void {
  const known = hits.get(key);
  if (known === undefined || known < count) hits.set(key, count);
}
