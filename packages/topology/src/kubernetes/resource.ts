import type { Diagnostics } from '../result';
import {
  at,
  entriesOf,
  isNull,
  keyOf,
  type Location,
  type Mapping,
  path,
  printed,
  type Tree,
  textOf,
} from '../yaml/tree';

/** One Kubernetes object with the place it is written at. */
export interface Resource {
  readonly apiGroup: string;
  readonly kind: string;
  readonly name: string;
  /** What it was called before a prefix or suffix was put on its name: kustomize finds it by these names too. */
  readonly formerNames: readonly string[];
  readonly namespace: string | undefined;
  readonly labels: ReadonlyMap<string, string>;
  readonly tree: Mapping;
  readonly location: Location;
}

/** kubectl also creates objects that have `metadata.generateName` only; kustomize refuses them. */
type Naming = 'given' | 'given or generated';

/**
 * The objects of one document; lists (`kind: List`, `DeploymentList`…) are flattened. One whose name is generated is
 * called by the prefix of its name.
 */
export function resourcesOf(document: Tree, naming: Naming, diagnostics: Diagnostics): Resource[] {
  if (isNull(document)) return [];
  if (document.kind !== 'mapping') {
    diagnostics.fail(
      'invalid-structure',
      document.location,
      'A Kubernetes document is not a mapping.',
      'Write apiVersion, kind and metadata.',
    );
    return [];
  }
  const kind = textOf(at(document, 'kind'));
  const apiVersion = textOf(at(document, 'apiVersion'));
  if (kind === undefined || apiVersion === undefined) {
    diagnostics.fail(
      'invalid-structure',
      document.location,
      `A Kubernetes document has no ${kind === undefined ? 'kind' : 'apiVersion'}.`,
      'Write apiVersion and kind, or leave the file out of the manifests to read.',
    );
    return [];
  }
  const items = at(document, 'items');
  if (kind.endsWith('List') && items?.kind === 'sequence') {
    return items.items.flatMap((item) => resourcesOf(item, naming, diagnostics));
  }
  const generated = naming === 'given' ? undefined : path(document, 'metadata', 'generateName');
  const name = printed(path(document, 'metadata', 'name') ?? generated);
  if (name === undefined || name === '') {
    diagnostics.fail(
      'invalid-structure',
      document.location,
      `The ${kind} has no metadata.name.`,
      'Give it a name.',
    );
    return [];
  }
  return [resourceOf(document, apiVersion, kind, name)];
}

/** Reads identity and labels anew, after its tree has changed. */
export function refreshed(resource: Resource, tree: Mapping): Resource {
  const name = printed(path(tree, 'metadata', 'name')) ?? resource.name;
  const formerNames =
    name === resource.name ? resource.formerNames : [...resource.formerNames, resource.name];
  return { ...resourceOf(tree, '', resource.kind, name), apiGroup: resource.apiGroup, formerNames };
}

function resourceOf(tree: Mapping, apiVersion: string, kind: string, name: string): Resource {
  return {
    apiGroup: apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '',
    kind,
    name,
    formerNames: [],
    namespace: printed(path(tree, 'metadata', 'namespace')),
    labels: textPairs(path(tree, 'metadata', 'labels')),
    tree,
    location: (path(tree, 'metadata', 'name') ?? path(tree, 'metadata', 'generateName') ?? tree).location,
  };
}

/** Whether it is called so, or was. */
export function answersTo(resource: Resource, name: string | undefined): boolean {
  return name !== undefined && [resource.name, ...resource.formerNames].includes(name);
}

export function textPairs(tree: Tree | undefined): Map<string, string> {
  return new Map(entriesOf(tree).map((entry) => [keyOf(entry), printed(entry.value) ?? '']));
}

export function identityOf(resource: Resource): string {
  return `${resource.kind} ${resource.namespace ?? 'default'}/${resource.name}`;
}
