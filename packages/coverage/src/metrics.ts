/** What a report counts. `instructions` are JaCoCo's, `regions` are llvm-cov's. */
export const METRICS = ['lines', 'branches', 'functions', 'statements', 'regions', 'instructions'] as const;
export type Metric = (typeof METRICS)[number];

/** What a floor may be set on: one metric, or coverage.py's sum of lines and branches. */
export const HEADLINE_METRICS = [...METRICS, 'lines+branches'] as const;
export type HeadlineMetric = (typeof HEADLINE_METRICS)[number];

/** Units covered of units that could be: non-negative safe integers, `covered <= total`. */
export interface Counter {
  readonly covered: number;
  readonly total: number;
}

/** The metrics a report measured. An absent metric was not measured, which is not the same as 0/0. */
export type Counters = { readonly [M in Metric]?: Counter };

const addCounters = (a: Counter, b: Counter): Counter => ({
  covered: a.covered + b.covered,
  total: a.total + b.total,
});

/** The sum of every metric over all parts; a metric no part measured stays absent. */
export function sumCounters(parts: Iterable<Counters>): Counters {
  const sum: { [M in Metric]?: Counter } = {};
  for (const part of parts) {
    for (const metric of METRICS) {
      const counter = part[metric];
      if (counter) sum[metric] = addCounters(sum[metric] ?? { covered: 0, total: 0 }, counter);
    }
  }
  return sum;
}

/** The counter behind a floor's metric, or undefined when the report did not measure it. */
export function counterOf(counters: Counters, metric: HeadlineMetric): Counter | undefined {
  if (metric !== 'lines+branches') return counters[metric];
  return counters.lines && counters.branches && addCounters(counters.lines, counters.branches);
}
