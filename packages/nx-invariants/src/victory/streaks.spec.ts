import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayAfter } from '../config/day';
import type { GateRun } from './gate-run';
import { standingOf } from './streaks';

const today = '2027-03-10';
let next = 0;
const runOf = (more: Partial<GateRun>): GateRun => ({
  version: 1,
  at: `${today}T01:00:00Z`,
  event: 'push',
  run: String(++next),
  attempt: 1,
  pullRequest: null,
  isFork: false,
  commit: 'a'.repeat(40),
  base: null,
  verdict: 'green',
  failed: [],
  plugin: '0.1.0',
  ...more,
});
const change = (pullRequest: number, hour: number, more: Partial<GateRun> = {}) =>
  runOf({
    event: 'pull_request',
    pullRequest,
    at: `2027-03-09T${String(hour).padStart(2, '0')}:00:00Z`,
    ...more,
  });
const night = (day: string, more: Partial<GateRun> = {}) =>
  runOf({ event: 'schedule', at: `${day}T03:00:00Z`, ...more });

const lengths = (runs: readonly GateRun[]) => {
  const { pullRequests, nights } = standingOf(runs, today);
  return [pullRequests.length, nights.length];
};

describe('a streak', () => {
  const red = change(2, 2, { verdict: 'red', failed: ['B2'] });
  const redNight = night('2027-03-08', { verdict: 'unknown' });

  it.each<[string, readonly GateRun[], readonly [number, number]]>([
    ['of nothing', [], [0, 0]],
    ['of pull requests', [change(1, 1), change(2, 2), change(3, 3)], [3, 0]],
    ['after a red one', [change(1, 1), red, change(3, 3)], [1, 0]],
    ['counts a pull request once', [change(1, 1), change(1, 2), change(1, 3)], [1, 0]],
    ['counts its last run', [red, change(1, 1), change(2, 3)], [2, 0]],
    ['counts its last run, a red one', [change(1, 1), change(2, 1), red], [0, 0]],
    ['takes what cannot be told for no green', [change(1, 1, { verdict: 'unknown' })], [0, 0]],
    [
      'counts the last attempt of a run',
      [change(1, 9, { run: '7', verdict: 'red' }), change(1, 1, { run: '7', attempt: 2 })],
      [1, 0],
    ],
    [
      'takes the worse of two that contradict each other',
      [change(1, 1, { run: '7' }), change(1, 1, { run: '7', verdict: 'red' })],
      [0, 0],
    ],
    [
      'leaves forks out, red or green',
      [change(1, 1), change(2, 2, { isFork: true }), change(3, 3, { isFork: true, verdict: 'red' })],
      [1, 0],
    ],
    ['leaves pushes and others out', [runOf({}), runOf({ event: 'other', verdict: 'red' })], [0, 0]],
    ['of nights', [night('2027-03-08'), night('2027-03-09'), night(today)], [0, 3]],
    ['of nights, up to yesterday', [night('2027-03-08'), night('2027-03-09')], [0, 2]],
    ['of nights, that ended the day before yesterday', [night('2027-03-07'), night('2027-03-08')], [0, 0]],
    [
      'of nights, one of which nobody knows',
      [night('2027-03-07'), night('2027-03-09'), night(today)],
      [0, 2],
    ],
    [
      'of nights, over the end of a month',
      [
        night('2027-02-28'),
        ...['01', '02', '03', '04', '05', '06', '07', '08', '09'].map((day) => night(`2027-03-${day}`)),
      ],
      [0, 10],
    ],
    ['of nights, after one that was not green', [night('2027-03-07'), redNight, night('2027-03-09')], [0, 1]],
    [
      'of nights, one of them with two runs',
      [night(today), night(today, { at: `${today}T04:00:00Z` })],
      [0, 1],
    ],
    [
      'of nights, one of them red and then green',
      [night(today, { verdict: 'red' }), night(today, { at: `${today}T04:00:00Z` })],
      [0, 0],
    ],
  ])('%s', (_what, runs, expected) => {
    expect(lengths(runs)).toEqual(expected);
  });

  it('says what came before it, and what does not count', () => {
    const runs = [
      red,
      change(3, 3),
      change(3, 4),
      redNight,
      night('2027-03-09'),
      runOf({}),
      change(9, 9, { isFork: true }),
    ];
    expect(standingOf([...runs, red], today)).toEqual({
      pullRequests: { length: 1, before: { kind: 'run', run: red } },
      nights: { length: 1, before: { kind: 'run', run: redNight } },
      uncounted: { forks: 1, others: 1, replaced: 2 },
    });
    expect(standingOf([night('2027-03-05')], today)).toMatchObject({
      pullRequests: { length: 0, before: { kind: 'nothing' } },
      nights: { length: 0, before: { kind: 'missed', day: '2027-03-09' } },
    });
  });
});

