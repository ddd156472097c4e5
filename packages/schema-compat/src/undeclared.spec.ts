import { describe, expect, it } from 'vitest';
import { checkContainment } from './check-containment';
import type { Json } from './json';
import { declaresAll } from './testing/declared';
import { generatedPair } from './testing/pairs';
import { Random } from './testing/random';
import { nearDocument, sampleDocument } from './testing/sample';
import { referenceValidators } from './testing/validators';

const RUNS = Number(process.env.SCHEMA_COMPAT_GRADES ?? 3_000);
const DOCUMENTS = 10;

/** The linter takes an object with this name in it for a promise. */
const THEN = 'then';

/** What A says of a member `a`; B wants it to be an integer. */
const SPOKEN: [string, Json][] = [
  ['properties', { properties: { a: {} } }],
  ['properties with true', { properties: { a: true } }],
  ['a branch beside true', { anyOf: [{ properties: { a: { type: 'string' } } }, true] }],
  ['a branch of oneOf', { oneOf: [{ properties: { a: { type: 'string' } } }, { required: ['z'] }] }],
  ['a branch in a branch', { anyOf: [{ allOf: [{ oneOf: [{ properties: { a: {} } }] }] }, true] }],
  ['not', { not: { required: ['a', 'z'] } }],
  ['if alone', { if: { properties: { a: { const: 1 } } } }],
  ['then', { if: { required: ['z'] }, [THEN]: { properties: { a: {} } } }],
  ['else', { if: true, else: { properties: { a: {} } } }],
  ['a dependent schema', { dependentSchemas: { z: { properties: { a: {} } } } }],
  ['the name of a dependent schema', { dependentSchemas: { a: true } }],
  ['a needed name', { dependentRequired: { z: ['a'] } }],
  ['the name that needs', { dependentRequired: { a: ['z'] } }],
  [
    'dependencies',
    { $schema: 'http://json-schema.org/draft-07/schema#', dependencies: { z: { properties: { a: {} } } } },
  ],
  ['a reference', { anyOf: [{ $ref: '#/$defs/x' }, true], $defs: { x: { properties: { a: {} } } } }],
  ['patternProperties', { anyOf: [{ patternProperties: { '^[ab]$': {} } }, true] }],
  ['enum of propertyNames', { propertyNames: { enum: ['a', 'z'] } }],
  ['const of propertyNames', { propertyNames: { anyOf: [{ const: 'a' }, { const: 'z' }] } }],
  ['pattern of propertyNames', { propertyNames: { allOf: [{ pattern: '^[a-z]$' }] } }],
  ['enum', { anyOf: [{ enum: [{ a: 'x' }, 1] }, true] }],
  ['const', { anyOf: [{ const: { a: 'x' } }, true] }],
  ['additionalProperties', { properties: { z: {} }, additionalProperties: { type: ['string', 'integer'] } }],
  [
    'additionalProperties in a branch',
    { properties: { z: {} }, anyOf: [{ additionalProperties: { type: 'string' } }, true] },
  ],
  [
    'unevaluatedProperties',
    { properties: { z: {} }, unevaluatedProperties: { type: ['string', 'integer'] } },
  ],
  ['itself', { properties: { z: { $ref: '#' } }, anyOf: [{ properties: { a: {} } }, true] }],
];

/** A does not speak of `a`, though it may speak of others. */
const SILENT: [string, Json][] = [
  ['nothing', {}],
  ['another member', { properties: { z: {} } }],
  ['a pattern of other names', { patternProperties: { '^z': {} } }],
  ['other names', { properties: { z: {} }, propertyNames: { not: { enum: ['z'] } } }],
  ['true for all others', { properties: { z: {} }, additionalProperties: true }],
  ['the member in a definition', { properties: { z: {} }, $defs: { x: { properties: { a: {} } } } }],
  ['the member one level down', { properties: { z: { properties: { a: {} } } } }],
  ['then without if', { properties: { z: {} }, [THEN]: { properties: { a: {} } } }],
  [
    'a keyword of a later draft',
    {
      $schema: 'http://json-schema.org/draft-07/schema#',
      properties: { z: {} },
      dependentSchemas: { z: { properties: { a: {} } } },
    },
  ],
  ['its default alone', { properties: { z: {} }, default: { a: 1 } }],
];

