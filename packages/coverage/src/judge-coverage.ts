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

/** A project's floor with those of its parts: a path or glob inside the project to a floor. */
export interface Threshold extends Floor {
  readonly packages?: ReadonlyMap<string, Floor> | undefined;
}

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

export type PackageJudgement = { readonly pattern: string } & (
  | (Judgement & { readonly files: readonly string[] })
  | { readonly verdict: 'no-match'; readonly min: number }
);

/** A project and its parts, each on its own: a part's files count for the project as well. */
export interface ProjectJudgement {
  readonly overall: Judgement;
  readonly packages: readonly PackageJudgement[];
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
export function judgeProject(
  coverage: Coverage,
  threshold: Threshold,
  projectRoot: string,
): ProjectJudgement {
  const overall = judgeCoverage(coverage, threshold);
  const packages = [...(threshold.packages ?? [])].map(([pattern, floor]): PackageJudgement => {
    const files = filesOfPackage(coverage.files, pattern, projectRoot);
    if (files.length === 0) return { pattern, verdict: 'no-match', min: floor.min };
    const judgement = judgeCoverage(coverageOf(coverage.headline, files), {
      ...floor,
      metric: floor.metric ?? threshold.metric,
    });
    return { pattern, ...judgement, files: files.map((file) => file.path) };
  });
  return { overall, packages, verdict: worst([overall, ...packages].map(({ verdict }) => verdict)) };
}

function worst(verdicts: readonly (Judgement | PackageJudgement)['verdict'][]): Verdict {
  if (verdicts.some((verdict) => verdict !== 'pass' && verdict !== 'warn')) return 'fail';
  return verdicts.includes('warn') ? 'warn' : 'pass';
}
