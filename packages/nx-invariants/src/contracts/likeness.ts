import { isRecord } from '../config/record';
import { plainJson } from './plain-json';

/** What a schema may be called and say about itself without saying anything about documents. */
const annotations = new Set([
  '$schema',
  '$id',
  'id',
  '$version',
  '$comment',
  'title',
  'description',
  'examples',
]);

/** Fewer values make schemas alike that have nothing to do with one another. */
const leastValues = 5;
const mostValues = 10_000;
const maxDepth = 64;

/** The share of values that makes a file more likely a copy with changes than a schema of its own. */
export const copyLikeness = 0.8;

/**
 * The values of a JSON text by where they stand, annotations aside: what is left of a schema when it is renamed. Items
 * of a list stand in one place, in whatever order. Empty for what is no JSON object, for what has no "properties" (to parse
 * every lockfile would take long) and for what says too little.
 */
export function valuesOf(text: string): ReadonlySet<string> {
  const values = new Set<string>();
  if (!text.includes('"properties"')) return values;
  const schema = plainJson(text);
  if (isRecord(schema)) collect(schema, '', 0, values);
  return values.size < leastValues ? new Set() : values;
}

/** The share of values that two schemas have in common, of those of the larger one: from 0 to 1. */
export function likenessOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const [smaller, larger] = one.size < other.size ? [one, other] : [other, one];
  const mayBeCopy = smaller.size > 0 && smaller.size >= larger.size * copyLikeness;
  return mayBeCopy ? [...smaller].filter((value) => larger.has(value)).length / larger.size : 0;
}

function collect(value: unknown, place: string, depth: number, values: Set<string>): void {
  if (depth > maxDepth || values.size >= mostValues) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, `${place}/`, depth + 1, values);
  } else if (isRecord(value)) {
    for (const [key, member] of Object.entries(value)) {
      const isAnnotation = annotations.has(key) && !place.endsWith('/properties');
      if (!isAnnotation) collect(member, `${place}/${key}`, depth + 1, values);
    }
  } else {
    values.add(`${place}=${JSON.stringify(value)}`);
  }
}
