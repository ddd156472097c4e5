import { isObject, type Json, type JsonObject } from '../json';
import { resolvePointer } from '../json-pointer';

/**
 * Whether A declares every member of a document, read off the schemas as they are written. Where it is not sure it says no:
 * what it calls declared is declared. It shares nothing with the engine.
 */
export function declaresAll(a: Json, b: Json, document: Json): boolean {
  return declares({ root: a, places: [a] }, { root: b, places: [b] }, document);
}

/** The schemas that may judge one value. */
type Speakers = { root: Json; places: readonly Json[] };

function declares(a: Speakers, b: Speakers, value: Json): boolean {
  const [ofA, ofB] = [inPlace(a), inPlace(b)];
  if (Array.isArray(value)) {
    return value.every((item, index) =>
      declares(
        { ...a, places: ofA.flatMap((schema) => itemSchemas(schema, index)) },
        { ...b, places: ofB.flatMap((schema) => itemSchemas(schema, index)) },
        item,
      ),
    );
  }
  if (!isObject(value)) return true;
  const names = new Set(ofA.flatMap((schema) => namesIn(a.root, schema)));
  const patterns = ofA.flatMap((schema) => patternsIn(a.root, schema));
  const everything = ofA.some((schema) => isPlain(schema.additionalProperties));
  const isMap = !everything && names.size === 0 && patterns.length === 0;
  const namedByB = new Set(ofB.flatMap(({ properties }) => keys(properties)));
  return Object.entries(value).every(([name, inner]) => {
    const isDeclared =
      everything || names.has(name) || patterns.some((pattern) => new RegExp(pattern, 'u').test(name));
    if (!isDeclared && (!isMap || namedByB.has(name))) return false;
    const below = (from: Speakers, schemas: readonly JsonObject[]) => ({
      ...from,
      places: schemas.flatMap((schema) => memberSchemas(schema, name)),
    });
    return declares(below(a, ofA), below(b, ofB), inner);
  });
}

function inPlace({ root, places }: Speakers): JsonObject[] {
  const reached = new Set(places);
  for (const schema of reached) {
    if (!isObject(schema)) continue;
    const { $ref: reference } = schema;
    const target = typeof reference === 'string' ? resolvePointer(root, reference.slice(1)) : undefined;
    const alternatives = [schema.allOf, schema.anyOf, schema.oneOf].flatMap((list) =>
      Array.isArray(list) ? list : [],
    );
    const dependent = [schema.dependentSchemas, schema.dependencies].flatMap((map) =>
      isObject(map) ? Object.values(map) : [],
    );
    const conditional = schema.if === undefined ? [] : [schema.if, schema.then, schema.else];
    for (const part of [target, schema.not, ...alternatives, ...dependent, ...conditional])
      if (isObject(part)) reached.add(part);
  }
  return [...reached].filter(isObject);
}

function namesIn(root: Json, schema: JsonObject): string[] {
  const dependencies = [schema.dependentRequired, schema.dependentSchemas, schema.dependencies];
  const listed = inPlace({ root, places: [schema.propertyNames ?? true] }).flatMap(valuesOf);
  return [
    ...keys(schema.properties),
    ...texts(schema.required),
    ...dependencies
      .flatMap((map) => (isObject(map) ? Object.entries(map) : []))
      .flatMap(([name, needed]) => [name, ...texts(needed)]),
    ...valuesOf(schema).flatMap(keys),
    ...texts(listed),
  ];
}

function patternsIn(root: Json, schema: JsonObject): string[] {
  const ofNames = inPlace({ root, places: [schema.propertyNames ?? true] }).map(({ pattern }) => pattern);
  return [...keys(schema.patternProperties), ...texts(ofNames)];
}

function memberSchemas(schema: JsonObject, name: string): Json[] {
  const byPattern = isObject(schema.patternProperties) ? Object.entries(schema.patternProperties) : [];
  const named = [
    ...at(schema.properties, name),
    ...byPattern.filter(([pattern]) => new RegExp(pattern, 'u').test(name)).map(([, inner]) => inner),
  ];
  return [
    ...named,
    ...(named.length === 0 ? at(schema, 'additionalProperties') : []),
    ...at(schema, 'unevaluatedProperties'),
    ...valuesOf(schema)
      .flatMap((value) => at(value, name))
      .map((value) => ({ const: value })),
  ];
}

function itemSchemas(schema: JsonObject, index: number): Json[] {
  const tuple = schema.prefixItems ?? (Array.isArray(schema.items) ? schema.items : []);
  const rest = Array.isArray(schema.items) ? 'additionalItems' : 'items';
  const values = valuesOf(schema)
    .filter((value) => Array.isArray(value))
    .flat()
    .map((value) => ({ const: value }));
  const own = Array.isArray(tuple) ? tuple.slice(index, index + 1) : [];
  return [
    ...(own.length > 0 ? own : at(schema, rest)),
    ...at(schema, 'contains'),
    ...at(schema, 'unevaluatedItems'),
    ...values,
  ];
}

/** A schema that can be seen to accept some values and not all. */
function isPlain(schema: Json | undefined): boolean {
  const plain = ['type', 'minimum', 'maximum', 'minLength', 'maxLength', 'pattern'];
  return (
    isObject(schema) && typeof schema.type === 'string' && keys(schema).every((key) => plain.includes(key))
  );
}

function valuesOf(schema: JsonObject): Json[] {
  return [...(Array.isArray(schema.enum) ? schema.enum : []), ...at(schema, 'const')];
}

function at(map: Json | undefined, name: string): Json[] {
  const value = isObject(map) && Object.hasOwn(map, name) ? map[name] : undefined;
  return value === undefined ? [] : [value];
}

function keys(map: Json | undefined): string[] {
  return isObject(map) ? Object.keys(map) : [];
}

function texts(list: Json | readonly (Json | undefined)[] | undefined): string[] {
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}
