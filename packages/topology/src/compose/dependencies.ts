import {
  at,
  entriesOf,
  isFalse,
  itemsOf,
  keyOf,
  type Location,
  printed,
  type Tree,
  textOf,
} from '../yaml/tree';

export interface DependencyFacts {
  readonly service: string;
  readonly condition: string;
  readonly required: boolean;
  readonly location: Location;
}

/** What a canonical service depends on; what is said twice counts as said first. */
export function readDependencies(tree: Tree): DependencyFacts[] {
  const dependencies = new Map<string, DependencyFacts>();
  const add = (dependency: DependencyFacts) => {
    if (!dependencies.has(dependency.service)) dependencies.set(dependency.service, dependency);
  };
  for (const entry of entriesOf(at(tree, 'depends_on'))) {
    add({
      service: keyOf(entry),
      condition: textOf(at(entry.value, 'condition')) ?? 'service_started',
      required: !isFalse(at(entry.value, 'required')),
      location: entry.key.location,
    });
  }
  // Links, shared namespaces and shared volumes imply a dependency: compose-go's `loader/normalize.go`.
  const imply = (service: string, location: Location) =>
    add({ service, condition: 'service_started', required: true, location });
  for (const link of itemsOf(at(tree, 'links')))
    imply((printed(link) ?? '').split(':')[0] ?? '', link.location);
  for (const namespace of ['network_mode', 'ipc', 'pid', 'uts', 'cgroup']) {
    const mode = at(tree, namespace);
    const text = textOf(mode);
    if (mode !== undefined && text?.startsWith('service:'))
      imply(text.slice('service:'.length), mode.location);
  }
  for (const source of itemsOf(at(tree, 'volumes_from'))) {
    const text = printed(source) ?? '';
    if (!text.startsWith('container:')) imply(text.split(':')[0] ?? '', source.location);
  }
  return [...dependencies.values()];
}
