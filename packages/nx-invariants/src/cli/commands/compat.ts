import type { FormatPolicy, Mode } from '@nx-invariants/schema-compat';
import type { Json } from '../../check/define-check';
import { answersFor } from '../../compatibility/compare';
import type { Style } from '../../report/style';
import {
  type Command,
  type ExitCode,
  failure,
  type Invocation,
  type Outcome,
  optionValue,
  type Surroundings,
} from '../command';
import { comparisonJson } from '../compat/answer-json';
import { answerText } from '../compat/answer-text';
import { readVersion } from '../compat/compare-files';
import { compareRevision, type Development } from '../compat/compare-revision';
import { answerPairs } from '../compat/pairs';
import { exitCodeOf } from '../compat/verdict';

const modes: readonly Mode[] = ['backward', 'forward', 'full'];

/** Is every document valid under OLD valid under NEW? */
export const compat: Command = {
  name: 'compat',
  summary: 'Say whether every document valid under the schema OLD is valid under NEW, with a witness if not',
  operands: {
    usage: 'OLD NEW | --git BASE [PATH...] | --pairs',
    min: 0,
    max: Number.POSITIVE_INFINITY,
  },
  options: {
    mode: {
      kind: 'value',
      argument: 'MODE',
      text: 'backward (default): what was valid stays valid; forward: what is valid now was valid before; full: both',
    },
    'format-assertion': {
      kind: 'flag',
      text: 'take "format" for a rule that documents can break (default: an annotation)',
    },
    git: {
      kind: 'value',
      argument: 'BASE',
      text: 'compare the schemas of the working tree, in PATH or here and below, with those of the revision BASE',
    },
    pairs: {
      kind: 'flag',
      text: 'answer each line {"id", "a", "b", "draft"?} of standard input with a line {"id", "verdict", "grade"?, "witness"?, "reason"?, "ms"}',
    },
  },
  exitCodes: [
    'compatible: proven for every document',
    'breaking: a document is shown that one schema accepts and the other rejects; or a schema was removed',
    'undecided, or input that is no JSON Schema',
  ],
  example: 'nx-invariants compat job.v1.json contracts/schemas/job.json',
  needsWorkspace: false,

  run(invocation, surroundings): Outcome | Promise<Outcome> {
    const mode = modes.find((one) => one === (optionValue(invocation, 'mode') ?? 'backward'));
    if (mode === undefined) {
      return failure(
        `There is no mode ${optionValue(invocation, 'mode')}.`,
        `choose one of ${modes.join(', ')}`,
      );
    }
    const formats = invocation.flags.has('format-assertion') ? 'assertion' : 'annotation';
    const revision = optionValue(invocation, 'git');
    const { operands } = invocation;
    if (invocation.flags.has('pairs')) return pairs(invocation, surroundings, mode, formats);
    if (revision !== undefined)
      return sinceRevision({ revision, paths: operands, mode, formats }, surroundings);
    const [oldPath, newPath] = operands;
    if (oldPath === undefined || newPath === undefined || operands.length > 2) {
      return failure(
        `It needs OLD NEW, and got ${operands.length === 0 ? 'nothing' : operands.join(' ')}.`,
        'name two files, a revision with --git, or send pairs to --pairs',
      );
    }
    return twoFiles(oldPath, newPath, { mode, formats }, surroundings);
  },
};

interface Question {
  readonly mode: Mode;
  readonly formats: FormatPolicy;
}

function twoFiles(
  oldPath: string,
  newPath: string,
  { mode, formats }: Question,
  { cwd, style }: Surroundings,
): Outcome {
  const older = readVersion(cwd, oldPath);
  if (older.kind === 'failure') return older;
  const newer = readVersion(cwd, newPath);
  if (newer.kind === 'failure') return newer;
  const pair = { older: older.version, newer: newer.version };
  const answers = answersFor(pair, mode, formats);
  return {
    kind: 'result',
    exitCode: exitCodeOf(answers.map(({ verdict }) => verdict.kind)),
    text: answers.map((answer) => answerText(pair, answer, style)).join(''),
    json: { mode, ...comparisonJson(pair, answers) },
  };
}

async function sinceRevision(
  request: Question & { readonly revision: string; readonly paths: readonly string[] },
  { cwd, style }: Surroundings,
): Promise<Outcome> {
  const compared = await compareRevision({ cwd, ...request });
  if (compared.kind === 'failure') return compared;
  const { all } = compared;
  const { mode, revision } = request;
  return {
    kind: 'result',
    exitCode: exitCodeOfAll(all),
    text: all.map((development) => developmentText(development, revision, style)).join(''),
    json: { mode, base: revision, schemas: all.map(developmentJson) },
  };
}

/** What cannot be read is bad input, whatever else there is. */
function exitCodeOfAll(all: readonly Development[]): ExitCode {
  if (all.some(({ kind }) => kind === 'unreadable')) return 2;
  return exitCodeOf(
    all.flatMap((development) => {
      if (development.kind === 'compared') return development.answers.map(({ verdict }) => verdict.kind);
      return development.kind === 'removed' ? ['breaking' as const] : [];
    }),
  );
}

function developmentText(development: Development, revision: string, style: Style): string {
  switch (development.kind) {
    case 'compared': {
      const { pair, answers } = development;
      return answers.map((answer) => answerText(pair, answer, style)).join('');
    }
    case 'new':
      return `${style.green('✔')} ${style.bold('new')} ${development.file}\n`;
    case 'removed':
      return `${style.red('✖')} ${style.bold('removed')} ${development.file}\n  it is no more; fix: restore it, or retire it when it has no consumers left\n`;
    case 'unreadable':
      return `${style.yellow('?')} ${style.bold('unreadable')} ${style.cyan(development.place)} ${development.message}\n  it cannot be compared with ${revision}\n`;
  }
}

function developmentJson(development: Development): Json {
  switch (development.kind) {
    case 'compared': {
      const { pair, answers } = development;
      return { change: 'compared', ...comparisonJson(pair, answers) };
    }
    case 'new':
      return { change: 'new', new: development.file };
    case 'removed':
      return { change: 'removed', old: development.file };
    case 'unreadable':
      return { change: 'unreadable', place: development.place, message: development.message };
  }
}

async function pairs(
  { operands, flags, values }: Invocation,
  { streams }: Surroundings,
  mode: Mode,
  formats: FormatPolicy,
): Promise<Outcome> {
  if (operands.length > 0 || values.has('git') || flags.has('json')) {
    return failure(
      '--pairs reads standard input and writes JSON lines: it takes no files, no --git and no --json.',
      'leave them out',
    );
  }
  return answerPairs(streams, mode, { formats });
}
