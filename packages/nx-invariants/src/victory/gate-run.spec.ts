import { describe, expect, it } from 'vitest';
import { formatGateRun, type GateRun, readGateRuns } from './gate-run';

const now = '2027-03-10T12:00:00Z';
const run: GateRun = {
  version: 1,
  at: '2027-03-09T03:04:05Z',
  event: 'pull_request',
  run: '123',
  attempt: 1,
  pullRequest: 7,
  isFork: false,
  commit: 'a'.repeat(40),
  base: 'main',
  verdict: 'red',
  failed: ['B2'],
  plugin: '0.1.0',
};
const line = (more: object = {}) => formatGateRun({ ...run, ...more } as GateRun);
const invalid = (message: unknown, number = 1) => ({ kind: 'invalid', line: number, message });

describe('records of runs', () => {
  it('are read as they are written', () => {
    const night: GateRun = {
      ...run,
      event: 'schedule',
      pullRequest: null,
      verdict: 'green',
      failed: [],
      base: null,
    };
    expect(readGateRuns(line() + line(night), now)).toEqual({
      kind: 'read',
      runs: [run, night],
      isTorn: false,
    });
  });

  it.each<[string, string, unknown]>([
    ['an empty file', '', { kind: 'read', runs: [], isTorn: false }],
    [
      'files joined with an empty line, or CRLF',
      `${line()}\n${line().replace('\n', '\r\n')}`,
      { kind: 'read', runs: [run, run], isTorn: false },
    ],
    ['a last line without its end', line().trimEnd(), { kind: 'read', runs: [run], isTorn: false }],
    [
      'a last line that is cut off',
      `${line()}${line().slice(0, 40)}`,
      { kind: 'read', runs: [run], isTorn: true },
    ],
    [
      'a line that is cut off before another',
      `${line()}${line().slice(0, 40)}\n${line()}`,
      invalid('the line is not JSON', 2),
    ],
    ['a cut off line with its end', `${line().slice(0, 40)}\n`, invalid('the line is not JSON')],
    ['what is no object', '[]\n', invalid('the record must be object')],
    [
      'a number at the end, as of a line that is cut off',
      `${line()}1`,
      invalid('the record must be object', 2),
    ],
    ['a later version', line({ version: 2 }), invalid('version must be equal to constant')],
    ['an unknown key', line({ more: 1 }), invalid('the record is not a known key')],
    [
      'a day that is none',
      line({ at: '2027-02-30T00:00:00Z' }),
      invalid('at 2027-02-30T00:00:00Z is no day of the past'),
    ],
    [
      'a day to come',
      line({ at: '2027-03-11T00:00:00Z' }),
      invalid('at 2027-03-11T00:00:00Z is no day of the past'),
    ],
    ['a pull request without a number', line({ pullRequest: null }), invalid('pullRequest must be integer')],
    ['green with what failed', line({ verdict: 'green' }), invalid('failed must NOT have more than 0 items')],
    [
      'a commit that is none',
      line({ commit: 'main' }),
      invalid('commit must be the hash of the commit that was judged'),
    ],
    ['a very long line', `"${'x'.repeat(256 * 1024)}"\n`, invalid('the line is longer than 256 KiB')],
    ['a very deep line', `${'['.repeat(100_000)}\n`, invalid('the line is not JSON')],
  ])('%s', (_what, text, expected) => {
    expect(readGateRuns(text, now)).toEqual(expected);
  });
});
