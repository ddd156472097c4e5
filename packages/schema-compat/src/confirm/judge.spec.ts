import { describe, expect, it } from 'vitest';
import type { Json } from '../json';
import { Patterns } from '../solve/pattern';
import { Judge, type OwnOpinion } from './judge';

const agrees: OwnOpinion = () => [{ underA: true, underB: false }];

function create(a: Json, b: Json, ownOpinion: OwnOpinion = agrees) {
  const side = (schema: Json) => ({ source: { schema }, draft: '7' as const });
  return Judge.create({ a: side(a), b: side(b) }, 'annotation', new Patterns(), ownOpinion);
}

function judge(a: Json, b: Json, ownOpinion?: OwnOpinion): Judge {
  const created = create(a, b, ownOpinion);
  if (!created.ok) throw new Error(created.reason.message);
  return created.judge;
}

/** Up to draft 7 AJV reads what stands beside `$ref`; the specification and the second validator do not. */
const onlyAjvRejects: Json = { $ref: '#/definitions/any', type: 'null', definitions: { any: true } };
const onlyAjvAccepts: Json = {
  not: { $ref: '#/definitions/any', type: 'null' },
  definitions: { any: true },
};
const endless: Json = { allOf: [{ $ref: '#' }] };

/** Every reference leads to two more: 2^17 visits of the last one. */
const bomb: Json = {
  allOf: [{ $ref: '#/definitions/d0' }],
  definitions: Object.fromEntries(
    Array.from({ length: 17 }, (_, level) => {
      const next = { $ref: `#/definitions/d${level + 1}` };
      return [`d${level}`, level === 16 ? true : { allOf: [next, next] }];
    }),
  ),
};

describe('a judge', () => {
  it.each<[string, Json, Json, 'a' | 'b']>([
    ['A', { $ref: '#/nowhere' }, true, 'a'],
    ['B', true, { $ref: '#/nowhere' }, 'b'],
    ['both', { $ref: '#/nowhere' }, { $ref: '#/nowhere' }, 'a'],
  ])('is none where AJV cannot compile %s', (_what, a, b, schema) => {
    expect(create(a, b)).toEqual({
      ok: false,
      reason: {
        code: 'ajv-cannot-compile',
        location: { schema, pointer: '' },
        message: "AJV cannot compile the schema: can't resolve reference #/nowhere from id #",
      },
    });
  });

  it('confirms what AJV accepts under A and rejects under B', () => {
    expect(judge({ type: 'number' }, { type: 'integer' }).confirm(1.5)).toEqual({
      kind: 'confirmed',
      error: { instancePath: '', keyword: 'type', schemaPath: '#/type' },
    });
  });

  it('judges the document as it reads back from its text', () => {
    expect(judge(true, { maximum: -1 }).confirm({ toJSON: () => 0 } as unknown as Json)).toMatchObject({
      kind: 'confirmed',
      error: { keyword: 'maximum' },
    });
  });

  const own = 'AJV and this package\'s own evaluation differ on the document "x"';
  const second = 'AJV and @cfworker/json-schema differ on the document "x"';
  const text: Json = { type: 'string' };
  it.each<[string, Json, Json, OwnOpinion, string, string]>([
    ['rejected under A', { type: 'null' }, false, agrees, 'validators-disagree', own],
    ['accepted under B', true, text, agrees, 'validators-disagree', own],
    [
      'rejected under A by this package',
      true,
      false,
      () => [{ underA: false, underB: false }],
      'validators-disagree',
      own,
    ],
    [
      'accepted under B by this package',
      true,
      false,
      () => [{ underA: true, underB: true }],
      'validators-disagree',
      own,
    ],
    [
      'refuted in one of two readings',
      true,
      false,
      () => [
        { underA: true, underB: false },
        { underA: true, underB: true },
      ],
      'validators-disagree',
      own,
    ],
    [
      'rejected under A by the second validator',
      onlyAjvAccepts,
      false,
      agrees,
      'validators-disagree',
      second,
    ],
    ['accepted under B by the second validator', true, onlyAjvRejects, agrees, 'validators-disagree', second],
    [
      'too much for AJV under A',
      endless,
      false,
      agrees,
      'ajv-cannot-validate',
      'AJV cannot validate the document "x": Maximum call stack size exceeded',
    ],
    [
      'too much for AJV under B',
      true,
      endless,
      agrees,
      'ajv-cannot-validate',
      'AJV cannot validate the document "x": Maximum call stack size exceeded',
    ],
  ])('confirms nothing that is %s', (_what, a, b, ownOpinion, code, message) => {
    expect(judge(a, b, ownOpinion).confirm('x')).toEqual({ kind: 'refuted', reason: { code, message } });
  });

  it('confirms what this package cannot evaluate', () => {
    const undecided: OwnOpinion = () => [{ underA: undefined, underB: undefined }];
    expect(judge(true, false, undecided).confirm(1).kind).toBe('confirmed');
  });

  it('cuts a long document short', () => {
    const confirmation = judge(false, false).confirm('x'.repeat(300));
    expect(confirmation).toMatchObject({
      reason: { message: `AJV and this package's own evaluation differ on the document "${'x'.repeat(199)}` },
    });
  });

  it.each<['a' | 'b', Json, Json]>([
    ['a', bomb, true],
    ['b', true, bomb],
  ])('does not ask about a schema whose references multiply (%s)', (schema, a, b) => {
    expect(judge(a, b).trouble(1)).toEqual({
      code: 'budget',
      location: { schema, pointer: '' },
      message: 'the references of the schema would keep a validator busy for too long',
    });
    expect(judge(true, true).trouble(1)).toBeUndefined();
  });
});
