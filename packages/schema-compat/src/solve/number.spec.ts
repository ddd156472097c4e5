import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../json';
import { Evaluator } from '../schema/evaluate';
import { type NodeId, NodeStore } from '../schema/node';
import { Budget } from './budget';
import { literal } from './literal';
import type { Outcome } from './outcome';
import { Patterns } from './pattern';
import { Solver } from './solver';

/** A keyword about numbers, in twentieths where it holds a number; `holds` inverts it. */
type Claim = { holds: boolean } & (
  | { kind: 'bound'; side: 'least' | 'greatest'; value: number; exclusive: boolean }
  | { kind: 'multipleOf'; divisor: number }
  | { kind: 'enum'; values: number[] }
);

const UNIT = 20;

function solve(claims: readonly Claim[]): Outcome {
  const store = new NodeStore();
  const patterns = new Patterns();
  const budget = new Budget({ maxSteps: 20_000, timeLimitMs: 60_000 });
  const evaluator = new Evaluator(store, patterns, budget);
  const solver = new Solver({ store, evaluator, patterns, budget, declaredOnly: false });
  return solver.solve([
    literal(store.types(['number']), true, false),
    ...claims.map((claim) => literal(nodeOf(store, claim), claim.holds, false)),
  ]);
}

function nodeOf(store: NodeStore, claim: Claim): NodeId {
  switch (claim.kind) {
    case 'bound':
      return store.leaf({ ...bare(claim), value: claim.value / UNIT });
    case 'multipleOf':
      return store.leaf({ kind: 'multipleOf', divisor: claim.divisor / UNIT });
    case 'enum':
      return store.enum(claim.values.map((value) => value / UNIT));
  }
}

function bare({ kind, side, value, exclusive }: Extract<Claim, { kind: 'bound' }>) {
  return { kind, side, value, exclusive };
}

/** In twentieths, so that the arithmetic is that of integers. */
function satisfies(value: number, claim: Claim): boolean {
  switch (claim.kind) {
    case 'bound': {
      const distance = claim.side === 'least' ? value - claim.value : claim.value - value;
      return (claim.exclusive ? distance > 0 : distance >= 0) === claim.holds;
    }
    case 'multipleOf':
      return (Math.abs(value % claim.divisor) === 0) === claim.holds;
    case 'enum':
      return claim.values.includes(value) === claim.holds;
  }
}

const twentieths = fc.integer({ min: -60, max: 60 });
const holds = fc.boolean();
const claim: fc.Arbitrary<Claim> = fc.oneof(
  fc.record({
    kind: fc.constant('bound' as const),
    side: fc.constantFrom('least' as const, 'greatest' as const),
    value: twentieths,
    exclusive: fc.boolean(),
    holds,
  }),
  fc.record({
    kind: fc.constant('multipleOf' as const),
    divisor: fc.constantFrom(2, 5, 10, 20, 30, 40, 60),
    holds,
  }),
  fc.record({
    kind: fc.constant('enum' as const),
    values: fc.array(twentieths, { minLength: 1, maxLength: 4 }),
    holds,
  }),
);

const lattice = Array.from({ length: 401 }, (_, index) => index - 200);

