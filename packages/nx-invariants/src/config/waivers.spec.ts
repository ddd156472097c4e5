import { describe, expect, it } from 'vitest';
import { covers, hasExpired, lastExpiry, readWaivers, waiversOf } from './waivers';

const waiver = { fingerprint: '0123456789abcdef', reason: 'r', owner: 'o', expires: '2999-01-01' };
const text = (...waivers: object[]) =>
  JSON.stringify({ waivers: { gateway: { coverage: waivers } } }, null, 1);

describe('readWaivers', () => {
  it('finds those of a leaf, and none by an inherited name', () => {
    const read = readWaivers(text(waiver));
    expect(waiversOf(read, 'gateway', 'coverage')).toEqual([waiver]);
    expect(waiversOf(read, 'gateway', 'constructor')).toEqual([]);
    expect(waiversOf(read, 'constructor', 'coverage')).toEqual([]);
    expect(waiversOf(read, 'gateway', 'docker-context')).toEqual([]);
    expect(waiversOf(readWaivers(undefined), 'gateway', 'coverage')).toEqual([]);
  });

  it.each(['configuration', 'invariant-map'])('takes no waiver of a whole file for %s', (check) => {
    const { fingerprint, ...rest } = waiver;
    const waivers = [{ ...rest, scope: 'nx.json' }, waiver];
    const read = readWaivers(JSON.stringify({ waivers: { workspace: { [check]: waivers } } }));
    expect(waiversOf(read, 'workspace', check)).toEqual([waiver]);
  });

  it.each([
    [{ ...waiver, owner: undefined }, "waivers.gateway.coverage.0 must have required property 'owner'"],
    [{ ...waiver, owner: '' }, 'waivers.gateway.coverage.0.owner must be a text that is not blank'],
    [{ ...waiver, reason: ' \t' }, 'waivers.gateway.coverage.0.reason must be a text that is not blank'],
    [
      { ...waiver, fingerprint: 'ABC' },
      'waivers.gateway.coverage.0.fingerprint must be the fingerprint of one finding, as its report shows it: 16 hexadecimal digits',
    ],
    [
      { ...waiver, expires: 'never' },
      'waivers.gateway.coverage.0.expires must be the last day it holds, as YYYY-MM-DD',
    ],
    [
      { ...waiver, scope: 'a.json' },
      'waivers.gateway.coverage.0 must have exactly one of "fingerprint", "scope"',
    ],
    [
      { ...waiver, fingerprint: undefined },
      'waivers.gateway.coverage.0 must have exactly one of "fingerprint", "scope"',
    ],
    [{ ...waiver, until: 'x' }, 'waivers.gateway.coverage.0.until is not a known key'],
  ])('refuses %j', (entry, message) => {
    const read = readWaivers(text(entry));
    expect(read.kind === 'invalid' && read.problems.map((problem) => problem.message)).toEqual([message]);
    expect(waiversOf(read, 'gateway', 'coverage')).toEqual([]);
  });

  it.each([
    ['2026-03-01', '', [false, false, false]],
    ['2026-03-02', '2026-03-01', [true, false, false]],
    ['2026-05-01', '2026-03-02', [true, true, false]],
    ['2999-01-02', '2999-01-01', [true, true, true]],
  ])('on %s the last expiry is %j', (today, expiry, expired) => {
    const waivers = ['2026-03-01', '2026-03-02', '2999-01-01'].map((expires) => ({ ...waiver, expires }));
    expect(lastExpiry(readWaivers(text(...waivers)), today)).toBe(expiry);
    expect(waivers.map((each) => hasExpired(each, expiry))).toEqual(expired);
    expect(lastExpiry(readWaivers(undefined), today)).toBe('');
  });

  it.each([
    [{ fingerprint: 'a' }, { fingerprint: 'a', file: 'x' }, true],
    [{ fingerprint: 'a' }, { fingerprint: 'b', file: 'x' }, false],
    [{ scope: 'x' }, { fingerprint: 'a', file: 'x' }, true],
    [{ scope: 'x' }, { fingerprint: 'a', file: 'x/y' }, false],
    [{ fingerprint: 'a' }, { fingerprint: 'a', file: 'invariants.waivers.json' }, false],
    [{ scope: 'invariants.waivers.json' }, { fingerprint: 'a', file: 'invariants.waivers.json' }, false],
  ])('%j covers %j: %j', (part, finding, expected) => {
    expect(covers({ reason: 'r', owner: 'o', expires: '2999-01-01', ...part }, finding)).toBe(expected);
  });
});
