import { describe, expect, it } from 'vitest';
import { type CheckOptions, checkContainment } from './check-containment';
import { compileSecondOpinion } from './confirm/second-opinion';
import { ContradictedProof, spokenDocuments } from './confirm/self-check';
import { diffContract } from './contract/diff-contract';
import type { Json } from './json';
import { Patterns } from './solve/pattern';

const address = (country: Json): Json => ({ type: 'object', properties: { country }, required: ['country'] });
const order: Json = { type: 'object', properties: { to: { $ref: 'address.json' } }, required: ['to'] };
const at = (documents: Record<string, Json>) => ({
  uri: 'https://example.org/schemas/order.json',
  documents: new Map(Object.entries(documents)),
});
const ADDRESS = 'https://example.org/schemas/address.json';

describe('references to other documents', () => {
  it.each(['4', '6', '7', '2019-09', '2020-12'] as const)(
    'draft %s: a change behind a reference breaks',
    (draft) => {
      const options: CheckOptions = {
        draft,
        contexts: {
          a: at({ [ADDRESS]: address({ type: 'string' }) }),
          b: at({ [ADDRESS]: address({ type: 'string', maxLength: 2 }) }),
        },
      };
      expect(checkContainment(order, order, options)).toMatchObject({
        kind: 'breaking',
        grade: 'breaking',
        witness: { to: { country: 'aaa' } },
        instancePath: '/to/country',
        schemaPathA: '/properties/country',
        documentA: ADDRESS,
        schemaPathB: '/properties/country/maxLength',
        documentB: ADDRESS,
      });
      const { a, b } = options.contexts ?? {};
      const other = { ...(order as object), title: 'Order' } as Json;
      expect(checkContainment(order, other, { draft, contexts: { a: b as object, b: a as object } })).toEqual(
        { kind: 'compatible' },
      );
    },
  );

  it('a relative $id is resolved against the URI of its document', () => {
    const context = at({ [ADDRESS]: { $id: 'address.json', type: 'string' } });
    const a = { $id: 'order.json', $ref: 'address.json' };
    expect(checkContainment(a, { type: 'string' }, { contexts: { a: context } })).toEqual({
      kind: 'compatible',
    });
    expect(checkContainment({ type: 'string', minLength: 1 }, a, { contexts: { b: context } })).toEqual({
      kind: 'compatible',
    });
  });

  it('a document that is not given leaves the question open, with its place', () => {
    expect(checkContainment(order, address({}))).toMatchObject({
      kind: 'undecided',
      reasons: [
        { code: 'reference-unresolvable', location: { schema: 'a', pointer: '/properties/to/$ref' } },
        { code: 'ajv-cannot-compile' },
      ],
    });
  });

  it('a schema that is embedded in another document is found by its $id', () => {
    const bundle = (type: string): Json => ({ $defs: { address: { $id: ADDRESS, type } } });
    const context = (type: string) => at({ 'https://example.org/bundle': bundle(type) });
    const ask = (a: string, b: string) =>
      checkContainment(order, order, { contexts: { a: context(a), b: context(b) } });
    expect(ask('string', 'string')).toEqual({ kind: 'compatible' });
    expect(ask('string', 'number')).toMatchObject({
      kind: 'breaking',
      documentB: 'https://example.org/bundle',
      schemaPathB: '/$defs/address/type',
    });
  });

  it('a name of two subschemas that differ leads nowhere, whichever stands first', () => {
    const twice = (reference: string, name: object, types: readonly Json[]): Json => ({
      $id: 'https://example.org/root',
      $ref: reference,
      $defs: Object.fromEntries(types.map((type, index) => [`d${index}`, { ...name, type }])),
    });
    const orders = [
      ['string', 'number'],
      ['number', 'string'],
      ['number', 'number'],
    ];
    const found = [
      ...orders.map((types) => twice('x', { $id: 'https://example.org/x' }, types)),
      ...orders.map((types) => twice('#x', { $anchor: 'x' }, types)),
    ].map((schema) => checkContainment(schema, { type: 'number' }).kind);
    expect(found).toEqual(['undecided', 'undecided', 'compatible', 'undecided', 'undecided', 'compatible']);
  });

  it('two equal schemas with a reference that leads nowhere are not proven equal', () => {
    expect(checkContainment(order, order)).toMatchObject({
      kind: 'undecided',
      reasons: [
        { code: 'reference-unresolvable', location: { schema: 'a', pointer: '/properties/to/$ref' } },
        { code: 'reference-unresolvable', location: { schema: 'b', pointer: '/properties/to/$ref' } },
        { code: 'ajv-cannot-compile' },
      ],
    });
  });

  it('the contract is compared through them', () => {
    const contexts = {
      a: at({ [ADDRESS]: address({ enum: ['a', 'b'] }) }),
      b: at({ [ADDRESS]: address({ enum: ['a'] }) }),
    };
    expect(diffContract(order, order, { contexts })).toMatchObject([
      { kind: 'values-narrowed', newerPointer: `${ADDRESS}/properties/country/enum` },
    ]);
    expect(diffContract(order, order, { contexts: { a: contexts.a, b: contexts.a } })).toEqual([]);
  });
});

