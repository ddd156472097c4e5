import {
  type Coverage,
  type CoverageReport,
  counterOf,
  DEFAULT_LIMITS,
  describeReadFailure,
  type Floor,
  FORMATS,
  type Format,
  formatFraction,
  formatPercent,
  HEADLINE_METRICS,
  type Judgement,
  judgeCoverage,
  METRICS,
  type MergeFailure,
  mergeCoverage,
  readCoverage,
} from '@nx-invariants/coverage';
import type { Json } from '../../check/define-check';
import { counted } from '../../report/counted';
import type { Style } from '../../report/style';
import { unreachable } from '../../unreachable';
import { type Command, type Failure, failure, type Invocation, type Outcome, optionValue } from '../command';
import { suggestion } from '../nearest';
import { streamOperand } from '../read-operand';
import { countersJson, exitCodeOf, judgeEach, type ReadReport } from './coverage-each';

/** Exact totals of the coverage reports of one project, and whether they reach a floor. */
export const coverage: Command = {
  name: 'coverage',
  summary: 'Read coverage reports of one project, unite them and print their exact totals',
  operands: { usage: 'REPORT...', min: 1, max: Number.POSITIVE_INFINITY },
  options: {
    min: { kind: 'value', argument: 'N', text: 'the floor in percent, from 0 to 100, decimals allowed' },
    metric: {
      kind: 'value',
      argument: 'M',
      text: `what the floor holds, where it is not the headline: ${HEADLINE_METRICS.join(', ')}`,
    },
    format: {
      kind: 'value',
      argument: 'F',
      text: `the format, where it is not to be detected: ${FORMATS.join(', ')}`,
    },
    each: { kind: 'flag', text: 'judge every report on its own and write JSON Lines, one for each' },
  },
  exitCodes: [
    'the floor is reached, or none was asked for',
    'the coverage is below the floor',
    'a report cannot be read, holds no data, or cannot be united with the others',
  ],
  example: 'nx-invariants coverage apps/gateway/coverage/coverage-final.json --min 80',
  needsWorkspace: false,

  async run(invocation, { cwd, style, streams }): Promise<Outcome> {
    const options = readOptions(invocation);
    if (options.kind === 'failure') return options;
    if (invocation.flags.has('each')) {
      const { floor, format } = options;
      const read = (path: string) => readReportAt(cwd, path, format);
      return judgeEach(invocation.operands, floor, read, streams.print);
    }
    const reports: CoverageReport[] = [];
    for (const path of invocation.operands) {
      const read = readReportAt(cwd, path, options.format);
      if (read.kind === 'failure') return read;
      reports.push(read.report);
    }
    const united = unite(reports);
    if (united.kind === 'failure') return united;
    const { floor } = options;
    const judgement = judgeCoverage(united.coverage, floor ?? { min: 0 });
    return {
      kind: 'result',
      exitCode: floor === undefined ? 0 : exitCodeOf(judgement),
      text: textOf(reports, united.coverage, judgement, floor?.min, style),
      json: jsonOf(reports, united.coverage, judgement, floor?.min),
    };
  },
};

type Options =
  | { readonly kind: 'options'; readonly floor: Floor | undefined; readonly format: Format | undefined }
  | Failure;

function readOptions(invocation: Invocation): Options {
  const min = optionValue(invocation, 'min');
  if (min !== undefined && !(/^\d{1,3}(\.\d{1,10})?$/.test(min) && Number(min) <= 100)) {
    return failure(`--min ${min} is no percentage.`, 'give a number from 0 to 100, such as 80 or 79.5');
  }
  const format = optionValue(invocation, 'format');
  const known = FORMATS.find((name) => name === format);
  if (format !== undefined && known === undefined) {
    return failure(
      `There is no report format ${format}.${suggestion(format, FORMATS)}`,
      `give one of ${FORMATS.join(', ')}, or leave --format out`,
    );
  }
  const metric = optionValue(invocation, 'metric');
  const held = HEADLINE_METRICS.find((name) => name === metric);
  if (metric !== undefined && held === undefined) {
    return failure(
      `There is no metric ${metric}.${suggestion(metric, HEADLINE_METRICS)}`,
      `give one of ${HEADLINE_METRICS.join(', ')}, or leave --metric out`,
    );
  }
  if (metric !== undefined && min === undefined) {
    return failure(
      '--metric says what a floor holds, and there is none.',
      'add --min, or leave --metric out',
    );
  }
  return {
    kind: 'options',
    floor: min === undefined ? undefined : { min: Number(min), metric: held },
    format: known,
  };
}

function readReportAt(cwd: string, path: string, format: Format | undefined): ReadReport {
  const outcome = streamOperand(cwd, path, DEFAULT_LIMITS.maxBytes, (pieces) =>
    readCoverage(pieces, { path, ...(format === undefined ? {} : { format }) }),
  );
  if ('kind' in outcome) return outcome;
  if (outcome.ok) return { kind: 'report', report: outcome.value };
  const { message, expected, fix } = describeReadFailure(outcome.failure);
  return failure(`${message}; expected: ${expected}.`, fix);
}

