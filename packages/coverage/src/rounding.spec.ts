import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toFixedHalfEven } from './rounding';

test.each<[number, number, string]>([
  [6.25, 1, '6.2'],
  [6.75, 1, '6.8'],
  [0.25, 1, '0.2'],
  [12.5, 0, '12'],
  [13.5, 0, '14'],
  [0.5, 0, '0'],
  [99.5, 0, '100'],
  [0.125, 2, '0.12'],
  [3.375, 2, '3.38'],
  [66.66666666666667, 2, '66.67'],
  [0.35, 1, '0.3'],
  [100, 1, '100.0'],
])('%d with %d decimals is %s', (value, decimals, expected) => {
  expect(toFixedHalfEven(value, decimals)).toBe(expected);
});

test('agrees with exact rational rounding for every ratio a report can print', () => {
  fc.assert(
    fc.property(
      fc.nat(64),
      fc.integer({ min: 1, max: 64 }),
      fc.integer({ min: 0, max: 3 }),
      (covered, over, decimals) => {
        // Powers of two as denominators make every percentage exact in binary, ties included.
        const total = 2 ** (over % 8);
        const value = (100 * Math.min(covered, total)) / total;
        const scaled = BigInt(Math.min(covered, total)) * 100n * 10n ** BigInt(decimals) * 2n;
        const twice = scaled / BigInt(total);
        const isTie = scaled % BigInt(total) === 0n && twice % 2n === 1n;
        const down = twice / 2n;
        const rounded = isTie ? down + (down % 2n) : (scaled + BigInt(total)) / (2n * BigInt(total));
        expect(Number(toFixedHalfEven(value, decimals)).toFixed(decimals)).toBe(
          (Number(rounded) / 10 ** decimals).toFixed(decimals),
        );
      },
    ),
    { numRuns: 5_000 },
  );
});

test("agrees with the system's printf", ({ skip }) => {
  const values = Array.from({ length: 400 }, (_, index) => (100 * index) / 400).map((value) =>
    value.toString(),
  );
  let printed: string;
  try {
    printed = execFileSync(
      'python3',
      ['-c', 'import sys\nfor v in sys.argv[1:]: print("%.1f" % float(v))', ...values],
      { encoding: 'utf8' },
    );
  } catch {
    return skip('python3 is not installed');
  }
  expect(values.map((value) => toFixedHalfEven(Number(value), 1))).toEqual(printed.trim().split(/\r?\n/));
});
