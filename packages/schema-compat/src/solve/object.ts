import type { Json, JsonObject } from '../json';
import { setMember } from '../json';
import type { Truth } from '../schema/evaluate';
import { type Declared, isDeclared } from './declared';
import { isFromA, type Literal, literal } from './literal';
import { EMPTY, firstOf, type Outcome, unknown } from './outcome';
import { sizeRange } from './size';
import type { Atom, Solver } from './solver';

const MAX_REGIONS = 64;
const MAX_PLACEMENTS = 64;
const MAX_ADDED_MEMBERS = 500;

/** Some member, whose key fits, must satisfy the claims. */
type Demand = {
  keyMatches: readonly string[];
  keyAvoids: { names: readonly string[]; patterns: readonly string[] };
  keyClaims: readonly Literal[];
  valueClaims: readonly Literal[];
};

type Problem = {
  properties: Map<string, Literal[]>;
  patternProperties: { pattern: string; claim: Literal }[];
  additional: { names: readonly string[]; patterns: readonly string[]; claim: Literal }[];
  keyClaims: Literal[];
  required: Map<string, Literal[]>;
  absent: Set<string>;
  demands: Demand[];
  names: string[];
  patterns: string[];
  declared: Declared | undefined;
};

/** Keys the claims do not name, told apart by which patterns they match. */
type Region = { keyClaims: Literal[]; valueClaims: Literal[]; matches: ReadonlySet<string> };

/**
 * Decides claims about objects. Named keys are looked at one by one, all others by the region of patterns they match.
 * A claim that must fail for some member becomes a demand, and every key that could carry it is tried.
 */
export function solveObject(solver: Solver, atoms: readonly Atom[], declared: Declared | undefined): Outcome {
  const problem = readProblem(atoms, declared);
  const size = sizeRange(atoms);
  if (size.min > size.max || problem.required.size > size.max) return EMPTY;
  for (const [name, demanded] of problem.required) {
    if (memberAt(solver, problem, name, demanded).kind === 'empty') return EMPTY;
  }
  const regions = keyRegions(solver, problem);
  if (regions === undefined) return unknown('budget', 'too many patterns of member names overlap');
  for (const demand of problem.demands) {
    if (carriers(solver, problem, regions, demand).length === 0) return EMPTY;
  }
  const claims = atoms.map((atom) => atom.literal);
  if (size.max === 0) return solver.amongAll([{}], claims);
  const most = mostMembers(solver, problem, regions, Math.max(size.min, 1));
  if (most < size.min) return EMPTY;
  if (most === 0) return solver.amongAll([{}], claims);
  return firstOf(placements(solver, problem, regions), (placement) =>
    placement === 'more'
      ? unknown('witness-not-found', 'not every member that could carry a demand was tried')
      : buildObject(solver, problem, regions, placement, size, claims),
  );
}

function readProblem(atoms: readonly Atom[], declared: Declared | undefined): Problem {
  const names = new Set<string>();
  const patterns = new Set<string>();
  const problem: Problem = {
    properties: new Map(),
    patternProperties: [],
    additional: [],
    keyClaims: [],
    required: new Map(),
    absent: new Set(),
    demands: [],
    names: [],
    patterns: [],
    declared,
  };
  const require = (name: string, ...claims: Literal[]) => append(problem.required, name, ...claims);
  for (const { node, positive, literal: own } of atoms) {
    const claim = (schema: number) => literal(schema, positive, isFromA(own));
    switch (node.kind) {
      case 'required':
        names.add(node.name);
        if (positive) require(node.name);
        else problem.absent.add(node.name);
        break;
      case 'property':
        names.add(node.name);
        if (positive) append(problem.properties, node.name, claim(node.schema));
        else require(node.name, claim(node.schema));
        break;
      case 'patternProperty':
        patterns.add(node.pattern);
        if (positive) problem.patternProperties.push({ pattern: node.pattern, claim: claim(node.schema) });
        else problem.demands.push(demand({ keyMatches: [node.pattern], valueClaims: [claim(node.schema)] }));
        break;
      case 'additional':
        for (const name of node.names) names.add(name);
        for (const pattern of node.patterns) patterns.add(pattern);
        if (positive) problem.additional.push({ ...node, claim: claim(node.schema) });
        else problem.demands.push(demand({ keyAvoids: node, valueClaims: [claim(node.schema)] }));
        break;
      case 'propertyNames':
        if (positive) problem.keyClaims.push(claim(node.schema));
        else problem.demands.push(demand({ keyClaims: [claim(node.schema)] }));
        break;
      default:
    }
  }
  for (const pattern of declared?.patterns ?? []) patterns.add(pattern);
  for (const name of [...(declared?.names ?? []), ...(declared?.except ?? [])]) names.add(name);
  return { ...problem, names: [...names], patterns: [...patterns].sort() };
}

function append(lists: Map<string, Literal[]>, name: string, ...claims: Literal[]): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, claims);
  else list.push(...claims);
}

