import picomatch from 'picomatch';
import type { NxJson } from './nx-json';
import { pluginNames } from './plugin-options';
import { isRecord } from './record';
import { isGlob } from './target-defaults';
import type { ConfigProblem } from './validate';

/** The executor of the aggregate, by which `targetDefaults` may name it. */
export const aggregateExecutor = 'nx:noop';

/** What of a target decides what it waits for, what it does and whether it is run again. */
const decisive = ['executor', 'command', 'options', 'dependsOn', 'inputs', 'outputs', 'cache'];

/** What may be said of the aggregate, since it is so anyway. */
const asInferred: { readonly [field: string]: unknown } = { executor: aggregateExecutor, cache: true };

/**
 * What in `targetDefaults` of nx.json, or of what it extends, alters the aggregate: it wins over what a plugin infers, and an aggregate that
 * no longer depends on the leaves passes without any. Nx (24.0.6, project-configuration/target-defaults.js) takes a
 * key for a target's executor, its name or a glob of names, and a value for one entry or a list of filtered ones.
 * A filter by projects counts as one that applies.
 *
 * @param aggregate the name of the aggregate.
 */
export function aggregateProblems(nxJson: NxJson, aggregate: string): Required<ConfigProblem>[] {
  const defaults = nxJson.value.targetDefaults;
  return Object.entries(isRecord(defaults) ? defaults : {})
    .filter(([key]) => isKeyOf(key, aggregate))
    .flatMap(([key, value]) =>
      fieldsOf(value).map(({ path, field }) => ({
        ...nxJson.locate(['targetDefaults', key, ...path, field]),
        message: `targetDefaults.${key} sets ${field} of the aggregate "${aggregate}", which could then pass without its checks`,
        fix: fixOf(key, field),
      })),
    );
}

/** Another name helps against a name or a glob, not against the executor. */
function fixOf(key: string, field: string): string {
  const renamed = "or name the aggregate otherwise with targets.aggregate in the plugin's options";
  return `take ${field} off targetDefaults.${key}${key === aggregateExecutor ? '' : `, ${renamed}`}`;
}

function isKeyOf(key: string, aggregate: string): boolean {
  return key === aggregateExecutor || key === aggregate || (isGlob(key) && picomatch.isMatch(aggregate, key));
}

/** The fields of the entries that apply, each with the path of its entry. */
function fieldsOf(value: unknown): { readonly path: readonly number[]; readonly field: string }[] {
  const entries = Array.isArray(value)
    ? value.map((entry: unknown, index) => ({ entry, path: [index] }))
    : [{ entry: value, path: [] }];
  return entries.flatMap(({ entry, path }) => {
    if (!isRecord(entry) || !mayApply(entry.filter)) return [];
    return decisive
      .filter((field) => Object.hasOwn(entry, field) && entry[field] !== asInferred[field])
      .map((field) => ({ path, field }));
  });
}

function mayApply(filter: unknown): boolean {
  if (!isRecord(filter)) return true;
  const { executor = aggregateExecutor, plugin = pluginNames[0] } = filter;
  return executor === aggregateExecutor && pluginNames.some((name) => name === plugin);
}
