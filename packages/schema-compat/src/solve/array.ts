import { canonicalText, type Json } from '../json';
import type { NodeId } from '../schema/node';
import { isFromA, type Literal, literal } from './literal';
import { EMPTY, firstOf, type Outcome, unknown } from './outcome';
import { sizeRange } from './size';
import type { Atom, Solver } from './solver';

const MAX_POSITIONS = 1_000;
const MAX_ITEMS = 2_000;
const MAX_PLACEMENTS = 64;

/** Some item, at an index in the range, must satisfy a claim. */
type Demand = { claim: Literal; from: number; to: number };

type Counted = { claim: Literal; min: number; max: number };

/**
 * Decides claims about arrays. Positions up to the last index that any claim names are told apart; all later ones are alike.
 * A claim that must fail somewhere becomes a demand, and every placement of the demands is tried.
 */
export function solveArray(solver: Solver, atoms: readonly Atom[]): Outcome {
  const problem = readProblem(solver, atoms);
  if (problem === undefined) return EMPTY;
  if (problem.width > MAX_POSITIONS) return unknown('witness-too-large', 'a tuple has too many positions');
  const size = sizeRange(atoms);
  const min = Math.max(size.min, problem.minLength);
  const max = Math.min(size.max, firstImpossible(solver, problem, size.max));
  if (min > max) return EMPTY;
  for (const demand of problem.demands) {
    if (!feasible(solver, problem, demand, max)) return EMPTY;
  }
  for (const counted of problem.counted) {
    if (counted.min > 1 && !canHoldOften(solver, problem, counted, max)) return EMPTY;
  }
  if (problem.equalPair && max < 2) return EMPTY;
  if (problem.unique && min >= 2 && pigeonhole(solver, problem, min)) return EMPTY;
  const claims = atoms.map((atom) => atom.literal);
  if (max === 0) return solver.amongAll([[]], claims);
  return firstOf(placements(solver, problem, max), (placement) =>
    placement === 'more'
      ? unknown('witness-not-found', 'not every placement of the demanded items was tried')
      : buildArray(solver, problem, placement, { min, max }, claims),
  );
}

type Problem = {
  /** Claims on the item at an index: those of its own, and those of every index from a start. */
  items: { index: number; claim: Literal }[];
  tails: { from: number; claim: Literal }[];
  demands: Demand[];
  counted: Counted[];
  minLength: number;
  unique: boolean;
  equalPair: boolean;
  /** Positions from here on are alike. */
  width: number;
};

function readProblem(solver: Solver, atoms: readonly Atom[]): Problem | undefined {
  const problem: Problem = {
    items: [],
    tails: [],
    demands: [],
    counted: [],
    minLength: 0,
    unique: false,
    equalPair: false,
    width: 0,
  };
  const counts = new Map<
    NodeId,
    { min: number; max: number; fromA: boolean; holes: { min: number; max: number }[] }
  >();
  for (const { node, positive, literal: own } of atoms) {
    const fromA = isFromA(own);
    switch (node.kind) {
      case 'item':
        problem.width = Math.max(problem.width, node.index + 1);
        if (positive) problem.items.push({ index: node.index, claim: literal(node.schema, true, fromA) });
        else {
          problem.minLength = Math.max(problem.minLength, node.index + 1);
          problem.demands.push({
            claim: literal(node.schema, false, fromA),
            from: node.index,
            to: node.index,
          });
        }
        break;
      case 'tail':
        problem.width = Math.max(problem.width, node.from);
        if (positive) problem.tails.push({ from: node.from, claim: literal(node.schema, true, fromA) });
        else {
          problem.minLength = Math.max(problem.minLength, node.from + 1);
          problem.demands.push({
            claim: literal(node.schema, false, fromA),
            from: node.from,
            to: Number.POSITIVE_INFINITY,
          });
        }
        break;
      case 'contains': {
        const count = counts.get(node.schema) ?? { min: 0, max: Number.POSITIVE_INFINITY, fromA, holes: [] };
        if (positive) {
          count.min = Math.max(count.min, node.min);
          count.max = Math.min(count.max, node.max);
        } else count.holes.push(node);
        counts.set(node.schema, count);
        break;
      }
      case 'unique':
        if (positive) problem.unique = true;
        else problem.equalPair = true;
        break;
      default:
    }
  }
  for (const [schema, count] of counts) {
    const range = outsideHoles(count);
    if (range === undefined) return undefined;
    if (range.max === 0) problem.tails.push({ from: 0, claim: literal(schema, false, count.fromA) });
    else {
      problem.counted.push({ claim: literal(schema, true, count.fromA), ...range });
      if (range.min >= 1) {
        problem.minLength = Math.max(problem.minLength, range.min);
        problem.demands.push({
          claim: literal(schema, true, count.fromA),
          from: 0,
          to: Number.POSITIVE_INFINITY,
        });
      }
    }
  }
  if (problem.equalPair) problem.minLength = Math.max(problem.minLength, 2);
  return solver.parts.budget.exhausted ? { ...problem, width: Number.POSITIVE_INFINITY } : problem;
}

