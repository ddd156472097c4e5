import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inexactNumbers, misreadNumber } from './written-numbers';

describe('a number that may not be taken for the double it is read as', () => {
  test.each<[string, string[], string | undefined]>([
    ['doubles', ['{"maximum": 1.50, "minimum": -0, "const": 1e3}', '{"const": 0.1}'], undefined],
    ['one number in several forms', ['[1e2, 100, 100.0, 10.0e1, 1E+2]'], undefined],
    ['an int64 among others', ['{"maximum": 9223372036854775807}', '{"maximum": 4}'], undefined],
    ['it in both', ['{"maximum": 9223372036854775807}', '{"maximum": 9223372036854775807}'], undefined],
    ['a fraction that stays one', ['{"maximum": 0.1000000000000000055}'], undefined],
    [
      'two that become one',
      ['{"maximum": 9007199254740993}', '{"maximum": 9007199254740992}'],
      '9007199254740993',
    ],
    [
      'the same, the exact one first',
      ['{"maximum": 9007199254740992}', '{"maximum": 9007199254740993}'],
      '9007199254740993',
    ],
    ['two in one text', ['{"enum": [9007199254740993, 9007199254740992]}'], '9007199254740993'],
    ['a fraction that becomes an integer', ['{"const": 9007199254740992.5}'], '9007199254740992.5'],
    ['one that becomes zero', ['{"const": 1e-400}'], '1e-400'],
    ['one beyond all doubles', ['{"const": 1e400}'], '1e400'],
    ['among multiples', ['{"const": 9007199254740993}', '{"multipleOf": 2}'], '9007199254740993'],
    ['among multiples of draft 3', ['{"const": 9007199254740993}', '{"divisibleBy": 2}'], '9007199254740993'],
    [
      'among multiples under an escaped name',
      ['{"const": 9007199254740993}', '{"multi\\u0070leOf": 2}'],
      '9007199254740993',
    ],
    [
      'integers between it and its neighbour',
      ['{"minimum": 9007199254740991, "exclusiveMaximum": 9007199254740993}', '{"const": 9007199254740991}'],
      '9007199254740993',
    ],
    [
      'a neighbour so far away that no array could hold what is between',
      ['[9223372036854775807, 9007199254740991, -9223372036854775807]'],
      undefined,
    ],
    ['a neighbour of the other sign', ['[9223372036854775807, -9223372036854775808]'], undefined],
    ['multiples alone', ['{"multipleOf": 0.01}'], undefined],
    ['digits in a text', ['{"pattern": "9007199254740993 \\" 9007199254740992"}'], undefined],
  ])('%s', (_, texts, expected) => expect(misreadNumber(texts)).toBe(expected));

  test('no double is one, however it is written', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat(3), (value, zeros) => {
        const written = [String(value), value.toExponential(), JSON.stringify(value)];
        if (Number.isInteger(value) && Math.abs(value) < 1e15)
          written.push(`${value}.${'0'.repeat(zeros + 1)}`);
        expect(inexactNumbers([JSON.stringify([]), ...written])).toEqual([]);
        expect(misreadNumber(written)).toBe(undefined);
      }),
    );
  });

  test('one of two integers beyond 2^53 that stand side by side is, unless doubles have both', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }),
        fc.bigInt({ min: 1n, max: 3n }),
        (one, step) => {
          const other = one + step;
          const isMisread = [one, other].some((integer) => !isWrittenExactly(integer));
          expect(misreadNumber([String(one), String(other)]) !== undefined).toBe(isMisread);
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** Whether JavaScript prints the double of an integer with the digits of the integer. */
function isWrittenExactly(integer: bigint): boolean {
  const [digits = '', exponent = '0'] = String(Number(integer)).replace('+', '').split('e');
  const [whole = '', fraction = ''] = digits.split('.');
  return (whole + fraction).padEnd(Number(exponent) + 1, '0') === String(integer);
}
