/**
 * A number with a fixed count of decimals, ties to even, as C's printf, Go, Python and Rust print it.
 * `toFixed` rounds ties up instead (6.25 -> "6.3", everyone else prints 6.2). Both are exact for the binary
 * value otherwise, and a tie needs a value that is an odd multiple of 2^-(decimals+1), which a double shows exactly.
 */
export function toFixedHalfEven(value: number, decimals: number): string {
  const tie = value * 2 ** (decimals + 1);
  const isTie = Number.isInteger(tie) && tie % 2 !== 0;
  if (!isTie) return value.toFixed(decimals);
  const up = value.toFixed(decimals);
  const lastDigitIsOdd = '13579'.includes(up.at(-1) ?? '');
  return lastDigitIsOdd ? (value - 0.5 / 10 ** decimals).toFixed(decimals) : up;
}
