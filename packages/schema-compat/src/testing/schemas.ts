import { isObject, type Json, type JsonObject, setMember } from '../json';
import type { Draft } from '../schema/draft';
import { isAtLeast } from '../schema/draft';
import type { Random } from './random';

/** Not `__proto__`: AJV overlooks a property of this name. The table of hostile schemas has it. */
const NAMES = ['a', 'b', 'ab', 'constructor'];
const PATTERNS = ['^a', 'b$', '^a?$', '.', '^(?!a)', '^[ab]{1,2}$', '\\d'];
const TYPES = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];
const VALUES: readonly Json[] = [
  null,
  true,
  false,
  0,
  1,
  2,
  1.5,
  -1,
  '',
  'a',
  'ab',
  'b',
  [],
  [1],
  ['a', 1],
  {},
  { a: 1 },
  { a: 'b', b: null },
];
const META_SCHEMAS: Readonly<Record<Draft, string>> = {
  '4': 'http://json-schema.org/draft-04/schema#',
  '6': 'http://json-schema.org/draft-06/schema#',
  '7': 'http://json-schema.org/draft-07/schema#',
  '2019-09': 'https://json-schema.org/draft/2019-09/schema',
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
};

/** A schema of a draft from a few keywords each, with its `$schema`. */
export function randomSchema(draft: Draft, random: Random): Json {
  const schema = new Writer(draft, random).schema(0);
  if (!isObject(schema)) return schema;
  const definitions = isAtLeast(draft, '2019-09') ? '$defs' : 'definitions';
  return {
    ...schema,
    $schema: META_SCHEMAS[draft],
    [definitions]: { x: new Writer(draft, random).schema(1) },
  };
}

/** The schema with one keyword added, dropped or changed somewhere: looser, tighter, or neither. */
export function mutatedSchema(schema: Json, draft: Draft, random: Random): Json {
  const copy = structuredClone(schema);
  const places = schemaPlaces(copy);
  if (places.length === 0) return copy;
  const writer = new Writer(draft, random);
  const place = random.pick(places);
  const keywords = Object.keys(place).filter(
    (keyword) => !keyword.startsWith('$') && keyword !== 'definitions',
  );
  const keyword = keywords.length > 0 ? random.pick(keywords) : undefined;
  if (keyword === undefined || random.chance(0.3)) Object.assign(place, writer.keyword(2));
  else if (random.chance(0.4)) delete place[keyword];
  else setMember(place, keyword, changed(place[keyword] as Json, writer, random));
  return copy;
}

function changed(value: Json, writer: Writer, random: Random): Json {
  if (typeof value === 'number') return Math.max(0, value + random.pick([1, -1]));
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return TYPES.includes(value) ? random.pick(TYPES) : random.pick(PATTERNS);
  if (Array.isArray(value)) {
    if (value.length > 1 && random.chance(0.5)) return value.filter((_, index) => index !== 0);
    const last = value.at(-1);
    return typeof last === 'string' ? [...value, random.pick(NAMES)] : value;
  }
  if (!isObject(value)) return value;
  const copy = structuredClone(value);
  const keys = Object.keys(copy);
  if (keys.length > 0 && random.chance(0.5)) delete copy[random.pick(keys)];
  else setMember(copy, random.pick(NAMES), writer.schema(2));
  return copy;
}

const MAPS = ['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas'];
const ONES = ['items', 'additionalProperties', 'additionalItems', 'not', 'if', 'then', 'else', 'contains'];

/** Every object that is a schema, reached through the common applicators. */
function schemaPlaces(schema: Json): JsonObject[] {
  const found: JsonObject[] = [];
  const pending: Json[] = [schema];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (!isObject(next)) continue;
    found.push(next);
    for (const keyword of MAPS) if (isObject(next[keyword])) pending.push(...Object.values(next[keyword]));
    for (const keyword of ONES) if (next[keyword] !== undefined) pending.push(next[keyword]);
    for (const keyword of ['allOf', 'anyOf', 'oneOf', 'prefixItems']) {
      if (Array.isArray(next[keyword])) pending.push(...next[keyword]);
    }
  }
  return found;
}

const MAX_DEPTH = 3;

class Writer {
  private readonly keywords: readonly string[];

  constructor(
    private readonly draft: Draft,
    private readonly random: Random,
  ) {
    this.keywords = KEYWORDS.filter(
      ({ since, until }) => isAtLeast(draft, since) && isAtLeast(until, draft),
    ).flatMap(({ names }) => names);
  }

  schema(depth: number): Json {
    const { random } = this;
    if (this.draft !== '4' && random.chance(depth === 0 ? 0.02 : 0.12)) return random.chance(0.5);
    const count = depth >= MAX_DEPTH ? random.below(2) : random.below(4);
    return Object.assign({}, ...Array.from({ length: count }, () => this.keyword(depth))) as JsonObject;
  }

