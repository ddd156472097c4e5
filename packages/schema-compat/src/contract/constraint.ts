import type { Json } from '../json';
import { decimal, isMultipleOf } from '../solve/decimal';
import { findString, type Patterns } from '../solve/pattern';

export type Direction = 'tightened' | 'loosened' | 'undecided';

/** Keywords whose value grows as they allow less (`least`) or more (`greatest`). */
const LIMITS: ReadonlyMap<string, 'least' | 'greatest'> = new Map([
  ['minimum', 'least'],
  ['exclusiveMinimum', 'least'],
  ['minLength', 'least'],
  ['minItems', 'least'],
  ['minProperties', 'least'],
  ['minContains', 'least'],
  ['maximum', 'greatest'],
  ['exclusiveMaximum', 'greatest'],
  ['maxLength', 'greatest'],
  ['maxItems', 'greatest'],
  ['maxProperties', 'greatest'],
  ['maxContains', 'greatest'],
]);

export function isConstraint(keyword: string): boolean {
  return (
    LIMITS.has(keyword) || keyword === 'multipleOf' || keyword === 'pattern' || keyword === 'uniqueItems'
  );
}

/** Which way a constraint keyword moved, given its two different values; undefined is the absent keyword. */
export function constraintDirection(
  keyword: string,
  older: Json | undefined,
  newer: Json | undefined,
  patterns: Patterns,
): Direction {
  // `minContains` is 1 when absent, so that its coming and going is not plainly a constraint's.
  if (keyword === 'minContains' && (older === undefined || newer === undefined)) return 'undecided';
  if (older === undefined || older === false)
    return newer === undefined || newer === false ? 'loosened' : 'tightened';
  if (newer === undefined || newer === false) return 'loosened';
  const side = LIMITS.get(keyword);
  if (side !== undefined && typeof older === 'number' && typeof newer === 'number') {
    return (side === 'least') === newer > older ? 'tightened' : 'loosened';
  }
  if (keyword === 'multipleOf' && typeof older === 'number' && typeof newer === 'number' && newer > 0) {
    return isMultipleOf(decimal(older), decimal(newer)) ? 'loosened' : 'tightened';
  }
  if (keyword === 'pattern' && typeof older === 'string' && typeof newer === 'string') {
    return patternDirection(older, newer, patterns);
  }
  return 'undecided';
}

function patternDirection(older: string, newer: string, patterns: Patterns): Direction {
  const any = { minLength: 0, maxLength: Number.POSITIVE_INFINITY, excluded: [] };
  const lost = findString(patterns, { ...any, accept: [older], reject: [newer] });
  if (lost.kind === 'empty') return 'loosened';
  return lost.kind === 'sample' && lost.unmatched === undefined ? 'tightened' : 'undecided';
}
