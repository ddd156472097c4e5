import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDelta, formatFraction, formatPercent, reaches, unitsShortOf } from './percent';

const counters = fc
  .tuple(fc.nat(1_000_000), fc.nat(1_000_000))
  .map(([a, b]) => ({ covered: Math.min(a, b), total: Math.max(a, b) }))
  .filter(({ total }) => total > 0);
/** A floor with up to four decimals, as its integer in ten-thousandths and as the number a configuration holds. */
const floors = fc.nat(1_000_000).map((scaled) => ({ scaled, percent: Number((scaled / 10_000).toFixed(4)) }));

describe('reaches', () => {
  test.each<[number, number, number, boolean]>([
    [1599, 2000, 79.95, true],
    [1599, 2000, 79.96, false],
    [7996, 10000, 80, false],
    [9999, 10000, 100, false],
    [10000, 10000, 100, true],
    [0, 5, 0, true],
    [0, 0, 0, false],
    [1, 3, 33.3333333, true],
    [1, 3, 33.3333334, false],
    [1, 10 ** 9, 1e-7, true],
    [1, 10 ** 9, 1.1e-7, false],
    [29, 100, 29, true],
    [Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER, 100, false],
  ])('%d of %d against %d: %s', (covered, total, percent, expected) => {
    expect(reaches({ covered, total }, percent)).toBe(expected);
  });

  test('agrees with rational arithmetic', () => {
    fc.assert(
      fc.property(counters, floors, (counter, { scaled, percent }) => {
        const exact = BigInt(counter.covered) * 1_000_000n >= BigInt(scaled) * BigInt(counter.total);
        expect(reaches(counter, percent)).toBe(exact);
      }),
      { numRuns: 10_000 },
    );
  });

  test('unitsShortOf is the smallest number of units that reaches the floor', () => {
    fc.assert(
      fc.property(counters, floors, (counter, { percent }) => {
        const short = unitsShortOf(counter, percent);
        const raised = { ...counter, covered: counter.covered + short };
        expect(raised.covered).toBeLessThanOrEqual(counter.total);
        expect(reaches(raised, percent)).toBe(true);
        if (short > 0) expect(reaches({ ...raised, covered: raised.covered - 1 }, percent)).toBe(false);
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('formatPercent', () => {
  test.each<[number, number, string]>([
    [1599, 2000, '79.95%'],
    [2, 3, '66.66%'],
    [99999, 100000, '99.99%'],
    [5, 5, '100.00%'],
    [0, 5, '0.00%'],
    [1, 100000, '<0.01%'],
    [1, 10000, '0.01%'],
    [0, 0, 'no data'],
  ])('%d of %d is %s', (covered, total, expected) => {
    expect(formatPercent({ covered, total })).toBe(expected);
    expect(formatFraction({ covered, total })).toBe(`${covered}/${total}`);
  });

  test('100 only when all are covered, 0 only when none is', () => {
    fc.assert(
      fc.property(counters, (counter) => {
        expect(formatPercent(counter) === '100.00%').toBe(counter.covered === counter.total);
        expect(formatPercent(counter) === '0.00%').toBe(counter.covered === 0);
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('formatDelta', () => {
  test.each<[[number, number], [number, number], string]>([
    [[1, 2], [2, 4], '0.00'],
    [[3, 4], [1, 2], '+25.00'],
    [[1, 2], [3, 4], '-25.00'],
    [[2, 3], [1, 3], '+33.33'],
    [[1, 3], [2, 3], '-33.34'],
    [[10_001, 1_000_000], [1, 100], '<0.01'],
    [[9_999, 1_000_000], [1, 100], '-0.01'],
    [[0, 5], [5, 5], '-100.00'],
  ])('%j after %j is %s', ([covered, total], [before, of], expected) => {
    expect(formatDelta({ covered, total }, { covered: before, total: of })).toBe(expected);
  });
});
