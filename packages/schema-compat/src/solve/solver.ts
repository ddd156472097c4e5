import { JSON_TYPES, type Json, type JsonType, typeOf } from '../json';

import type { Evaluator, Truth } from '../schema/evaluate';
import { not } from '../schema/evaluate';
import { constrainedType, type NodeId, type NodeStore, type SchemaNode } from '../schema/node';
import { inPlace } from '../schema/reference-cycle';
import type { Reason } from '../verdict';
import { solveArray } from './array';
import type { Budget } from './budget';
import { type Declared, DeclaredMembers } from './declared';
import { about, isFromA, isPositive, type Literal, literal, nodeOf } from './literal';
import { solveNumber } from './number';
import { solveObject } from './object';
import { EMPTY, firstOf, type Outcome, OVER_BUDGET } from './outcome';
import type { Patterns } from './pattern';
import { solveString } from './string';

/** A claim at rest: a node of one type and whether it holds. */
export type Atom<Node extends SchemaNode = SchemaNode> = { node: Node; positive: boolean; literal: Literal };

export type SolverParts = {
  store: NodeStore;
  evaluator: Evaluator;
  patterns: Patterns;
  budget: Budget;
  /** Only documents all of whose members are declared by the claims that are marked as A's. */
  declaredOnly: boolean;
};

/** A branch is copied for every alternative: with many claims that is more than one step of work. */
const CLAIMS_PER_STEP = 16;

type Branch = {
  atoms: Map<NodeId, Atom>;
  seen: Map<NodeId, boolean>;
  choices: Literal[][][];
  opaque: Reason[];
};

/** Levels a question may go down: as deep as the samples it makes, and far from the end of the stack. */
const MAX_OPEN_QUESTIONS = 512;

/**
 * Decides whether a value can satisfy a set of claims at once, by cases: per type of value, boolean structure is taken apart
 * until only claims of that type are left, which the procedure of that type decides; members and items are the same question
 * again, one level down. `empty` is a proof, a `sample` has been checked against every claim.
 *
 * A question that comes up again inside itself (recursive schemas) is answered `empty` there: every level steps down into
 * a member or item, and no finite document goes down for ever.
 */
export class Solver {
  private readonly answers = new Map<string, Outcome>();
  private readonly open = new Map<string, number>();
  private readonly declaredMembers: DeclaredMembers;
  /** The outermost open question that the current answer assumed to be empty. */
  private assumed = Number.POSITIVE_INFINITY;

  constructor(readonly parts: SolverParts) {
    this.declaredMembers = new DeclaredMembers(parts.store);
  }

  solve(claims: readonly Literal[]): Outcome {
    const goal = [...new Set(claims)].sort((left, right) => left - right);
    const key = goal.join();
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const level = this.open.get(key);
    if (level !== undefined) {
      this.assumed = Math.min(this.assumed, level);
      return EMPTY;
    }
    const depth = this.open.size;
    if (depth >= MAX_OPEN_QUESTIONS || !this.parts.budget.spend()) return OVER_BUDGET;
    const assumedOutside = this.assumed;
    this.assumed = Number.POSITIVE_INFINITY;
    this.open.set(key, depth);
    const outcome = firstOf(JSON_TYPES, (type) => this.solveType(type, goal));
    this.open.delete(key);
    const standsAlone = this.assumed >= depth;
    if (outcome.kind === 'sample' || standsAlone) this.answers.set(key, outcome);
    this.assumed = standsAlone ? assumedOutside : Math.min(assumedOutside, this.assumed);
    return outcome;
  }

  /** Whether a value satisfies a claim. */
  holds(claim: Literal, value: Json): Truth {
    const truth = this.parts.evaluator.accepts(nodeOf(claim), value);
    return isPositive(claim) ? truth : not(truth);
  }

