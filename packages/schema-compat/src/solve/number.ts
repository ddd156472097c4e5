import type { Json } from '../json';
import {
  type Decimal,
  decimal,
  floorQuotient,
  isMultipleOf,
  leastCommonMultiple,
  times,
  toNumber,
} from './decimal';
import { EMPTY, type Outcome, unknown } from './outcome';
import type { Atom, Solver } from './solver';

type Limit = { value: number; exclusive: boolean };

const MAX_LATTICE_POINTS = 2_000n;

/** Decides claims about numbers: an interval, a lattice of multiples, and values or multiples to keep away from. */
export function solveNumber(solver: Solver, atoms: readonly Atom[]): Outcome {
  let low: Limit = { value: Number.NEGATIVE_INFINITY, exclusive: false };
  let high: Limit = { value: Number.POSITIVE_INFINITY, exclusive: false };
  let step: Decimal | undefined;
  const avoided: Decimal[] = [];
  for (const { node, positive } of atoms) {
    if (node.kind === 'bound') {
      const limit = { value: node.value, exclusive: positive === node.exclusive };
      if ((node.side === 'least') === positive) low = tighter(low, limit, Math.sign(limit.value - low.value));
      else high = tighter(high, limit, Math.sign(high.value - limit.value));
    }
    if (node.kind === 'multipleOf') {
      const divisor = decimal(node.divisor);
      if (!positive) avoided.push(divisor);
      else step = step === undefined ? divisor : leastCommonMultiple(step, divisor);
    }
  }
  if (low.value > high.value || (low.value === high.value && (low.exclusive || high.exclusive))) return EMPTY;
  const claims = atoms.map((atom) => atom.literal);
  if (step !== undefined) return solveLattice(solver, step, low, high, avoided, claims);
  if (low.value === high.value) return solver.amongAll([low.value], claims);
  // More reals lie between two limits than finitely many values and lattices can take away.
  const outcome = solver.amongAll(realCandidates(low, high), claims);
  return outcome.kind === 'empty'
    ? unknown('witness-not-found', 'no number within the limits was found')
    : outcome;
}

function solveLattice(
  solver: Solver,
  step: Decimal,
  low: Limit,
  high: Limit,
  avoided: readonly Decimal[],
  claims: readonly number[],
): Outcome {
  if (avoided.some((divisor) => isMultipleOf(step, divisor))) return EMPTY;
  const first = Number.isFinite(low.value) ? firstMultiple(step, low) : undefined;
  const last = Number.isFinite(high.value) ? lastMultiple(step, high) : undefined;
  if (first !== undefined && last !== undefined && first > last) return EMPTY;
  const complete = first !== undefined && last !== undefined && last - first < MAX_LATTICE_POINTS;
  const points: Json[] = [];
  let exact = true;
  for (const factor of complete ? range(first, last) : nearFactors(first, last)) {
    const number = toNumber(times(step, factor));
    if (number === undefined) exact = false;
    else points.push(number);
  }
  const outcome = solver.amongAll(points, claims);
  if (outcome.kind !== 'empty' || (complete && exact)) return outcome;
  return unknown('witness-not-found', 'no multiple within the limits was found');
}

function tighter(current: Limit, limit: Limit, direction: number): Limit {
  if (direction > 0) return limit;
  return direction === 0 && limit.exclusive ? limit : current;
}

function firstMultiple(step: Decimal, low: Limit): bigint {
  const value = decimal(low.value);
  const floor = floorQuotient(value, step);
  return isMultipleOf(value, step) && !low.exclusive ? floor : floor + 1n;
}

function lastMultiple(step: Decimal, high: Limit): bigint {
  const value = decimal(high.value);
  const floor = floorQuotient(value, step);
  return isMultipleOf(value, step) && high.exclusive ? floor - 1n : floor;
}

function* range(first: bigint, last: bigint): Iterable<bigint> {
  for (let factor = first; factor <= last; factor += 1n) yield factor;
}

function* nearFactors(first: bigint | undefined, last: bigint | undefined): Iterable<bigint> {
  const within = (factor: bigint) =>
    (first === undefined || factor >= first) && (last === undefined || factor <= last);
  const starts = [0n, first, last].filter((start) => start !== undefined);
  for (const start of starts) {
    for (let distance = 0n; distance < 100n; distance += 1n) {
      if (within(start + distance)) yield start + distance;
      if (distance > 0n && within(start - distance)) yield start - distance;
    }
    // Far from zero only every so many integers is a double.
    for (let power = 7n; power < 1_024n; power += 1n) {
      const far = 1n << power;
      for (const factor of [
        start + far,
        start - far,
        ((start >> power) + 1n) << power,
        (start >> power) << power,
      ])
        if (within(factor)) yield factor;
    }
  }
}

function* realCandidates(low: Limit, high: Limit): Iterable<number> {
  const within = (value: number) =>
    Number.isFinite(value) &&
    (low.exclusive ? value > low.value : value >= low.value) &&
    (high.exclusive ? value < high.value : value <= high.value);
  const anchors = [0, low.value, high.value].filter(Number.isFinite);
  const distances = [0, 1, 0.5, 0.25, 0.1, 0.01, 2, 3, 7, 10, 1e-6, Math.PI - 3, 1e3, 1e9];
  const candidates = anchors.flatMap((anchor) =>
    distances.flatMap((distance) => [anchor + distance, anchor - distance]),
  );
  for (let index = 1; index < 200; index += 1) candidates.push(index, -index, index + 0.3);
  if (Number.isFinite(low.value) && Number.isFinite(high.value)) {
    for (let part = 1; part < 64; part += 1)
      candidates.push(low.value + ((high.value - low.value) * part) / 64);
  }
  yield* new Set(candidates.filter(within));
}
