import type { Counter } from '../metrics';
import { toFixedHalfEven } from '../rounding';

/** coverage.py's `display_covered`: half to even, and never rounded to 0 or 100. Nothing to cover is 100. */
export const coveragePyPrinting = 'coverage.py rounds half to even, but never to 0 or 100';

export function printCoveragePyPercent({ covered, total }: Counter, precision: number): string {
  const percent = total === 0 ? 100 : (100 * covered) / total;
  const smallest = 1 / 10 ** precision;
  if (percent > 0 && percent < smallest) return `${toFixedHalfEven(smallest, precision)}%`;
  if (percent > 100 - smallest && percent < 100) return `${toFixedHalfEven(100 - smallest, precision)}%`;
  return `${toFixedHalfEven(percent, precision)}%`;
}
