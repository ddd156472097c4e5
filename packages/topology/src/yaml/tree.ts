/** A place in a file; line and column count from 1, the path is relative to the root, with `/`. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type ScalarValue = string | number | boolean | null;

interface Positioned {
  readonly location: Location;
  /** A Compose merge tag: `!reset` removes what earlier files said, `!override` replaces it. */
  readonly directive?: 'reset' | 'override';
}

export interface Scalar extends Positioned {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  /** The folder that a relative path in this value starts from, once that is decided. */
  readonly base?: string;
  /** Written without quotes, so that YAML 1.1 readers may take it for another type than text. */
  readonly plain?: true;
  /** What stands there, where the value is one that was assumed for a variable of Compose. */
  readonly written?: string;
}

export interface Sequence extends Positioned {
  readonly kind: 'sequence';
  readonly items: readonly Tree[];
}

export interface Entry {
  readonly key: Scalar;
  readonly value: Tree;
}

export interface Mapping extends Positioned {
  readonly kind: 'mapping';
  readonly entries: ReadonlyMap<string, Entry>;
}

/** YAML after aliases and merge keys, where every node knows the place it was written at. Never mutated. */
export type Tree = Scalar | Sequence | Mapping;

export function scalar(value: ScalarValue, like: Tree): Scalar {
  return {
    kind: 'scalar',
    value,
    location: like.location,
    ...(like.kind === 'scalar' && like.base !== undefined ? { base: like.base } : {}),
  };
}

export function sequence(items: readonly Tree[], like: Tree): Sequence {
  return { kind: 'sequence', items, location: like.location };
}

export function mapping(entries: ReadonlyMap<string, Entry>, like: Tree): Mapping {
  return { kind: 'mapping', entries, location: like.location };
}

/** The value under a key, when the tree is a mapping that has it. */
export function at(tree: Tree | undefined, key: string): Tree | undefined {
  return tree?.kind === 'mapping' ? tree.entries.get(key)?.value : undefined;
}

/** The value at the end of a chain of keys. */
export function path(tree: Tree | undefined, ...keys: readonly string[]): Tree | undefined {
  return keys.reduce<Tree | undefined>((current, key) => at(current, key), tree);
}

export function entriesOf(tree: Tree | undefined): Entry[] {
  return tree?.kind === 'mapping' ? [...tree.entries.values()] : [];
}

export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  return tree?.kind === 'sequence' ? tree.items : [];
}

export function keyOf(entry: Entry): string {
  return String(entry.key.value);
}

/** The text of a string scalar; other scalars and collections are `undefined`. */
export function textOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' && typeof tree.value === 'string' ? tree.value : undefined;
}

/** The text of any non-null scalar, as a list entry or environment value would print it. */
export function printed(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' && tree.value !== null ? String(tree.value) : undefined;
}

export function isNull(tree: Tree | undefined): boolean {
  return tree?.kind === 'scalar' && tree.value === null;
}

/** Whether it is `false`; a variable that stands for it is a text. */
export function isFalse(tree: Tree | undefined): boolean {
  return tree?.kind === 'scalar' && (tree.value === false || tree.value === 'false');
}

export function withEntry(tree: Mapping, key: Scalar, value: Tree): Mapping {
  return { ...tree, entries: new Map(tree.entries).set(String(key.value), { key, value }) };
}

export function without(tree: Mapping, key: string): Mapping {
  if (!tree.entries.has(key)) return tree;
  const entries = new Map(tree.entries);
  entries.delete(key);
  return { ...tree, entries };
}

/** The same tree with every value changed by `change`; keys stay. */
export function mapValues(tree: Mapping, change: (entry: Entry) => Tree): Mapping {
  const entries = new Map<string, Entry>();
  for (const [key, entry] of tree.entries) entries.set(key, { key: entry.key, value: change(entry) });
  return { ...tree, entries };
}

/**
 * Plain data for validators and comparison. Objects have no prototype, so a key named `__proto__` is data.
 */
export function toPlain(tree: Tree): unknown {
  switch (tree.kind) {
    case 'scalar':
      return tree.value;
    case 'sequence':
      return tree.items.map(toPlain);
    case 'mapping': {
      const plain: Record<string, unknown> = Object.create(null);
      for (const [key, entry] of tree.entries) plain[key] = toPlain(entry.value);
      return plain;
    }
  }
}
