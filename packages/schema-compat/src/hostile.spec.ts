import { describe, expect, it } from 'vitest';
import { checkContainment } from './check-containment';
import type { Json } from './json';
import { compileSchema } from './schema/compile';
import { NodeStore } from './schema/node';
import { inPlace } from './schema/reference-cycle';

const repeat = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Each definition refers to the next one; where it does so twice, that is 2^depth visits for a validator. */
function chain(depth: number, link: (next: Json) => Json, leaf: Json): Json {
  const definitions = repeat(depth, (index) => [`a${index}`, link({ $ref: `#/$defs/a${index + 1}` })]);
  return { $ref: '#/$defs/a0', $defs: { ...Object.fromEntries(definitions), [`a${depth}`]: leaf } };
}

const member = (next: Json): Json => ({ properties: { x: next } });
const itself = (next: Json): Json => next;

const twice = (next: Json): Json => ({ allOf: [next, next] });
const either = (next: Json): Json => ({ anyOf: [next, { ...(next as object), minimum: 1 }] });
const both = (next: Json): Json => ({ properties: { x: next, y: next }, required: ['x', 'y'] });

function alternatives(count: number): Json {
  return { oneOf: repeat(count, (index) => ({ properties: { k: { const: index } }, required: ['k'] })) };
}

function wide(properties: number, extra: number): Json {
  const entries = repeat(properties, (index) => [
    `property${index}`,
    { type: 'string', maxLength: index + extra },
  ]);
  return { type: 'object', properties: Object.fromEntries(entries) };
}

const choices = repeat(30, (index) => ({
  anyOf: [{ required: [`a${index}`] }, { required: [`b${index}`] }],
}));

/** [name, A, B, the verdict or the first reason] */
const HOSTILE: [string, Json, Json, string][] = [
  [
    'a bound on items',
    { type: 'array', minItems: 161_297 },
    { items: { type: 'string' } },
    'witness-too-large',
  ],
  ['a bound on length', { maxLength: 2 ** 63 }, { maxLength: 2 ** 63 - 10_000 }, 'witness-too-large'],
  ['a bound on length, proven', { type: 'string', minLength: 2 ** 40 }, { minLength: 5 }, 'compatible'],
  ['numbers beyond 2^53', { type: 'integer', minimum: 2 ** 53 }, { maximum: 2 ** 60 }, 'breaking'],
  ['a tiny divisor', { multipleOf: 1e-300 }, { type: ['integer', 'string'] }, 'breaking'],
  [
    'a long tuple',
    { prefixItems: repeat(3_000, () => ({ type: 'string' })) },
    { items: false },
    'witness-too-large',
  ],
  ['200 alternatives, one more', alternatives(60), alternatives(61), 'compatible'],
  ['200 alternatives, one less', alternatives(61), alternatives(60), 'breaking'],
  ['2^30 combinations', { allOf: choices }, { minProperties: 30 }, 'budget'],
  [
    'a chain of 40 members',
    chain(40, member, { type: 'string' }),
    chain(40, member, { type: 'number' }),
    'breaking',
  ],
  [
    'a chain of 5,000 members',
    chain(5_000, member, { type: 'string' }),
    chain(5_000, member, { type: 'number' }),
    'budget',
  ],
  [
    'a chain of 5,000 references',
    chain(5_000, itself, { type: 'string' }),
    chain(5_000, itself, { type: 'number' }),
    'ajv-cannot-compile',
  ],
  [
    'a reference bomb of allOf',
    chain(60, twice, { type: 'string' }),
    chain(60, twice, { maxLength: 3 }),
    'budget',
  ],
  [
    'a reference bomb of anyOf',
    chain(60, either, { type: 'number' }),
    chain(60, either, { minimum: 3 }),
    'budget',
  ],
  ['a reference bomb of properties', chain(30, both, true), chain(30, both, { type: 'number' }), 'breaking'],
  ['a pattern that backtracks', { pattern: '^(a+)+$' }, { pattern: '^(a|aa)+$' }, 'compatible'],
  [
    'a pattern with a large automaton',
    { pattern: '^[ab]*a[ab]{20}$' },
    { pattern: '^[ab]*b[ab]{20}$' },
    'pattern-too-large',
  ],
  ['a pattern that is not regular', { pattern: '^(a+)b\\1$' }, { pattern: '^a' }, 'pattern-not-regular'],
  [
    'overlapping name patterns',
    { patternProperties: Object.fromEntries(repeat(16, (index) => [`a.{${index}}b`, { type: 'string' }])) },
    { patternProperties: Object.fromEntries(repeat(16, (index) => [`a.{${index}}b`, { minLength: 1 }])) },
    'budget',
  ],
  [
    'unevaluated members of 2^30 combinations',
    { anyOf: repeat(30, (index) => ({ properties: { [`p${index}`]: {} } })), unevaluatedProperties: false },
    { maxProperties: 2 },
    'unsupported-keyword',
  ],
  ['a wide schema', wide(8_000, 0), wide(8_000, 1), 'budget'],
  ['a schema of many values', wide(140_000, 0), wide(140_000, 1), 'budget'],
  ['a reference to itself', { $ref: '#' }, { type: 'string' }, 'reference-cycle'],
];

describe('hostile schemas are answered within the budget', () => {
  it.each(HOSTILE)('%s', (_, a, b, expected) => {
    const verdict = checkContainment(a, b, { maxSteps: 20_000 });
    expect(verdict.kind === 'undecided' ? verdict.reasons[0]?.code : verdict.kind).toBe(expected);
  });

  const many = (count: number): Json => ({
    properties: Object.fromEntries(repeat(count, (index) => [`p${index}`, { $ref: '#/$defs/d' }])),
    $defs: {
      d: {
        anyOf: repeat(count, (index) => ({ properties: { [`q${index}`]: {} } })),
        propertyNames: { anyOf: repeat(count, (index) => ({ const: `q${index}` })) },
      },
    },
  });

  it('a schema that many members refer to is compiled once to confirm a witness', () => {
    const verdict = checkContainment(many(400), { properties: { x: { type: 'null' } } });
    expect(verdict).toMatchObject({ kind: 'breaking', grade: 'undeclared-only' });
  });

  it('what many members with many alternatives declare grows with the schema, not with its square', () => {
    const store = new NodeStore();
    const compiled = compileSchema(
      store,
      { schema: many(2_000) },
      { side: 'a', draft: '2020-12', formats: 'annotation', interpretation: 'ajv' },
    );
    const before = store.size;
    const { length: parts } = inPlace(store, compiled.declarations());
    expect([parts, store.size - before < 20_000]).toEqual([2_000, true]);
  });

  it('the answer does not depend on the machine: the same steps, the same reasons', () => {
    const ask = () => checkContainment({ allOf: choices }, { minProperties: 30 }, { maxSteps: 5_000 });
    expect(ask()).toEqual(ask());
  });
});
