import { baseName, directoryOf, type FileReader, resolvePath } from '../paths';
import { ReadBudget } from '../read-budget';
import type { Diagnostics } from '../result';
import { parseYaml } from '../yaml/parse';
import {
  at,
  type Entry,
  entriesOf,
  itemsOf,
  keyOf,
  type Mapping,
  mapping,
  path,
  printed,
  scalar,
  type Tree,
  textOf,
  withEntry,
  without,
} from '../yaml/tree';
import { isScaledBy, transform } from './kustomize-transformers';
import { answersTo, identityOf, type Resource, refreshed, resourcesOf } from './resource';

/** In kustomize's order. */
export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Fields that change nothing the model states. */
const WITHOUT_EFFECT = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'generatorOptions',
  'buildMetadata',
  'sortOptions',
]);
const APPLIED = new Set([
  'resources',
  'bases',
  'images',
  'namespace',
  'namePrefix',
  'nameSuffix',
  'commonAnnotations',
  'commonLabels',
  'labels',
  'replicas',
  'configMapGenerator',
  'secretGenerator',
]);
/** Known to kustomize and not applied here: what they touch is unknown, so each is reported. */
const NOT_APPLIED = new Set([
  'components',
  'configurations',
  'crds',
  'generators',
  'helmChartInflationGenerator',
  'helmCharts',
  'helmGlobals',
  'openapi',
  'patches',
  'patchesJson6902',
  'patchesStrategicMerge',
  'replacements',
  'transformers',
  'validators',
  'vars',
]);
const DEEPEST = 30;

/** Whether a file is a kustomization, by its name. */
export function isKustomization(file: string): boolean {
  return kustomizationNames.includes(baseName(file));
}

/**
 * Builds kustomizations as `kustomize build` does, as far as resources, bases, images, namespace, name
 * prefix and suffix, labels, annotations, replicas and the generators of ConfigMaps and Secrets go (their hash
 * suffix is left off). Every other field is reported as unsupported at its place.
 */
export class KustomizationReader {
  /** Every file read so far, so that a manifest is not read a second time on its own. */
  readonly consumed = new Set<string>();
  /** Those of them that hold resources, all of which are deployed. */
  readonly manifests = new Set<string>();
  private readonly budget: ReadBudget;

  constructor(
    private readonly read: FileReader['read'],
    private readonly diagnostics: Diagnostics,
  ) {
    this.budget = new ReadBudget(diagnostics);
  }

  /** What the kustomization deploys: kustomize drops local configuration last, when every overlay has annotated it. */
  build(file: string): Resource[] {
    return this.accumulate(file, []).filter((resource) => {
      const annotation = localConfigOf(resource);
      if (annotation === undefined) return true;
      const { kind, name, location } = resource;
      this.manifests.delete(location.file);
      this.diagnostics.warn(
        'local-config',
        annotation.location,
        `The ${kind} "${name}" is not deployed: kustomize drops what ${localConfig} annotates.`,
      );
      return false;
    });
  }

  private accumulate(file: string, chain: readonly string[]): Resource[] {
    const { diagnostics } = this;
    const start = { file, line: 1, column: 1 };
    if (chain.includes(file) || chain.length > DEEPEST) {
      diagnostics.fail(
        'cycle',
        start,
        `The kustomizations form a cycle: ${[...chain, file].join(' uses ')}.`,
        'Remove one of the references.',
      );
      return [];
    }
    if (chain.length > 0) this.consumed.add(file);
    const text = this.read(file) ?? '';
    if (!this.budget.admits(text, start)) return [];
    const [kustomization] = parseYaml(file, text, diagnostics) ?? [];
    if (diagnostics.failed) return [];
    if (kustomization?.kind !== 'mapping' || kustomization.entries.size === 0) {
      const fix = 'Write "resources:" and the files below it.';
      diagnostics.fail('invalid-structure', start, `${file} is empty or not a mapping.`, fix);
      return [];
    }
    this.checkFields(kustomization, file);
    this.checkImages(kustomization, file);
    const listed = [...itemsOf(at(kustomization, 'resources')), ...itemsOf(at(kustomization, 'bases'))];
    const resources = listed.flatMap((entry) => this.resource(entry, file, [...chain, file]));
    const generated = this.generate(kustomization, file, resources);
    if (diagnostics.failed) return [];
    const transformed = transform(kustomization, generated);
    this.checkReplicas(kustomization, transformed);
    return transformed;
  }

