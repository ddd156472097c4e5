/** What a report counts. `instructions` are JaCoCo's, `regions` are llvm-cov's. */
export const METRICS = ['lines', 'branches', 'functions', 'statements', 'regions', 'instructions'] as const;
export type Metric = (typeof METRICS)[number];

/** The sums that tools report as one total: coverage.py's and Clover's. */
const SUMS = {
  'lines+branches': ['lines', 'branches'],
  'statements+branches+functions': ['statements', 'branches', 'functions'],
} as const satisfies Record<string, readonly Metric[]>;

/** What a floor may be set on: one metric, or one of the sums. */
export const HEADLINE_METRICS = [
  ...METRICS,
  'lines+branches',
  'statements+branches+functions',
] as const satisfies readonly (Metric | keyof typeof SUMS)[];
export type HeadlineMetric = (typeof HEADLINE_METRICS)[number];

/** The metrics whose sum a headline is. */
export const partsOf = (metric: HeadlineMetric): readonly Metric[] =>
  metric === 'lines+branches' || metric === 'statements+branches+functions' ? SUMS[metric] : [metric];

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

/** The counter behind a floor's metric, or undefined when the report did not measure it, or a part of it. */
export function counterOf(counters: Counters, metric: HeadlineMetric): Counter | undefined {
  let sum: Counter = { covered: 0, total: 0 };
  for (const part of partsOf(metric)) {
    const counter = counters[part];
    if (!counter) return undefined;
    sum = addCounters(sum, counter);
  }
  return sum;
}
