import { MAX_HITS } from '../line-table';
import type { Warnings } from '../warnings';

/**
 * A hit count as tools write it: large integers are capped (they only need to be more than zero); a
 * negative one, which instrumentation races produce, counts as never run and is remarked on. Undefined when
 * the value is no integer.
 */
export function hitsOf(
  value: unknown,
  warnings: Warnings,
  where: { readonly file?: string; readonly line?: number },
): number | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value)) return undefined;
  if (value >= 0) return Math.min(value, MAX_HITS);
  warnings.add({ kind: 'negative-count', message: `hit count ${value} is taken as 0`, ...where });
  return 0;
}

/** `hitsOf` for digits in a text report. */
export const hitsOfDigits = (
  digits: string,
  warnings: Warnings,
  where: { readonly file?: string; readonly line?: number },
): number | undefined => (/^-?\d{1,30}$/.test(digits) ? hitsOf(Number(digits), warnings, where) : undefined);
