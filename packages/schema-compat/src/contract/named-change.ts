import { type Json, type JsonObject, member } from '../json';
import { childPointer } from '../json-pointer';
import type { Place } from '../schema/resources';
import type { Patterns } from '../solve/pattern';
import type { ContractChange } from './change';
import { constraintDirection } from './constraint';
import { ALL_TYPES, allowedValues, coversType, typeNames, without } from './values';

/** Two places whose schemas are objects, or count as the empty one. */
export type ObjectPair = { older: JsonObject; newer: JsonObject; olderAt: Place; newerAt: Place };

export type Pointers = { olderPointer: string; newerPointer: string };

export function pointers(pair: ObjectPair, keyword: string, olderKeyword = keyword): Pointers {
  return {
    olderPointer: childPointer(pair.olderAt.pointer, olderKeyword),
    newerPointer: childPointer(pair.newerAt.pointer, keyword),
  };
}

/** Between `false` and a schema that allows something. */
export function permissionChange(at: Pointers, isAllowed: boolean): ContractChange {
  const spot = at.newerPointer === '' ? 'the schema' : at.newerPointer;
  return isAllowed
    ? { ...at, kind: 'schema-allowed', class: 'additive', message: `${spot} allowed nothing before` }
    : { ...at, kind: 'schema-forbidden', class: 'breaking', message: `${spot} now allows nothing` };
}

export function typeChange(pair: ObjectPair): ContractChange | undefined {
  const older = typeNames(member(pair.older, 'type'));
  const newer = typeNames(member(pair.newer, 'type'));
  const removed = older.filter((name) => !coversType(newer, name));
  const added = newer.filter((name) => !coversType(older, name));
  const at = pointers(pair, 'type');
  const before = older.length === ALL_TYPES.length ? 'any' : older.join(' or ');
  const after = newer.length === ALL_TYPES.length ? 'any' : newer.join(' or ');
  const message = `type changed from ${before} to ${after}`;
  if (removed.length > 0 && added.length > 0) {
    return { ...at, kind: 'type-changed', class: 'breaking', removed, added, message };
  }
  if (removed.length > 0) return { ...at, kind: 'type-narrowed', class: 'breaking', removed, message };
  if (added.length > 0) return { ...at, kind: 'type-widened', class: 'additive', added, message };
  return undefined;
}

/** Of the values that `enum` and `const` list. */
export function valuesChange(pair: ObjectPair): ContractChange | undefined {
  const older = allowedValues(pair.older);
  const newer = allowedValues(pair.newer);
  const at = pointers(pair, newer?.keyword ?? older?.keyword ?? 'enum', older?.keyword);
  if (newer === undefined) {
    if (older === undefined) return undefined;
    const message = `only ${list(older.values)} were allowed, no values are listed now`;
    return { ...at, kind: 'values-unrestricted', class: 'additive', message };
  }
  if (older === undefined) {
    const message = `only ${list(newer.values)} are allowed now, any value before`;
    return { ...at, kind: 'values-restricted', class: 'breaking', allowed: newer.values, message };
  }
  const removed = without(older.values, newer.values);
  const added = without(newer.values, older.values);
  if (removed.length > 0) {
    const message = `allowed values ${list(removed)} were removed`;
    return { ...at, kind: 'values-narrowed', class: 'breaking', removed, added, message };
  }
  if (added.length === 0) return undefined;
  const message = `allowed values ${list(added)} were added`;
  return { ...at, kind: 'values-widened', class: 'additive', added, message };
}

/** Of a keyword that bounds what is allowed, or of `contains` where only one version has it. */
export function constraintChange(
  keyword: string,
  older: Json | undefined,
  newer: Json | undefined,
  at: Pointers,
  patterns: Patterns,
): ContractChange {
  const from = older === undefined ? 'absent' : excerpt(older);
  const to = newer === undefined ? 'absent' : excerpt(newer);
  const message = `${keyword} changed from ${from} to ${to}`;
  switch (directionOf(keyword, older, newer, patterns)) {
    case 'tightened':
      return { ...at, kind: 'constraint-tightened', class: 'breaking', keyword, message };
    case 'loosened':
      return { ...at, kind: 'constraint-loosened', class: 'additive', keyword, message };
    case 'undecided':
      return { ...at, kind: 'keyword-changed', class: 'undecided', keyword, message };
  }
}

function directionOf(
  keyword: string,
  older: Json | undefined,
  newer: Json | undefined,
  patterns: Patterns,
): ReturnType<typeof constraintDirection> {
  if (keyword === 'contains') return older === undefined ? 'tightened' : 'loosened';
  return constraintDirection(keyword, older, newer, patterns);
}

/** `anyOf` or `oneOf` itself came or went. */
export function alternativesChange(
  keyword: 'anyOf' | 'oneOf',
  isAdded: boolean,
  at: Pointers,
): ContractChange {
  return isAdded
    ? { ...at, kind: 'constraint-tightened', class: 'breaking', keyword, message: `${keyword} was added` }
    : { ...at, kind: 'constraint-loosened', class: 'additive', keyword, message: `${keyword} was removed` };
}

export function removedAlternative(keyword: 'anyOf' | 'oneOf', at: Pointers): ContractChange {
  const message = `an alternative of ${keyword} was removed`;
  return { ...at, kind: 'alternative-removed', class: 'breaking', keyword, message };
}

/** A document that fits the new alternative and an old one fits `oneOf` no longer. */
export function addedAlternative(keyword: 'anyOf' | 'oneOf', at: Pointers): ContractChange {
  return keyword === 'anyOf'
    ? {
        ...at,
        kind: 'alternative-added',
        class: 'additive',
        keyword,
        message: 'an alternative of anyOf was added',
      }
    : {
        ...at,
        kind: 'alternative-added',
        class: 'undecided',
        keyword,
        message:
          'an alternative of oneOf was added; documents that fit it and another alternative are rejected now',
      };
}

export function annotationChange(keyword: string, at: Pointers): ContractChange {
  const message = `annotation ${keyword} changed`;
  return { ...at, kind: 'annotation-changed', class: 'annotation', keyword, message };
}

export function undecidedChange(keyword: string, at: Pointers): ContractChange {
  const message = `${keyword} changed in a way that these rules do not decide`;
  return { ...at, kind: 'keyword-changed', class: 'undecided', keyword, message };
}

export function unexplained(message: string): ContractChange {
  return { kind: 'unexplained', class: 'undecided', olderPointer: '', newerPointer: '', message };
}

const MAX_LISTED = 8;

function list(values: readonly Json[]): string {
  const shown = values.slice(0, MAX_LISTED).map(excerpt).join(', ');
  return values.length > MAX_LISTED ? `${shown} and ${values.length - MAX_LISTED} more` : shown;
}

function excerpt(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
