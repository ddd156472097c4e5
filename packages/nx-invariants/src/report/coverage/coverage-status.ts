import { type Counter, METRICS, type Metric, sumCounters } from '@nx-invariants/coverage';
import type { CoverageDetails, FileRow, FloorRow } from '../../checks/coverage/details';
import { validatorOf } from '../../config/validate';
import type { LeafState } from '../leaf-state';
import { coverageDetailsSchema } from './details-schema';

/** The coverage of the projects that have a floor, by the reports of their checks. */
export interface CoverageStatus {
  readonly projects: readonly ProjectCoverage[];
  /** Of all measured projects, each file once, for every metric that one of them measures. */
  readonly totals: readonly MetricTotal[];
}

export interface ProjectCoverage {
  readonly leaf: LeafState;
  /** Undefined where no current report holds figures: nothing is said of the project then. */
  readonly measured: Pick<CoverageDetails, 'floors' | 'patch' | 'files'> | undefined;
}

export interface MetricTotal {
  readonly metric: Metric;
  readonly counter: Counter;
  /** How many projects measure it. */
  readonly projects: number;
}

const coverageCheck = 'coverage';

/** Reads the figures out of the reports; a report without them counts as unmeasured. */
export function coverageStatusOf(leaves: readonly LeafState[]): CoverageStatus {
  const projects = leaves
    .filter(({ check }) => check === coverageCheck)
    .map((leaf): ProjectCoverage => ({ leaf, measured: measuredBy(leaf) }));
  return { projects, totals: totalsOf(projects) };
}

/** Whether there is anything to show: else a table would list projects only. */
export function hasFigures({ projects }: CoverageStatus): boolean {
  return projects.some(({ measured }) => measured !== undefined);
}

/** The project's own floor: the first one that its report holds. */
export function ownFloor({ measured }: ProjectCoverage): FloorRow | undefined {
  return measured?.floors.find(({ part }) => part === null);
}

function measuredBy(leaf: LeafState): ProjectCoverage['measured'] {
  if (leaf.kind !== 'current') return undefined;
  const details: unknown = leaf.report.details;
  return validatorOf(coverageDetailsSchema)(details) ? (details as CoverageDetails) : undefined;
}

function totalsOf(projects: readonly ProjectCoverage[]): MetricTotal[] {
  const files = projects.map(({ measured }) => measured?.files ?? []);
  const each = new Map<string, FileRow>(files.flat().map((file) => [file.path, file]));
  const sums = sumCounters([...each.values()].map(({ counters }) => counters));
  return METRICS.flatMap((metric): MetricTotal[] => {
    const counter = sums[metric];
    if (counter === undefined || counter.total === 0) return [];
    const measuring = files.filter((own) => own.some(({ counters }) => counters[metric] !== undefined));
    return [{ metric, counter, projects: measuring.length }];
  });
}
