import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { judgeAll, root, run, runIn, states, useCalmWorkspace, write } from '../../../testing/calm-workspace';
import type { GateRun } from '../../victory/gate-run';

useCalmWorkspace();

const gateRun = (more: Partial<GateRun>): GateRun => ({
  version: 1,
  at: '2027-03-09T03:00:00Z',
  event: 'pull_request',
  run: '1',
  attempt: 1,
  pullRequest: 1,
  isFork: false,
  commit: 'a'.repeat(40),
  base: null,
  verdict: 'green',
  failed: [],
  plugin: '0.1.0',
  ...more,
});
const night = (more: Partial<GateRun> = {}) =>
  gateRun({ event: 'schedule', pullRequest: null, run: 'night', ...more });
const lines = (...runs: readonly GateRun[]) => runs.map((one) => `${JSON.stringify(one)}\n`).join('');
const changes = (...verdicts: readonly GateRun['verdict'][]) =>
  verdicts.map((verdict, index) =>
    gateRun({
      verdict,
      pullRequest: index + 1,
      run: `c${index}`,
      at: `2027-03-09T03:00:0${index}Z`,
      failed: verdict === 'green' ? [] : ['T1'],
    }),
  );

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-03-10T12:00:00.5Z') });
  return () => vi.useRealTimers();
});

const file = 'services/api/runs.jsonl';
const inCi = { GITHUB_EVENT_NAME: 'schedule', GITHUB_RUN_ID: '42', GITHUB_SHA: 'c'.repeat(40) };

describe('victory', () => {
  it('says how many in a row are green, what came before and what does not count', async () => {
    const fork = gateRun({ isFork: true, run: 'fork' });
    const push = gateRun({ event: 'push', pullRequest: null, run: 'push' });
    write(file, lines(...changes('red', 'green', 'green'), night(), fork, push, push));
    expect(await run('victory', 'runs.jsonl')).toEqual({
      stdout: `Victory gate: not reached
  pull requests: 2 green in a row, of 3; before: pull request #1 at aaaaaaaaaa, 2027-03-09T03:00:00Z: red (T1)
  nightly runs: 1 green in a row, of 1; no other is recorded
  not counted: 1 run of forks, 1 run of other events, 1 record that a later one replaces
`,
      stderr: '',
      exitCode: 0,
    });
    expect((await run('victory', 'runs.jsonl', '--require')).exitCode).toBe(1);
    expect(await run('victory', 'runs.jsonl', '--require', '--pull-requests=2')).toMatchObject({
      stdout: expect.stringMatching(/^Victory gate: reached\n/),
      exitCode: 0,
    });
  });

  it('reads several files, and says which of them is cut off', async () => {
    const [first, ...others] = changes('green', 'green', 'green');
    write(file, lines(first as GateRun));
    write('services/api/more.jsonl', `${lines(...others)}{"version":`);
    const { stdout, exitCode } = await run('victory', 'runs.jsonl', 'more.jsonl', '--nights=2', '--json');
    expect([exitCode, JSON.parse(stdout).result]).toEqual([
      0,
      {
        reached: false,
        pullRequests: { green: 3, required: 3, before: { kind: 'nothing' } },
        nights: { green: 0, required: 2, before: { kind: 'nothing' } },
        uncounted: { forks: 0, others: 0, replaced: 0 },
        torn: ['more.jsonl'],
        recorded: null,
      },
    ]);
    expect((await run('victory', 'runs.jsonl', 'more.jsonl')).stdout).toContain(
      '  the last line of more.jsonl is cut off and does not count\n',
    );
  });

  it.each<[string, string, readonly string[], string]>([
    ['a missing file', '', ['none.jsonl'], 'There is no file none.jsonl.'],
    ['an empty file', '', ['runs.jsonl'], 'runs.jsonl holds no record of a run.'],
    [
      'what is no record',
      `${lines(night())}{}\n`,
      ['runs.jsonl'],
      'runs.jsonl:2 is no record of a run: the record must have',
    ],
    ['what is no number', lines(night()), ['runs.jsonl', '--nights=many'], 'many is no number of runs.'],
    [
      'a run outside of CI',
      '',
      ['runs.jsonl', '--record'],
      'This is no run of CI that can be recorded: GITHUB_EVENT_NAME is not set.',
    ],
    ['a run for two files', '', ['a', 'b', '--record'], '--record takes one file.'],
  ])('refuses %s', async (_what, text, args, message) => {
    write(file, text);
    const { stdout, stderr, exitCode } = await run('victory', ...args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(`nx-invariants victory: ${message}`);
  });
});

describe('victory --record', () => {
  const record = (env: object = {}) => runIn({ ...inCi, ...env }, 'victory', 'runs.jsonl', '--record');
  const recorded = () =>
    readFileSync(join(root, file), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as GateRun);

  it('appends this run, as report reads its checks', async () => {
    await judgeAll();
    const { stdout, exitCode } = await record();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^Recorded: run 42 \(schedule\) at cccccccccc, 2027-03-10T12:00:00Z: green\n\nVictory gate: not reached\n {2}pull requests: 0/,
    );
    expect(stdout).toContain('  nightly runs: 1 green in a row, of 1; no other is recorded\n');
    write('services/api/note.txt', 'angry');
    await judgeAll();
    await record({ GITHUB_RUN_ATTEMPT: '2' });
    expect(recorded()).toEqual([
      night({ at: '2027-03-10T12:00:00Z', run: '42', commit: 'c'.repeat(40) }),
      night({
        at: '2027-03-10T12:00:00Z',
        run: '42',
        attempt: 2,
        commit: 'c'.repeat(40),
        verdict: 'red',
        failed: ['T1', 'T2'],
      }),
    ]);
  });

  it.each<[string, () => unknown, Partial<GateRun>]>([
    ['checks that have not run', () => states(), { verdict: 'unknown', failed: ['T1', 'T2'] }],
    [
      'a catalogue that cannot be read',
      () => write('invariants.json', '['),
      { verdict: 'unknown', failed: [] },
    ],
  ])('takes %s for no green run', async (_what, arrange, expected) => {
    await arrange();
    await record();
    expect(recorded()).toMatchObject([expected]);
  });

  it.each<[string, () => unknown, object, string]>([
    [
      'a file whose last line is cut off',
      () => write(file, '{"version":1'),
      {},
      'The last line of runs.jsonl is cut off.',
    ],
    ['a folder', () => write(`${file}/a`, ''), {}, 'runs.jsonl cannot be read: it is no file.'],
    [
      'a commit that is none',
      () => {},
      { GITHUB_SHA: 'main' },
      'This run cannot be recorded: commit must be the hash',
    ],
  ])('writes nothing for %s', async (_what, arrange, env, message) => {
    await arrange();
    const { stderr, exitCode } = await record(env);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});
