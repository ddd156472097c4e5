import type { Diagnostics } from '../result';
import {
  at,
  type Entry,
  entriesOf,
  itemsOf,
  keyOf,
  type Mapping,
  mapping,
  mapValues,
  printed,
  type Scalar,
  type Sequence,
  scalar,
  sequence,
  type Tree,
  textOf,
} from '../yaml/tree';
import { type Rules, rulesAt, step } from './rules';

/** How two values of one key become one when that is not the general rule. */
type MergeRule =
  | 'replace'
  | 'as-list'
  | 'as-list-without-repeats'
  | 'build'
  | 'depends-on'
  | 'names'
  | 'logging';

/** The Compose Specification's merge exceptions, as in compose-go's `override/merge.go`. */
const MERGE_RULES = rulesAt<MergeRule>({
  'networks.*.labels': 'as-list',
  'volumes.*.labels': 'as-list',
  'services.*.annotations': 'as-list',
  'services.*.build': 'build',
  'services.*.build.args': 'as-list',
  'services.*.build.additional_contexts': 'as-list',
  'services.*.build.extra_hosts': 'as-list-without-repeats',
  'services.*.build.labels': 'as-list',
  'services.*.command': 'replace',
  'services.*.depends_on': 'depends-on',
  'services.*.deploy.labels': 'as-list',
  'services.*.dns': 'as-list',
  'services.*.dns_opt': 'as-list',
  'services.*.dns_search': 'as-list',
  'services.*.entrypoint': 'replace',
  'services.*.env_file': 'as-list',
  'services.*.label_file': 'as-list',
  'services.*.environment': 'as-list',
  'services.*.extra_hosts': 'as-list-without-repeats',
  'services.*.healthcheck.test': 'replace',
  'services.*.labels': 'as-list',
  'services.*.logging': 'logging',
  'services.*.models': 'names',
  'services.*.networks': 'names',
  'services.*.sysctls': 'as-list',
  'services.*.tmpfs': 'as-list',
  'services.*.ulimits.*': 'replace',
});

const SERVICE_RULES = step(step(MERGE_RULES, 'services'), '*');

/** Lays `over` upon `base`: mappings by key, lists appended, scalars replaced, exceptions as the table says. */
export function mergeModels(base: Mapping, over: Mapping, diagnostics: Diagnostics): Mapping {
  return mergeMappings(base, over, MERGE_RULES, diagnostics);
}

/** Lays a service upon the one it extends, by the same rules. */
export function mergeService(base: Mapping, over: Mapping, diagnostics: Diagnostics): Mapping {
  return mergeMappings(base, over, SERVICE_RULES, diagnostics);
}

function mergeMappings(
  base: Mapping,
  over: Mapping,
  rules: Rules<MergeRule> | undefined,
  diagnostics: Diagnostics,
): Mapping {
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const earlier = entries.get(key);
    const value =
      earlier === undefined
        ? entry.value
        : mergeTrees(earlier.value, entry.value, step(rules, key), diagnostics);
    entries.set(key, { key: entry.key, value });
  }
  return mapping(entries, over);
}

function mergeTrees(
  base: Tree,
  over: Tree,
  rules: Rules<MergeRule> | undefined,
  diagnostics: Diagnostics,
): Tree {
  switch (rules?.rule) {
    case 'replace':
      return over;
    case 'as-list':
      return sequence([...asList(base), ...asList(over)], over);
    case 'as-list-without-repeats': {
      const first = asList(base);
      const known = new Set(first.map(printed));
      return sequence([...first, ...asList(over).filter((item) => !known.has(printed(item)))], over);
    }
    case 'build':
      return mergeMappings(asBuild(base), asBuild(over), rules, diagnostics);
    case 'depends-on':
      return mergeMappings(asDependencies(base), asDependencies(over), rules, diagnostics);
    case 'names':
      return mergeMappings(asNames(base), asNames(over), rules, diagnostics);
    case 'logging': {
      const drivers = [textOf(at(base, 'driver')), textOf(at(over, 'driver'))];
      const compatible = drivers[0] === drivers[1] || drivers.includes(undefined);
      if (!compatible || base.kind !== 'mapping' || over.kind !== 'mapping') return over;
      return mergeMappings(base, over, rules, diagnostics);
    }
    case undefined:
      return mergeGenerally(base, over, rules, diagnostics);
  }
}

function mergeGenerally(
  base: Tree,
  over: Tree,
  rules: Rules<MergeRule> | undefined,
  diagnostics: Diagnostics,
): Tree {
  if (over.kind === 'scalar' && over.value === null) return base;
  if (base.kind === 'scalar') return over;
  if (base.kind === 'mapping' && over.kind === 'mapping')
    return mergeMappings(base, over, rules, diagnostics);
  if (base.kind === 'sequence' && over.kind === 'sequence') {
    return sequence([...base.items, ...over.items], over);
  }
  diagnostics.fail(
    'conflict',
    over.location,
    `A ${over.kind} cannot override the ${base.kind} at ${base.location.file}:${base.location.line}.`,
    'Write the same form in both files, or replace the earlier value with the tag !override.',
  );
  return base;
}

