import { Validator } from '@cfworker/json-schema';
import type { AnySchema } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkContainment } from './check-containment';
import { diffContract } from './contract/diff-contract';
import type { Json } from './json';
import { compileSchema } from './schema/compile';
import { DRAFTS } from './schema/draft';
import { Evaluator } from './schema/evaluate';
import { NodeStore } from './schema/node';
import { Budget } from './solve/budget';
import { Patterns } from './solve/pattern';

/** As `JSON.parse` would have made it: generated objects may lack a prototype. */
const asParsed = (value: Json): Json => JSON.parse(JSON.stringify(value)) as Json;

/** Not `__proto__`: AJV overlooks a property of this name. The table of hostile schemas has it. */
const NAMES = ['a', 'b', 'ab', 'constructor'];
const name = fc.constantFrom(...NAMES);
const pattern = fc.constantFrom('^a', 'b$', '^a?$', '.', '^(?!a)');
const smallInteger = fc.integer({ min: -2, max: 4 });
const size = fc.integer({ min: 0, max: 3 });

const document: fc.Arbitrary<Json> = fc
  .letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<Json>(null, true, false, 0, 1, 2, 1.5, -1, '', 'a', 'ab', 'b', 'abc'),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(name, tie('json'), { maxKeys: 3 }),
    ),
  }))
  .json.map(asParsed);

const schema: fc.Arbitrary<Json> = fc
  .letrec<{ schema: Json }>((tie) => {
    const sub = tie('schema') as fc.Arbitrary<Json>;
    const subs = fc.array(sub, { minLength: 1, maxLength: 3 });
    const keywords = {
      type: fc.constantFrom<Json>(
        'null',
        'boolean',
        'integer',
        'number',
        'string',
        'array',
        'object',
        ['string', 'null'],
        ['integer', 'object'],
      ),
      enum: fc.array(document, { minLength: 1, maxLength: 3 }),
      const: document,
      minimum: smallInteger,
      exclusiveMaximum: smallInteger,
      multipleOf: fc.constantFrom(1, 2, 3, 0.5, 1.5),
      minLength: size,
      maxLength: size,
      pattern,
      properties: fc.dictionary(name, sub, { maxKeys: 2 }),
      patternProperties: fc.dictionary(pattern, sub, { maxKeys: 2 }),
      additionalProperties: sub,
      propertyNames: sub,
      required: fc.uniqueArray(name, { maxLength: 2 }),
      minProperties: size,
      maxProperties: size,
      dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), { maxKeys: 1 }),
      dependentSchemas: fc.dictionary(name, sub, { maxKeys: 1 }),
      prefixItems: subs,
      items: sub,
      contains: sub,
      minContains: size,
      maxContains: size,
      minItems: size,
      maxItems: size,
      uniqueItems: fc.boolean(),
      allOf: subs,
      anyOf: subs,
      oneOf: subs,
      not: sub,
      if: sub,
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: sub,
      else: sub,
      $ref: fc.constantFrom('#', '#/$defs/x'),
      unevaluatedProperties: sub,
    };
    const entry = fc
      .constantFrom(...Object.keys(keywords))
      .chain((keyword) =>
        keywords[keyword as keyof typeof keywords].map((value): [string, Json] => [keyword, value as Json]),
      );
    return {
      schema: fc.oneof(
        { depthSize: 'small' },
        fc.boolean() as fc.Arbitrary<Json>,
        fc
          .array(entry, { maxLength: 3 })
          .map((entries) => ({ ...Object.fromEntries(entries), $defs: { x: true } }) as Json),
      ),
    };
  })
  .schema.map(asParsed);

/** A schema and another one keyword away, so that many pairs are contained or nearly so. */
const related: fc.Arbitrary<[Json, Json]> = fc.tuple(schema, schema).map(([left, right]) => {
  if (typeof left !== 'object' || typeof right !== 'object') return [left, right];
  return [{ ...(left as object), ...(right as object) } as Json, left];
});
const pair = fc.oneof(fc.tuple(schema, schema), related);

/** `SCHEMA_COMPAT_RUNS=100000 npx vitest run src/properties.spec.ts` looks harder. */
const RUNS = Number(process.env.SCHEMA_COMPAT_RUNS ?? 600);
const TIMEOUT_MS = 60_000 + RUNS * 100;

const LIMITS = { maxSteps: 3_000, timeLimitMs: 2_000 };

