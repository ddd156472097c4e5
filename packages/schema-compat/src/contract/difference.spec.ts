import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkContainment } from '../check-containment';
import type { Json } from '../json';
import { type Difference, type DifferenceOptions, differenceBetween } from './difference';

const CASES: [string, Json, Json, Difference][] = [
  ['equal', { type: 'string' }, { type: 'string' }, 'none'],
  ['members in another order', { type: 'string', minLength: 1 }, { minLength: 1, type: 'string' }, 'none'],
  [
    'words',
    { title: 'a' },
    { description: 'b', $version: '1.0.0', 'x-owner': 'c', examples: [1] },
    'annotations',
  ],
  [
    'words below',
    { properties: { a: { title: 'a' } } },
    { properties: { a: { default: 1 } } },
    'annotations',
  ],
  ['a property called title', { properties: { title: {} } }, { properties: {} }, 'assertions'],
  [
    'a property called title, its words',
    { properties: { title: {} } },
    { properties: { title: { title: 'a' } } },
    'annotations',
  ],
  ['a value that looks like words', { const: { title: 'a' } }, { const: { title: 'b' } }, 'assertions'],
  ['required in another order', { required: ['a', 'b'] }, { required: ['b', 'a'] }, 'annotations'],
  ['values in another order', { enum: [1, 'a'] }, { enum: ['a', 1] }, 'annotations'],
  ['positions in another order', { items: [true, false] }, { items: [false, true] }, 'assertions'],
  ['branches of oneOf, one doubled', { oneOf: [{}] }, { oneOf: [{}, {}] }, 'assertions'],
  [
    'dependencies',
    { dependencies: { a: ['b', 'c'], d: { title: 'd' } } },
    { dependencies: { a: ['c', 'b'], d: {} } },
    'annotations',
  ],
  [
    'required by others',
    { dependentRequired: { a: ['b', 'c'] } },
    { dependentRequired: { a: ['c', 'b'] } },
    'annotations',
  ],
  ['a bound', { maximum: 1 }, { maximum: 2 }, 'assertions'],
  [
    'another way to say the same',
    { type: 'integer', minimum: 1 },
    { type: 'integer', exclusiveMinimum: 0 },
    'assertions',
  ],
  ['an unknown keyword', {}, { maxLenght: 1 }, 'assertions'],
  [
    'a property called __proto__',
    JSON.parse('{"properties":{"__proto__":{}}}'),
    { properties: {} },
    'assertions',
  ],
  ['branches in another order', { anyOf: [{}, true] }, { anyOf: [true, {}] }, 'assertions'],
  [
    'words that a reference leads to',
    { $ref: '#/x-parts/a', 'x-parts': { a: {} } },
    { $ref: '#/x-parts/a', 'x-parts': { a: false } },
    'assertions',
  ],
  [
    'words beside a reference to a property called title',
    { items: { $ref: '#/properties/title' }, properties: { title: {} } },
    { items: { $ref: '#/properties/title' }, properties: { title: { title: 'a' } } },
    'annotations',
  ],
  ['boolean schemas', true, false, 'assertions'],
];

describe('differenceBetween', () => {
  it.each(CASES)('%s', (_, older, newer, expected) => {
    expect([differenceBetween(older, newer), differenceBetween(newer, older)]).toEqual([expected, expected]);
  });

  it.each<[DifferenceOptions, Difference]>([
    [{}, 'annotations'],
    [{ formats: 'assertion' }, 'assertions'],
  ])('a format, with %j', (options, expected) => {
    expect(differenceBetween({ format: 'date' }, { format: 'time' }, options)).toBe(expected);
  });

  it.each<[string, string, Difference]>([
    ['9007199254740993', '9007199254740993', 'none'],
    ['9007199254740993', '9007199254740992', 'assertions'],
    ['9007199254740992', '9007199254740993', 'assertions'],
    ['1.0', '1', 'none'],
  ])('the numbers %s and %s', (...texts) => {
    const expected = texts.pop() as Difference;
    const [a, b] = texts.map((text) => ({ texts: [text] }));
    const [older, newer] = texts.map((text) => ({ maximum: Number(text) }));
    expect(differenceBetween(older ?? null, newer ?? null, { contexts: { a, b } })).toBe(expected);
  });

  it.each<[string, Json, Json, Json, Difference]>([
    ['of the same meaning', { $ref: 'a' }, { title: 'a' }, { title: 'b' }, 'none'],
    ['of another', { $ref: 'a' }, { type: 'string' }, { type: 'null' }, 'assertions'],
    ['whose words it refers to', { $ref: 'a#/default' }, { default: {} }, { default: false }, 'assertions'],
    [
      'whose words it refers to dynamically',
      { $dynamicRef: 'a#/examples/0' },
      { examples: [{}] },
      { examples: [false] },
      'assertions',
    ],
  ])('a document it refers to, %s', (_, schema, before, after, expected) => {
    const at = (document: Json) => ({ documents: new Map([['https://example.org/a', document]]) });
    expect(differenceBetween(schema, schema, { contexts: { a: at(before), b: at(after) } })).toBe(expected);
  });

  it('is that of assertions where the schema is too deep to look at', () => {
    let deep: Json = {};
    for (let depth = 0; depth < 10_000; depth += 1) deep = { not: deep };
    expect(differenceBetween(deep, deep)).toBe('assertions');
  });

  it('is never smaller than what documents show', () => {
    const leaf = fc.constantFrom<Json>(
      true,
      { type: 'string' },
      { title: 'a' },
      { enum: [1, 2] },
      { enum: [2, 1] },
      { required: ['a'] },
    );
    const schema = fc.oneof(
      leaf,
      fc
        .tuple(fc.constantFrom('allOf', 'anyOf', 'oneOf'), fc.array(leaf, { minLength: 1, maxLength: 3 }))
        .map(([keyword, branches]) => ({ [keyword]: branches }) as Json),
    );
    fc.assert(
      fc.property(schema, schema, (a, b) => {
        fc.pre(differenceBetween(a, b) !== 'assertions');
        expect([checkContainment(a, b), checkContainment(b, a)]).toEqual([
          { kind: 'compatible' },
          { kind: 'compatible' },
        ]);
      }),
      { numRuns: 300 },
    );
  });
});