/** The counts in range and in none of the holes, where these cut a range at its ends; else the range itself, which is wider. */
function outsideHoles(count: {
  min: number;
  max: number;
  holes: { min: number; max: number }[];
}): { min: number; max: number } | undefined {
  let { min, max } = count;
  for (let changed = true; changed; ) {
    changed = false;
    for (const hole of count.holes) {
      if (min >= hole.min && min <= hole.max) {
        min = Math.floor(hole.max) + 1;
        changed = true;
      }
      if (max >= hole.min && max <= hole.max && min <= max) {
        max = Math.ceil(hole.min) - 1;
        changed = true;
      }
      if (min > max || min === Number.POSITIVE_INFINITY) return undefined;
    }
  }
  return { min, max };
}

function claimsAt(problem: Problem, index: number): Literal[] {
  return [
    ...problem.items.filter((item) => item.index === index).map((item) => item.claim),
    ...problem.tails.filter((tail) => tail.from <= index).map((tail) => tail.claim),
  ];
}

/** The first index no item can stand at, so that no array is longer. */
function firstImpossible(solver: Solver, problem: Problem, max: number): number {
  for (let index = 0; index <= problem.width && index < max; index += 1) {
    const claims = claimsAt(problem, index);
    if (claims.length > 0 && solver.solve(claims).kind === 'empty') return index;
  }
  return Number.POSITIVE_INFINITY;
}

function possiblePositions(problem: Problem, from: number, to: number, max: number): number[] {
  const last = Math.min(to, problem.width, max - 1);
  const positions: number[] = [];
  for (let index = Math.min(from, problem.width); index <= last; index += 1)
    if (index >= from || index === problem.width) positions.push(index);
  return positions;
}

function feasible(solver: Solver, problem: Problem, demand: Demand, max: number): boolean {
  return possiblePositions(problem, demand.from, demand.to, max).some(
    (index) => solver.solve([...claimsAt(problem, index), demand.claim]).kind !== 'empty',
  );
}

function canHoldOften(solver: Solver, problem: Problem, counted: Counted, max: number): boolean {
  let places = 0;
  for (const index of possiblePositions(problem, 0, Number.POSITIVE_INFINITY, max)) {
    if (solver.solve([...claimsAt(problem, index), counted.claim]).kind === 'empty') continue;
    places += index < problem.width ? 1 : max - problem.width;
    if (places >= counted.min) return true;
  }
  return false;
}

/**
 * Whether `min` items that must differ have too few values. A position with `min` values or more always finds one that is
 * left; for the others there must be a value each (a matching of positions and values).
 */
function pigeonhole(solver: Solver, problem: Problem, min: number): boolean {
  if (min > MAX_PLACEMENTS) return false;
  const narrow: string[][] = [];
  let rest: string[] | undefined;
  for (let index = 0; index < min; index += 1) {
    const isRest = index > problem.width;
    const domain = isRest ? rest : domainOf(solver, claimsAt(problem, index), min);
    if (index === problem.width) rest = domain;
    if (domain !== undefined) narrow.push(domain);
  }
  const taken = new Map<string, number>();
  const place = (position: number, tried: Set<string>): boolean =>
    (narrow[position] as string[]).some((value) => {
      if (tried.has(value)) return false;
      tried.add(value);
      const holder = taken.get(value);
      if (holder !== undefined && !place(holder, tried)) return false;
      taken.set(value, position);
      return true;
    });
  return narrow.some((_, position) => !place(position, new Set()));
}

/** All values that satisfy the claims, as canonical texts; undefined where there are `limit` or more, or they are not known. */
function domainOf(solver: Solver, claims: readonly Literal[], limit: number): string[] | undefined {
  const values: Json[] = [];
  while (values.length < limit) {
    const outcome = solver.solve(values.length > 0 ? [...claims, excluding(solver, values)] : claims);
    if (outcome.kind === 'empty') return values.map(canonicalText);
    if (outcome.kind === 'unknown') return undefined;
    values.push(outcome.value);
  }
  return undefined;
}

