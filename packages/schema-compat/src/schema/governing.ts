import { isObject, type JsonObject, member } from '../json';
import { childPointer } from '../json-pointer';
import type { Patterns } from '../solve/pattern';
import type { Place, Resources } from './resources';

/**
 * The subschema that speaks of a place in a document, or of the nearest one above it, and the first name on the way that the
 * schema does not speak of.
 */
export function governing(
  resources: Resources,
  patterns: Patterns,
  instancePath: readonly string[],
): { pointer: string; undeclared: string | undefined } {
  let place: Place = resources.root;
  for (const token of instancePath) {
    const next = inPlacePlaces(resources, [place])
      .map((candidate) => stepDown(resources, patterns, candidate, token))
      .find((candidate) => candidate !== undefined);
    if (next === undefined) return { pointer: place.pointer, undeclared: token };
    place = next;
  }
  return { pointer: place.pointer, undeclared: undefined };
}

/** Where the keyword of this name stands in the subschemas that speak of a place, in whatever branch. */
export function keywordPointers(
  resources: Resources,
  patterns: Patterns,
  instancePath: readonly string[],
  keyword: string,
): string[] {
  let places = inPlacePlaces(resources, [resources.root]);
  for (const token of instancePath) {
    const below = places.map((place) => stepDown(resources, patterns, place, token));
    places = inPlacePlaces(
      resources,
      below.filter((place) => place !== undefined),
    );
  }
  return places
    .filter(({ schema }) => isObject(schema) && member(schema, keyword) !== undefined)
    .map(({ pointer }) => childPointer(pointer, keyword));
}

const IN_PLACE_LISTS = ['allOf', 'anyOf', 'oneOf'];
const IN_PLACE_ONE = ['if', 'then', 'else'];

function inPlacePlaces(resources: Resources, starts: readonly Place[]): Place[] {
  const reached = new Map(starts.map((start) => [start.pointer, start]));
  for (const place of reached.values()) {
    const { schema } = place;
    if (!isObject(schema)) continue;
    const reference = member(schema, '$ref');
    const target = typeof reference === 'string' ? resources.resolve(reference, place.base) : undefined;
    const children = [
      target,
      ...IN_PLACE_ONE.map((keyword) => child(resources, place, schema, keyword)),
      ...IN_PLACE_LISTS.flatMap((keyword) => {
        const list = member(schema, keyword);
        return Array.isArray(list)
          ? list.map((_, index) => resources.at(childPointer(place.pointer, keyword, index)))
          : [];
      }),
    ];
    for (const found of children)
      if (found !== undefined && !reached.has(found.pointer)) reached.set(found.pointer, found);
  }
  return [...reached.values()];
}

function stepDown(resources: Resources, patterns: Patterns, place: Place, token: string): Place | undefined {
  const { schema } = place;
  if (!isObject(schema)) return undefined;
  const properties = member(schema, 'properties');
  if (isObject(properties) && Object.hasOwn(properties, token)) {
    return child(resources, place, schema, 'properties', token);
  }
  const byPattern = member(schema, 'patternProperties');
  for (const pattern of isObject(byPattern) ? Object.keys(byPattern) : []) {
    if (patterns.matches(pattern, token) === true)
      return child(resources, place, schema, 'patternProperties', pattern);
  }
  if (/^\d+$/.test(token)) {
    for (const keyword of ['prefixItems', 'items']) {
      if (Array.isArray(member(schema, keyword))) {
        const item = resources.at(childPointer(place.pointer, keyword, token));
        if (item !== undefined) return item;
      }
    }
    const rest =
      child(resources, place, schema, 'additionalItems') ?? child(resources, place, schema, 'items');
    if (rest !== undefined) return rest;
  }
  return child(resources, place, schema, 'additionalProperties');
}

function child(
  resources: Resources,
  place: Place,
  schema: JsonObject,
  ...tokens: string[]
): Place | undefined {
  return member(schema, tokens[0] ?? '') === undefined
    ? undefined
    : resources.at(childPointer(place.pointer, ...tokens));
}
