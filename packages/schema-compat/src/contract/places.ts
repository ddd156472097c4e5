import { canonicalText, isObject, type JsonObject, member } from '../json';
import { childPointer } from '../json-pointer';
import type { Draft } from '../schema/draft';
import type { Place, Resources } from '../schema/resources';
import { isAnnotation } from '../schema/vocabulary';

const OTHER_ANNOTATIONS = new Set(['$version', '$id', 'id', 'self']);

export function isNotedOnly(keyword: string): boolean {
  const constrains =
    keyword === 'then' || keyword === 'else' || keyword === 'minContains' || keyword === 'maxContains';
  return !constrains && (isAnnotation(keyword) || OTHER_ANNOTATIONS.has(keyword) || keyword.startsWith('x-'));
}

/** The schema a bare `$ref` stands for; the place itself where it says more than that or leads nowhere. */
export function follow(resources: Resources, start: Place): Place {
  const seen = new Set<string>();
  let place = start;
  while (isObject(place.schema) && !seen.has(place.pointer)) {
    seen.add(place.pointer);
    const reference = member(place.schema, '$ref');
    if (typeof reference !== 'string') return place;
    const siblings = Object.keys(place.schema).filter(
      (keyword) => keyword !== '$ref' && !isNotedOnly(keyword),
    );
    if (siblings.length > 0) return place;
    const target = resources.resolve(reference, place.base);
    if (target === undefined) return place;
    place = target;
  }
  return place;
}

export type Fields = { fields: Map<string, Place[]>; required: Set<string> };

export function gatherFields(resources: Resources, start: Place): Fields {
  const fields = new Map<string, Place[]>();
  const required = new Set<string>();
  const reached = new Map([[start.pointer, start]]);
  for (const place of reached.values()) {
    const { schema } = place;
    if (!isObject(schema)) continue;
    const properties = member(schema, 'properties');
    for (const name of isObject(properties) ? Object.keys(properties) : []) {
      const field = resources.at(childPointer(place.pointer, 'properties', name));
      if (field !== undefined) fields.set(name, [...(fields.get(name) ?? []), field]);
    }
    const names = member(schema, 'required');
    for (const name of Array.isArray(names) ? names : []) if (typeof name === 'string') required.add(name);
    for (const part of parts(resources, place, schema)) {
      const target = follow(resources, part);
      reached.set(target.pointer, target);
    }
  }
  return { fields, required };
}

export function places(resources: Resources, place: Place, schema: JsonObject, keyword: string): Place[] {
  const value = member(schema, keyword);
  const found = Array.isArray(value)
    ? value.map((_, index) => resources.at(childPointer(place.pointer, keyword, index)))
    : [];
  return found.filter((part) => part !== undefined);
}

/** The subschemas that all must hold at this very place. */
export function parts(resources: Resources, place: Place, schema: JsonObject): Place[] {
  const reference = member(schema, '$ref');
  const target = typeof reference === 'string' ? resources.resolve(reference, place.base) : undefined;
  return [...(target === undefined ? [] : [target]), ...places(resources, place, schema, 'allOf')];
}

export function placeOf(resources: Resources, place: Place, schema: JsonObject, keyword: string): Place {
  const found =
    member(schema, keyword) === undefined ? undefined : resources.at(childPointer(place.pointer, keyword));
  return found ?? { ...place, schema: true, pointer: childPointer(place.pointer, keyword) };
}

export function itemPlaces(
  resources: Resources,
  place: Place,
  schema: JsonObject,
  draft: Draft,
): { tuple: Place[]; rest: Place } {
  if (draft === '2020-12') {
    return {
      tuple: places(resources, place, schema, 'prefixItems'),
      rest: placeOf(resources, place, schema, 'items'),
    };
  }
  const isTuple = Array.isArray(member(schema, 'items'));
  return {
    tuple: places(resources, place, schema, 'items'),
    rest: placeOf(resources, place, schema, isTuple ? 'additionalItems' : 'items'),
  };
}

export function anything(beside: Place): Place {
  return { ...beside, schema: true };
}

export type Pair = { older: Place; newer: Place };
export type Aligned = { pairs: Pair[]; olderLeft: Place[]; newerLeft: Place[] };

/** Pairs equal schemas, then the remaining ones in order, unless `equalOnly`. */
export function align(older: readonly Place[], newer: readonly Place[], equalOnly = false): Aligned {
  const olderLeft = [...older];
  const newerLeft = [...newer];
  const pairs: Pair[] = [];
  for (const place of older) {
    const text = canonicalText(place.schema);
    const partner = newerLeft.find((candidate) => canonicalText(candidate.schema) === text);
    if (partner === undefined) continue;
    pairs.push({ older: place, newer: partner });
    olderLeft.splice(olderLeft.indexOf(place), 1);
    newerLeft.splice(newerLeft.indexOf(partner), 1);
  }
  while (!equalOnly && olderLeft.length > 0 && newerLeft.length > 0) {
    pairs.push({ older: olderLeft.shift() as Place, newer: newerLeft.shift() as Place });
  }
  return { pairs, olderLeft, newerLeft };
}
