import { isObject, type Json, type JsonObject, type JsonType, member } from '../json';
import { type Draft, isAtLeast } from './draft';
import type { NodeId, NodeStore, SizedType } from './node';

const TYPE_NAMES: ReadonlySet<string> = new Set(['null', 'boolean', 'number', 'string', 'array', 'object']);

/** `type`: an integer is a number without a fraction, 1.0 included. Undefined where the value is malformed. */
export function typeNode(store: NodeStore, value: Json): NodeId | undefined {
  const names = Array.isArray(value) ? value : [value];
  if (!names.every((name) => name === 'integer' || (typeof name === 'string' && TYPE_NAMES.has(name))))
    return undefined;
  const types = store.types(names.filter((name) => name !== 'integer') as JsonType[]);
  if (!names.includes('integer') || names.includes('number')) return types;
  const integer = store.all([store.types(['number']), store.leaf({ kind: 'multipleOf', divisor: 1 })]);
  return store.any([types, integer]);
}

type BoundKeyword = 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum';

/** Bounds in both styles: up to draft 4 `exclusiveMinimum` is a flag of `minimum`, later a bound of its own. */
export function boundNode(
  store: NodeStore,
  keyword: BoundKeyword,
  schema: JsonObject,
  draft: Draft,
): NodeId | undefined {
  const value = member(schema, keyword);
  const side = keyword === 'minimum' || keyword === 'exclusiveMinimum' ? 'least' : 'greatest';
  const isExclusive = keyword === 'exclusiveMinimum' || keyword === 'exclusiveMaximum';
  if (isExclusive && draft === '4') return typeof value === 'boolean' ? store.true : undefined;
  if (typeof value !== 'number') return undefined;
  const flag = keyword === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
  const exclusive = isExclusive || (draft === '4' && member(schema, flag) === true);
  return store.leaf({ kind: 'bound', side, value, exclusive });
}

const SIZE_KEYWORDS: Readonly<Record<string, { kind: 'minSize' | 'maxSize'; type: SizedType }>> = {
  minLength: { kind: 'minSize', type: 'string' },
  maxLength: { kind: 'maxSize', type: 'string' },
  minItems: { kind: 'minSize', type: 'array' },
  maxItems: { kind: 'maxSize', type: 'array' },
  minProperties: { kind: 'minSize', type: 'object' },
  maxProperties: { kind: 'maxSize', type: 'object' },
};

export function sizeNode(store: NodeStore, keyword: string, value: Json): NodeId | undefined {
  const size = SIZE_KEYWORDS[keyword];
  if (size === undefined || typeof value !== 'number' || value < 0 || !Number.isInteger(value))
    return undefined;
  return size.kind === 'minSize'
    ? store.minSize(size.type, value)
    : store.leaf({ kind: 'maxSize', type: size.type, limit: value });
}

export function requiredNode(store: NodeStore, value: Json): NodeId | undefined {
  return isNameList(value)
    ? store.all(value.map((name) => store.leaf({ kind: 'required', name })))
    : undefined;
}

/** An object with the member `name` must satisfy `schema`. */
export function dependentNode(store: NodeStore, name: string, schema: NodeId): NodeId {
  const others: JsonType[] = ['null', 'boolean', 'number', 'string', 'array'];
  return store.any([store.types(others), store.not(store.leaf({ kind: 'required', name })), schema]);
}

/** Counts of `contains`: from 2019-09 `minContains` and `maxContains` bound them. */
export function containsNode(
  store: NodeStore,
  schema: NodeId,
  parent: JsonObject,
  draft: Draft,
): NodeId | undefined {
  if (!isAtLeast(draft, '2019-09')) return store.contains({ schema, min: 1, max: Number.POSITIVE_INFINITY });
  const min = member(parent, 'minContains') ?? 1;
  const max = member(parent, 'maxContains') ?? Number.POSITIVE_INFINITY;
  if (typeof min !== 'number' || typeof max !== 'number') return undefined;
  if (schema !== store.true) return store.contains({ schema, min, max });
  const most =
    max === Number.POSITIVE_INFINITY
      ? store.true
      : store.leaf({ kind: 'maxSize', type: 'array', limit: max });
  return store.all([store.minSize('array', min), most]);
}

/** Items from an index on. */
export function tailNode(store: NodeStore, from: number, schema: NodeId): NodeId {
  return schema === store.false
    ? store.leaf({ kind: 'maxSize', type: 'array', limit: from })
    : store.leaf({ kind: 'tail', from, schema });
}

/** The members that `properties` and `patternProperties` of a schema name: what `additionalProperties` leaves alone. */
export function declaredMembers(schema: JsonObject): { names: string[]; patterns: string[] } {
  const keys = (keyword: string) => {
    const value = member(schema, keyword);
    return isObject(value) ? Object.keys(value) : [];
  };
  return { names: keys('properties'), patterns: keys('patternProperties') };
}

/** How many items `prefixItems`, or `items` in its older style, speaks of one by one. */
export function tupleLength(schema: JsonObject, draft: Draft): number {
  const tuple = member(schema, draft === '2020-12' ? 'prefixItems' : 'items');
  return Array.isArray(tuple) ? tuple.length : 0;
}

export function isNameList(value: Json): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
