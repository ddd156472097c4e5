import { describe, expect, it } from 'vitest';
import type { Json } from '../json';
import { diffContract } from './diff-contract';

const object = (properties: Json, rest: object = {}): Json =>
  ({ type: 'object', properties, ...rest }) as Json;

type Case = { name: string; older: Json; newer: Json; expected: string[] };

/** `class kind olderPointer -> newerPointer` of each change. */
function summary(older: Json, newer: Json): string[] {
  return diffContract(older, newer, { draft: '7' }).map(
    (change) => `${change.class} ${change.kind} ${change.olderPointer} -> ${change.newerPointer}`,
  );
}

const CASES: Case[] = [
  {
    name: 'a removed field',
    older: object({ a: {}, b: {} }),
    newer: object({ a: {} }),
    expected: ['breaking property-removed /properties/b -> /properties/b'],
  },
  {
    name: 'a removed required field is one change',
    older: object({ a: {}, b: {} }, { required: ['b'] }),
    newer: object({ a: {} }),
    expected: ['breaking property-removed /properties/b -> /properties/b'],
  },
  {
    name: 'a new optional field',
    older: object({ a: {} }),
    newer: object({ a: {}, b: { type: 'string' } }),
    expected: ['additive property-added /properties/b -> /properties/b'],
  },
  {
    name: 'a new required field',
    older: object({ a: {} }),
    newer: object({ a: {}, b: {} }, { required: ['b'] }),
    expected: ['breaking required-property-added /properties/b -> /properties/b'],
  },
  {
    name: 'a field that becomes required, and one that becomes optional',
    older: object({ a: {}, b: {} }, { required: ['b'] }),
    newer: object({ a: {}, b: {} }, { required: ['a'] }),
    expected: [
      'breaking property-became-required /required -> /required',
      'additive property-became-optional /required -> /required',
    ],
  },
  {
    name: 'values removed and values added',
    older: object({ s: { enum: ['A', 'B'] }, t: { enum: ['A'] } }),
    newer: object({ s: { enum: ['A', 'C'] }, t: { enum: ['A', 'B'] } }),
    expected: [
      'breaking values-narrowed /properties/s/enum -> /properties/s/enum',
      'additive values-widened /properties/t/enum -> /properties/t/enum',
    ],
  },
  {
    name: 'values listed for the first time, and no longer listed',
    older: object({ s: {}, t: { const: 1 } }),
    newer: object({ s: { const: 1 }, t: {} }),
    expected: [
      'breaking values-restricted /properties/s/const -> /properties/s/const',
      'additive values-unrestricted /properties/t/const -> /properties/t/const',
    ],
  },
  {
    name: 'types narrowed, widened and changed, integer being a number',
    older: object({
      n: { type: 'number' },
      w: { type: 'integer' },
      c: { type: 'string' },
      u: { type: ['string', 'null'] },
    }),
    newer: object({
      n: { type: 'integer' },
      w: { type: 'number' },
      c: { type: 'integer' },
      u: { type: 'string' },
    }),
    expected: [
      'breaking type-narrowed /properties/n/type -> /properties/n/type',
      'additive type-widened /properties/w/type -> /properties/w/type',
      'breaking type-changed /properties/c/type -> /properties/c/type',
      'breaking type-narrowed /properties/u/type -> /properties/u/type',
    ],
  },
  {
    name: 'depth: through a reference, items and allOf, with pointers to where it really stands',
    older: {
      properties: { list: { items: { $ref: '#/definitions/entry' } } },
      definitions: { entry: { allOf: [{ properties: { state: { enum: ['ON', 'OFF'] } } }] } },
    },
    newer: {
      properties: { list: { items: { $ref: '#/definitions/entry' } } },
      definitions: { entry: { allOf: [{ properties: { state: { enum: ['ON'] } } }] } },
    },
    expected: [
      'breaking values-narrowed /definitions/entry/allOf/0/properties/state/enum -> /definitions/entry/allOf/0/properties/state/enum',
    ],
  },
  {
    name: 'a field moved into allOf is no change of the contract',
    older: object({ a: { type: 'string' } }),
    newer: { type: 'object', allOf: [{ properties: { a: { type: 'string' } } }] },
    expected: ['annotation annotation-changed  -> '],
  },
  {
    name: 'limits tightened and loosened',
    older: { minLength: 1, maximum: 5, multipleOf: 2, uniqueItems: true, pattern: '^ab' },
    newer: { minLength: 2, maximum: 6, multipleOf: 4, uniqueItems: false, pattern: '^a' },
    expected: [
      'breaking constraint-tightened /minLength -> /minLength',
      'additive constraint-loosened /maximum -> /maximum',
      'breaking constraint-tightened /multipleOf -> /multipleOf',
      'additive constraint-loosened /uniqueItems -> /uniqueItems',
      'additive constraint-loosened /pattern -> /pattern',
    ],
  },
  {
    name: 'patterns: added, narrowed, not comparable',
    older: object({ a: {}, b: { pattern: '^a' }, c: { pattern: '^a' } }),
    newer: object({ a: { pattern: 'x' }, b: { pattern: '^ab' }, c: { pattern: '^(?!b)' } }),
    expected: [
      'breaking constraint-tightened /properties/a/pattern -> /properties/a/pattern',
      'breaking constraint-tightened /properties/b/pattern -> /properties/b/pattern',
      'undecided keyword-changed /properties/c/pattern -> /properties/c/pattern',
    ],
  },
  {
    name: 'a closed object opened, an open one closed',
    older: object({ a: { additionalProperties: false }, b: {} }),
    newer: object({ a: {}, b: { additionalProperties: false } }),
    expected: [
      'additive schema-allowed /properties/a/additionalProperties -> /properties/a/additionalProperties',
      'breaking schema-forbidden /properties/b/additionalProperties -> /properties/b/additionalProperties',
    ],
  },
  {
    name: 'tuples position by position, the rest standing in',
    older: { items: [{ type: 'string' }], additionalItems: { type: 'integer' } },
    newer: { items: [{ type: 'string' }, { type: 'number' }], additionalItems: false },
    expected: [
      'additive type-widened /additionalItems/type -> /items/1/type',
      'breaking schema-forbidden /additionalItems -> /additionalItems',
    ],
  },
  {
    name: 'alternatives removed and added',
    older: object({
      a: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      b: { anyOf: [{ type: 'string' }] },
    }),
    newer: object({ a: { anyOf: [{ type: 'null' }] }, b: { anyOf: [{ type: 'string' }, { type: 'null' }] } }),
    expected: [
      'breaking alternative-removed /properties/a/anyOf/0 -> /properties/a/anyOf',
      'additive alternative-added /properties/b/anyOf -> /properties/b/anyOf/1',
    ],
  },
  {
    name: 'an alternative added to oneOf may break',
    older: { oneOf: [{ type: 'string' }] },
    newer: { oneOf: [{ type: 'string' }, { minLength: 3 }] },
    expected: ['undecided alternative-added /oneOf -> /oneOf/1'],
  },
  {
    name: 'a widened alternative of oneOf is undecided unless a field tells the alternatives apart',
    older: object({
      loose: { oneOf: [{ maximum: 1 }, { minimum: 5 }] },
      told: {
        oneOf: [
          { properties: { kind: { const: 'a' }, n: { type: 'integer' } }, required: ['kind'] },
          { properties: { kind: { const: 'b' } }, required: ['kind'] },
        ],
      },
    }),
    newer: object({
      loose: { oneOf: [{ maximum: 7 }, { minimum: 5 }] },
      told: {
        oneOf: [
          { properties: { kind: { const: 'a' }, n: { type: 'number' } }, required: ['kind'] },
          { properties: { kind: { const: 'b' } }, required: ['kind'] },
        ],
      },
    }),
    expected: [
      'additive constraint-loosened /properties/loose/oneOf/0/maximum -> /properties/loose/oneOf/0/maximum',
      'undecided keyword-changed /properties/loose/oneOf -> /properties/loose/oneOf',
      'additive type-widened /properties/told/oneOf/0/properties/n/type -> /properties/told/oneOf/0/properties/n/type',
    ],
  },
  {
    name: 'anyOf added and removed',
    older: object({ a: {}, b: { anyOf: [{}] } }),
    newer: object({ a: { anyOf: [{}] }, b: {} }),
    expected: [
      'breaking constraint-tightened /properties/a/anyOf -> /properties/a/anyOf',
      'additive constraint-loosened /properties/b/anyOf -> /properties/b/anyOf',
    ],
  },
  {
    name: 'a constraint added through allOf',
    older: { allOf: [{ type: 'string' }] },
    newer: { allOf: [{ type: 'string' }, { maxLength: 3 }] },
    expected: ['breaking constraint-tightened /maxLength -> /allOf/1/maxLength'],
  },
  {
    name: 'contains added; pattern properties added',
    older: object({ a: {}, b: { patternProperties: { '^x': {} } } }),
    newer: object({
      a: { contains: { type: 'string' } },
      b: { patternProperties: { '^x': { type: 'null' }, '^y': false } },
    }),
    expected: [
      'breaking type-narrowed /properties/a/contains/type -> /properties/a/contains/type',
      'breaking constraint-tightened /properties/a/contains -> /properties/a/contains',
      'breaking type-narrowed /properties/b/patternProperties/^x/type -> /properties/b/patternProperties/^x/type',
      'undecided keyword-changed /properties/b/patternProperties -> /properties/b/patternProperties',
    ],
  },
  {
    name: 'what no rule understands is undecided',
    older: { not: { type: 'string' }, if: { type: 'string' }, nullable: true, frobnicate: 1 },
    newer: JSON.parse(
      '{"not":{"type":"null"},"if":{"type":"null"},"nullable":false,"frobnicate":2,"then":false}',
    ),
    expected: [
      'undecided keyword-changed /not -> /not',
      'undecided keyword-changed /if -> /if',
      'undecided keyword-changed /nullable -> /nullable',
      'undecided keyword-changed /frobnicate -> /frobnicate',
      'undecided keyword-changed /then -> /then',
    ],
  },
  {
    name: 'a reference under `not` whose target changed is seen',
    older: { not: { $ref: '#/definitions/x' }, definitions: { x: { enum: [1] } } },
    newer: { not: { $ref: '#/definitions/x' }, definitions: { x: { enum: [1, 2] } } },
    expected: [
      'undecided keyword-changed /not -> /not',
      'additive values-widened /definitions/x/enum -> /definitions/x/enum',
    ],
  },
  {
    name: 'annotations, whatever they are',
    older: {
      title: 'a',
      $version: '1.0.0',
      'x-owner': 'a',
      format: 'date',
      not: { title: 'a', type: 'null' },
    },
    newer: {
      title: 'b',
      $version: '1.0.1',
      'x-owner': 'b',
      format: 'time',
      not: { title: 'b', type: 'null' },
    },
    expected: [
      'annotation annotation-changed /title -> /title',
      'annotation annotation-changed /$version -> /$version',
      'annotation annotation-changed /x-owner -> /x-owner',
      'annotation annotation-changed /format -> /format',
      'annotation annotation-changed /not -> /not',
    ],
  },
  {
    name: 'members named like keywords are members',
    older: object({ $ref: { type: 'string' }, __proto__x: {}, title: { type: 'string' } }),
    newer: object({ $ref: { type: 'number' }, __proto__x: {}, title: { type: 'string' } }),
    expected: ['breaking type-changed /properties/$ref/type -> /properties/$ref/type'],
  },
  {
    name: 'definitions nothing refers to',
    older: { definitions: { kept: { type: 'string' }, gone: {} } },
    newer: { definitions: { kept: { type: 'string' }, come: {} } },
    expected: [
      'undecided definition-removed /definitions/gone -> /definitions/gone',
      'additive definition-added /definitions/come -> /definitions/come',
    ],
  },
  {
    name: 'a definition nothing refers to that changed',
    older: { definitions: { kept: { type: 'string' } } },
    newer: { definitions: { kept: { type: 'number' } } },
    expected: ['breaking type-changed /definitions/kept/type -> /definitions/kept/type'],
  },
  {
    name: 'recursion ends',
    older: { properties: { next: { $ref: '#' }, value: { type: 'number' } } },
    newer: { properties: { next: { $ref: '#' }, value: { type: 'integer' } } },
    expected: ['breaking type-narrowed /properties/value/type -> /properties/value/type'],
  },
  {
    name: 'a reference with siblings (2019-09) is followed beside them',
    older: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $ref: '#/$defs/x',
      maxLength: 3,
      $defs: { x: { minLength: 1 } },
    },
    newer: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $ref: '#/$defs/x',
      maxLength: 3,
      $defs: { x: { minLength: 2 } },
    },
    expected: ['breaking constraint-tightened /$defs/x/minLength -> /$defs/x/minLength'],
  },
  {
    name: 'a reference out of the document that changed',
    older: { $ref: 'other.json' },
    newer: { $ref: 'another.json' },
    expected: ['undecided keyword-changed /$ref -> /$ref'],
  },
  {
    name: 'another draft',
    older: { $schema: 'http://json-schema.org/draft-07/schema#', type: 'string' },
    newer: { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'string' },
    expected: ['undecided keyword-changed /$schema -> /$schema'],
  },
  {
    name: 'order does not matter',
    older: { required: ['a', 'b'], enum: [1, 2], anyOf: [{ type: 'null' }, { type: 'string' }] },
    newer: { required: ['b', 'a'], enum: [2, 1], anyOf: [{ type: 'string' }, { type: 'null' }] },
    expected: ['annotation annotation-changed  -> '],
  },
  { name: 'nothing', older: { type: 'string' }, newer: { type: 'string' }, expected: [] },
  { name: 'boolean schemas', older: true, newer: false, expected: ['breaking schema-forbidden  -> '] },
];

