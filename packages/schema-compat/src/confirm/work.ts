import { isObject, type Json, type JsonObject, member } from '../json';
import { type Place, type Resources, subschemas } from '../schema/resources';

const IN_PLACE = new Set([
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentSchemas',
  'dependencies',
]);
const EACH_MEMBER = new Set([
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
  'patternProperties',
]);
const EACH_ITEM = new Set(['items', 'additionalItems', 'contains', 'unevaluatedItems']);
const REFERENCES = ['$ref', '$dynamicRef', '$recursiveRef'];

/**
 * Whether a validator that knows no shortcut is done with a document after `limit` visits of a subschema. Validators follow
 * each reference each time they meet it: a few lines that refer to each other twice can keep them busy for years.
 */
export function isWorkBounded(resources: Resources, document: Json, limit: number): boolean {
  let visits = 0;
  const pending: { place: Place; value: Json }[] = [{ place: resources.root, value: document }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    visits += 1;
    if (visits + pending.length > limit) return false;
    const { place, value } = next;
    if (!isObject(place.schema)) continue;
    for (const keyword of REFERENCES) {
      const reference = member(place.schema, keyword);
      const target = typeof reference === 'string' ? resources.resolve(reference, place.base) : undefined;
      if (target !== undefined) pending.push({ place: target, value });
    }
    for (const { schema, pointer, keyword, name } of subschemas(place.schema, place.pointer)) {
      const child = resources.at(pointer) ?? { ...place, schema, pointer };
      for (const part of judged(keyword, name, value)) pending.push({ place: child, value: part });
    }
  }
  return true;
}

/** The parts of a value that the subschema behind a keyword judges, or might judge. */
function judged(keyword: string, name: string | number | undefined, value: Json): readonly Json[] {
  if (IN_PLACE.has(keyword)) return [value];
  if (Array.isArray(value)) {
    if (typeof name === 'number') return name < value.length ? [value[name] as Json] : [];
    return EACH_ITEM.has(keyword) ? value : [];
  }
  if (!isObject(value)) return [];
  if (EACH_MEMBER.has(keyword)) return members(value);
  return keyword === 'properties' && typeof name === 'string' && Object.hasOwn(value, name)
    ? [member(value, name) as Json]
    : [];
}

function members(value: JsonObject): Json[] {
  return Object.keys(value).map((key) => member(value, key) as Json);
}
