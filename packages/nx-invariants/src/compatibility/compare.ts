import {
  type Answer,
  type CheckOptions,
  checkCompatibility,
  type DanglingReference,
  type Difference,
  type Direction,
  danglingReferences,
  differenceBetween,
  type FormatPolicy,
  type Mode,
} from '@nx-invariants/schema-compat';
import { contextOf, type SchemaVersion } from './schema-version';

/** Two versions of one schema. */
export interface VersionPair {
  readonly older: SchemaVersion;
  readonly newer: SchemaVersion;
}

/** How far the versions differ; that of referred schemas counts where it is more than words. */
export function differenceOf(pair: VersionPair, formats: FormatPolicy): Difference {
  return differenceBetween(pair.older.root.schema, pair.newer.root.schema, optionsFor(pair, formats));
}

/** The references of a version that lead to no schema beside it. */
export function danglingIn(version: SchemaVersion): DanglingReference[] {
  return danglingReferences(version.root.schema, { context: contextOf(version) });
}

/** One answer for each direction of the mode. */
export function answersFor(pair: VersionPair, mode: Mode, formats: FormatPolicy): Answer[] {
  return checkCompatibility(pair.older.root.schema, pair.newer.root.schema, mode, optionsFor(pair, formats));
}

/** The schemas of a pair as a direction reads them: every document under `a` is to be valid under `b`. */
export function sidesOf(
  { older, newer }: VersionPair,
  direction: Direction,
): { a: SchemaVersion; b: SchemaVersion } {
  return direction === 'backward' ? { a: older, b: newer } : { a: newer, b: older };
}

export function optionsFor({ older, newer }: VersionPair, formats: FormatPolicy): CheckOptions {
  return { formats, contexts: { a: contextOf(older), b: contextOf(newer) } };
}
