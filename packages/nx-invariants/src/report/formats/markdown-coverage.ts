import { unreachable } from '../../unreachable';
import { type CoverageStatus, hasFigures } from '../coverage/coverage-status';
import { barLegend, type CoverageLine, coverageLines, totalSentences } from '../coverage/coverage-table';
import { markdownTable, markdownText } from './markdown-text';

const maxRows = 200;

/** Coverage as a section of Markdown; nothing where no report has figures. */
export function markdownCoverage(status: CoverageStatus): string[] {
  if (!hasFigures(status)) return [];
  const lines = coverageLines(status);
  return [
    '',
    '### Coverage',
    '',
    ...markdownCoverageLines(lines),
    '',
    ...totalSentences(status).map((total) => `- workspace: ${markdownText(total)}`),
    '',
    markdownText(barLegend(lines)),
  ];
}

const columns = ['project', 'metric', 'bar', 'covered', 'floor', 'warn', 'baseline', 'delta'] as const;

/** Lines of coverage as a table; columns without content are left out. */
export function markdownCoverageLines(lines: readonly CoverageLine[]): string[] {
  const hidden = lines.length - maxRows;
  const shown = columns.filter((column) => lines.some((line) => line[column] !== ''));
  const cellsOf = (line: CoverageLine) => {
    const project = line.part === '' ? line.project : `${line.project}/${line.part}`;
    return [signOf(line.verdict), ...shown.map((column) => markdownText({ ...line, project }[column]))];
  };
  return [
    ...markdownTable(['', ...shown], lines.slice(0, maxRows).map(cellsOf)),
    ...(hidden > 0 ? ['', `… and ${hidden} more`] : []),
  ];
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
    case 'none':
      return '';
    case 'fail':
    case 'no-data':
    case 'not-measured':
    case 'no-match':
      return '❌';
    default:
      return unreachable(verdict);
  }
}
