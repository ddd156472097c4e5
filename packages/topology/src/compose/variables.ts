import type { Diagnostics } from '../result';
import {
  type Entry,
  keyOf,
  mapping,
  type Scalar,
  type ScalarValue,
  sequence,
  type Tree,
  textOf,
} from '../yaml/tree';
import { interpolate, type Lookup } from './interpolate';
import { type Rules, rulesAt, step } from './rules';

type Cast = 'integer' | 'number' | 'boolean';

/** Where a text, once interpolated, becomes another type: compose-go's `interpolateTypeCastMapping`. */
const CASTS = rulesAt<Cast>({
  'services.*.cpu_count': 'integer',
  'services.*.cpu_percent': 'number',
  'services.*.cpu_period': 'integer',
  'services.*.cpu_quota': 'integer',
  'services.*.cpu_rt_period': 'integer',
  'services.*.cpu_rt_runtime': 'integer',
  'services.*.cpus': 'number',
  'services.*.cpu_shares': 'integer',
  'services.*.init': 'boolean',
  'services.*.deploy.replicas': 'integer',
  'services.*.deploy.update_config.parallelism': 'integer',
  'services.*.deploy.update_config.max_failure_ratio': 'number',
  'services.*.deploy.rollback_config.parallelism': 'integer',
  'services.*.deploy.rollback_config.max_failure_ratio': 'number',
  'services.*.deploy.restart_policy.max_attempts': 'integer',
  'services.*.deploy.placement.max_replicas_per_node': 'integer',
  'services.*.healthcheck.retries': 'integer',
  'services.*.healthcheck.disable': 'boolean',
  'services.*.oom_kill_disable': 'boolean',
  'services.*.oom_score_adj': 'integer',
  'services.*.pids_limit': 'integer',
  'services.*.ports.[].target': 'integer',
  'services.*.privileged': 'boolean',
  'services.*.read_only': 'boolean',
  'services.*.scale': 'integer',
  'services.*.stdin_open': 'boolean',
  'services.*.tty': 'boolean',
  'services.*.ulimits.*': 'integer',
  'services.*.ulimits.*.hard': 'integer',
  'services.*.ulimits.*.soft': 'integer',
  'services.*.volumes.[].read_only': 'boolean',
  'services.*.volumes.[].volume.nocopy': 'boolean',
  'networks.*.external': 'boolean',
  'networks.*.internal': 'boolean',
  'networks.*.attachable': 'boolean',
  'networks.*.enable_ipv4': 'boolean',
  'networks.*.enable_ipv6': 'boolean',
  'volumes.*.external': 'boolean',
  'secrets.*.external': 'boolean',
  'configs.*.external': 'boolean',
});

/** Values that no fact of the model is taken from: what they hold cannot change a comparison. */
const UNOBSERVED = rulesAt<true>({
  'services.*.environment': true,
  'services.*.command': true,
  'services.*.entrypoint': true,
  'services.*.healthcheck': true,
  'services.*.logging': true,
  'services.*.secrets': true,
  'services.*.volumes': true,
  'configs.*.content': true,
});

/** `enforce`: a required variable without a value is a failure; `assume`: the reading goes on without it. */
export type RequiredVariables = 'enforce' | 'assume';

/** Fits wherever a text, a number, a port or a tag is expected. */
const ASSUMED_VALUE = '1';

/** Interpolates every text value of one document; keys are never interpolated. */
export function interpolateDocument(
  document: Tree,
  lookup: Lookup,
  required: RequiredVariables,
  diagnostics: Diagnostics,
): Tree {
  const visit = (
    tree: Tree,
    rules: Rules<Cast> | undefined,
    unobserved: Rules<true> | true | undefined,
  ): Tree => {
    const below = (key: string) => {
      if (unobserved === true || unobserved?.rule === true || key.startsWith('x-')) return true;
      return step(unobserved, key);
    };
    switch (tree.kind) {
      case 'scalar':
        return typeof tree.value === 'string'
          ? substituted(tree, tree.value, rules?.rule, unobserved === true || unobserved?.rule === true)
          : tree;
      case 'sequence':
        return sequence(
          tree.items.map((item) =>
            visit(item, step(rules, '[]'), namesUnknownKey(item) ? undefined : below('[]')),
          ),
          tree,
        );
      case 'mapping': {
        const entries = new Map<string, Entry>();
        for (const [name, entry] of tree.entries) {
          entries.set(name, {
            key: entry.key,
            value: visit(entry.value, step(rules, keyOf(entry)), below(name)),
          });
        }
        return mapping(entries, tree);
      }
    }
  };
  const assumeAt = (tree: Scalar, unobserved: boolean, assumed: string[]) => (name: string) => {
    assumed.push(name);
    const message = `The required variable ${name} has no value`;
    if (unobserved) {
      diagnostics.warn(
        'unset-variable',
        tree.location,
        `${message}; nothing that is compared depends on it.`,
      );
    } else {
      diagnostics.cannotDecide(
        'required-variable',
        tree.location,
        `${message}: what it decides here is unknown.`,
      );
    }
    return ASSUMED_VALUE;
  };
  const substituted = (tree: Scalar, text: string, cast: Cast | undefined, unobserved: boolean): Scalar => {
    const assumed: string[] = [];
    const assume = required === 'assume' ? assumeAt(tree, unobserved, assumed) : undefined;
    const result = interpolate(text, lookup, assume);
    if (!result.ok) {
      diagnostics.fail(
        'interpolation',
        tree.location,
        `The value cannot be interpolated: ${result.reason}.`,
        `Set the variable or give it a default, \${NAME:-default}; write $$ for a plain dollar sign.`,
      );
      return tree;
    }
    for (const name of result.unset) {
      diagnostics.warn(
        'unset-variable',
        tree.location,
        `The variable ${name} is not set and has no default: it stands for nothing.`,
      );
    }
    const value = cast === undefined ? result.text : castTo(cast, result.text);
    if (value === undefined) {
      diagnostics.fail(
        'invalid-structure',
        tree.location,
        `"${result.text}" is not a valid ${cast}.`,
        `Write a ${cast} here.`,
      );
      return tree;
    }
    return assumed.length === 0 ? { ...tree, value } : { ...tree, value, written: text };
  };
  return visit(document, CASTS, UNOBSERVED);
}

/** In a list of `KEY=VALUE`, a variable before the equals sign decides the key. */
function namesUnknownKey(item: Tree): boolean {
  return /^[^=]*\$[^=]*=/.test(textOf(item) ?? '');
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'y', 'yes', 'on'].map((word): [string, boolean] => [word, true]),
  ...['false', 'n', 'no', 'off'].map((word): [string, boolean] => [word, false]),
]);

function castTo(cast: Cast, text: string): ScalarValue | undefined {
  switch (cast) {
    case 'integer':
      return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
    case 'number':
      return text.trim() === text && text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
    case 'boolean':
      return BOOLEANS.get(text.toLowerCase());
  }
}
