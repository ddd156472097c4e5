import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Json } from '../../check/define-check';
import { pluginVersion } from '../../plugin/own-manifest';
import { judgeInvariant } from '../../report/invariant-status';
import { visibleText } from '../../report/visible-text';
import { formatGateRun, type GateRun, readGateRuns } from '../../victory/gate-run';
import { presentRun } from '../../victory/present-run';
import { type Required, standingText } from '../../victory/standing-text';
import { type Streak, standingOf } from '../../victory/streaks';
import { readBounded } from '../../workspace/read-bounded';
import {
  type Command,
  type Failure,
  failure,
  type Invocation,
  type Outcome,
  optionValue,
  type Surroundings,
} from '../command';
import { readOperand } from '../read-operand';
import { readWorkspaceState } from '../workspace-state';
import { exitCodeOf, invariantsIn } from '../workspace-verdict';

const maxFileBytes = 16 * 1024 * 1024;

/** Records runs of CI, and says how many in a row were green. */
export const victory: Command = {
  name: 'victory',
  summary: 'Say how many pull requests and nightly runs in a row were green, from the records of runs',
  operands: { usage: 'FILE...', min: 1, max: Number.POSITIVE_INFINITY },
  options: {
    record: { kind: 'flag', text: 'first append this run of CI to FILE, by the reports of its checks' },
    'pull-requests': {
      kind: 'value',
      argument: 'N',
      text: 'how many pull requests in a row are asked for (default: 3)',
    },
    nights: {
      kind: 'value',
      argument: 'N',
      text: 'how many nightly runs in a row are asked for (default: 1)',
    },
    require: { kind: 'flag', text: 'end with 1 unless there are so many' },
    output: { kind: 'value', argument: 'FILE', text: 'write it into this file instead of printing it' },
  },
  exitCodes: [
    'the records were read, whether there are enough green runs or not',
    'with --require: there are not enough',
    'a file is missing or holds what is no record, or this run cannot be recorded',
  ],
  example: 'nx-invariants victory gate-runs.jsonl',
  needsWorkspace: false,

  async run(invocation, surroundings): Promise<Outcome> {
    const { operands, flags } = invocation;
    const required = requiredBy(invocation);
    if ('kind' in required) return required;
    const now = `${new Date().toISOString().slice(0, 19)}Z`;
    const recorded = flags.has('record') ? await record(operands, surroundings, now) : undefined;
    if (recorded !== undefined && 'kind' in recorded) return recorded;
    const read = readFiles(operands, surroundings.cwd, now);
    if ('kind' in read) return read;
    const standing = standingOf(read.runs, now.slice(0, 10));
    const { pullRequests, nights } = standing;
    const isReached = pullRequests.length >= required.pullRequests && nights.length >= required.nights;
    return {
      kind: 'result',
      exitCode: flags.has('require') && !isReached ? 1 : 0,
      text: visibleText(standingText(standing, required, isReached, read.torn, recorded)),
      json: {
        reached: isReached,
        pullRequests: streakJson(pullRequests, required.pullRequests),
        nights: streakJson(nights, required.nights),
        uncounted: { ...standing.uncounted },
        torn: read.torn,
        recorded: (recorded ?? null) as Json,
      },
    };
  },
};

function requiredBy(invocation: Invocation): Required | Failure {
  const given = {
    pullRequests: optionValue(invocation, 'pull-requests') ?? '3',
    nights: optionValue(invocation, 'nights') ?? '1',
  };
  const wrong = Object.values(given).find((text) => !/^\d{1,4}$/.test(text));
  if (wrong !== undefined) return failure(`${wrong} is no number of runs.`, 'give a number from 0 to 9999');
  return { pullRequests: Number(given.pullRequests), nights: Number(given.nights) };
}

async function record(
  [file = '', ...others]: readonly string[],
  surroundings: Surroundings,
  now: string,
): Promise<GateRun | Failure> {
  if (others.length > 0)
    return failure('--record takes one file.', 'name the file that the run is appended to');
  const present = presentRun(surroundings.env, now, pluginVersion());
  if (present.kind === 'none') {
    return failure(
      `This is no run of CI that can be recorded: ${present.reason}.`,
      'run it as a step of a workflow; for other CI systems set the variables that docs/governance.md names',
    );
  }
  const path = resolve(surroundings.cwd, file);
  const before = readBounded(path, maxFileBytes);
  if (before.kind === 'unreadable')
    return failure(`${file} cannot be read: ${before.reason}.`, 'name another file');
  if (before.kind === 'read' && before.text !== '' && !before.text.endsWith('\n')) {
    return failure(
      `The last line of ${file} is cut off.`,
      'delete that line, so that the next one is a record',
    );
  }
  const run: GateRun = { ...present.run, ...(await verdictOfRun(surroundings)) };
  const line = formatGateRun(run);
  const reading = readGateRuns(line, now);
  if (reading.kind === 'invalid') {
    return failure(
      `This run cannot be recorded: ${reading.message}.`,
      'correct the variable of the environment that says so',
    );
  }
  try {
    appendFileSync(path, line);
  } catch (error) {
    return failure(
      `${file} cannot be written: ${(error as Error).message}.`,
      'name a file that may be written to',
    );
  }
  return run;
}

/** A workspace of which nothing can be told had a run, too: one that was not green. */
async function verdictOfRun(surroundings: Surroundings): Promise<Pick<GateRun, 'verdict' | 'failed'>> {
  const { workspaceRoot } = surroundings;
  const unknown = { verdict: 'unknown', failed: [] } as const;
  if (workspaceRoot === undefined) return unknown;
  const state = await readWorkspaceState(workspaceRoot, undefined, surroundings);
  if (state.kind === 'failure' || state.leaves.length === 0) return unknown;
  const catalogue = invariantsIn(state.catalogue);
  if ('kind' in catalogue) return unknown;
  const invariants = catalogue.map((invariant) => judgeInvariant(invariant, state.leaves));
  const failed = invariants
    .filter(({ status }) => status === 'violated' || status === 'unknown')
    .map(({ invariant }) => invariant.id);
  const verdicts = ['green', 'red', 'unknown'] as const;
  return { verdict: verdicts[exitCodeOf(state.leaves, invariants)], failed };
}

interface ReadFiles {
  readonly runs: readonly GateRun[];
  /** Files whose last line is cut off. */
  readonly torn: readonly string[];
}

function readFiles(files: readonly string[], cwd: string, now: string): ReadFiles | Failure {
  const runs: GateRun[] = [];
  const torn: string[] = [];
  for (const file of files) {
    const operand = readOperand(cwd, file, maxFileBytes);
    if (operand.kind === 'failure') return operand;
    const reading = readGateRuns(operand.text, now);
    if (reading.kind === 'invalid') {
      return failure(
        `${file}:${reading.line} is no record of a run: ${reading.message}.`,
        'see who wrote the line, and delete it; a run of which nothing is known does not count',
      );
    }
    if (reading.isTorn) torn.push(file);
    for (const run of reading.runs) runs.push(run);
  }
  if (runs.length > 0) return { runs, torn };
  return failure(
    `${files.join(', ')} ${files.length === 1 ? 'holds' : 'hold'} no record of a run.`,
    'name files that "nx-invariants victory --record FILE" has written',
  );
}

function streakJson({ length, before }: Streak, required: number): Json {
  return { green: length, required, before: before as unknown as Json };
}
