import {
  type Breaking,
  type ContractChange,
  ContradictedProof,
  type Direction,
  diffContract,
  type FormatPolicy,
  findChangeWitness,
  type Json,
} from '@nx-invariants/schema-compat';
import type { Location } from '../../check/finding';
import { optionsFor, sidesOf, type VersionPair } from '../../compatibility/compare';
import { placeOf, type SchemaVersion } from '../../compatibility/schema-version';

/** A change that a document trips over. */
export interface Break {
  /** The change in words. */
  readonly what: string;
  /** A JSON Pointer into the schema of the new file. */
  readonly pointer: string;
  /** Where the change stands in the new file. */
  readonly at: Location;
  /** Where the old file says otherwise. */
  readonly before: Location;
  /** The document, where it is rejected and by which keyword. */
  readonly witness: Json;
  readonly instancePath: string;
  readonly keyword: string;
}

/** Each change by name asks for a search of its own. */
const mostNamed = 10;
const stepsForNamed = 20_000;

/**
 * What breaks in a direction: each change that has a name and a document of its own to show, else the one that the
 * verdict's document shows. The names are for the reader; that something breaks, the verdict says.
 */
export function breaksOf(
  pair: VersionPair,
  direction: Direction,
  verdict: Breaking,
  formats: FormatPolicy,
): Break[] {
  const changes = directedChanges(pair, direction, formats);
  const named = changes.slice(0, mostNamed).flatMap((change) => witnessed(pair, direction, change, formats));
  return named.length > 0 ? named : [shownBreak(pair, direction, verdict, changes)];
}

/** The break that the verdict's document shows. */
export function shownBreak(
  pair: VersionPair,
  direction: Direction,
  verdict: Breaking,
  changes: readonly DirectedChange[] = [],
): Break {
  const { witness, instancePath, keyword } = verdict;
  const rejecting = (verdict.documentB ?? '') + verdict.schemaPathB;
  const change = changes.find((one) => one.rejecting === rejecting);
  const accepting = change?.accepting ?? (verdict.documentA ?? '') + verdict.schemaPathA;
  const fails = `"${keyword}" fails at ${instancePath === '' ? 'the document itself' : instancePath}`;
  const what = change?.message ?? fails;
  return { ...placed(pair, direction, accepting, rejecting), what, witness, instancePath, keyword };
}

/** A change by name, as a direction reads it: what the accepting schema says and the rejecting one does not. */
interface DirectedChange {
  readonly change: ContractChange;
  readonly accepting: string;
  readonly rejecting: string;
  /** As a reader sees it, from the older to the newer schema. */
  readonly message: string;
}

function directedChanges(pair: VersionPair, direction: Direction, formats: FormatPolicy): DirectedChange[] {
  const { a, b } = sidesOf(pair, direction);
  const changes = changesBetween({ older: a, newer: b }, formats).filter(
    (change) => change.class === 'breaking',
  );
  const asRead = direction === 'backward' ? [] : changesBetween(pair, formats);
  return changes.map((change) => {
    const { olderPointer: accepting, newerPointer: rejecting } = change;
    const opposite = asRead.find(
      ({ olderPointer, newerPointer }) => olderPointer === rejecting && newerPointer === accepting,
    );
    return { change, accepting, rejecting, message: (opposite ?? change).message };
  });
}

export function changesBetween(pair: VersionPair, formats: FormatPolicy): ContractChange[] {
  return diffContract(pair.older.root.schema, pair.newer.root.schema, optionsFor(pair, formats));
}

function witnessed(
  pair: VersionPair,
  direction: Direction,
  { change, accepting, rejecting, message }: DirectedChange,
  formats: FormatPolicy,
): Break[] {
  const { a, b } = sidesOf(pair, direction);
  const options = { ...optionsFor({ older: a, newer: b }, formats), maxSteps: stepsForNamed };
  const found = unlessContradicted(() => findChangeWitness(change, a.root.schema, b.root.schema, options));
  if (found?.direction !== 'older-document-rejected-by-newer') return [];
  const { document: witness, instancePath, keyword } = found;
  return [
    { ...placed(pair, direction, accepting, rejecting), what: message, witness, instancePath, keyword },
  ];
}

/** A fault of the engine in finding a name leaves the verdict as it is. */
function unlessContradicted<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof ContradictedProof) return undefined;
    throw error;
  }
}

function placed(pair: VersionPair, direction: Direction, accepting: string, rejecting: string) {
  const [older, newer] = direction === 'backward' ? [accepting, rejecting] : [rejecting, accepting];
  const [before, now] = [resolved(pair.older, older), resolved(pair.newer, newer)];
  return {
    pointer: now.pointer,
    at: placeOf(pair.newer, now.pointer, now.uri),
    before: placeOf(pair.older, before.pointer, before.uri),
  };
}

/** A pointer of the engine: after the URI of its document, if that is not the schema itself. */
function resolved(version: SchemaVersion, text: string): { readonly pointer: string; readonly uri?: string } {
  const [uri] = version.referred
    .map((document) => document.uri)
    .filter((other) => text === other || text.startsWith(`${other}/`))
    .sort((left, right) => right.length - left.length);
  return uri === undefined ? { pointer: text } : { pointer: text.slice(uri.length), uri };
}