function demand(parts: Partial<Demand>): Demand {
  return { keyMatches: [], keyAvoids: { names: [], patterns: [] }, keyClaims: [], valueClaims: [], ...parts };
}

/** The value at a named key, given what else is asked of it; empty where the key cannot be present. */
function memberAt(solver: Solver, problem: Problem, name: string, extra: readonly Literal[]): Outcome {
  if (problem.absent.has(name)) return EMPTY;
  const { patterns, evaluator } = solver.parts;
  if (problem.keyClaims.some((claim) => solver.holds(claim, name) === false)) return EMPTY;
  if (problem.declared !== undefined && isDeclared(patterns, problem.declared, name) === false) return EMPTY;
  const claims: Literal[] = [...extra, ...(problem.properties.get(name) ?? [])];
  for (const { pattern, claim } of problem.patternProperties)
    if (patterns.matches(pattern, name) === true) claims.push(claim);
  for (const rest of problem.additional)
    if (evaluator.isAdditional(rest, name) === true) claims.push(rest.claim);
  return solver.solve(claims);
}

/** The regions that may hold keys no claim names; undefined where there are too many. */
function keyRegions(solver: Solver, problem: Problem): Region[] | undefined {
  const { store } = solver.parts;
  const unnamed = [
    literal(store.types(['string']), true, false),
    ...(problem.names.length > 0 ? [literal(store.enum(problem.names), false, false)] : []),
    ...problem.keyClaims,
  ];
  let partial: { keyClaims: Literal[]; matches: string[] }[] = [{ keyClaims: unnamed, matches: [] }];
  for (const pattern of problem.patterns) {
    const node = store.leaf({ kind: 'pattern', pattern });
    partial = partial
      .flatMap(({ keyClaims, matches }) => [
        { keyClaims: [...keyClaims, literal(node, true, false)], matches: [...matches, pattern] },
        { keyClaims: [...keyClaims, literal(node, false, false)], matches },
      ])
      .filter(({ keyClaims }) => solver.solve(keyClaims).kind !== 'empty');
    if (partial.length > MAX_REGIONS) return undefined;
  }
  return partial
    .map(({ keyClaims, matches }) => regionOf(problem, keyClaims, new Set(matches)))
    .filter((region) => problem.declared === undefined || isDeclaredRegion(problem.declared, region))
    .filter((region) => solver.solve(region.keyClaims).kind !== 'empty');
}

function regionOf(problem: Problem, keyClaims: Literal[], matches: ReadonlySet<string>): Region {
  const valueClaims: Literal[] = [];
  for (const { pattern, claim } of problem.patternProperties)
    if (matches.has(pattern)) valueClaims.push(claim);
  for (const { patterns, claim } of problem.additional) {
    if (!patterns.some((pattern) => matches.has(pattern))) valueClaims.push(claim);
  }
  return { keyClaims, valueClaims, matches };
}

function isDeclaredRegion(declared: Declared, region: Region): boolean {
  return declared.everything || declared.patterns.some((pattern) => region.matches.has(pattern));
}

/** A key that could carry a demand: a named one, or some key of a region. */
type Carrier = { kind: 'named'; name: string } | { kind: 'region'; region: Region };

function carriers(solver: Solver, problem: Problem, regions: readonly Region[], wanted: Demand): Carrier[] {
  const named = problem.names
    .filter((name) => keyFits(solver, wanted, name) !== false)
    .filter(
      (name) =>
        memberAt(solver, problem, name, [...(problem.required.get(name) ?? []), ...wanted.valueClaims])
          .kind !== 'empty',
    )
    .map((name): Carrier => ({ kind: 'named', name }));
  const regional = regions
    .filter((region) => regionFits(wanted, region))
    .filter((region) => solver.solve([...region.keyClaims, ...wanted.keyClaims]).kind !== 'empty')
    .filter((region) => solver.solve([...region.valueClaims, ...wanted.valueClaims]).kind !== 'empty')
    .map((region): Carrier => ({ kind: 'region', region }));
  return [...regional, ...named];
}

