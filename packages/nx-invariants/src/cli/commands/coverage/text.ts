import { type CoverageReport, counterOf, formatPercent } from '@nx-invariants/coverage';
import { counted } from '../../../report/counted';
import { barLegend } from '../../../report/coverage/coverage-table';
import { missedText } from '../../../report/coverage/missed-lines';
import { renderCoverageLines } from '../../../report/coverage/render-coverage';
import { printableLine, type Style } from '../../../report/style';
import { unreachable } from '../../../unreachable';
import { type Answer, linesOf, missedOf, sentenceOf } from './answer';

const shownRuns = 20;

export function textOf(answer: Answer, style: Style): string {
  const lines = linesOf(answer);
  const legend = barLegend(lines);
  return `${[
    ...reportLines(answer, style),
    '',
    ...renderCoverageLines(lines, style),
    ...(legend === '' ? [] : [style.dim(`  ${legend}`)]),
    '',
    `${markOf(answer, style)} ${sentenceOf(answer)}`,
    ...missedTexts(answer),
  ].join('\n')}\n`;
}

function reportLines({ reports }: Answer, style: Style): string[] {
  const sources = reports.map(
    (report) =>
      `${style.cyan(report.report)} ${report.format}, ${counted(report.files.length, 'file')}; ${printedText(report)}`,
  );
  const warnings = reports.flatMap((report) =>
    report.warnings.map(
      ({ message, line }) =>
        `${style.yellow('warning')} ${report.report}${line === undefined ? '' : `:${line}`} ${printableLine(message)}`,
    ),
  );
  return [...sources, ...warnings];
}

/** What the tool prints, and where that is another number than the exact one, why. */
function printedText({ printed, printing, totals, headline }: CoverageReport): string {
  const counter = counterOf(totals, headline) ?? { covered: 0, total: 0 };
  const exact = formatPercent(counter);
  const isSame = Number.parseFloat(printed) === Number.parseFloat(exact);
  return `the tool prints ${printed}${isSame ? '' : ` for ${exact}: ${printing}`}`;
}

function markOf({ floor, judgement }: Answer, style: Style): string {
  if (floor === undefined) return ' ';
  switch (judgement.verdict) {
    case 'pass':
      return style.green('✔');
    case 'warn':
      return style.yellow('✔');
    case 'fail':
    case 'no-data':
    case 'not-measured':
      return style.red('✖');
    default:
      return unreachable(judgement);
  }
}

function missedTexts(answer: Answer): string[] {
  const missed = missedOf(answer);
  const hidden = missed.length - shownRuns;
  return [
    ...missed
      .slice(0, shownRuns)
      .map((one) => `  ${printableLine(one.file)}:${one.from} ${missedText(one, answer.judgement.metric)}`),
    ...(hidden > 0 ? [`  … and ${hidden} more`] : []),
  ];
}