describe('meta-schemas and dynamic references', () => {
  it.each([
    ['http://json-schema.org/draft-07/schema#', { type: ['object', 'boolean'] }],
    ['https://json-schema.org/draft/2020-12/schema', { type: ['object', 'boolean'] }],
    ['http://json-schema.org/draft-04/schema#', { type: 'object' }],
  ])('what %s accepts', ($ref, b) => {
    expect(checkContainment({ $ref }, b)).toEqual({ kind: 'compatible' });
  });

  it('an item is what the outermost resource says it is', () => {
    const list = {
      $id: 'https://example.org/list',
      type: 'array',
      items: { $dynamicRef: '#item' },
      $defs: { item: { $dynamicAnchor: 'item' } },
    };
    const strings = {
      $id: 'https://example.org/strings',
      $ref: 'list',
      $defs: { list, item: { $dynamicAnchor: 'item', type: 'string' } },
    };
    expect(checkContainment(strings, { type: 'array', items: { type: 'string' } })).toEqual({
      kind: 'compatible',
    });
    // AJV takes the dynamic reference of a schema that stands alone for `false`.
    expect(checkContainment(list, { type: 'array', items: { type: 'string' } })).toMatchObject({
      kind: 'undecided',
      reasons: [{ code: 'validators-disagree' }],
    });
  });
});

describe('a copy of a meta-schema under its own name', () => {
  it('is what AJV takes for the meta-schema', () => {
    const meta = { $id: 'http://json-schema.org/draft-07/schema', type: 'object' };
    const a = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      definitions: { meta },
      $ref: '#/definitions/meta',
    };
    const b = { ...a, definitions: { meta: { ...meta, maxProperties: 1 } } };
    expect(checkContainment(a, b)).toMatchObject({ kind: 'breaking', keyword: 'maxProperties' });
  });
});

describe('a free-form object', () => {
  const GRADES: [string, Json, Json, string][] = [
    [
      'a member named by B was content that A says nothing of',
      { type: 'object' },
      { properties: { x: { type: 'string' } } },
      'undeclared-only',
    ],
    [
      'its content is declared: a map of anything may not become a map of texts',
      { type: 'object' },
      { additionalProperties: { type: 'string' } },
      'breaking',
    ],
    [
      'nested',
      { properties: { p: { type: 'object' } } },
      { properties: { p: { properties: { x: { type: 'string' } } } } },
      'undeclared-only',
    ],
  ];
  it.each(GRADES)('%s', (_, a, b, grade) => {
    expect(checkContainment(a, b)).toMatchObject({ kind: 'breaking', grade });
  });

  it('names the member that was undeclared', () => {
    const closed = { properties: { a: {} }, additionalProperties: false };
    expect(checkContainment({ properties: { a: {} } }, closed)).toMatchObject({
      grade: 'undeclared-only',
      message: expect.stringMatching(
        /^only a document that already carried an undeclared "[^"]+" with a value that is not allowed breaks/,
      ),
    });
  });
});

describe('a second opinion', () => {
  const ask = (schema: Json, document: Json, formats: 'annotation' | 'assertion' = 'annotation') =>
    compileSecondOpinion({ schema }, '7', formats, new Patterns())(document);

  it('judges as the package does: formats and keywords of later drafts left out', () => {
    expect(ask({ format: 'email', minContains: 3, prefixItems: [false] }, [1])).toBe(true);
    expect(ask({ type: 'object', required: ['a'] }, {})).toBe(false);
  });

  it('abstains where it cannot judge', () => {
    expect(ask({ pattern: '^(a+)+$' }, 'a'.repeat(50))).toBeUndefined();
    expect(ask({ $dynamicRef: '#x' }, 1)).toBeUndefined();
    expect(ask({ format: 'email' }, 'x', 'assertion')).toBeUndefined();
    expect(ask({ $ref: '#/nowhere' }, 1)).toBeUndefined();
  });

  it('a witness that only AJV believes in is none: "nullable" is no keyword of JSON Schema', () => {
    expect(checkContainment({ type: 'string', nullable: true }, { type: 'string' }).kind).toBe('undecided');
  });
});

describe('a proof', () => {
  it('is tried on the documents that the schemas speak of', () => {
    const documents = spokenDocuments({
      enum: ['e'],
      properties: { a: { const: 'c', default: 'd', examples: ['x'] } },
    });
    expect(documents).toEqual(expect.arrayContaining(['e', 'c', 'd', 'x', null, {}]));
  });

  it('fails loudly when a document refutes it', () => {
    expect(new ContradictedProof({ a: 1 }).message).toContain(
      'finds {"a":1} valid under A and invalid under B',
    );
  });
});
