import { type Fact, versionLabel } from '../../topology';
import { at, entriesOf, itemsOf, keyOf, printed, type Tree } from '../../yaml/tree';
import { splitPair, textFact } from './written';

/** The labels, a mapping or a list of `KEY=VALUE`. */
export function readLabels(tree: Tree | undefined): Map<string, string> {
  const labels = new Map<string, string>();
  for (const entry of entriesOf(tree)) labels.set(keyOf(entry), printed(entry.value) ?? '');
  for (const item of itemsOf(tree)) {
    const [key, value] = splitPair(printed(item) ?? '');
    labels.set(key, value ?? '');
  }
  return labels;
}

/** Where the label stands in a list, with its key, the value begins later: the place is that of the item. */
export function readVersionLabels(tree: Tree | undefined): Fact<string>[] {
  const listed = itemsOf(tree).flatMap((item) => {
    const [key, value = ''] = splitPair(printed(item) ?? '');
    return key === versionLabel ? [{ value, location: item.location }] : [];
  });
  return [textFact(at(tree, versionLabel)) ?? [], listed].flat();
}
