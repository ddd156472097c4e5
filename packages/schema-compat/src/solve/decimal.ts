/** An exact decimal: `units × 10^exponent`. Schemas and documents hold numbers of limited size, so these stay small. */
export type Decimal = { units: bigint; exponent: number };

/** The decimal a JSON number reads as: the shortest one that is this double, which is what its text says. */
export function decimal(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { units: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

/** Both as integers over a common power of ten. */
export function align(left: Decimal, right: Decimal): { left: bigint; right: bigint; exponent: number } {
  const exponent = Math.min(left.exponent, right.exponent);
  return {
    left: left.units * 10n ** BigInt(left.exponent - exponent),
    right: right.units * 10n ** BigInt(right.exponent - exponent),
    exponent,
  };
}

export function isMultipleOf(value: Decimal, divisor: Decimal): boolean {
  const aligned = align(value, divisor);
  return aligned.left % aligned.right === 0n;
}

/** The least positive number that is a multiple of both. */
export function leastCommonMultiple(left: Decimal, right: Decimal): Decimal {
  const aligned = align(left, right);
  return {
    units: (aligned.left / greatestCommonDivisor(aligned.left, aligned.right)) * aligned.right,
    exponent: aligned.exponent,
  };
}

/** `floor(value / step)`; `step` is positive. */
export function floorQuotient(value: Decimal, step: Decimal): bigint {
  const aligned = align(value, step);
  const quotient = aligned.left / aligned.right;
  return aligned.left < 0n && quotient * aligned.right !== aligned.left ? quotient - 1n : quotient;
}

export function times(step: Decimal, factor: bigint): Decimal {
  return { units: step.units * factor, exponent: step.exponent };
}

/** The JSON number of this value; undefined where no double has exactly this value. */
export function toNumber(value: Decimal): number | undefined {
  const number = Number(`${value.units}e${value.exponent}`);
  if (!Number.isFinite(number)) return undefined;
  const aligned = align(decimal(number), value);
  return aligned.left === aligned.right ? number : undefined;
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let [a, b] = [left, right];
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}
