import { barLegend } from '../../../report/coverage/coverage-table';
import { missedText } from '../../../report/coverage/missed-lines';
import { annotationLines, missedAnnotation } from '../../../report/formats/annotations';
import { markdownCoverageLines } from '../../../report/formats/markdown-coverage';
import { markdownCode, markdownText } from '../../../report/formats/markdown-text';
import type { Annotation } from '../../../report/formats/workflow-command';
import { type Answer, linesOf, missedOf, sentenceOf } from './answer';

/** The first line: whoever updates a comment finds it by this. */
const marker = '<!-- nx-invariants coverage -->';
const shownRuns = 20;

/** For the summary of a workflow's step, or one comment on a pull request. */
export function markdownOf(answer: Answer): string {
  const lines = linesOf(answer);
  const legend = barLegend(lines);
  const missed = missedOf(answer);
  const hidden = missed.length - shownRuns;
  const runs = missed
    .slice(0, shownRuns)
    .map((one) => `- ${markdownCode(`${one.file}:${one.from}`)} ${missedText(one, answer.judgement.metric)}`);
  return `${[
    marker,
    '## Coverage',
    '',
    `**${markdownText(sentenceOf(answer))}**`,
    '',
    ...markdownCoverageLines(lines),
    ...(legend === '' ? [] : ['', markdownText(legend)]),
    ...(runs.length > 0 ? ['', ...runs] : []),
    ...(hidden > 0 ? [`- … and ${hidden} more`] : []),
  ].join('\n')}\n`;
}

/**
 * As annotations of a GitHub workflow.
 *
 * @param inRepository a file as the reports name it, as a path in its repository.
 */
export function annotationsOf(answer: Answer, inRepository: (file: string) => string): string {
  const title = 'nx-invariants coverage';
  const warnings = answer.reports.flatMap(({ report, warnings }) =>
    warnings.map(
      ({ message, line }): Annotation => ({
        level: 'warning',
        title,
        message,
        file: inRepository(report),
        line,
      }),
    ),
  );
  return annotationLines(
    [
      ...verdictAnnotation(answer, title),
      ...warnings,
      ...missedOf(answer).map((missed) =>
        missedAnnotation(missed, title, inRepository, answer.judgement.metric),
      ),
    ],
    'run "nx-invariants coverage"',
  );
}

function verdictAnnotation(answer: Answer, title: string): Annotation[] {
  const { floor, judgement } = answer;
  if (floor === undefined || judgement.verdict === 'pass') return [];
  const level = judgement.verdict === 'warn' ? 'warning' : 'error';
  return [{ level, title, message: sentenceOf(answer) }];
}
