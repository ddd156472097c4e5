import {
  type Coverage,
  type CoverageReport,
  type DropJudgement,
  type FileCoverage,
  type FloorJudgement,
  formatLines,
  type HeadlineMetric,
  type Judgement,
  METRICS,
  type Measurement,
  type Metric,
  type NoMatch,
  type Verdict,
} from '@nx-invariants/coverage';
import { unreachable } from '../../unreachable';

/** What a report of the check holds as `details`: every number behind its findings. Null where nothing could be judged. */
export type CoverageDetails = {
  readonly reports: readonly ReportRow[];
  /** One row per floor: the project's own first, then those of its further metrics, then those of its parts. */
  readonly floors: readonly FloorRow[];
  /** What a baseline is made of; null where there is nothing to compare. */
  readonly measured: MeasurementRow | null;
  /** How the measurement stands to the baseline; null where the ratchet is off or there is none. */
  readonly ratchet: DropJudgement['kind'] | null;
  /** The lines that have changed since the base revision; null where they have no floor. */
  readonly patch: PatchRow | null;
  /** By path. */
  readonly files: readonly FileRow[];
  /** Sources of the project that are in no report, as workspace paths. */
  readonly unreported: readonly string[];
};

export type ReportRow = {
  /** A workspace path. */
  readonly report: string;
  readonly format: string;
  /** The headline percentage as the tool prints it. */
  readonly printed: string;
  /** How the tool makes that of its counts. */
  readonly printing: string;
};

export type FloorRow = {
  /** The folder, file or glob of `packages`; null for the whole project. */
  readonly part: string | null;
  /** Null where the part matches nothing. */
  readonly metric: HeadlineMetric | null;
  readonly verdict: (Judgement | NoMatch)['verdict'];
  /** Units covered of units that could be; null where there is nothing to compare, as `percent` is. */
  readonly covered: number | null;
  readonly total: number | null;
  /** Floored to two decimals: `79.99%`. */
  readonly percent: string | null;
  /** In percent. */
  readonly min: number;
  readonly warn: number | null;
  /** How many more units must be covered to reach min, or warn where only that is missed. */
  readonly short: number;
  /** What the ratchet compares the row with; null where it compares it with nothing. */
  readonly baseline: BaselineRow | null;
  /** Percentage points gained since the baseline, with sign and two decimals: `+0.52`, `-1.30`, `0.00`. */
  readonly delta: string | null;
};

export type BaselineRow = {
  readonly covered: number;
  readonly total: number;
  readonly percent: string;
  /** In percent: coverage below it has fallen. */
  readonly bar: number;
};

export type MeasurementRow = Omit<Measurement, 'missed'> & {
  /** By workspace path, lines that lack coverage by the metric: `3-5,9`. Null where the reports tell sums only. */
  readonly missed: { readonly [path: string]: string } | null;
};

export type PatchRow = Pick<FloorRow, 'percent' | 'min' | 'warn' | 'short'> & {
  /** `unchanged` where no line changed that could run. */
  readonly verdict: Verdict | 'unchanged';
  /** Changed lines that could run. */
  readonly covered: number;
  readonly total: number;
  /** By workspace path, those that did not: `3-5,9`. */
  readonly missed: { readonly [path: string]: string };
};

export type FileRow = {
  /** A workspace path. */
  readonly path: string;
  readonly counters: { readonly [M in Metric]?: { readonly covered: number; readonly total: number } };
  /** Lines that did not run: `3-5,9`, '' for none; null where the report tells no lines. */
  readonly missed: string | null;
};

export function detailsOf(
  floors: readonly FloorJudgement[],
  coverage: Coverage,
  reports: readonly CoverageReport[],
  rest: Pick<CoverageDetails, 'measured' | 'ratchet' | 'patch' | 'unreported'> &
    Pick<FloorRow, 'baseline' | 'delta'>,
): CoverageDetails {
  const { baseline, delta, ...others } = rest;
  const [own, ...further] = floors.map(floorRow);
  return {
    reports: reports.map(({ report, format, printed, printing }) => ({
      report,
      format,
      printed,
      printing,
    })),
    floors: own ? [{ ...own, baseline, delta }, ...further] : [],
    ...others,
    files: coverage.files.map((file) => ({
      path: file.path,
      counters: Object.fromEntries(
        METRICS.flatMap((metric) => {
          const counter = file.counters[metric];
          return counter ? [[metric, { covered: counter.covered, total: counter.total }]] : [];
        }),
      ),
      missed: file.lineHits.size === 0 ? null : formatLines(linesMissedBy(file)),
    })),
  };
}

function linesMissedBy({ lineHits }: FileCoverage): number[] {
  const missed: number[] = [];
  lineHits.forEach((hits, line) => {
    if (hits === 0) missed.push(line);
  });
  return missed;
}

function floorRow({ pattern, floor, judgement }: FloorJudgement): FloorRow {
  const common = {
    part: pattern ?? null,
    verdict: judgement.verdict,
    min: floor.min,
    warn: floor.warn ?? null,
    baseline: null,
    delta: null,
  };
  switch (judgement.verdict) {
    case 'pass':
    case 'warn':
    case 'fail': {
      const { metric, covered, total, percent, short } = judgement;
      return { ...common, metric, covered, total, percent, short };
    }
    case 'no-data':
    case 'not-measured':
      return { ...common, metric: judgement.metric, covered: null, total: null, percent: null, short: 0 };
    case 'no-match':
      return { ...common, metric: null, covered: null, total: null, percent: null, short: 0 };
    default:
      return unreachable(judgement);
  }
}