function gradeOf(a: Json, b: Json): string {
  const verdict = checkContainment(a, b);
  return verdict.kind === 'breaking' ? verdict.grade : verdict.kind;
}

describe('a member is declared', () => {
  const b: Json = { properties: { a: { type: 'integer' } } };

  it.each(SPOKEN)('by %s', (_what, a) => {
    expect(gradeOf(a, b)).toBe('breaking');
  });

  it.each(SILENT)('not by %s', (_what, a) => {
    expect(gradeOf(a, b)).toBe('undeclared-only');
  });

  it.each(SPOKEN.filter(([, a]) => !JSON.stringify(a).includes('#')))('one level down by %s', (_what, a) => {
    const below = (schema: Json): Json => ({ properties: { p: schema } });
    expect(gradeOf(below(a), below(b))).toBe('breaking');
    const inBranch = { anyOf: [below(a), { required: ['p'] }] };
    expect(gradeOf(inBranch, below(b)), 'in a branch').toBe('breaking');
  });

  it.each<[string, (schema: Json) => Json]>([
    ['items', (schema) => ({ items: schema })],
    ['prefixItems', (schema) => ({ prefixItems: [true, schema] })],
    ['patternProperties', (schema) => ({ patternProperties: { '^p': schema } })],
    ['additionalProperties', (schema) => ({ additionalProperties: schema })],
  ])('below %s', (_what, below) => {
    const spoken = { anyOf: [{ properties: { a: {} } }, true] };
    expect(gradeOf(below(spoken), below(b))).toBe('breaking');
    expect(gradeOf(below({ properties: { z: {} } }), below(b))).toBe('undeclared-only');
  });

  it('below a dynamic reference', () => {
    const spoken = { $dynamicAnchor: 'x', anyOf: [{ properties: { a: {} } }, true] };
    const a = { properties: { p: { $dynamicRef: '#x' } }, $defs: { x: spoken } };
    expect(gradeOf(a, { properties: { p: b } })).toBe('breaking');
  });

  it('in a place that is reached by items in one branch and by contains in another', () => {
    const a: Json = {
      anyOf: [{ contains: { properties: { a: {} } } }, { items: { properties: { z: {} } } }],
    };
    expect(gradeOf(a, { items: b })).toBe('breaking');
  });
});

describe('the undeclared member of the message', () => {
  it.each<[string, Json, Json, string]>([
    [
      'below a member that is only required',
      { required: ['p'] },
      { properties: { p: { properties: { m: { type: 'null' } } } } },
      'm',
    ],
    [
      'below a dependent schema',
      { dependentSchemas: { q: { properties: { p: { properties: { z: {} } } } } } },
      { properties: { p: { properties: { m: { type: 'null' } } } } },
      'm',
    ],
    [
      'below an item',
      { items: { properties: { z: {} } } },
      { items: { properties: { m: { type: 'null' } } } },
      'm',
    ],
    [
      'an item of an undeclared list',
      { properties: { z: {} } },
      { properties: { l: { items: { type: 'null' } } } },
      'l',
    ],
  ])('is the one %s', (_what, a, b, name) => {
    expect(checkContainment(a, b)).toMatchObject({
      grade: 'undeclared-only',
      message: expect.stringContaining(`an undeclared "${name}"`),
    });
  });
});

describe('undeclared-only', () => {
  it(`is never said where a document of declared members breaks: ${RUNS} generated pairs`, () => {
    let graded = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const random = new Random(5_000_011 + run);
      const { a, b, draftA, draftB } = generatedPair(random);
      const verdict = checkContainment(a, b, { draft: draftA, maxSteps: 2_000 });
      if (verdict.kind !== 'breaking' || verdict.grade !== 'undeclared-only') continue;
      graded += 1;
      const underA = referenceValidators(a, draftA);
      const underB = referenceValidators(b, draftB);
      const guesses = Array.from({ length: DOCUMENTS }, (_, index) =>
        sampleDocument(index % 2 === 0 ? a : b, random),
      );
      for (const document of [
        verdict.witness,
        ...guesses,
        ...guesses.map((guess) => nearDocument(guess, random)),
      ]) {
        if (!declaresAll(a, b, document)) continue;
        const separates = underA(document).both === true && underB(document).both === false;
        if (separates) expect({ run, a, b, document }).toBeUndefined();
      }
    }
    expect(graded).toBeGreaterThan(RUNS / 100);
  }, 600_000);
});