describe('diffContract', () => {
  it.each(CASES)('$name', ({ older, newer, expected }) => {
    expect(summary(older, newer)).toEqual(expected);
  });

  it('says in one line what changed', () => {
    const older = object({ status: { enum: ['PENDING', 'DONE'] }, n: { type: ['string', 'null'] } });
    const newer = object({ status: { enum: ['DONE'] }, n: { type: 'string' }, m: {} }, { required: ['m'] });
    expect(diffContract(older, newer).map((change) => change.message)).toEqual([
      'allowed values "PENDING" were removed',
      'type changed from string or null to string',
      'required field "m" was added',
    ]);
  });

  it('reads a changed format as undecided where formats reject documents', () => {
    expect(diffContract({ format: 'date' }, { format: 'time' }, { formats: 'assertion' })).toEqual([
      {
        kind: 'keyword-changed',
        class: 'undecided',
        keyword: 'format',
        olderPointer: '/format',
        newerPointer: '/format',
        message: 'format changed in a way that these rules do not decide',
      },
    ]);
  });

  it('does not compare what is nested without end', () => {
    let deep: Json = {};
    for (let level = 0; level < 300; level += 1) deep = { not: deep };
    expect(diffContract(deep, {}).map((change) => change.kind)).toEqual(['unexplained']);
  });
});
