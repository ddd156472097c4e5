import type { RatchetConfig } from '../config/read-ratchet';
import type { Counter } from '../metrics';
import { type Decimal, toDecimal } from '../percent';

/**
 * The bar of a measured share: the highest multiple of `step` that lies `slack` or more below it, and not below 0. All in
 * percent, computed in integers.
 *
 * @param counter with units
 */
export function barOf({ covered, total }: Counter, ratchet: Pick<RatchetConfig, 'step' | 'slack'>): number {
  const step = toDecimal(ratchet.step);
  const slack = toDecimal(ratchet.slack);
  const scale = Math.max(step.scale, slack.scale);
  const stepUnits = unitsOf(step, scale);
  const room = BigInt(covered) * 100n * 10n ** BigInt(scale) - unitsOf(slack, scale) * BigInt(total);
  if (room <= 0n) return 0;
  return toNumber((room / (stepUnits * BigInt(total))) * stepUnits, scale);
}

const unitsOf = ({ digits, scale }: Decimal, of: number): bigint => digits * 10n ** BigInt(of - scale);

/** The number that is written like the decimal. */
function toNumber(units: bigint, scale: number): number {
  const digits = String(units).padStart(scale + 1, '0');
  return Number(`${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale)}`);
}