  /** The first value that satisfies all claims; empty if each fails one. For use where the values are all there are. */
  amongAll(values: Iterable<Json>, claims: readonly Literal[]): Outcome {
    return firstOf(values, (value) => {
      if (!this.parts.budget.spend()) return OVER_BUDGET;
      const truths = claims.map((claim) => this.holds(claim, value));
      if (truths.includes(false)) return EMPTY;
      if (!truths.includes(undefined)) return { kind: 'sample', value };
      return { kind: 'unknown', reasons: this.opacity(claims), candidate: value };
    });
  }

  /** A value built by a type's procedure: a sample if it passes every claim, else unknown for the given reason. */
  checked(value: Json, claims: readonly Literal[], reason: Reason): Outcome {
    const outcome = this.amongAll([value], claims);
    return outcome.kind === 'empty' ? { kind: 'unknown', reasons: [reason] } : outcome;
  }

  private solveType(type: JsonType, goal: readonly Literal[]): Outcome {
    const branch = this.extend({ atoms: new Map(), seen: new Map(), choices: [], opaque: [] }, goal, type);
    if (branch === undefined) return EMPTY;
    if (!this.parts.declaredOnly || type !== 'object') return this.solveBranch(type, branch, undefined);
    const declared = this.declaredMembers.of(goal);
    if (!this.parts.budget.spend(Math.ceil(declared.names.size / CLAIMS_PER_STEP))) return OVER_BUDGET;
    return this.solveBranch(type, branch, declared);
  }

  private solveBranch(type: JsonType, start: Branch, declared: Declared | undefined): Outcome {
    if (!this.parts.budget.spend(1 + Math.floor(start.seen.size / CLAIMS_PER_STEP))) return OVER_BUDGET;
    const branch = this.settle(start, type);
    if (branch === undefined) return EMPTY;
    const choice = smallest(branch.choices);
    if (choice === undefined) return this.solveAtoms(type, branch, declared);
    if (
      branch.choices.length > 1 &&
      choice.length > 1 &&
      this.solveAtoms(type, branch, declared).kind === 'empty'
    )
      return EMPTY;
    const rest = branch.choices.filter((other) => other !== choice);
    return firstOf(choice, (alternative) => {
      if (this.parts.budget.exhausted) return OVER_BUDGET;
      const next = this.extend({ ...branch, choices: rest }, alternative, type);
      return next === undefined ? EMPTY : this.solveBranch(type, next, declared);
    });
  }

  /** Drops choices already met and alternatives already refuted, and takes forced ones, until nothing changes. */
  private settle(start: Branch, type: JsonType): Branch | undefined {
    let branch = start;
    for (;;) {
      const open: Literal[][][] = [];
      const forced: Literal[] = [];
      for (const choice of branch.choices) {
        const standing = choice.filter((alternative) =>
          alternative.every((claim) => branch.seen.get(nodeOf(claim)) !== !isPositive(claim)),
        );
        if (standing.length === 0) return undefined;
        if (
          standing.some((alternative) =>
            alternative.every((claim) => branch.seen.get(nodeOf(claim)) === isPositive(claim)),
          )
        )
          continue;
        if (standing.length === 1) forced.push(...(standing[0] as Literal[]));
        else open.push(standing);
      }
      if (forced.length === 0) return { ...branch, choices: open };
      const next = this.extend({ ...branch, choices: open }, forced, type);
      if (next === undefined) return undefined;
      branch = next;
    }
  }

