import { isObject, type JsonObject, member } from '../json';
import { declaredMembers, tailNode, tupleLength } from './assertions';
import type { Site } from './dynamic-scope';
import type { NodeId, NodeStore } from './node';

/** What keywords at one place evaluate, if `condition` holds; `group` ties alternatives of which only one can hold. */
type Contribution<Cover> = { condition: NodeId | undefined; group: number; cover: Cover };

export type MemberCover = { names: readonly string[]; patterns: readonly string[]; everything: boolean };
/** Items before `prefix`, and those that one of the schemas in `matching` accepts. */
export type ItemCover = { prefix: number; matching: readonly NodeId[]; everything: boolean };

/**
 * A subschema that judges the same value, and when what it evaluates counts: always, or if `condition` holds. Of the parts
 * of one schema with the same `exclusive` name no two different conditions hold at once.
 */
export type InPlacePart = { site: Site; condition?: NodeId; exclusive?: 'oneOf' | 'if' };

export type Surroundings = {
  store: NodeStore;
  /** The subschemas in place of a schema with their conditions; undefined where one cannot be known. */
  partsOf(site: Site): readonly InPlacePart[] | undefined;
  /** The node of the subschema behind a keyword. */
  nodeOf(site: Site, keyword: string): NodeId;
  /** Whether an item that `contains` of a schema accepts is evaluated. */
  isEvaluatedByContains(site: Site): boolean;
};

/** Every combination of alternatives becomes a claim: beyond so many the keyword is not expanded. */
const MAX_COMBINATIONS = 1_024;
const MAX_PARTS = 2_000;

/**
 * `unevaluatedProperties` without annotations: for every set of alternatives that may hold, either a further one holds or
 * all members that the set does not name satisfy `schema`. Undefined where there are too many sets.
 */
export function unevaluatedProperties(around: Surroundings, site: Site, schema: NodeId): NodeId | undefined {
  const { store } = around;
  const contributions = gather(around, site, memberCover);
  if (contributions === undefined) return undefined;
  return expand(store, contributions, (covers) => {
    if (covers.some((cover) => cover.everything)) return store.true;
    const names = covers.flatMap((cover) => cover.names);
    return store.additional({ names, patterns: covers.flatMap((cover) => cover.patterns), schema });
  });
}

/** `unevaluatedItems`, likewise. */
export function unevaluatedItems(around: Surroundings, site: Site, schema: NodeId): NodeId | undefined {
  const { store } = around;
  const contributions = gather(around, site, (at, own) => itemCover(around, at, own));
  if (contributions === undefined) return undefined;
  return expand(store, contributions, (covers) => {
    if (covers.some((cover) => cover.everything)) return store.true;
    const from = Math.max(0, ...covers.map((cover) => cover.prefix));
    return tailNode(store, from, store.any([schema, ...covers.flatMap((cover) => cover.matching)]));
  });
}

function memberCover({ place: { schema } }: Site, own: boolean): MemberCover | undefined {
  if (!isObject(schema)) return undefined;
  const everything = has(schema, 'additionalProperties') || (!own && has(schema, 'unevaluatedProperties'));
  const declared = declaredMembers(schema);
  const nothing = !everything && declared.names.length === 0 && declared.patterns.length === 0;
  return nothing ? undefined : { ...declared, everything };
}

function itemCover(around: Surroundings, site: Site, own: boolean): ItemCover | undefined {
  const { schema, draft } = site.place;
  if (!isObject(schema)) return undefined;
  const items = member(schema, 'items');
  const everything =
    (items !== undefined && !Array.isArray(items)) ||
    (Array.isArray(items) && has(schema, 'additionalItems')) ||
    (!own && has(schema, 'unevaluatedItems'));
  const prefix = tupleLength(schema, draft);
  const isContained = has(schema, 'contains') && around.isEvaluatedByContains(site);
  const matching = isContained ? [around.nodeOf(site, 'contains')] : [];
  return !everything && prefix === 0 && matching.length === 0 ? undefined : { prefix, matching, everything };
}

function gather<Cover>(
  around: Surroundings,
  start: Site,
  coverOf: (site: Site, own: boolean) => Cover | undefined,
): Contribution<Cover>[] | undefined {
  const found: Contribution<Cover>[] = [];
  let visited = 0;
  let groups = 0;
  const visit = (
    site: Site,
    condition: NodeId | undefined,
    group: number,
    open: ReadonlySet<string>,
  ): boolean => {
    const key = `${site.scope.key} ${site.place.pointer}`;
    visited += 1;
    // A schema that contains itself in place has no meaning; a very wide one has no expansion.
    if (open.has(key) || visited > MAX_PARTS) return false;
    const cover = coverOf(site, site === start);
    if (cover !== undefined) found.push({ condition, group, cover });
    const exclusiveGroups = new Map<string, number>();
    const groupOf = ({ exclusive }: InPlacePart): number => {
      const known = exclusive === undefined ? undefined : exclusiveGroups.get(exclusive);
      if (known !== undefined) return known;
      groups += 1;
      if (exclusive !== undefined) exclusiveGroups.set(exclusive, groups);
      return groups;
    };
    const inside = new Set([...open, key]);
    const visitPart = (part: InPlacePart): boolean => {
      if (part.condition === undefined) return visit(part.site, condition, group, inside);
      const both = condition === undefined ? part.condition : around.store.all([condition, part.condition]);
      return visit(part.site, both, groupOf(part), inside);
    };
    return around.partsOf(site)?.every(visitPart) ?? false;
  };
  return visit(start, undefined, 0, new Set()) ? found : undefined;
}

function expand<Cover>(
  store: NodeStore,
  contributions: readonly Contribution<Cover>[],
  claimOf: (covers: readonly Cover[]) => NodeId,
): NodeId | undefined {
  const always: Cover[] = [];
  const groups = new Map<number, Map<NodeId, Cover[]>>();
  for (const { condition, group, cover } of contributions) {
    if (condition === undefined || condition === store.true) always.push(cover);
    else {
      const alternatives = groups.get(group) ?? new Map<NodeId, Cover[]>();
      alternatives.set(condition, [...(alternatives.get(condition) ?? []), cover]);
      groups.set(group, alternatives);
    }
  }
  if (claimOf(always) === store.true) return store.true;
  let sets: { held: Cover[]; others: NodeId[] }[] = [{ held: always, others: [] }];
  for (const alternatives of groups.values()) {
    if (sets.length * (alternatives.size + 1) > MAX_COMBINATIONS) return undefined;
    sets = sets.flatMap(({ held, others }) => [
      { held, others: [...others, ...alternatives.keys()] },
      ...[...alternatives].map(([condition, covers]) => ({
        held: [...held, ...covers],
        others: [...others, ...[...alternatives.keys()].filter((other) => other !== condition)],
      })),
    ]);
  }
  return store.all(sets.map(({ held, others }) => store.any([...others, claimOf(held)])));
}

function has(schema: JsonObject, keyword: string): boolean {
  return member(schema, keyword) !== undefined;
}