  /** kustomize refuses to scale what is not there. What is not applied here may bring it. */
  private checkReplicas(kustomization: Mapping, resources: readonly Resource[]): void {
    if (this.diagnostics.unsupported.length > 0) return;
    for (const entry of itemsOf(at(kustomization, 'replicas'))) {
      if (resources.some((resource) => isScaledBy(resource, entry))) continue;
      const name = at(entry, 'name');
      const message = `"replicas" names "${printed(name)}", which is no Deployment, StatefulSet, ReplicaSet or ReplicationController here.`;
      const fix = 'Correct the name, or remove the entry.';
      this.diagnostics.fail('invalid-structure', (name ?? entry).location, message, fix);
    }
  }

  private checkFields(kustomization: Mapping, file: string): void {
    for (const entry of entriesOf(kustomization)) {
      const field = keyOf(entry);
      if (WITHOUT_EFFECT.has(field) || APPLIED.has(field)) continue;
      if (NOT_APPLIED.has(field)) {
        const message = `${file} uses "${field}", which is not applied: what it changes is unknown.`;
        this.diagnostics.cannotDecide(`kustomize-${field}`, entry.key.location, message);
        continue;
      }
      const message = `"${field}" is not a field of a kustomization.`;
      this.diagnostics.fail('invalid-structure', entry.key.location, message, 'Remove or correct it.');
    }
  }

  private checkImages(kustomization: Mapping, file: string): void {
    for (const image of itemsOf(at(kustomization, 'images'))) {
      const suffix = at(image, 'tagSuffix');
      if (suffix === undefined) continue;
      const message = `${file} uses "images.tagSuffix", whose effect depends on the version of kustomize.`;
      this.diagnostics.cannotDecide('kustomize-images-tagSuffix', suffix.location, message);
    }
  }

  private resource(entry: Tree, from: string, chain: readonly string[]): Resource[] {
    const written = textOf(entry) ?? '';
    if (/:\/\/|^git@|^github\.com\/|\?ref=/.test(written)) {
      const message = `${from} uses the remote resource ${written}, which is not read.`;
      this.diagnostics.cannotDecide('kustomize-remote-resource', entry.location, message);
      return [];
    }
    const resolved = resolvePath(directoryOf(from), written);
    if (resolved.kind === 'outside') {
      const message = `${from} uses ${written}, which lies outside the repository.`;
      this.diagnostics.fail('outside-root', entry.location, message, 'Refer to files inside the repository.');
      return [];
    }
    const folder = kustomizationNames
      .map((name) => resolvePath(resolved.path, name).path)
      .find((file) => this.read(file) !== undefined);
    if (folder !== undefined) return this.accumulate(folder, chain);

    const text = this.read(resolved.path);
    if (text === undefined) {
      const message = `${from} uses ${written}, which is neither a file nor a folder with a kustomization.`;
      this.diagnostics.fail('missing-file', entry.location, message, 'Correct the path or add the file.');
      return [];
    }
    const root = directoryOf(from);
    if (root !== '.' && !resolved.path.startsWith(`${root}/`)) {
      const message = `${from} uses the file ${written} above its own folder, which kustomize refuses.`;
      const fix = 'Put a kustomization into that folder and refer to the folder.';
      this.diagnostics.fail('outside-root', entry.location, message, fix);
      return [];
    }
    this.consumed.add(resolved.path);
    this.manifests.add(resolved.path);
    if (!this.budget.admits(text, entry.location)) return [];
    const documents = parseYaml(resolved.path, text, this.diagnostics) ?? [];
    return documents.flatMap((document) => resourcesOf(document, 'given', this.diagnostics));
  }

  private generate(kustomization: Mapping, file: string, resources: readonly Resource[]): Resource[] {
    let all = [...resources];
    for (const [field, kind] of [
      ['configMapGenerator', 'ConfigMap'],
      ['secretGenerator', 'Secret'],
    ] as const) {
      for (const generator of itemsOf(at(kustomization, field))) {
        all = this.generateOne(generator, kind, file, all);
      }
    }
    return all;
  }