describe('claims about numbers', () => {
  it('are answered as trying all twentieths does', () => {
    fc.assert(
      fc.property(fc.array(claim, { maxLength: 5 }), (claims) => {
        const outcome = solve(claims);
        const exists = lattice.some((value) => claims.every((one) => satisfies(value, one)));
        if (exists) expect(outcome.kind).toBe('sample');
        const listed = claims.some((one) => one.holds && one.kind !== 'bound');
        const bounded = (['least', 'greatest'] as const).every((side) =>
          claims.some((one) => one.kind === 'bound' && (one.side === side) === one.holds),
        );
        if (!exists && listed && bounded) expect(outcome.kind).toBe('empty');
        if (outcome.kind !== 'sample') return;
        const inTwentieths = Number(outcome.value) * UNIT;
        const isNear = Math.abs(inTwentieths - Math.round(inTwentieths)) < 1e-6;
        const value = isNear ? Math.round(inTwentieths) : inTwentieths;
        for (const one of claims) expect([one, value, satisfies(value, one)]).toEqual([one, value, true]);
      }),
      { numRuns: 600, seed: 20 },
    );
  });

  const least = (value: number, exclusive = false): Claim => ({
    kind: 'bound',
    side: 'least',
    value: value * UNIT,
    exclusive,
    holds: true,
  });
  const greatest = (value: number, exclusive = false): Claim =>
    ({ ...least(value, exclusive), side: 'greatest' }) as Claim;
  const not = (value: number): Claim => ({ kind: 'enum', values: [value * UNIT], holds: false });
  const allBut = (left: number): Claim => ({
    kind: 'enum',
    values: Array.from({ length: 2_000 }, (_, at) => 5_000 + at)
      .filter((value) => value !== left)
      .map((value) => value * UNIT),
    holds: false,
  });
  const multiple = (divisor: number, holds = true): Claim => ({
    kind: 'multipleOf',
    divisor: divisor * UNIT,
    holds,
  });

  it.each<[string, Claim[], Json]>([
    ['a point', [least(3), greatest(3)], 3],
    ['an open point', [least(3), greatest(3, true)], 'empty'],
    ['an open point below', [least(3, true), greatest(3)], 'empty'],
    ['crossed limits', [least(3), greatest(2)], 'empty'],
    ['the tighter of two upper limits, which comes first', [least(4), greatest(3), greatest(5)], 'empty'],
    ['the tighter of two upper limits, which comes last', [least(4), greatest(5), greatest(3)], 'empty'],
    ['the tighter of two lower limits, which comes first', [greatest(3), least(4), least(2)], 'empty'],
    ['the tighter of two lower limits, which comes last', [greatest(3), least(2), least(4)], 'empty'],
    ['an open limit that is looser and comes first', [greatest(3), least(2, true), least(4)], 'empty'],
    ['an open limit that is looser and comes last', [greatest(3), least(4), least(2, true)], 'empty'],
    [
      'an open upper limit that is looser and comes first',
      [least(4), greatest(5, true), greatest(3)],
      'empty',
    ],
    [
      'an open upper limit that is looser and comes last',
      [least(4), greatest(3), greatest(5, true)],
      'empty',
    ],
    ['a point that is taken out', [least(3), greatest(3), not(3)], 'empty'],
    ['lattices that meet far away', [least(1), multiple(1_009), multiple(1_013)], 1_009 * 1_013],
    [
      'a lattice whose points are all taken out',
      [least(5_000), greatest(5_002), multiple(1), not(5_000), not(5_001), not(5_002)],
      'empty',
    ],
    [
      'the one point left in the middle of a lattice',
      [least(5_000), greatest(6_999), multiple(1), allBut(6_100)],
      6_100,
    ],
    [
      'a lattice with points that are no doubles',
      [least(2 ** 53), greatest(2 ** 53 + 4), multiple(1), not(2 ** 53), not(2 ** 53 + 2), not(2 ** 53 + 4)],
      'unknown',
    ],
    ['a point outside of a lattice', [least(3), greatest(3), multiple(2)], 'empty'],
    ['a lattice without a point', [least(1), greatest(5), multiple(7)], 'empty'],
    ['the first point', [least(7), greatest(8), multiple(7)], 7],
    ['past the first point', [least(7, true), greatest(14), multiple(7)], 14],
    ['before the last point', [least(1), greatest(14, true), multiple(7)], 7],
    ['two lattices', [least(1), greatest(11), multiple(4), multiple(6)], 'empty'],
    ['two lattices that meet', [least(1), greatest(12), multiple(4), multiple(6)], 12],
    ['a lattice inside one to avoid', [multiple(4), multiple(2, false)], 'empty'],
    ['a lattice beside one to avoid', [least(1), multiple(2), multiple(4, false)], 2],
    ['tenths that are no doubles of their sum', [least(0.3), greatest(0.3), multiple(0.1)], 0.3],
    [
      'a lattice of 2,000 points to avoid',
      [least(0), greatest(1_999), multiple(1), multiple(0.5, false)],
      'empty',
    ],
    ['beyond the safe integers', [least(2 ** 53, true), multiple(1)], 'sample'],
    ['an open half-line', [least(5, true), multiple(1)], 6],
    ['an open half-line downwards', [greatest(-5, true), multiple(1)], -6],
    ['where only every 256th integer is a double', [least(2 ** 60, true), multiple(1)], 'sample'],
    ['multiples that no double has exactly', [least(1e300), multiple(7)], 'unknown'],
    ['a narrow interval', [least(1, true), greatest(1 + 2 ** -40, true)], 'sample'],
    ['an interval without an integer', [least(0.25), greatest(0.75), multiple(1)], 'empty'],
    ['an interval without a lattice', [least(0), greatest(1, true), multiple(1, false)], 'sample'],
  ])('%s', (_what, claims, expected) => {
    const outcome = solve(claims);
    expect(outcome.kind === 'sample' && expected !== 'sample' ? outcome.value : outcome.kind).toEqual(
      expected,
    );
  });

  it('leave open what a long lattice holds', () => {
    const odd: Claim = {
      kind: 'enum',
      values: Array.from({ length: 2_500 }, (_, at) => at * UNIT),
      holds: false,
    };
    expect(solve([least(0), greatest(2_400), multiple(1), odd])).toEqual({
      kind: 'unknown',
      reasons: [{ code: 'witness-not-found', message: 'no multiple within the limits was found' }],
    });
  });

  it('leave open what a short interval of reals holds', () => {
    expect(solve([least(0, true), greatest(Number.MIN_VALUE, true)])).toEqual({
      kind: 'unknown',
      reasons: [{ code: 'witness-not-found', message: 'no number within the limits was found' }],
    });
  });
});
