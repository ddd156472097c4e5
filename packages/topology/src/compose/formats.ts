import type { Diagnostics } from '../result';
import { entriesOf, itemsOf, keyOf, type Mapping, type Tree, textOf } from '../yaml/tree';
import { type Rules, rulesAt, step } from './rules';

type Format = 'duration' | 'size';

/** Texts that compose-go decodes into a duration or an amount of memory, and refuses when it cannot. */
const FORMATS = rulesAt<Format>({
  'services.*.healthcheck.interval': 'duration',
  'services.*.healthcheck.timeout': 'duration',
  'services.*.healthcheck.start_period': 'duration',
  'services.*.healthcheck.start_interval': 'duration',
  'services.*.stop_grace_period': 'duration',
  'services.*.deploy.update_config.delay': 'duration',
  'services.*.deploy.update_config.monitor': 'duration',
  'services.*.deploy.rollback_config.delay': 'duration',
  'services.*.deploy.rollback_config.monitor': 'duration',
  'services.*.deploy.restart_policy.delay': 'duration',
  'services.*.deploy.restart_policy.window': 'duration',
  'services.*.mem_limit': 'size',
  'services.*.mem_reservation': 'size',
  'services.*.memswap_limit': 'size',
  'services.*.shm_size': 'size',
  'services.*.deploy.resources.limits.memory': 'size',
  'services.*.deploy.resources.reservations.memory': 'size',
});

const PATTERNS: Readonly<Record<Format, { readonly pattern: RegExp; readonly example: string }>> = {
  duration: {
    pattern: /^[+-]?((\d+(\.\d*)?|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h|d|w))+$|^[+-]?0$/,
    example: '1m30s',
  },
  size: { pattern: /^-?\d+(\.\d+)? ?([bkmgtp]b?|[kmgtp]ib)?$/i, example: '512m' },
};

/** Checks the durations and sizes of a complete model. */
export function checkFormats(model: Mapping, diagnostics: Diagnostics): void {
  const visit = (tree: Tree, rules: Rules<Format> | undefined): void => {
    if (rules === undefined) return;
    for (const entry of entriesOf(tree)) visit(entry.value, step(rules, keyOf(entry)));
    for (const item of itemsOf(tree)) visit(item, step(rules, '[]'));
    const text = textOf(tree);
    if (text === undefined || rules.rule === undefined || isAssumed(tree)) return;
    const { pattern, example } = PATTERNS[rules.rule];
    if (!pattern.test(text)) {
      const fix = `Write it like ${example}.`;
      diagnostics.fail('invalid-structure', tree.location, `"${text}" is not a ${rules.rule}.`, fix);
    }
  };
  visit(model, FORMATS);
}

/** Nothing is known of the format of a value that was assumed. */
function isAssumed(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.written !== undefined;
}
