import { describe, expect, it } from 'vitest';
import { likenessOf, valuesOf } from './likeness';

const job = {
  $id: 'https://example.com/job.json',
  $version: '1.0.0',
  title: 'Job',
  type: 'object',
  required: ['id', 'status'],
  properties: {
    id: { type: 'string', description: 'its id' },
    title: { type: 'string' },
    status: { enum: ['PENDING', 'DONE'] },
  },
};
const textOf = (schema: object) => JSON.stringify(schema);

describe('valuesOf', () => {
  it('is what a schema says of documents, by place', () => {
    expect([...valuesOf(`\uFEFF${textOf(job)}`)]).toEqual([
      '/type="object"',
      '/required/="id"',
      '/required/="status"',
      '/properties/id/type="string"',
      '/properties/title/type="string"',
      '/properties/status/enum/="PENDING"',
      '/properties/status/enum/="DONE"',
    ]);
  });

  it.each([
    '',
    '"properties"',
    '{ "properties": ',
    '{ "type": "object", "properties": { "id": { "type": "string" } } }',
    '[1, 2, 3, 4, 5, 6, "properties"]',
    `{ "properties": ${'['.repeat(100_000)}1${']'.repeat(100_000)} }`,
  ])('is nothing where there is nothing to compare: %.70s', (text) => {
    expect(valuesOf(text).size).toBe(0);
  });

  it('stops at 10 000 values', () => {
    expect(valuesOf(textOf({ properties: Array.from({ length: 20_000 }, (_, index) => index) })).size).toBe(
      10_000,
    );
  });
});

describe('likenessOf', () => {
  const likeness = (one: object, other: object) => likenessOf(valuesOf(textOf(one)), valuesOf(textOf(other)));

  it.each<[string, object, number]>([
    ['itself', job, 1],
    ['itself by another name', { ...job, $id: 'urn:mine', $version: '9.0.0', title: 'Mine' }, 1],
    ['itself in another order', { ...job, required: ['status', 'id'] }, 1],
    ['itself with one more value', { ...job, additionalProperties: false }, 7 / 8],
    [
      'what has half its values',
      { type: 'object', required: ['id', 'status'], properties: { a: 1, b: 2 } },
      0,
    ],
    ['what is larger by far', { ...job, a: 1, b: 2, c: 3 }, 0],
    ['nothing', {}, 0],
  ])('of a schema and %s', (_what, other, expected) => {
    expect(likeness(job, other)).toBe(expected);
    expect(likeness(other, job)).toBe(expected);
  });
});