function excluding(solver: Solver, values: readonly Json[]): Literal {
  return literal(solver.parts.store.enum(values), false, false);
}

/** Which demands stand at which index. */
type Placement = ReadonlyMap<number, readonly Literal[]>;

/** Every way to place the demands; positions past the width are interchangeable, so as many are tried as there are demands. */
function* placements(solver: Solver, problem: Problem, max: number): Iterable<Placement | 'more'> {
  let yielded = 0;
  const place = function* (at: number, placement: Placement): Iterable<Placement | 'more'> {
    const demand = problem.demands[at];
    if (demand === undefined) {
      yielded += 1;
      yield yielded > MAX_PLACEMENTS ? 'more' : placement;
      return;
    }
    const generic = problem.demands.length;
    const last = Math.min(demand.to, max - 1, problem.width + generic - 1);
    for (let index = demand.from; index <= last && yielded <= MAX_PLACEMENTS; index += 1) {
      const here = [...(placement.get(index) ?? []), demand.claim];
      if (solver.solve([...claimsAt(problem, index), ...here]).kind === 'empty') continue;
      yield* place(at + 1, new Map(placement).set(index, here));
    }
  };
  yield* place(0, new Map());
}

function buildArray(
  solver: Solver,
  problem: Problem,
  placement: Placement,
  size: { min: number; max: number },
  claims: readonly Literal[],
): Outcome {
  const length = Math.max(size.min, ...[...placement.keys()].map((index) => index + 1));
  if (length > MAX_ITEMS)
    return unknown('witness-too-large', `an array of at least ${length} items is needed`);
  if (problem.equalPair) return buildWithPair(solver, problem, placement, length, claims);
  const items: Json[] = [];
  for (let index = 0; index < length; index += 1) {
    const wanted = [
      ...claimsAt(problem, index),
      ...(placement.get(index) ?? []),
      ...moreCounted(problem, placement, index),
    ];
    const outcome = solver.solve(
      problem.unique && items.length > 0 ? [...wanted, excluding(solver, items)] : wanted,
    );
    if (outcome.kind === 'empty')
      return unknown('witness-not-found', 'no further item that differs was found');
    if (outcome.kind === 'unknown') return outcome.candidate === undefined ? outcome : partly(outcome, items);
    items.push(outcome.value);
  }
  return solver.checked(items, claims, {
    code: 'witness-not-found',
    message: 'no array with these items was found',
  });
}

/** Where `contains` wants several items, the first free positions take them. */
function moreCounted(problem: Problem, placement: Placement, index: number): Literal[] {
  return problem.counted
    .filter(({ min }) => min > 1 && index < min && !placement.has(index))
    .map(({ claim }) => claim);
}

function partly(outcome: Extract<Outcome, { kind: 'unknown' }>, items: readonly Json[]): Outcome {
  return { ...outcome, candidate: [...items, outcome.candidate as Json] };
}

function buildWithPair(
  solver: Solver,
  problem: Problem,
  placement: Placement,
  length: number,
  claims: readonly Literal[],
): Outcome {
  const pairs: [number, number][] = [];
  const last = Math.min(length, problem.width + 2);
  for (let right = 1; right < last; right += 1)
    for (let left = 0; left < right; left += 1) pairs.push([left, right]);
  if (pairs.length > MAX_PLACEMENTS) pairs.length = MAX_PLACEMENTS;
  const outcome = firstOf(pairs, ([left, right]) => {
    const at = (index: number) => [...claimsAt(problem, index), ...(placement.get(index) ?? [])];
    const shared = solver.solve([...at(left), ...at(right)]);
    if (shared.kind !== 'sample') return shared;
    const items: Json[] = [];
    for (let index = 0; index < length; index += 1) {
      const item: Outcome = index === left || index === right ? shared : solver.solve(at(index));
      if (item.kind !== 'sample')
        return item.kind === 'empty' ? unknown('witness-not-found', 'no item fits') : item;
      items.push(item.value);
    }
    return solver.checked(items, claims, {
      code: 'witness-not-found',
      message: 'no array with an equal pair was found',
    });
  });
  // Longer arrays have pairs that were not tried.
  return outcome.kind === 'empty' ? unknown('witness-not-found', 'no two equal items were found') : outcome;
}