/** Runs of ten days, each at a second of its own. */
const records = fc
  .array(
    fc.record({
      event: fc.constantFrom<GateRun['event']>(
        'pull_request',
        'pull_request',
        'schedule',
        'schedule',
        'push',
      ),
      daysAgo: fc.integer({ min: 0, max: 9 }),
      number: fc.integer({ min: 1, max: 5 }),
      verdict: fc.constantFrom<GateRun['verdict']>('green', 'green', 'green', 'red', 'unknown'),
      isFork: fc.constantFrom(false, false, false, true),
    }),
    { maxLength: 25 },
  )
  .map((rows) =>
    rows.map(({ event, daysAgo, number, verdict, isFork }, index) => {
      const second = String(index).padStart(2, '0');
      return runOf({
        event,
        verdict,
        isFork,
        run: `r${index}`,
        at: `${dayAfter(today, -daysAgo)}T03:00:${second}Z`,
        pullRequest: event === 'pull_request' ? number : null,
      });
    }),
  );

describe('of any records', () => {
  it('a pull request counts if no other that is not green was judged after it', () => {
    fc.assert(
      fc.property(records, (runs) => {
        const own = runs.filter(({ isFork, event }) => !isFork && event === 'pull_request');
        const isLast = (run: GateRun) =>
          !own.some((other) => other.pullRequest === run.pullRequest && other.at > run.at);
        const last = own.filter(isLast);
        const counted = last.filter(
          (run) => !last.some(({ at, verdict }) => verdict !== 'green' && at >= run.at),
        );
        expect(standingOf(runs, today).pullRequests.length).toBe(counted.length);
      }),
    );
  });

  it('a night counts if it and each one after it, up to yesterday at least, was green', () => {
    fc.assert(
      fc.property(records, (runs) => {
        const of = (day: string) =>
          runs.filter(({ isFork, event, at }) => !isFork && event === 'schedule' && at.startsWith(day));
        let day = of(today).length > 0 ? today : dayAfter(today, -1);
        let counted = 0;
        while (of(day).length > 0 && of(day).every(({ verdict }) => verdict === 'green')) {
          counted++;
          day = dayAfter(day, -1);
        }
        expect(standingOf(runs, today).nights.length).toBe(counted);
      }),
    );
  });

  it('neither their order nor how often they stand there matters', () => {
    fc.assert(
      fc.property(
        records.chain((runs) =>
          fc.tuple(
            fc.constant(runs),
            fc.shuffledSubarray([...runs, ...runs], { minLength: runs.length * 2 }),
          ),
        ),
        ([runs, shuffled]) => {
          const { pullRequests, nights } = standingOf(runs, today);
          expect(standingOf(shuffled, today)).toMatchObject({ pullRequests, nights });
        },
      ),
    );
  });

  it('what forks record changes nothing', () => {
    fc.assert(
      fc.property(records, records, (runs, others) => {
        const forks = others.map((run) => ({ ...run, isFork: true }));
        const { pullRequests, nights } = standingOf(runs, today);
        expect(standingOf([...forks, ...runs], today)).toMatchObject({ pullRequests, nights });
      }),
    );
  });
});