/** `KEY=VALUE` entries of either spelling; a key without a value stays a bare `KEY`. */
function asList(tree: Tree): readonly Tree[] {
  if (tree.kind === 'sequence') return tree.items;
  if (tree.kind === 'scalar') return typeof tree.value === 'string' ? [tree] : [];
  const items = entriesOf(tree).flatMap((entry): Scalar[] => {
    const values = entry.value.kind === 'sequence' ? entry.value.items : [entry.value];
    return values.map((value) => {
      const text = printed(value);
      return scalar(text === undefined ? keyOf(entry) : `${keyOf(entry)}=${text}`, {
        ...(value.kind === 'scalar' ? value : entry.key),
        location: entry.key.location,
      });
    });
  });
  return items.sort((one, other) => compareText(String(one.value), String(other.value)));
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The mapping form of `build`; a text is the context. */
export function asBuild(tree: Tree): Mapping {
  if (tree.kind === 'mapping') return tree;
  if (tree.kind !== 'scalar' || typeof tree.value !== 'string') return mapping(new Map(), tree);
  return mapping(new Map([['context', { key: scalar('context', tree), value: tree }]]), tree);
}

/** The mapping form of `depends_on`; a list names services that must have started. */
export function asDependencies(tree: Tree): Mapping {
  if (tree.kind === 'mapping') return tree;
  const entries = new Map<string, Entry>();
  for (const item of itemsOf(tree)) {
    const name = printed(item);
    if (name === undefined || item.kind !== 'scalar') continue;
    const details = new Map<string, Entry>([
      ['condition', { key: scalar('condition', item), value: scalar('service_started', item) }],
      ['required', { key: scalar('required', item), value: scalar(true, item) }],
    ]);
    entries.set(name, { key: item, value: mapping(details, item) });
  }
  return mapping(entries, tree);
}

/** The mapping form of a list of names. */
export function asNames(tree: Tree): Mapping {
  if (tree.kind === 'mapping') return tree;
  const entries = new Map<string, Entry>();
  for (const item of itemsOf(tree)) {
    const name = printed(item);
    if (name !== undefined && item.kind === 'scalar')
      entries.set(name, { key: item, value: scalar(null, item) });
  }
  return mapping(entries, tree);
}

/** What makes two entries of a list the same one, so that the later replaces the earlier. */
type Identity = 'key' | 'path' | 'port' | 'target' | 'device' | 'config' | 'secret';

/** As in compose-go's `override/uncity.go`. */
const IDENTITY_RULES = rulesAt<Identity>({
  'networks.*.labels': 'key',
  'services.*.annotations': 'key',
  'services.*.build.args': 'key',
  'services.*.build.additional_contexts': 'key',
  'services.*.build.tags': 'key',
  'services.*.build.labels': 'key',
  'services.*.cap_add': 'key',
  'services.*.cap_drop': 'key',
  'services.*.devices': 'device',
  'services.*.configs': 'config',
  'services.*.deploy.labels': 'key',
  'services.*.dns': 'key',
  'services.*.dns_opt': 'key',
  'services.*.dns_search': 'key',
  'services.*.environment': 'key',
  'services.*.env_file': 'path',
  'services.*.expose': 'key',
  'services.*.labels': 'key',
  'services.*.links': 'key',
  'services.*.networks.*.aliases': 'key',
  'services.*.ports': 'port',
  'services.*.profiles': 'key',
  'services.*.secrets': 'secret',
  'services.*.sysctls': 'key',
  'services.*.tmpfs': 'key',
  'services.*.volumes': 'target',
});

/** Removes redefinitions from the lists whose entries have an identity. */
export function withoutRedefinitions(model: Mapping): Mapping {
  return distinct(model, IDENTITY_RULES) as Mapping;
}

function distinct(tree: Tree, rules: Rules<Identity> | undefined): Tree {
  if (rules === undefined) return tree;
  if (tree.kind === 'mapping')
    return mapValues(tree, (entry) => distinct(entry.value, step(rules, keyOf(entry))));
  if (tree.kind === 'scalar' || rules.rule === undefined) return tree;
  return distinctItems(tree, rules.rule);
}

function distinctItems(tree: Sequence, identity: Identity): Tree {
  const byIdentity = new Map<string, Tree>();
  for (const [index, item] of tree.items.entries()) {
    byIdentity.set(identityOf(item, identity) ?? `\0${index}`, item);
  }
  return { ...tree, items: [...byIdentity.values()] };
}

function identityOf(item: Tree, identity: Identity): string | undefined {
  const text = printed(item);
  switch (identity) {
    case 'key':
      return text?.split('=', 1)[0];
    case 'path': {
      const path = item.kind === 'scalar' ? item : at(item, 'path');
      const written = textOf(path);
      const base = path?.kind === 'scalar' ? (path.base ?? '') : '';
      return written === undefined ? undefined : `${base}\n${written}`;
    }
    case 'port': {
      if (text !== undefined) return text;
      const field = (name: string) => printed(at(item, name));
      const address = `${field('host_ip') ?? '0.0.0.0'}:${field('published') ?? ''}`;
      return `${address}:${field('target')}/${field('protocol') ?? 'tcp'}`;
    }
    case 'target':
      return text === undefined ? textOf(at(item, 'target')) : volumeTarget(text);
    case 'device':
      return text === undefined ? textOf(at(item, 'target')) : (text.split(':')[1] ?? text);
    case 'config':
    case 'secret': {
      const folder = identity === 'secret' ? '/run/secrets' : '';
      return text === undefined
        ? (textOf(at(item, 'target')) ?? `${folder}/${printed(at(item, 'source'))}`)
        : `${folder}/${text}`;
    }
  }
}

/** The container side of `[SOURCE:]TARGET[:OPTIONS]`; a single letter before a colon is a Windows drive. */
export function volumeTarget(text: string): string {
  const parts = volumeParts(text);
  return parts.length === 1 ? (parts[0] ?? text) : (parts[1] ?? text);
}

export function volumeParts(text: string): string[] {
  return text.length <= 2 ? [text] : text.split(/(?<!^[A-Za-z]|:[A-Za-z]):/);
}
