import { unreachable } from '../../unreachable';
import { barLegend } from '../coverage/coverage-bar';
import { type CoverageStatus, hasFigures } from '../coverage/coverage-status';
import { type CoverageLine, coverageLines, totalSentences } from '../coverage/coverage-table';
import { markdownTable, markdownText } from './markdown-text';

const maxRows = 200;

/** Coverage as a section of Markdown; nothing where no report has figures. */
export function markdownCoverage(status: CoverageStatus): string[] {
  if (!hasFigures(status)) return [];
  const lines = coverageLines(status);
  const hidden = lines.length - maxRows;
  return [
    '',
    '### Coverage',
    '',
    ...markdownTable(
      ['', 'project', 'metric', 'bar', 'covered', 'floor', 'warn', 'baseline', 'delta'],
      lines.slice(0, maxRows).map(cellsOf),
    ),
    ...(hidden > 0 ? ['', `… and ${hidden} more`] : []),
    '',
    ...totalSentences(status).map((total) => `- workspace: ${markdownText(total)}`),
    '',
    markdownText(barLegend),
  ];
}

function cellsOf({
  verdict,
  project,
  part,
  metric,
  bar,
  covered,
  floor,
  warn,
  baseline,
  delta,
}: CoverageLine) {
  const name = part === '' ? project : `${project}/${part}`;
  const figures = [metric, bar, covered, floor, warn, baseline, delta];
  return [signOf(verdict), markdownText(name), ...figures.map(markdownText)];
}

function signOf(verdict: CoverageLine['verdict']): string {
  switch (verdict) {
    case 'pass':
      return '✅';
    case 'warn':
      return '⚠️';
    case 'unaffected':
    case 'unchanged':
      return '➖';
    case 'unknown':
      return '❔';
    case 'fail':
    case 'no-data':
    case 'not-measured':
    case 'no-match':
      return '❌';
    default:
      return unreachable(verdict);
  }
}
