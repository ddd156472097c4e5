import { isObject, type Json, type JsonObject, member } from '../json';
import { type Place, type Resources, type Subschema, subschemas } from '../schema/resources';

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
  const known = new Map<string, Parts>();
  const pending: { place: Place; value: Json }[] = [{ place: resources.root, value: document }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    visits += 1;
    if (visits + pending.length > limit) return false;
    const { place, value } = next;
    if (!isObject(place.schema)) continue;
    const parts = known.get(place.pointer) ?? partsOf(resources, place, place.schema);
    known.set(place.pointer, parts);
    for (const target of parts.targets) pending.push({ place: target, value });
    for (const { place: child, keyword, name } of parts.children)
      for (const part of judged(keyword, name, value)) pending.push({ place: child, value: part });
  }
  return true;
}

type Parts = { targets: Place[]; children: (Pick<Subschema, 'keyword' | 'name'> & { place: Place })[] };

function partsOf(resources: Resources, place: Place, own: JsonObject): Parts {
  const targets = REFERENCES.map((keyword) => member(own, keyword))
    .filter((reference) => typeof reference === 'string')
    .map((reference) => resources.resolve(reference, place.base))
    .filter((target) => target !== undefined);
  const children = subschemas(own, place.pointer).map(({ schema, pointer, keyword, name }) => ({
    place: resources.at(pointer) ?? { ...place, schema, pointer },
    keyword,
    name,
  }));
  return { targets, children };
}

/** The parts of a value that the subschema behind a keyword judges, or might judge. */
function judged(keyword: string, name: Subschema['name'], value: Json): readonly Json[] {
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
