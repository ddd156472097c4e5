import { resolve } from 'node:path';
import {
  type CoverageReport,
  counterOf,
  DEFAULT_LIMITS,
  describeReadFailure,
  type Floor,
  FORMATS,
  type Format,
  formatPercent,
  HEADLINE_METRICS,
  judgeCoverage,
  readCoverage,
} from '@nx-invariants/coverage';
import { git } from '../../baseline/git';
import { type Badge, floorBadge, unheldBadge } from '../../report/coverage/coverage-badge';
import type { Style } from '../../report/style';
import { unreachable } from '../../unreachable';
import { pathInside } from '../../workspace/paths';
import { type Command, type Failure, failure, type Invocation, type Outcome, optionValue } from '../command';
import { resultDocument } from '../json-document';
import { suggestion } from '../nearest';
import { streamOperand } from '../read-operand';
import { writeBadges } from '../write-badges';
import type { Answer } from './coverage/answer';
import { annotationsOf, markdownOf } from './coverage/documents';
import { exitCodeOf, judgeEach, type ReadReport } from './coverage/each';
import { jsonOf } from './coverage/json';
import { textOf } from './coverage/text';
import { unite } from './coverage/unite';

const outputFormats = ['text', 'json', 'markdown', 'github'] as const;
type OutputFormat = (typeof outputFormats)[number];

/** Exact totals of the coverage reports of one project, and whether they reach a floor. */
export const coverage: Command = {
  name: 'coverage',
  summary: 'Read coverage reports of one project, unite them and print their exact totals',
  operands: { usage: 'REPORT...', min: 1, max: Number.POSITIVE_INFINITY },
  options: {
    min: { kind: 'value', argument: 'N', text: 'the floor in percent, from 0 to 100, decimals allowed' },
    warn: { kind: 'value', argument: 'N', text: 'the warning mark in percent, from the floor to 100' },
    metric: {
      kind: 'value',
      argument: 'M',
      text: `what the floor holds, where it is not the headline: ${HEADLINE_METRICS.join(', ')}`,
    },
    'report-format': {
      kind: 'value',
      argument: 'F',
      text: `the format of the reports, where it is not to be detected: ${FORMATS.join(', ')}`,
    },
    format: { kind: 'value', argument: 'F', text: `one of ${outputFormats.join(', ')} (default: text)` },
    output: { kind: 'value', argument: 'FILE', text: 'write it into this file instead of printing it' },
    badges: {
      kind: 'value',
      argument: 'DIR',
      text: 'also write a coverage badge into this folder (SVG, and JSON for shields.io)',
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
    const { floor, reportFormat, format } = options;
    const read = (path: string) => readReportAt(cwd, path, reportFormat);
    if (invocation.flags.has('each')) return judgeEach(invocation.operands, floor, read, streams.print);
    const reports: CoverageReport[] = [];
    for (const path of invocation.operands) {
      const one = read(path);
      if (one.kind === 'failure') return one;
      reports.push(one.report);
    }
    const united = unite(reports);
    if (united.kind === 'failure') return united;
    const judgement = judgeCoverage(united.coverage, floor ?? { min: 0 });
    const answer: Answer = { reports, united: united.coverage, floor, judgement };
    const badges = optionValue(invocation, 'badges');
    const refused =
      badges === undefined
        ? undefined
        : writeBadges(resolve(cwd, badges), [[coverage.name, badgeOf(answer)]]);
    if (refused !== undefined) return refused;
    const text = await textIn(format, answer, cwd, style);
    return { kind: 'result', exitCode: exitOf(answer), text, json: jsonOf(answer) };
  },
};

function exitOf({ floor, judgement }: Answer) {
  return floor === undefined ? 0 : exitCodeOf(judgement);
}

async function textIn(format: OutputFormat, answer: Answer, cwd: string, style: Style): Promise<string> {
  switch (format) {
    case 'text':
      return textOf(answer, style);
    case 'json':
      return resultDocument(coverage.name, exitOf(answer), jsonOf(answer));
    case 'markdown':
      return markdownOf(answer);
    case 'github': {
      const wayUp = await git(cwd, ['rev-parse', '--show-cdup']);
      const root = resolve(cwd, wayUp.ok ? wayUp.text.trim() : '');
      return annotationsOf(answer, (file) => pathInside(root, resolve(cwd, file)) ?? file);
    }
    default:
      return unreachable(format);
  }
}

function badgeOf({ united, floor, judgement }: Answer): Badge {
  const counter = counterOf(united.totals, judgement.metric);
  const percent = counter === undefined || counter.total === 0 ? 'no data' : formatPercent(counter);
  return floor === undefined ? unheldBadge(percent) : floorBadge(judgement.verdict, percent);
}

type Options =
  | {
      readonly kind: 'options';
      readonly floor: Floor | undefined;
      readonly reportFormat: Format | undefined;
      readonly format: OutputFormat;
    }
  | Failure;

function readOptions(invocation: Invocation): Options {
  const floor = floorOf(invocation);
  if (floor?.kind === 'failure') return floor;
  const reportFormat = choiceOf(invocation, 'report-format', FORMATS);
  if (typeof reportFormat === 'object') return reportFormat;
  const format = choiceOf(invocation, 'format', outputFormats);
  if (typeof format === 'object') return format;
  if (format !== undefined && invocation.flags.has('each')) {
    return failure(
      '--each writes JSON Lines, and --format asks for something else.',
      'leave one of them out',
    );
  }
  if (format !== undefined && format !== 'json' && invocation.flags.has('json')) {
    return failure(`--json and --format ${format} ask for two formats.`, 'leave one of them out');
  }
  return { kind: 'options', floor: floor?.floor, reportFormat, format: format ?? 'text' };
}

type FloorReading = { readonly kind: 'floor'; readonly floor: Floor } | Failure | undefined;

function floorOf(invocation: Invocation): FloorReading {
  const min = optionValue(invocation, 'min');
  const warn = optionValue(invocation, 'warn');
  const metric = choiceOf(invocation, 'metric', HEADLINE_METRICS);
  if (typeof metric === 'object') return metric;
  for (const [option, given] of [
    ['min', min],
    ['warn', warn],
  ] as const) {
    if (given !== undefined && !isPercentage(given)) {
      return failure(
        `--${option} ${given} is no percentage.`,
        'give a number from 0 to 100, such as 80 or 79.5',
      );
    }
  }
  if (min === undefined) {
    const alone = metric !== undefined ? 'metric' : warn !== undefined ? 'warn' : undefined;
    if (alone === undefined) return undefined;
    return failure(`--${alone} belongs to a floor, and there is none.`, `add --min, or leave --${alone} out`);
  }
  if (warn !== undefined && Number(warn) < Number(min)) {
    return failure(`--warn ${warn} is below --min ${min}.`, 'give a warning mark that is at least the floor');
  }
  return {
    kind: 'floor',
    floor: { min: Number(min), ...(warn !== undefined && { warn: Number(warn) }), ...(metric && { metric }) },
  };
}

const isPercentage = (text: string) => /^\d{1,3}(\.\d{1,10})?$/.test(text) && Number(text) <= 100;

/** An option that is one of a few words. */
function choiceOf<T extends string>(
  invocation: Invocation,
  option: string,
  known: readonly T[],
): T | Failure | undefined {
  const given = optionValue(invocation, option);
  const found = known.find((word) => word === given);
  return given === undefined || found !== undefined
    ? found
    : failure(
        `There is no ${option.replace('-', ' ')} ${given}.${suggestion(given, known)}`,
        `give one of ${known.join(', ')}, or leave --${option} out`,
      );
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
