import { describe, expect, it } from 'vitest';
import { type Files, temporaryWorkspace } from '../../testing/temporary-workspace';
import { presentRun } from './present-run';

const now = '2027-03-10T12:00:00Z';
const [head, merge] = ['a'.repeat(40), 'b'.repeat(40)];
const env = (more: object = {}) => ({
  GITHUB_EVENT_NAME: 'schedule',
  GITHUB_RUN_ID: '123',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_SHA: merge,
  NX_BASE: '',
  ...more,
});
/** Its file lives as long as the test that asks for it. */
const withEvent = (event: unknown) => (): Variables => {
  const files: Files = { 'event.json': event };
  return env({
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: `${temporaryWorkspace(files)}/event.json`,
  });
};
const change = (repository: string | null) => ({
  pull_request: {
    number: 7,
    head: { sha: head, repo: repository === null ? null : { full_name: repository } },
    base: { repo: { full_name: 'shop/shop' } },
  },
});
type Variables = { [name: string]: string };
const present = (variables: Variables | (() => Variables)) =>
  presentRun(typeof variables === 'function' ? variables() : variables, now, '0.1.0');
const common = { version: 1, at: now, run: '123', attempt: 2, plugin: '0.1.0' };

describe('this run of CI', () => {
  it.each<[string, Variables | (() => Variables), object]>([
    [
      'of a schedule',
      env(),
      { ...common, event: 'schedule', pullRequest: null, isFork: false, commit: merge, base: null },
    ],
    [
      'of a push',
      env({ GITHUB_EVENT_NAME: 'push', NX_BASE: head }),
      { ...common, event: 'push', pullRequest: null, isFork: false, commit: merge, base: head },
    ],
    [
      'of a merge queue',
      env({ GITHUB_EVENT_NAME: 'merge_group' }),
      { ...common, event: 'other', pullRequest: null, isFork: false, commit: merge, base: null },
    ],
    [
      'of a pull request, by the commit that people know',
      withEvent(change('shop/shop')),
      { ...common, event: 'pull_request', pullRequest: 7, isFork: false, commit: head, base: null },
    ],
    [
      'of a fork',
      withEvent(change('other/shop')),
      { ...common, event: 'pull_request', pullRequest: 7, isFork: true, commit: head, base: null },
    ],
    [
      'of a fork that is gone',
      withEvent(change(null)),
      { ...common, event: 'pull_request', pullRequest: 7, isFork: true, commit: head, base: null },
    ],
  ])('%s', (_what, variables, run) => {
    expect(present(variables)).toEqual({ kind: 'run', run });
  });

  it.each<[string, Variables | (() => Variables), string]>([
    ['outside of CI', {}, 'GITHUB_EVENT_NAME is not set'],
    ['without a run', env({ GITHUB_RUN_ID: '' }), 'GITHUB_RUN_ID is not set'],
    ['without an event', env({ GITHUB_EVENT_NAME: 'pull_request' }), 'GITHUB_EVENT_PATH is not set'],
    [
      'with an event that is gone',
      env({ GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: '/no/such/file' }),
      'there is no file at GITHUB_EVENT_PATH',
    ],
    [
      'with a folder in place of an event',
      env({ GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: __dirname }),
      'the file at GITHUB_EVENT_PATH is of no use: it is no file',
    ],
    [
      'with an event that is no JSON',
      withEvent('{'),
      'the event at GITHUB_EVENT_PATH is that of no pull request',
    ],
    [
      'with another event',
      withEvent({ number: 7 }),
      'the event at GITHUB_EVENT_PATH is that of no pull request',
    ],
  ])('cannot be told %s', (_what, variables, reason) => {
    expect(present(variables)).toEqual({ kind: 'none', reason });
  });
});