const ajv = new Ajv2020({ strict: false, ownProperties: true, logger: false, validateFormats: false });

/** Plain AJV, set up apart from the package; undefined where it cannot compile or validate. */
function acceptedByAjv(candidate: Json, value: Json): boolean | undefined {
  try {
    return ajv.compile(candidate as AnySchema)(value) as boolean;
  } catch {
    return undefined;
  }
}

/**
 * What AJV and a second validator agree on; each has faults of its own. Known of AJV: `prefixItems` beside `contains` lets
 * the empty array pass, a property named `__proto__` is overlooked, multiples are computed in floating point.
 */
function accepts(candidate: Json, value: Json): boolean | undefined {
  const byAjv = acceptedByAjv(candidate, value);
  try {
    const bySecond = new Validator(candidate as object, '2020-12').validate(value).valid;
    return byAjv === bySecond ? byAjv : undefined;
  } catch {
    return undefined;
  }
}

describe('over generated schemas', () => {
  it(
    'no document separates what is said to be compatible, and every witness holds before plain AJV',
    () => {
      const seen = { compatible: 0, breaking: 0, undecided: 0 };
      fc.assert(
        fc.property(pair, fc.array(document, { minLength: 5, maxLength: 15 }), ([a, b], documents) => {
          const verdict = checkContainment(a, b, LIMITS);
          seen[verdict.kind] += 1;
          if (verdict.kind === 'compatible') {
            for (const value of documents) {
              if (accepts(a, value) === true)
                expect({ a, b, value, underB: accepts(b, value) }).not.toMatchObject({ underB: false });
            }
          }
          if (verdict.kind === 'breaking') {
            const { witness } = verdict;
            expect({
              a,
              b,
              witness,
              under: [acceptedByAjv(a, witness), acceptedByAjv(b, witness)],
            }).toMatchObject({
              under: [true, false],
            });
          }
        }),
        { numRuns: RUNS },
      );
      expect(seen.compatible).toBeGreaterThan(30);
      expect(seen.breaking).toBeGreaterThan(30);
      console.log(`${RUNS} generated pairs: ${JSON.stringify(seen)}`);
    },
    TIMEOUT_MS,
  );

  it('the own evaluation agrees with AJV', () => {
    fc.assert(
      fc.property(schema, fc.array(document, { minLength: 3, maxLength: 8 }), (one, documents) => {
        const store = new NodeStore();
        const options = {
          side: 'a',
          draft: '2020-12',
          formats: 'annotation',
          interpretation: 'ajv',
        } as const;
        const { root } = compileSchema(store, { schema: one }, options);
        const budget = new Budget({ maxSteps: 10_000, timeLimitMs: 1_000 });
        const evaluator = new Evaluator(store, new Patterns(), budget);
        for (const value of documents) {
          const truth = evaluator.accepts(root, value);
          const byAjv = accepts(one, value);
          if (truth !== undefined && byAjv !== undefined)
            expect({ one, value, truth }).toEqual({ one, value, truth: byAjv });
        }
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('a schema is compatible with itself, in every draft, and its contract has not changed', () => {
    fc.assert(
      fc.property(schema, fc.constantFrom(...DRAFTS), (one, draft) => {
        const copy = JSON.parse(JSON.stringify(one)) as Json;
        expect(checkContainment(one, copy, { ...LIMITS, draft })).toEqual({ kind: 'compatible' });
        expect(diffContract(one, copy, { draft })).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('a schema is never breaking against itself written otherwise', () => {
    fc.assert(
      fc.property(schema, (one) => {
        const verdict = checkContainment({ allOf: [one], $defs: { x: true } }, one, LIMITS);
        expect(verdict.kind === 'breaking' && JSON.stringify(one).includes('"#"') === false).toBe(false);
      }),
      { numRuns: 150 },
    );
  }, 30_000);

  it('what differs is never called unchanged', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const changes = diffContract(a, b);
        const separated =
          checkContainment(a, b, LIMITS).kind === 'breaking' ||
          checkContainment(b, a, LIMITS).kind === 'breaking';
        if (separated) expect(changes.filter((change) => change.class !== 'annotation')).not.toEqual([]);
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('no value makes it throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.constantFrom(...DRAFTS), (a, b, draft) => {
        checkContainment(a as Json, b as Json, { ...LIMITS, draft });
        diffContract(a as Json, b as Json, { draft });
      }),
      { numRuns: 200 },
    );
  });
});