function keyFits(solver: Solver, wanted: Demand, name: string): Truth {
  const { patterns, evaluator } = solver.parts;
  const truths = [
    ...wanted.keyMatches.map((pattern) => patterns.matches(pattern, name)),
    evaluator.isAdditional(wanted.keyAvoids, name),
    ...wanted.keyClaims.map((claim) => solver.holds(claim, name)),
  ];
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

function regionFits(wanted: Demand, region: Region): boolean {
  return (
    wanted.keyMatches.every((pattern) => region.matches.has(pattern)) &&
    !wanted.keyAvoids.patterns.some((pattern) => region.matches.has(pattern))
  );
}

/** How many members there can be at most; from `enough` on it is not counted further. */
function mostMembers(solver: Solver, problem: Problem, regions: readonly Region[], enough: number): number {
  let most = problem.names.filter(
    (name) => memberAt(solver, problem, name, problem.required.get(name) ?? []).kind !== 'empty',
  ).length;
  for (const region of regions) {
    if (most >= enough) break;
    if (solver.solve(region.valueClaims).kind !== 'empty') most += countKeys(solver, region, enough - most);
  }
  return most;
}

/** How many keys a region has, up to `limit`; that many where they cannot be counted. */
function countKeys(solver: Solver, region: Region, limit: number): number {
  if (limit > MAX_REGIONS) return limit;
  const keys: Json[] = [];
  while (keys.length < limit) {
    const others = keys.length > 0 ? [literal(solver.parts.store.enum(keys), false, false)] : [];
    const key = solver.solve([...region.keyClaims, ...others]);
    if (key.kind === 'empty') break;
    if (key.kind === 'unknown') return limit;
    keys.push(key.value);
  }
  return keys.length;
}

type Placement = readonly { demand: Demand; carrier: Carrier }[];

function* placements(
  solver: Solver,
  problem: Problem,
  regions: readonly Region[],
): Iterable<Placement | 'more'> {
  let yielded = 0;
  const place = function* (at: number, placement: Placement): Iterable<Placement | 'more'> {
    const wanted = problem.demands[at];
    if (wanted === undefined) {
      yielded += 1;
      yield yielded > MAX_PLACEMENTS ? 'more' : placement;
      return;
    }
    for (const carrier of carriers(solver, problem, regions, wanted)) {
      if (yielded > MAX_PLACEMENTS) return;
      yield* place(at + 1, [...placement, { demand: wanted, carrier }]);
    }
  };
  yield* place(0, []);
}

const NOT_BUILT = { code: 'witness-not-found', message: 'no object with these members was found' } as const;

function buildObject(
  solver: Solver,
  problem: Problem,
  regions: readonly Region[],
  placement: Placement,
  size: { min: number; max: number },
  claims: readonly Literal[],
): Outcome {
  const named = new Map([...problem.required].map(([name, demanded]) => [name, [...demanded]]));
  for (const { demand: wanted, carrier } of placement) {
    if (carrier.kind !== 'named') continue;
    named.set(carrier.name, [...(named.get(carrier.name) ?? []), ...wanted.valueClaims]);
  }
  const leastUnnamed = placement.some(({ carrier }) => carrier.kind === 'region') ? 1 : 0;
  if (named.size + leastUnnamed > size.max) return EMPTY;
  const value: JsonObject = {};
  for (const [name, demanded] of named) {
    const outcome = memberAt(solver, problem, name, demanded);
    if (outcome.kind === 'empty') return EMPTY;
    const found = outcome.kind === 'sample' ? outcome.value : outcome.candidate;
    if (found === undefined) return outcome;
    setMember(value, name, found);
  }
  for (const { demand: wanted, carrier } of placement) {
    if (carrier.kind !== 'region') continue;
    const trouble = addFrom(solver, value, carrier.region, wanted);
    if (trouble !== undefined) return trouble;
  }
  const trouble = fill(solver, problem, regions, value, size.min);
  return trouble ?? solver.checked(value, claims, NOT_BUILT);
}

/** Adds optional members until there are enough; the trouble if none can be added. */
function fill(
  solver: Solver,
  problem: Problem,
  regions: readonly Region[],
  value: JsonObject,
  min: number,
): Outcome | undefined {
  if (min > MAX_ADDED_MEMBERS)
    return unknown('witness-too-large', `an object of at least ${min} members is needed`);
  for (const name of problem.names) {
    if (Object.keys(value).length >= min) return undefined;
    if (Object.hasOwn(value, name)) continue;
    const outcome = memberAt(solver, problem, name, []);
    if (outcome.kind === 'sample') setMember(value, name, outcome.value);
  }
  for (const region of regions) {
    while (Object.keys(value).length < min && addFrom(solver, value, region, demand({})) === undefined);
  }
  return Object.keys(value).length < min
    ? unknown('witness-not-found', 'too few members were found')
    : undefined;
}

/** Adds one member whose key lies in a region; the trouble if there is none. */
function addFrom(solver: Solver, value: JsonObject, region: Region, wanted: Demand): Outcome | undefined {
  const taken: Json[] = Object.keys(value);
  const fresh = taken.length > 0 ? [literal(solver.parts.store.enum(taken), false, false)] : [];
  const key = solver.solve([...region.keyClaims, ...wanted.keyClaims, ...fresh]);
  const member = solver.solve([...region.valueClaims, ...wanted.valueClaims]);
  if (key.kind === 'empty' || member.kind === 'empty') return unknown(NOT_BUILT.code, NOT_BUILT.message);
  const name = key.kind === 'sample' ? key.value : key.candidate;
  const content = member.kind === 'sample' ? member.value : member.candidate;
  if (typeof name !== 'string') return key;
  if (content === undefined) return member;
  setMember(value, name, content);
  return undefined;
}
