import { isMap, isScalar, isSeq } from 'yaml';
import type { YamlTree } from './yaml-tree';

/** One run of a job: the values that `matrix.<key>` has in it. */
export type Combination = ReadonlyMap<string, string>;

const maxCombinations = 256;

/**
 * The combinations of a job's matrix (GitHub Actions, "Running variations of jobs in a workflow"): the product of
 * its lists, then `include`. A matrix made by an expression has none that can be told, so its values stay as
 * written. `exclude` only removes runs; a build that never happens is judged nevertheless.
 */
export function matrixCombinations(node: unknown, { follow }: Pick<YamlTree, 'follow'>): Combination[] {
  const matrix = follow(node);
  if (!isMap(matrix)) return [new Map()];
  const itemsOf = (list: unknown) => (isSeq(list) ? list.items.map(follow) : []);
  let combinations: Map<string, string>[] = [new Map()];
  for (const { key, value } of matrix.items) {
    const name = String(key);
    const list = follow(value);
    if (name === 'include' || name === 'exclude' || !isSeq(list)) continue;
    const values = itemsOf(list).flatMap((item) => flatten(name, item, follow));
    combinations = combinations
      .flatMap((combination) => values.map((entries) => new Map([...combination, ...entries])))
      .slice(0, maxCombinations);
  }
  const include = itemsOf(follow(matrix.get('include', true)));
  const extra = include.map((item) => new Map(flattenMap('', item, follow)));
  const own = combinations.filter((combination) => combination.size > 0);
  const all = [...own, ...extra].slice(0, maxCombinations);
  return all.length > 0 ? all : [new Map()];
}

type Follow = YamlTree['follow'];

function flatten(name: string, item: unknown, follow: Follow): [string, string][][] {
  if (isScalar(item)) return [[[name, String(item.value)]]];
  return [flattenMap(`${name}.`, item, follow)];
}

function flattenMap(prefix: string, item: unknown, follow: Follow): [string, string][] {
  if (!isMap(item)) return [];
  return item.items.flatMap(({ key, value }) => {
    const scalar = follow(value);
    return isScalar(scalar) ? [[`${prefix}${String(key)}`, String(scalar.value)] as [string, string]] : [];
  });
}
