import type { Counter } from './metrics';

/** digits / 10^scale, exactly the decimal that was written. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** The decimal a number was written as: the shortest one that reads back as the same number. */
export function toDecimal(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/**
 * Does the counter reach a floor? covered/total >= percent/100, decided in integers:
 * covered * 100 * 10^scale >= digits * total. A counter without units reaches nothing.
 *
 * @param percent a finite floor in percent, decimals allowed (79.5)
 */
export function reaches({ covered, total }: Counter, percent: number): boolean {
  if (total <= 0) return false;
  const { digits, scale } = toDecimal(percent);
  return BigInt(covered) * 100n * 10n ** BigInt(scale) >= digits * BigInt(total);
}

/** How many more units must be covered to reach a floor; 0 when it is reached. */
export function unitsShortOf({ covered, total }: Counter, percent: number): number {
  const { digits, scale } = toDecimal(percent);
  const divisor = 100n * 10n ** BigInt(scale);
  const needed = (digits * BigInt(total) + divisor - 1n) / divisor;
  return Math.max(0, Number(needed) - covered);
}

/** The share covered, floored to two decimals: `79.99%`; `100.00%` only when all are, `0.00%` only when none is. */
export function formatPercent({ covered, total }: Counter): string {
  if (total <= 0) return 'no data';
  const hundredths = (BigInt(covered) * 10_000n) / BigInt(total);
  if (hundredths === 0n && covered > 0) return '<0.01%';
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}%`;
}

/** `1599/2000`. */
export const formatFraction = ({ covered, total }: Counter): string => `${covered}/${total}`;

/**
 * How many percentage points a counter has gained since another one, floored to two decimals: `+0.52`, `-1.30`. `0.00`
 * only when the shares are equal, `<0.01` for a gain below that. Both have units.
 */
export function formatDelta(now: Counter, before: Counter): string {
  const difference = BigInt(now.covered) * BigInt(before.total) - BigInt(before.covered) * BigInt(now.total);
  if (difference === 0n) return '0.00';
  const base = BigInt(now.total) * BigInt(before.total);
  const scaled = difference * 10_000n;
  const truncated = scaled / base;
  const hundredths = scaled % base !== 0n && difference < 0n ? truncated - 1n : truncated;
  const size = hundredths < 0n ? -hundredths : hundredths;
  const points = `${size / 100n}.${String(size % 100n).padStart(2, '0')}`;
  return hundredths < 0n ? `-${points}` : hundredths === 0n ? '<0.01' : `+${points}`;
}
