import { type Entry, type Mapping, mapping, sequence, type Tree } from '../yaml/tree';

/** Paths whose earlier value a later file removes (`!reset`) or replaces (`!override`). */
export type Removals = readonly (readonly string[])[];

/** Takes the values marked `!reset` out of a document and lists what it removes from earlier ones. */
export function extractDirectives(document: Tree): { readonly tree: Tree; readonly removals: Removals } {
  const removals: (readonly string[])[] = [];
  const visit = (tree: Tree, path: readonly string[]): Tree | undefined => {
    if (tree.directive !== undefined) removals.push(path);
    if (tree.directive === 'reset') return undefined;
    if (tree.directive === 'override' || tree.kind === 'scalar') return tree;
    if (tree.kind === 'sequence') {
      return sequence(
        tree.items.flatMap((item, index) => visit(item, [...path, `[${index}]`]) ?? []),
        tree,
      );
    }
    const entries = new Map<string, Entry>();
    for (const [key, entry] of tree.entries) {
      const value = visit(entry.value, [...path, key]);
      if (value !== undefined) entries.set(key, { key: entry.key, value });
    }
    return mapping(entries, tree);
  };
  return { tree: visit(document, []) ?? mapping(new Map(), document), removals };
}

export function applyRemovals(model: Mapping, removals: Removals): Mapping {
  return removals.reduce((current, path) => remove(current, path), model);
}

function remove(model: Mapping, path: readonly string[]): Mapping {
  const [key, ...rest] = path;
  const entry = key === undefined ? undefined : model.entries.get(key);
  if (key === undefined || entry === undefined) return model;
  const entries = new Map(model.entries);
  if (rest.length === 0) entries.delete(key);
  else if (entry.value.kind === 'mapping')
    entries.set(key, { key: entry.key, value: remove(entry.value, rest) });
  return { ...model, entries };
}
