import { entriesOf, itemsOf, keyOf, type Location, printed, type Tree } from '../yaml/tree';

/** A key with its value, if it has one, and the place of the key. */
export interface Pair {
  readonly key: string;
  readonly value: string | undefined;
  readonly location: Location;
}

/** The pairs of a mapping, or of a list of `KEY=VALUE`. */
export function pairsOf(tree: Tree | undefined): Pair[] {
  const entries = entriesOf(tree).map((entry) => ({
    key: keyOf(entry),
    value: printed(entry.value),
    location: entry.key.location,
  }));
  const items = itemsOf(tree).map((item) => ({
    ...splitPair(printed(item) ?? ''),
    location: item.location,
  }));
  return [...entries, ...items];
}

/** `KEY=VALUE`; a text without `=` is a key alone. */
export function splitPair(text: string): Pick<Pair, 'key' | 'value'> {
  const equals = text.indexOf('=');
  return equals === -1
    ? { key: text, value: undefined }
    : { key: text.slice(0, equals), value: text.slice(equals + 1) };
}