type United = { readonly kind: 'united'; readonly coverage: Coverage } | Failure;

function unite(reports: readonly CoverageReport[]): United {
  const [first, ...rest] = reports;
  if (first && rest.length === 0) return { kind: 'united', coverage: first };
  const alias = twoNames(reports);
  if (alias !== undefined) {
    return failure(
      `The reports seem to name one file in two ways: ${alias[0]} and ${alias[1]}.`,
      'make the reports in the same folder of the same machine, so that a file has one name and counts once',
    );
  }
  const merged = mergeCoverage(reports);
  return merged.ok ? { kind: 'united', coverage: merged.value } : refuseMerge(merged.failure);
}

/**
 * Two names in different reports, of which one ends with the other and neither report has both: uniting would count
 * that file twice.
 */
function twoNames(reports: readonly CoverageReport[]): readonly [string, string] | undefined {
  const names = reports.map((report) => new Set(report.files.map(({ path }) => path.replaceAll('\\', '/'))));
  for (const [index, own] of names.entries()) {
    for (const other of names.filter((_, position) => position !== index)) {
      const endings = new Map(
        [...own].flatMap((path) => endingsOf(path).map((ending) => [ending, path] as const)),
      );
      for (const path of other) {
        const longer = endings.get(path);
        if (longer !== undefined && !other.has(longer) && !own.has(path)) return [longer, path];
      }
    }
  }
  return undefined;
}

/** What a path ends with after each of its separators. */
function endingsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(index + 1).join('/'));
}

function refuseMerge(why: MergeFailure): Failure {
  switch (why.kind) {
    case 'sums-only':
      return failure(
        `The reports cannot be united: they share ${why.path}, and at least one holds only its sums.`,
        'let each tool write its detailed format (coverage-final.json, lcov)',
      );
    case 'no-common-metric':
      return failure(
        `The reports cannot be united: they measure ${why.measured.map((metrics) => metrics.join(', ')).join(' | ')}.`,
        'give reports of tools that count the same units',
      );
    case 'nothing-to-merge':
      return failure('There is no report.', 'name at least one');
    default:
      return unreachable(why);
  }
}

function textOf(
  reports: readonly CoverageReport[],
  united: Coverage,
  judgement: Judgement,
  min: number | undefined,
  style: Style,
): string {
  const sources = reports.map(
    ({ report, format, printed, files }) =>
      `${style.cyan(report)} ${format}, ${counted(files.length, 'file')}; the tool prints ${printed}`,
  );
  const warnings = reports.flatMap((report) =>
    report.warnings.map(
      ({ message, line }) =>
        `${style.yellow('warning')} ${report.report}${line === undefined ? '' : `:${line}`} ${message}`,
    ),
  );
  const totals = METRICS.flatMap((metric) => {
    const counter = united.totals[metric];
    if (counter === undefined) return [];
    const percent = counter.total === 0 ? '-' : formatPercent(counter);
    const head = metric === united.headline ? style.bold(metric.padEnd(11)) : metric.padEnd(11);
    return [`  ${head} ${percent.padStart(7)}  ${formatFraction(counter)}`];
  });
  return `${[...sources, ...warnings, '', ...totals, ...verdictLines(united, judgement, min, style)].join('\n')}\n`;
}

function verdictLines(
  united: Coverage,
  judgement: Judgement,
  min: number | undefined,
  style: Style,
): string[] {
  const metric = judgement.metric;
  const headline = counterOf(united.totals, metric);
  const shown = headline === undefined || headline.total === 0 ? 'no data' : formatPercent(headline);
  if (min === undefined) return ['', `  ${style.bold(shown)} of ${metric}`];
  switch (judgement.verdict) {
    case 'pass':
    case 'warn':
      return ['', `${style.green('✔')} ${shown} of ${judgement.metric} reaches the floor of ${min}%`];
    case 'fail':
      return [
        '',
        `${style.red('✖')} ${shown} of ${judgement.metric} is below the floor of ${min}%: ${judgement.short} more of ${judgement.total} must be covered`,
      ];
    case 'no-data':
      return ['', `${style.red('✖')} there is nothing that could be covered: no data is not a pass`];
    case 'not-measured':
      return ['', `${style.red('✖')} the reports do not measure ${judgement.metric}`];
    default:
      return unreachable(judgement);
  }
}

function jsonOf(
  reports: readonly CoverageReport[],
  united: Coverage,
  judgement: Judgement,
  min: number | undefined,
): Json {
  return {
    reports: reports.map(({ report, format, printed, files, warnings }) => ({
      report,
      format,
      printed,
      files: files.length,
      warnings: warnings.map(({ message, line }) => ({ message, line: line ?? null })),
    })),
    headline: united.headline,
    metric: min === undefined ? null : judgement.metric,
    totals: countersJson(united.totals),
    verdict: min === undefined ? null : judgement.verdict,
    min: min ?? null,
    short: min !== undefined && 'short' in judgement ? judgement.short : null,
    files: united.files.map(({ path, counters }) => ({ path, ...countersJson(counters) })),
  };
}
