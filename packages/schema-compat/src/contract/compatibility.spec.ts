import { afterEach, describe, expect, it, vi } from 'vitest';
import * as containment from '../check-containment';
import { ContradictedProof } from '../confirm/self-check';
import type { Json } from '../json';
import { checkCompatibility, type Mode } from './compatibility';

const STRING = { type: 'string' };
const SHORT = { type: 'string', maxLength: 2 };

const CASES: [string, Mode, Json, Json, [string, string][]][] = [
  ['loosened', 'backward', SHORT, STRING, [['backward', 'compatible']]],
  ['loosened', 'forward', SHORT, STRING, [['forward', 'breaking']]],
  ['tightened', 'backward', STRING, SHORT, [['backward', 'breaking']]],
  ['tightened', 'forward', STRING, SHORT, [['forward', 'compatible']]],
  [
    'loosened',
    'full',
    SHORT,
    STRING,
    [
      ['backward', 'compatible'],
      ['forward', 'breaking'],
    ],
  ],
];

afterEach(() => vi.restoreAllMocks());

describe('checkCompatibility', () => {
  it.each(CASES)('%s, %s', (_, mode, older, newer, expected) => {
    const answers = checkCompatibility(older, newer, mode);
    expect(answers.map(({ direction, verdict }) => [direction, verdict.kind])).toEqual(expected);
  });

  it('keeps the documents that each version refers to in both directions', () => {
    const text = 'https://example.org/text.json';
    const at = (schema: Json) => ({
      uri: 'https://example.org/a.json',
      documents: new Map<string, Json>([[text, schema]]),
    });
    const contexts = { a: at(SHORT), b: at(STRING) };
    const schema = { $ref: 'text.json' };
    expect(checkCompatibility(schema, schema, 'full', { contexts })).toMatchObject([
      { direction: 'backward', verdict: { kind: 'compatible' } },
      { direction: 'forward', verdict: { kind: 'breaking', documentB: text } },
    ]);
  });

  it('tells of a contradicted proof as of what is undecided, and of no other fault', () => {
    const check = vi.spyOn(containment, 'checkContainment');
    check.mockImplementationOnce(() => {
      throw new ContradictedProof({ a: 1 });
    });
    expect(checkCompatibility(true, STRING, 'full')).toMatchObject([
      { direction: 'backward', verdict: { kind: 'undecided', reasons: [{ code: 'contradicted-proof' }] } },
      { direction: 'forward', verdict: { kind: 'compatible' } },
    ]);
    check.mockImplementationOnce(() => {
      throw new TypeError('a fault');
    });
    expect(() => checkCompatibility(true, STRING, 'backward')).toThrow('a fault');
  });
});