  /** The branch with more claims, taken apart as far as needs no choice; undefined where they contradict each other. */
  private extend(branch: Branch, claims: readonly Literal[], type: JsonType): Branch | undefined {
    const atoms = new Map(branch.atoms);
    const seen = new Map(branch.seen);
    const choices = [...branch.choices];
    const opaque = [...branch.opaque];
    const { store } = this.parts;
    const pending = [...claims];
    for (let claim = pending.pop(); claim !== undefined; claim = pending.pop()) {
      const current = claim;
      const id = nodeOf(current);
      const positive = isPositive(current);
      const before = seen.get(id);
      if (before === !positive) return undefined;
      if (before === positive) continue;
      seen.set(id, positive);
      const node = store.get(id);
      switch (node.kind) {
        case 'true':
        case 'false':
          if ((node.kind === 'true') !== positive) return undefined;
          break;
        case 'all':
        case 'any':
          if ((node.kind === 'all') === positive)
            pending.push(...node.of.map((part) => about(part, current)));
          else choices.push(node.of.map((part) => [about(part, current)]));
          break;
        case 'one':
          choices.push(positive ? exactlyOne(node.of, current) : noneOrTwo(node.of, current));
          break;
        case 'not':
          pending.push(about(node.of, current, true));
          break;
        case 'reference':
          pending.push(about(store.target(node.id), current));
          break;
        case 'type':
          if (node.types.includes(type) !== positive) return undefined;
          break;
        case 'enum': {
          const possible = node.values.some((value) => typeOf(value) === type);
          if (positive && !possible) return undefined;
          if (possible) atoms.set(id, { node, positive, literal: current });
          break;
        }
        case 'opaque':
          opaque.push(node.reason);
          break;
        default:
          if (constrainedType(node) === type) atoms.set(id, { node, positive, literal: current });
          else if (!positive) return undefined;
      }
    }
    return { atoms, seen, choices, opaque };
  }

  private solveAtoms(type: JsonType, branch: Branch, declared: Declared | undefined): Outcome {
    const atoms = [...branch.atoms.values()];
    const outcome = this.solveKnown(type, atoms, declared);
    if (outcome.kind !== 'sample' || branch.opaque.length === 0) return outcome;
    return { kind: 'unknown', reasons: branch.opaque, candidate: outcome.value };
  }

  private solveKnown(type: JsonType, atoms: readonly Atom[], declared: Declared | undefined): Outcome {
    const claims = atoms.map((atom) => atom.literal);
    const finite = atoms.find((atom) => atom.positive && atom.node.kind === 'enum');
    if (finite?.node.kind === 'enum') {
      return this.amongAll(
        finite.node.values.filter((value) => typeOf(value) === type),
        claims,
      );
    }
    switch (type) {
      case 'null':
        return this.amongAll([null], claims);
      case 'boolean':
        return this.amongAll([false, true], claims);
      case 'number':
        return solveNumber(this, atoms);
      case 'string':
        return solveString(this, atoms);
      case 'array':
        return solveArray(this, atoms);
      case 'object':
        return solveObject(this, atoms, declared);
    }
  }

  private opacity(claims: readonly Literal[]): Reason[] {
    const reached = new Set(claims.map(nodeOf));
    const reasons: Reason[] = [];
    for (const id of reached) {
      const node = this.parts.store.get(id);
      if (node.kind === 'opaque') reasons.push(node.reason);
      if ('schema' in node) reached.add(node.schema);
      for (const part of inPlace(this.parts.store, id)) reached.add(part);
    }
    if (this.parts.budget.exhausted)
      reasons.push({ code: 'budget', message: 'the budget of this question is used up' });
    return reasons.length > 0
      ? reasons
      : [
          {
            code: 'pattern-not-regular',
            message: 'a pattern cannot be matched in bounded time against a candidate document',
          },
        ];
  }
}

function exactlyOne(parts: readonly NodeId[], claim: Literal): Literal[][] {
  const fromA = isFromA(claim);
  return parts.map((_, chosen) => parts.map((part, index) => literal(part, index === chosen, fromA)));
}

function noneOrTwo(parts: readonly NodeId[], claim: Literal): Literal[][] {
  const fromA = isFromA(claim);
  const none = parts.map((part) => literal(part, false, fromA));
  const pairs = parts.flatMap((left, index) =>
    parts.slice(index + 1).map((right) => [literal(left, true, fromA), literal(right, true, fromA)]),
  );
  return [none, ...pairs];
}

function smallest(choices: readonly Literal[][][]): Literal[][] | undefined {
  let best: Literal[][] | undefined;
  for (const choice of choices) if (best === undefined || choice.length < best.length) best = choice;
  return best;
}
