import {
  at,
  type Entry,
  entriesOf,
  isNull,
  itemsOf,
  keyOf,
  type Mapping,
  mapping,
  path,
  printed,
  scalar,
  type Tree,
  withEntry,
} from '../yaml/tree';
import { overrideImages } from './kustomize-images';
import { answersTo, type Resource, refreshed } from './resource';

/** Applies the transformers in kustomize's order, each to every resource accumulated so far. */
export function transform(kustomization: Mapping, resources: readonly Resource[]): Resource[] {
  const namespace = at(kustomization, 'namespace');
  const prefix = printed(at(kustomization, 'namePrefix')) ?? '';
  const suffix = printed(at(kustomization, 'nameSuffix')) ?? '';
  const renamed = (resource: Resource) =>
    NEVER_RENAMED.has(resource.kind) ? resource.name : `${prefix}${resource.name}${suffix}`;
  const newNames = new Map(
    resources.map((resource) => [`${resource.kind} ${resource.name}`, renamed(resource)]),
  );
  const labels = labelsOf(kustomization);
  const annotations = entriesOf(at(kustomization, 'commonAnnotations'));
  const images = itemsOf(at(kustomization, 'images'));
  const replicas = itemsOf(at(kustomization, 'replicas'));

  const transformed = resources.map((resource) => {
    const steps: readonly ((tree: Mapping) => Mapping)[] = [
      (tree) =>
        namespace === undefined || isNull(namespace)
          ? tree
          : setIn(tree, ['metadata', 'namespace'], namespace),
      (tree) => {
        const name = path(tree, 'metadata', 'name');
        return name === undefined ? tree : setIn(tree, ['metadata', 'name'], scalar(renamed(resource), name));
      },
      (tree) => (prefix + suffix === '' ? tree : (renameReferences(tree, newNames) as Mapping)),
      (tree) => labels.reduce((current, label) => addLabel(current, resource, label), tree),
      (tree) => annotations.reduce((current, entry) => addAnnotation(current, resource, entry), tree),
      (tree) => overrideImages(tree, images),
    ];
    return refreshed(
      resource,
      steps.reduce((tree, change) => change(tree), resource.tree),
    );
  });
  return transformed.map((resource) => {
    const count = at(
      replicas.find((entry) => isScaledBy(resource, entry)),
      'count',
    );
    return count === undefined
      ? resource
      : refreshed(resource, setIn(resource.tree, ['spec', 'replicas'], count));
  });
}

/** Whether an entry of `replicas` is about the resource. */
export function isScaledBy(resource: Resource, entry: Tree): boolean {
  return SCALED.has(resource.kind) && answersTo(resource, printed(at(entry, 'name')));
}

const NEVER_RENAMED = new Set(['Namespace', 'CustomResourceDefinition', 'APIService']);
const SCALED = new Set(['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet']);

interface Label {
  readonly key: Entry;
  readonly inSelectors: boolean;
  readonly inTemplates: boolean;
}

function labelsOf(kustomization: Mapping): Label[] {
  const common = entriesOf(at(kustomization, 'commonLabels')).map(
    (key): Label => ({ key, inSelectors: true, inTemplates: true }),
  );
  const further = itemsOf(at(kustomization, 'labels')).flatMap((item) => {
    const inSelectors = printed(at(item, 'includeSelectors')) === 'true';
    const inTemplates = inSelectors || printed(at(item, 'includeTemplates')) === 'true';
    return entriesOf(at(item, 'pairs')).map((key): Label => ({ key, inSelectors, inTemplates }));
  });
  return [...common, ...further];
}

function templatePath({ kind }: Resource): readonly string[] {
  return kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template'];
}

function addAnnotation(tree: Mapping, resource: Resource, entry: Entry): Mapping {
  const place = ['metadata', 'annotations', keyOf(entry)];
  const template = templatePath(resource);
  const annotated = setIn(tree, place, entry.value);
  return path(tree, ...template) === undefined
    ? annotated
    : setIn(annotated, [...template, ...place], entry.value);
}

function addLabel(tree: Mapping, resource: Resource, label: Label): Mapping {
  const key = keyOf(label.key);
  let labelled = setIn(tree, ['metadata', 'labels', key], label.key.value);
  const template = templatePath(resource);
  if (label.inTemplates && path(tree, ...template) !== undefined) {
    labelled = setIn(labelled, [...template, 'metadata', 'labels', key], label.key.value);
  }
  if (label.inSelectors && resource.kind === 'Service') {
    labelled = setIn(labelled, ['spec', 'selector', key], label.key.value);
  }
  return labelled;
}

const REFERENCES: Readonly<Record<string, string>> = {
  configMapRef: 'ConfigMap',
  configMapKeyRef: 'ConfigMap',
  secretRef: 'Secret',
  secretKeyRef: 'Secret',
};

function renameReferences(tree: Tree, newNames: ReadonlyMap<string, string>): Tree {
  if (tree.kind === 'scalar') return tree;
  if (tree.kind === 'sequence') {
    return { ...tree, items: tree.items.map((item) => renameReferences(item, newNames)) };
  }
  const entries = new Map<string, Entry>();
  for (const [key, entry] of tree.entries) {
    const kind = Object.hasOwn(REFERENCES, key) ? REFERENCES[key] : undefined;
    const name = at(entry.value, 'name');
    const newName = kind === undefined ? undefined : newNames.get(`${kind} ${printed(name)}`);
    const value =
      newName === undefined || name === undefined || entry.value.kind !== 'mapping'
        ? renameReferences(entry.value, newNames)
        : setIn(entry.value, ['name'], scalar(newName, name));
    entries.set(key, { key: entry.key, value });
  }
  return { ...tree, entries };
}

/** Sets the value at the end of a chain of keys, making mappings on the way. */
function setIn(tree: Mapping, steps: readonly string[], value: Tree): Mapping {
  const [key = '', ...rest] = steps;
  const entry = tree.entries.get(key);
  const below = entry?.value.kind === 'mapping' ? entry.value : mapping(new Map(), value);
  return withEntry(
    tree,
    entry?.key ?? scalar(key, value),
    rest.length === 0 ? value : setIn(below, rest, value),
  );
}
