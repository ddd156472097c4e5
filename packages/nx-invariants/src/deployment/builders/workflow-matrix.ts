import { isMap, isScalar, isSeq } from 'yaml';

/** One run of a job: the values that `matrix.<key>` has in it. */
export type Combination = ReadonlyMap<string, string>;

const maxCombinations = 256;

/**
 * The combinations of a job's matrix (GitHub Actions, "Running variations of jobs in a workflow"): the product of
 * its lists, then `include`. A matrix made by an expression has none that can be told, so its values stay as
 * written. `exclude` only removes runs; a build that never happens is judged nevertheless.
 */
export function matrixCombinations(matrix: unknown): Combination[] {
  if (!isMap(matrix)) return [new Map()];
  let combinations: Map<string, string>[] = [new Map()];
  for (const { key, value } of matrix.items) {
    const name = String(key);
    if (name === 'include' || name === 'exclude' || !isSeq(value)) continue;
    const values = value.items.flatMap((item) => flatten(name, item));
    combinations = combinations
      .flatMap((combination) => values.map((entries) => new Map([...combination, ...entries])))
      .slice(0, maxCombinations);
  }
  const include = matrix.get('include');
  const extra = isSeq(include) ? include.items.map((item) => new Map(flattenMap('', item))) : [];
  const own = combinations.filter((combination) => combination.size > 0);
  const all = [...own, ...extra].slice(0, maxCombinations);
  return all.length > 0 ? all : [new Map()];
}

function flatten(name: string, item: unknown): [string, string][][] {
  if (isScalar(item)) return [[[name, String(item.value)]]];
  return [flattenMap(`${name}.`, item)];
}

function flattenMap(prefix: string, item: unknown): [string, string][] {
  if (!isMap(item)) return [];
  return item.items.flatMap(({ key, value }) =>
    isScalar(value) ? [[`${prefix}${String(key)}`, String(value.value)] as [string, string]] : [],
  );
}
