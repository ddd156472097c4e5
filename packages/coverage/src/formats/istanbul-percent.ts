import type { Counter } from '../metrics';

/** istanbul's percent.js, operation by operation (doubles included), and "Unknown" for a map without units. */
export const istanbulPrinting = 'istanbul floors to two decimals';

export function printIstanbulPercent(counter: Counter | undefined): string {
  if (!counter?.total) return 'Unknown%';
  const { covered, total } = counter;
  return `${Math.floor((1000 * 100 * covered) / total / 10) / 100}%`;
}
