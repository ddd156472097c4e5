import { METRICS, type Metric, partsOf } from './metrics';
import { type Coverage, coverageOf, type FileCoverage } from './report';
import { fail, ok, type Result } from './result';
import { type SumsOnly, uniteByPath } from './unite';

export type MergeFailure =
  | { readonly kind: 'nothing-to-merge' }
  | SumsOnly
  /** The reports share no metric that could stand for all of them. */
  | { readonly kind: 'no-common-metric'; readonly measured: readonly (readonly Metric[])[] };

/**
 * Unites several reports of one project (unit and integration tests, shards) by file and line: a unit is covered when
 * any report covers it, and is counted once. Only metrics survive that every report measured, and of which no file that
 * several reports name has sums alone; the headline is the reports' own when they agree and all measured it, else lines. Commutative, associative and idempotent.
 *
 * @param reports mapped to the workspace, so that one file has one path
 */
export function mergeCoverage(reports: readonly Coverage[]): Result<Coverage, MergeFailure> {
  const [first] = reports;
  if (!first) return fail({ kind: 'nothing-to-merge' });
  const common = METRICS.filter((metric) => reports.every(({ totals }) => totals[metric]));
  const agreed = reports.every(({ headline }) => headline === first.headline) ? first.headline : 'lines';
  const headline = partsOf(agreed).every((metric) => common.includes(metric)) ? agreed : 'lines';
  if (!partsOf(headline).every((metric) => common.includes(metric))) {
    const measured = reports.map(({ totals }) => METRICS.filter((metric) => totals[metric]));
    return fail({ kind: 'no-common-metric', measured });
  }
  const files = uniteWhatCanBe(
    reports.flatMap((report) => report.files),
    common,
    partsOf(headline),
  );
  return files.ok ? ok(coverageOf(headline, files.value)) : files;
}

/** Leaves out the metrics of which a file has sums alone (llvm-cov's functions and regions), but none that is needed. */
function uniteWhatCanBe(
  files: readonly FileCoverage[],
  metrics: readonly Metric[],
  needed: readonly Metric[],
): ReturnType<typeof uniteByPath> {
  const united = uniteByPath(files.map((file) => restrict(file, metrics)));
  if (united.ok || needed.includes(united.failure.metric)) return united;
  const { metric } = united.failure;
  return uniteWhatCanBe(
    files,
    metrics.filter((one) => one !== metric),
    needed,
  );
}

function restrict(file: FileCoverage, metrics: readonly Metric[]): FileCoverage {
  const only = <T extends object>(object: T): T =>
    Object.fromEntries(
      Object.entries(object).filter(([key]) => metrics.some((metric) => metric === key)),
    ) as T;
  return { ...file, counters: only(file.counters), units: only(file.units) };
}
