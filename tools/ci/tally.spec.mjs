import { expect, test } from 'vitest';
import { tally } from './tally.mjs';

const task = (name, status) => ({ name, ph: 'X', args: { status } });
const group = { name: 'thread_name', ph: 'M', args: { name: 'Group #1' } };

test.each([
  [
    'run and restored tasks pass',
    [
      group,
      task('a:test', 'success'),
      task('b:test', 'local-cache'),
      task('c:test', 'local-cache-kept-existing'),
      task('d:test', 'remote-cache'),
    ],
    0,
    { hasTasks: true, failed: [], skipped: [], summary: '4 passed, 0 failed', exitCode: 0 },
  ],
  [
    'a failed task is red, whatever the run says',
    [task('a:test', 'success'), task('b:test', 'failure')],
    0,
    { hasTasks: true, failed: ['b:test'], skipped: [], summary: '1 passed, 1 failed', exitCode: 1 },
  ],
  [
    'a status that is not known to be good is red',
    [task('a:test', 'stopped'), task('b:test', undefined)],
    0,
    { hasTasks: true, failed: ['a:test', 'b:test'], skipped: [], summary: '0 passed, 2 failed', exitCode: 1 },
  ],
  [
    'a task that ran again counts as it ended',
    [task('a:test', 'failure'), task('a:test', 'success')],
    0,
    { hasTasks: true, failed: [], skipped: [], summary: '1 passed, 0 failed', exitCode: 0 },
  ],
  [
    'a run that failed beside its tasks is red',
    [task('a:test', 'success')],
    1,
    { hasTasks: true, failed: [], skipped: [], summary: '1 passed, 0 failed', exitCode: 1 },
  ],
  [
    'a skipped task is red and counted as neither',
    [task('a:test', 'success'), task('b:test', 'failure'), task('c:test', 'skipped')],
    1,
    { hasTasks: true, failed: ['b:test'], skipped: ['c:test'], summary: '1 passed, 1 failed', exitCode: 1 },
  ],
  [
    'no task is red',
    [group],
    0,
    { hasTasks: false, failed: [], skipped: [], summary: '0 passed, 0 failed', exitCode: 1 },
  ],
])('%s', (_name, profile, runExitCode, expected) => {
  expect(tally(profile, runExitCode)).toEqual(expected);
});