  private generateOne(generator: Tree, kind: string, file: string, resources: Resource[]): Resource[] {
    const name = at(generator, 'name');
    const nameText = printed(name);
    if (name === undefined || nameText === undefined) {
      this.diagnostics.fail(
        'invalid-structure',
        generator.location,
        `A ${kind} generator has no name.`,
        'Name it.',
      );
      return resources;
    }
    const data = this.generatedData(generator, file);
    const behavior = printed(at(generator, 'behavior')) ?? 'create';
    const existing = resources.find((resource) => resource.kind === kind && answersTo(resource, nameText));
    if (behavior !== 'create' && existing === undefined && this.diagnostics.unsupported.length === 0) {
      const message = `The ${kind} "${nameText}", with which a generator is to ${behavior}, does not exist.`;
      const fix = 'Correct the name, or remove "behavior".';
      this.diagnostics.fail('invalid-structure', name.location, message, fix);
      return resources;
    }
    if (behavior !== 'create' && existing !== undefined) {
      const kept = behavior === 'merge' ? existing.tree : withoutData(existing.tree);
      const merged = mapping(new Map([...dataOf(kept), ...data]), generator);
      const tree = withEntry(kept, scalar('data', generator), merged);
      return resources.map((resource) => (resource === existing ? refreshed(resource, tree) : resource));
    }
    const metadata = record(generator, { name });
    const namespace = at(generator, 'namespace');
    const tree = record(generator, {
      apiVersion: scalar('v1', generator),
      kind: scalar(kind, generator),
      metadata:
        namespace === undefined ? metadata : withEntry(metadata, scalar('namespace', namespace), namespace),
      data: mapping(data, generator),
    });
    return [...resources, ...resourcesOf(tree, 'given', this.diagnostics)];
  }

  private generatedData(generator: Tree, file: string): Map<string, Entry> {
    const data = new Map<string, Entry>();
    const add = (key: string, like: Tree) => {
      data.set(key, { key: scalar(key, like), value: scalar('', like) });
    };
    for (const literal of itemsOf(at(generator, 'literals')))
      add(beforeEquals(printed(literal) ?? ''), literal);
    for (const source of itemsOf(at(generator, 'files'))) {
      const text = printed(source) ?? '';
      add(text.includes('=') ? beforeEquals(text) : baseName(text), source);
    }
    const single = at(generator, 'env');
    for (const source of [...itemsOf(at(generator, 'envs')), ...(single === undefined ? [] : [single])]) {
      const resolved = resolvePath(directoryOf(file), printed(source) ?? '');
      const text = resolved.kind === 'inside' ? this.read(resolved.path) : undefined;
      if (text === undefined) {
        const message = `${file} reads the env file ${printed(source)}, which does not exist in the repository.`;
        this.diagnostics.fail('missing-file', source.location, message, 'Correct the path or add the file.');
        continue;
      }
      this.consumed.add(resolved.path);
      for (const [index, line] of text
        .replace(/^\uFEFF/, '')
        .split(/\r?\n/)
        .entries()) {
        const trimmed = line.trimStart();
        if (trimmed === '' || trimmed.startsWith('#')) continue;
        const location = { file: resolved.path, line: index + 1, column: 1 };
        add(beforeEquals(trimmed), { kind: 'scalar', value: null, location });
      }
    }
    return data;
  }
}

const localConfig = 'config.kubernetes.io/local-config';

/** What makes a resource local configuration: kustomize 5.5, resource/factory.go, DropLocalNodes. */
function localConfigOf({ tree }: Resource): Tree | undefined {
  const annotation = path(tree, 'metadata', 'annotations', localConfig);
  return annotation === undefined || printed(annotation) === 'false' ? undefined : annotation;
}

function record(like: Tree, values: Readonly<Record<string, Tree>>): Mapping {
  return mapping(
    new Map(Object.entries(values).map(([key, value]) => [key, { key: scalar(key, like), value }])),
    like,
  );
}

function dataOf(tree: Mapping): ReadonlyMap<string, Entry> {
  const data = at(tree, 'data');
  return data?.kind === 'mapping' ? data.entries : new Map();
}

function withoutData(tree: Mapping): Mapping {
  return ['data', 'stringData', 'binaryData'].reduce(without, tree);
}

function beforeEquals(text: string): string {
  const equals = text.indexOf('=');
  return (equals === -1 ? text : text.slice(0, equals)).trim();
}

/** Two objects of one kind, namespace and name cannot both be applied. */
export function checkUnique(resources: readonly Resource[], diagnostics: Diagnostics): void {
  const known = new Map<string, Resource>();
  for (const resource of resources) {
    const identity = `${resource.apiGroup} ${identityOf(resource)}`;
    const earlier = known.get(identity);
    if (earlier !== undefined) {
      diagnostics.fail(
        'conflict',
        resource.location,
        `The ${identityOf(resource)} is also defined at ${earlier.location.file}:${earlier.location.line}.`,
        'Read one environment (one overlay) at a time, or remove one of the two.',
      );
    }
    known.set(identity, resource);
  }
}
