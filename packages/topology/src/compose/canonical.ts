import type { Diagnostics } from '../result';
import {
  at,
  type Entry,
  type Location,
  type Mapping,
  mapping,
  mapValues,
  printed,
  scalar,
  sequence,
  type Tree,
  textOf,
  withEntry,
} from '../yaml/tree';
import { asBuild, asDependencies, asNames, volumeParts } from './merge';
import { splitPair } from './pairs';
import { parsePortSpec } from './port-spec';

/**
 * Rewrites every short form that the model reads (build, ports, depends_on, env_file, networks, volumes…)
 * into its long form, as compose-go's `transform.Canonical` does after each file.
 */
export function canonicalModel(model: Mapping, diagnostics: Diagnostics): Mapping {
  return mapKey(model, 'services', (services) =>
    services.kind === 'mapping'
      ? mapValues(services, (entry) => canonicalService(entry.value, diagnostics))
      : services,
  );
}

function canonicalService(tree: Tree, diagnostics: Diagnostics): Tree {
  if (tree.kind !== 'mapping') return tree;
  const steps: readonly [string, (value: Tree) => Tree][] = [
    ['build', canonicalBuild],
    ['depends_on', asDependencies],
    ['networks', asNames],
    ['models', asNames],
    ['ports', (value) => canonicalPorts(value, diagnostics)],
    ['volumes', (value) => mapItems(value, (item) => canonicalVolume(item, diagnostics))],
    ['env_file', (value) => mapItems(asList(value), canonicalEnvFile)],
    ['label_file', asList],
    ['secrets', (value) => mapItems(value, canonicalMount)],
    ['configs', (value) => mapItems(value, canonicalMount)],
    ['extends', (value) => (value.kind === 'scalar' ? record(value, { service: value }) : value)],
  ];
  return steps.reduce<Mapping>((service, [key, change]) => mapKey(service, key, change), tree);
}

function canonicalBuild(tree: Tree): Tree {
  return mapKey(mapKey(asBuild(tree), 'additional_contexts', asKeyValues), 'secrets', (value) =>
    mapItems(value, canonicalMount),
  );
}

function asKeyValues(tree: Tree): Tree {
  if (tree.kind !== 'sequence') return tree;
  const entries = new Map<string, Entry>();
  for (const item of tree.items) {
    const text = textOf(item);
    if (text === undefined) continue;
    const { key, value = null } = splitPair(text);
    entries.set(key, { key: scalar(key, item), value: scalar(value, item) });
  }
  return mapping(entries, tree);
}

function canonicalPorts(tree: Tree, diagnostics: Diagnostics): Tree {
  if (tree.kind !== 'sequence') return tree;
  const items = tree.items.flatMap((item): Tree[] => {
    const text = printed(item);
    if (text === undefined) {
      if (at(item, 'target') !== undefined) return [item];
      diagnostics.fail(
        'invalid-structure',
        item.location,
        'The port has no target.',
        'Add "target:", the port in the container.',
      );
      return [];
    }
    const parsed = parsePortSpec(text);
    if (!parsed.ok) {
      diagnostics.fail(
        'invalid-structure',
        item.location,
        `The port cannot be read: ${parsed.reason}.`,
        'Write [[IP:]HOST:]CONTAINER[/tcp|udp|sctp], ports from 0 to 65535.',
      );
      return [];
    }
    return parsed.ports.map((port) =>
      record(item, {
        target: scalar(port.container, item),
        protocol: scalar(port.protocol, item),
        ...(port.published === undefined ? {} : { published: scalar(port.published, item) }),
        ...(port.hostIp === undefined ? {} : { host_ip: scalar(port.hostIp, item) }),
      }),
    );
  });
  return sequence(items, tree);
}

function canonicalVolume(tree: Tree, diagnostics: Diagnostics): Tree {
  const text = textOf(tree);
  if (text === undefined) return tree;
  const parts = volumeParts(text);
  if (parts.some((part) => part === '') || parts.length > 3) {
    diagnostics.fail(
      'invalid-structure',
      tree.location,
      `The volume "${text}" has ${parts.length > 3 ? 'too many colons' : 'an empty part'}.`,
      'Write [SOURCE:]TARGET[:OPTIONS].',
    );
    return tree;
  }
  const [first = '', second] = parts;
  const target = second ?? first;
  const source = second === undefined ? undefined : first;
  const isPath = source !== undefined && /^([./~]|\\\\|[A-Za-z]:)/.test(source);
  return record(tree, {
    type: scalar(isPath ? 'bind' : 'volume', tree),
    ...(source === undefined ? {} : { source: scalar(source, tree) }),
    target: scalar(target, tree),
  });
}

function canonicalEnvFile(tree: Tree): Tree {
  const long = tree.kind === 'scalar' ? record(tree, { path: tree }) : tree;
  if (long.kind !== 'mapping' || at(long, 'required') !== undefined) return long;
  return withEntry(long, scalar('required', long), scalar(true, long));
}

function canonicalMount(tree: Tree): Tree {
  return tree.kind === 'scalar' ? record(tree, { source: tree }) : tree;
}

function asList(tree: Tree): Tree {
  return tree.kind === 'scalar' && tree.value !== null ? sequence([tree], tree) : tree;
}

function mapItems(tree: Tree, change: (item: Tree) => Tree): Tree {
  return tree.kind === 'sequence' ? sequence(tree.items.map(change), tree) : tree;
}

function mapKey(tree: Mapping, key: string, change: (value: Tree) => Tree): Mapping {
  const entry = tree.entries.get(key);
  return entry === undefined ? tree : withEntry(tree, entry.key, change(entry.value));
}

/** A mapping made of a short form: each of its keys stands where the short form was written. */
function record(
  like: Tree & { readonly location: Location },
  values: Readonly<Record<string, Tree>>,
): Mapping {
  const entries = new Map<string, Entry>();
  for (const [key, value] of Object.entries(values)) entries.set(key, { key: scalar(key, like), value });
  return mapping(entries, like);
}
