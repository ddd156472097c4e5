import { formatFraction, formatPercent } from '@nx-invariants/coverage';
import type { FloorRow, PatchRow } from '../../checks/coverage/details';
import { counted } from '../counted';
import { wordOf } from '../invariant-status';
import { leafWords } from '../leaf-sentence';
import { coverageBar } from './coverage-bar';
import type { CoverageStatus, MetricTotal, ProjectCoverage } from './coverage-status';

/** A line of the coverage table, in words; a floor's, or of a project without figures. */
export interface CoverageLine {
  /** `none` of what has no floor. */
  readonly verdict: FloorRow['verdict'] | PatchRow['verdict'] | 'unaffected' | 'unknown' | 'none';
  readonly project: string;
  /** The part of the project; '' for the whole. */
  readonly part: string;
  readonly metric: string;
  readonly bar: string;
  /** `94.00% (188/200)`, or why there is none. */
  readonly covered: string;
  readonly floor: string;
  readonly warn: string;
  readonly baseline: string;
  readonly delta: string;
}

/** The table per project: its own floor, then those of its further metrics, of its parts and of the lines that changed. */
export function coverageLines({ projects }: CoverageStatus): CoverageLine[] {
  return projects.flatMap((project): CoverageLine[] => {
    const { leaf, measured } = project;
    if (measured === undefined || measured.floors.length === 0) return [unmeasuredLine(project)];
    const { floors, patch } = measured;
    return [
      ...floors.map((floor) => floorLine(leaf.project, floor)),
      ...(patch === null ? [] : [patchLine(leaf.project, patch)]),
    ];
  });
}

/** What the marks in the bars of a table mean, as far as it has them. */
export function barLegend(lines: readonly CoverageLine[]): string {
  const marks = [
    ['│ floor', 'floor'],
    ['┆ warning mark', 'warn'],
    ['╎ baseline', 'baseline'],
  ] as const;
  return marks
    .filter(([, column]) => lines.some((line) => line[column] !== ''))
    .map(([mark]) => mark)
    .join(', ');
}

/** The sums of the workspace, one metric each, and of how many projects they are. */
export function totalSentences({ projects, totals }: CoverageStatus): string[] {
  return totals.map(
    ({ metric, counter, projects: measuring }: MetricTotal) =>
      `${metric} ${formatPercent(counter)} (${formatFraction(counter)}), ${measuring} of ${counted(projects.length, 'project')}`,
  );
}

const noFigures = { part: '', metric: '', bar: '', floor: '', warn: '', baseline: '', delta: '' };

function unmeasuredLine({ leaf }: ProjectCoverage): CoverageLine {
  const why = leaf.kind === 'current' ? 'no figures' : leafWords[wordOf(leaf)];
  const verdict = leaf.kind === 'unaffected' ? leaf.kind : 'unknown';
  return { ...noFigures, verdict, project: leaf.project, covered: why };
}

function floorLine(project: string, floor: FloorRow): CoverageLine {
  const { part, metric, verdict, covered, total, percent, min, warn, baseline, delta } = floor;
  return {
    verdict,
    project,
    part: part ?? '',
    metric: metric ?? '',
    bar: coverageBar(floor),
    covered: percent === null ? withoutFigures[verdict] : `${percent} (${covered}/${total})`,
    floor: `${min}%`,
    warn: warn === null ? '' : `${warn}%`,
    baseline: baseline?.percent ?? '',
    delta: delta ?? '',
  };
}

function patchLine(project: string, patch: PatchRow): CoverageLine {
  const { verdict, covered, total, percent, min, warn } = patch;
  return {
    ...noFigures,
    verdict,
    project,
    part: 'changed lines',
    metric: 'lines',
    bar: coverageBar({ ...patch, baseline: null }),
    covered: percent === null ? 'no line changed' : `${percent} (${covered}/${total})`,
    floor: `${min}%`,
    warn: warn === null ? '' : `${warn}%`,
  };
}

const withoutFigures: Record<FloorRow['verdict'], string> = {
  pass: '',
  warn: '',
  fail: '',
  'no-data': 'no data',
  'not-measured': 'not measured',
  'no-match': 'matches no file',
};
