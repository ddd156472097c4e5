import type { FileReader } from '../paths';
import { Diagnostics, type Result } from '../result';
import type { Fact, Topology } from '../topology';
import { parseYaml } from '../yaml/parse';
import type { Location } from '../yaml/tree';
import { checkUnique, isKustomization, KustomizationReader } from './kustomize';
import { type Resource, resourcesOf } from './resource';
import {
  checkServicePorts,
  hidesContainers,
  isService,
  type KubernetesWorkload,
  podTemplateOf,
  readWorkload,
} from './workload';

export interface KubernetesInput {
  /** Manifests and kustomizations, relative to the root; what a listed kustomization uses is read through it only. */
  readonly files: readonly string[];
  readonly read: FileReader['read'];
}

export interface KubernetesModel extends Topology<KubernetesWorkload> {
  /** Services that select no workload read here: external ones, or dead ones. */
  readonly unboundServices: readonly Fact<string>[];
  /** The manifests it is made of, sorted: those listed, and those that kustomizations take. */
  readonly manifests: readonly string[];
}

/**
 * Reads Kubernetes manifests into one model: every workload (Deployment, StatefulSet, DaemonSet, Job,
 * CronJob, Pod and the kinds that hold a pod template likewise) with what Services, ConfigMaps and Secrets
 * say about it. A workload is keyed by its name, or by `namespace/kind/name` where the name alone is shared.
 *
 * Failures are values with a position. What may run containers and is not understood (kustomize patches,
 * Helm releases, unknown workload kinds) is listed in `unsupported`.
 */
export function readKubernetes(input: KubernetesInput): Result<KubernetesModel> {
  const diagnostics = new Diagnostics();
  const { resources, manifests } = readResources(input, diagnostics);
  checkUnique(resources, diagnostics);
  for (const service of resources.filter(isService)) checkServicePorts(service, diagnostics);
  const workloads = diagnostics.failed ? [] : readWorkloads(resources, diagnostics);
  if (diagnostics.failed) return { ok: false, failures: diagnostics.failures };

  const bound = new Set(workloads.flatMap((workload) => workload.otherNames.map((name) => name.location)));
  const unboundServices = resources
    .filter((resource) => isService(resource) && !bound.has(resource.location))
    .map((resource) => ({ value: resource.name, location: resource.location }));
  const location: Location = { file: input.files[0] ?? '', line: 1, column: 1 };
  const { unsupported, warnings } = diagnostics;
  return {
    ok: true,
    value: { services: byKey(workloads), unboundServices, manifests, unsupported, warnings, location },
  };
}

interface Resources {
  readonly resources: readonly Resource[];
  readonly manifests: readonly string[];
}

const nothing: Resources = { resources: [], manifests: [] };

function readResources(input: KubernetesInput, diagnostics: Diagnostics): Resources {
  const [first] = input.files;
  if (first === undefined) {
    const location = { file: '', line: 1, column: 1 };
    diagnostics.fail('missing-file', location, 'No manifest is given.', 'Name at least one manifest.');
    return nothing;
  }
  const files = [...new Set(input.files)];
  const missing = files.filter((file) => input.read(file) === undefined);
  for (const file of missing) {
    const location = { file, line: 1, column: 1 };
    diagnostics.fail(
      'missing-file',
      location,
      `The manifest ${file} does not exist.`,
      'Correct the path or add the file.',
    );
  }
  if (missing.length > 0) return nothing;

  const reader = new KustomizationReader(input.read, diagnostics);
  const built = files.filter(isKustomization).map((file) => ({ file, resources: reader.build(file) }));
  // One that another uses, a base of an overlay, has been built as part of it.
  const kustomized = built
    .filter(({ file }) => !reader.consumed.has(file))
    .flatMap(({ resources }) => resources);
  const plain = files.filter((file) => !isKustomization(file) && !reader.consumed.has(file));
  const listed = plain
    .flatMap((file) => parseYaml(file, input.read(file) ?? '', diagnostics) ?? [])
    .flatMap((document) => resourcesOf(document, 'given or generated', diagnostics));
  return {
    resources: [...kustomized, ...listed],
    manifests: [...new Set([...reader.manifests, ...plain])].sort(),
  };
}

function readWorkloads(resources: readonly Resource[], diagnostics: Diagnostics): KubernetesWorkload[] {
  return resources.flatMap((resource) => {
    if (hidesContainers(resource)) {
      const message = `The ${resource.kind} "${resource.name}" may run containers; this kind of ${resource.apiGroup || 'the core API'} is not read.`;
      diagnostics.cannotDecide('workload-kind', resource.location, message);
      return [];
    }
    const template = podTemplateOf(resource);
    return template === undefined ? [] : (readWorkload(resource, template, resources, diagnostics) ?? []);
  });
}

function byKey(workloads: readonly KubernetesWorkload[]): Map<string, KubernetesWorkload> {
  const counts = new Map<string, number>();
  for (const { name } of workloads) counts.set(name, (counts.get(name) ?? 0) + 1);
  const keyed = workloads.map((workload): [string, KubernetesWorkload] => {
    const { name, kind, namespace } = workload;
    return [counts.get(name) === 1 ? name : `${namespace ?? 'default'}/${kind}/${name}`, workload];
  });
  return new Map(keyed.sort(([one], [other]) => (one < other ? -1 : 1)));
}