  /** One keyword, with those it needs beside it. */
  keyword(depth: number): JsonObject {
    const { random, draft } = this;
    const keyword = random.pick(this.keywords);
    const sub = () => this.schema(depth + 1);
    const list = <T>(make: () => T, least = 1): T[] => Array.from({ length: least + random.below(3) }, make);
    const map = <T>(keys: readonly string[], make: () => T) =>
      Object.fromEntries(list(() => [random.pick(keys), make()] as const));
    const names = () => [...new Set(list(() => random.pick(NAMES)))];
    const small = () => random.below(5) - 1;
    const size = () => random.below(4);
    switch (keyword) {
      case 'type':
        return {
          type: random.chance(0.3) ? [...new Set(list(() => random.pick(TYPES)))] : random.pick(TYPES),
        };
      case 'enum':
        return { enum: [...new Set(list(() => random.pick(VALUES)))] };
      case 'const':
        return { const: random.pick(VALUES) };
      case 'minimum':
      case 'maximum': {
        const flag = keyword === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
        return {
          [keyword]: small(),
          ...(draft === '4' && random.chance(0.4) && { [flag]: random.chance(0.7) }),
        };
      }
      case 'exclusiveMinimum':
      case 'exclusiveMaximum':
        return { [keyword]: small() };
      case 'multipleOf':
        return { multipleOf: random.pick([1, 2, 3, 0.5, 1.5, 0.1]) };
      case 'pattern':
        return { pattern: random.pick(PATTERNS) };
      case 'format':
        return { format: random.pick(['date', 'email', 'ipv4']) };
      case 'properties':
      case 'dependentSchemas':
        return { [keyword]: map(NAMES, sub) };
      case 'patternProperties':
        return { patternProperties: map(PATTERNS, sub) };
      case 'required':
        return { required: names() };
      case 'dependentRequired':
        return { dependentRequired: map(NAMES, names) };
      case 'dependencies':
        return { dependencies: map(NAMES, () => (random.chance(0.5) ? names() : sub())) };
      case 'tuple': {
        if (draft === '2020-12')
          return { prefixItems: list(sub), ...(random.chance(0.5) && { items: sub() }) };
        return { items: list(sub), ...(random.chance(0.5) && { additionalItems: this.boundary(sub) }) };
      }
      case 'contains': {
        const counts = isAtLeast(draft, '2019-09') && random.chance(0.5);
        return { contains: sub(), ...(counts && { [random.pick(['minContains', 'maxContains'])]: size() }) };
      }
      case 'uniqueItems':
        return { uniqueItems: random.chance(0.8) };
      case 'allOf':
      case 'anyOf':
      case 'oneOf':
        return { [keyword]: list(sub) };
      case 'if':
        return {
          if: sub(),
          ...Object.fromEntries(
            [
              ['then', sub()],
              ['else', sub()],
            ].slice(random.below(2)),
          ),
        };
      case '$ref':
        if (depth > 0 && random.chance(0.3)) return { $ref: '#' };
        return { $ref: isAtLeast(draft, '2019-09') ? '#/$defs/x' : '#/definitions/x' };
      case 'additionalProperties':
      case 'unevaluatedProperties':
      case 'unevaluatedItems':
        return { [keyword]: this.boundary(sub) };
      case 'items':
      case 'not':
      case 'propertyNames':
        return { [keyword]: sub() };
      default:
        return { [keyword]: size() };
    }
  }

  private boundary(sub: () => Json): Json {
    return this.random.chance(0.5) ? false : sub();
  }
}

/** Keywords by the drafts that have them; those that matter most are named twice. */
const KEYWORDS: readonly { names: readonly string[]; since: Draft; until: Draft }[] = [
  {
    names: [
      ...[
        'type',
        'type',
        'enum',
        'minimum',
        'maximum',
        'multipleOf',
        'minLength',
        'maxLength',
        'pattern',
        'format',
      ],
      ...[
        'properties',
        'properties',
        'patternProperties',
        'additionalProperties',
        'required',
        'minProperties',
      ],
      ...['maxProperties', 'items', 'tuple', 'minItems', 'maxItems', 'uniqueItems'],
      ...['allOf', 'anyOf', 'oneOf', 'not', '$ref'],
    ],
    since: '4',
    until: '2020-12',
  },
  { names: ['dependencies'], since: '4', until: '7' },
  {
    names: ['const', 'contains', 'propertyNames', 'exclusiveMinimum', 'exclusiveMaximum'],
    since: '6',
    until: '2020-12',
  },
  { names: ['if'], since: '7', until: '2020-12' },
  {
    names: ['dependentRequired', 'dependentSchemas', 'unevaluatedProperties', 'unevaluatedItems'],
    since: '2019-09',
    until: '2020-12',
  },
];
