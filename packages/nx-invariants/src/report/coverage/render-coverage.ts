import { unreachable } from '../../unreachable';
import { printableLine, type Style } from '../style';
import { type CoverageStatus, hasFigures } from './coverage-status';
import { barLegend, type CoverageLine, coverageLines, totalSentences } from './coverage-table';

const columns = ['name', 'metric', 'bar', 'covered', 'floor', 'warn', 'baseline', 'delta'] as const;
type Row = { readonly [column in (typeof columns)[number]]: string };

/** Coverage as a table for a terminal; nothing where no report has figures. */
export function renderCoverage(status: CoverageStatus, style: Style): string[] {
  if (!hasFigures(status)) return [];
  const lines = coverageLines(status);
  return [
    style.bold('Coverage'),
    '',
    ...renderCoverageLines(lines, style),
    '',
    ...totalSentences(status).map((total) => `  workspace: ${total}`),
    style.dim(`  ${barLegend(lines)}`),
    '',
  ];
}

/** Lines of coverage under a head; columns without content are left out. */
export function renderCoverageLines(lines: readonly CoverageLine[], style: Style): string[] {
  const head: Row = {
    name: 'project',
    metric: 'metric',
    bar: '',
    covered: 'covered',
    floor: 'floor',
    warn: 'warn',
    baseline: 'baseline',
    delta: 'delta',
  };
  const rows = lines.map(rowOf);
  const shown = columns.filter((column) => rows.some((row) => row[column] !== ''));
  const widths = new Map(
    shown.map((column) => [column, Math.max(...[head, ...rows].map((row) => row[column].length))]),
  );
  const cells = (row: Row) => shown.map((column) => row[column].padEnd(widths.get(column) ?? 0)).join('  ');
  return [
    style.dim(`  ${cells(head)}`.trimEnd()),
    ...lines.map((line, index) => `${markOf(line, style)} ${cells(rows[index] as Row)}`.trimEnd()),
  ];
}

function rowOf({ project, part, ...line }: CoverageLine): Row {
  const name = part === '' ? project : `  ${part}`;
  return {
    name: printableLine(name),
    metric: line.metric,
    bar: line.bar,
    covered: printableLine(line.covered),
    floor: line.floor,
    warn: line.warn,
    baseline: printableLine(line.baseline),
    delta: printableLine(line.delta),
  };
}

function markOf({ verdict }: CoverageLine, style: Style): string {
  switch (verdict) {
    case 'pass':
      return style.green('✔');
    case 'warn':
      return style.yellow('✔');
    case 'unaffected':
    case 'unchanged':
      return style.dim('·');
    case 'unknown':
      return style.yellow('?');
    case 'none':
      return ' ';
    case 'fail':
    case 'no-data':
    case 'not-measured':
    case 'no-match':
      return style.red('✖');
    default:
      return unreachable(verdict);
  }
}
