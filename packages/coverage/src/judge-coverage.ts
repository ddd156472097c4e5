import { type Counter, counterOf, type HeadlineMetric, METRICS, type Metric } from './metrics';
import { filesOfPackage } from './packages';
import { formatFraction, formatPercent, reaches, unitsShortOf } from './percent';
import { type Coverage, coverageOf } from './report';

/** A floor for one set of files. Percentages from 0 to 100, decimals allowed. */
export interface Floor {
  /** Below it: fail. */
  readonly min: number;
  /** Below it, but not below min: warn. Without it there is no warning. */
  readonly warn?: number | undefined;
  /** What is held to the floor; the report's headline metric when absent. */
  readonly metric?: HeadlineMetric | undefined;
}

/** The floors of one set of files: one, and any number for further metrics. */
export type Floors<F extends Floor = Floor> = F & { readonly metrics?: readonly F[] | undefined };

/** A project's floors with those of its parts: a path or glob inside the project to its floors. */
export type Threshold<F extends Floor = Floor> = Floors<F> & {
  readonly packages?: ReadonlyMap<string, Floors<F>> | undefined;
};

export type Verdict = 'pass' | 'warn' | 'fail';

/** Exact numbers against a floor; or why there is nothing to compare, which is never a pass. */
export type Judgement =
  | {
      readonly verdict: Verdict;
      readonly metric: HeadlineMetric;
      readonly covered: number;
      readonly total: number;
      /** Floored to two decimals: `79.99%`. */
      readonly percent: string;
      /** `1599/2000`. */
      readonly fraction: string;
      readonly min: number;
      readonly warn?: number | undefined;
      /** How many more units must be covered: to reach min on fail, to reach warn on warn, else 0. */
      readonly short: number;
    }
  | { readonly verdict: 'no-data'; readonly metric: HeadlineMetric; readonly min: number }
  | {
      readonly verdict: 'not-measured';
      readonly metric: HeadlineMetric;
      readonly min: number;
      /** The metrics that the report does measure. */
      readonly measured: readonly Metric[];
    };

/** A part whose pattern matches no reported file. */
export interface NoMatch {
  readonly verdict: 'no-match';
  readonly pattern: string;
  readonly min: number;
}

/** One floor and how it was met. */
export interface FloorJudgement<F extends Floor = Floor> {
  /** The part that it is for; undefined for the whole project. */
  readonly pattern: string | undefined;
  readonly floor: F;
  readonly judgement: Judgement | NoMatch;
}

/** The floors of a project and its parts, each on its own: a part's files count for the project as well. */
export interface ProjectJudgement<F extends Floor = Floor> {
  /** The project's floors first, then those of its parts; the first one is the project's own. */
  readonly floors: readonly [FloorJudgement<F> & { readonly judgement: Judgement }, ...FloorJudgement<F>[]];
  /** The worst of all of them: `fail` also for everything that could not be compared. */
  readonly verdict: Verdict;
}

/** Holds covered/total to a floor in exact integer arithmetic: pass iff covered * 100 >= min * total. */
export function judgeCoverage(coverage: Pick<Coverage, 'headline' | 'totals'>, floor: Floor): Judgement {
  const { min, warn } = floor;
  const metric = floor.metric ?? coverage.headline;
  const counter = counterOf(coverage.totals, metric);
  if (!counter) {
    const measured = METRICS.filter((name) => coverage.totals[name]);
    return measured.length === 0
      ? { verdict: 'no-data', metric, min }
      : { verdict: 'not-measured', metric, min, measured };
  }
  if (counter.total === 0) return { verdict: 'no-data', metric, min };
  const verdict = verdictOf(counter, floor);
  const missed = verdict === 'fail' ? min : verdict === 'warn' ? warn : undefined;
  return {
    verdict,
    metric,
    ...counter,
    percent: formatPercent(counter),
    fraction: formatFraction(counter),
    min,
    warn,
    short: missed === undefined ? 0 : unitsShortOf(counter, missed),
  };
}

function verdictOf(counter: Counter, { min, warn }: Floor): Verdict {
  if (!reaches(counter, min)) return 'fail';
  return warn !== undefined && !reaches(counter, warn) ? 'warn' : 'pass';
}

/**
 * Judges a project and the parts named in `packages`. A part whose pattern matches no reported file is `no-match`: a
 * renamed folder must not lose its floor in silence. A part inherits the project's metric, nothing else.
 *
 * @param projectRoot relative to the workspace root, as the coverage's paths are
 */
export function judgeProject<F extends Floor>(
  coverage: Coverage,
  threshold: Threshold<F>,
  projectRoot: string,
): ProjectJudgement<F> {
  const own = { pattern: undefined, floor: threshold, judgement: judgeCoverage(coverage, threshold) };
  const further = judgeMetrics(coverage, undefined, threshold);
  const parts = [...(threshold.packages ?? [])].flatMap(([pattern, floor]): FloorJudgement<F>[] => {
    const files = filesOfPackage(coverage.files, pattern, projectRoot);
    if (files.length === 0) {
      return [{ pattern, floor, judgement: { verdict: 'no-match', pattern, min: floor.min } }];
    }
    const part = coverageOf(coverage.headline, files);
    const judgement = judgeCoverage(part, { ...floor, metric: floor.metric ?? threshold.metric });
    return [{ pattern, floor, judgement }, ...judgeMetrics(part, pattern, floor)];
  });
  const floors = [own, ...further, ...parts] as const;
  return { floors, verdict: worst(floors.map(({ judgement }) => judgement.verdict)) };
}

function judgeMetrics<F extends Floor>(
  coverage: Coverage,
  pattern: string | undefined,
  floors: Floors<F>,
): FloorJudgement<F>[] {
  return (floors.metrics ?? []).map((floor) => ({
    pattern,
    floor,
    judgement: judgeCoverage(coverage, floor),
  }));
}

function worst(verdicts: readonly (Judgement | NoMatch)['verdict'][]): Verdict {
  if (verdicts.some((verdict) => verdict !== 'pass' && verdict !== 'warn')) return 'fail';
  return verdicts.includes('warn') ? 'warn' : 'pass';
}
