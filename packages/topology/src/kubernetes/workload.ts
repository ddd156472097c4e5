import { type ImageReference, parseImage } from '../image';
import type { Diagnostics } from '../result';
import {
  byPort,
  countFact,
  type EnvironmentFact,
  type Fact,
  type PortFact,
  type ProbeFact,
  type Protocol,
  portKey,
  protocolOf,
  readPace,
  type ServiceFacts,
  textFact,
  versionLabel,
  withoutReplicas,
} from '../topology';
import { at, entriesOf, isNull, itemsOf, keyOf, path, printed, type Tree, textOf } from '../yaml/tree';
import { type Resource, textPairs } from './resource';

export interface KubernetesWorkload extends ServiceFacts {
  readonly side: 'kubernetes';
  readonly kind: string;
  readonly namespace: string | undefined;
  /** The container the facts are about; the pod's others are sidecars. */
  readonly container: string;
  readonly sidecars: readonly string[];
  /** Of every container of the pod, those that run before it first. */
  readonly images: readonly Fact<ImageReference>[];
}

/** The API groups of each workload kind, and where it keeps its pod template. */
const WORKLOADS: Readonly<
  Record<string, { readonly groups: readonly string[]; readonly template: readonly string[] }>
> = {
  Pod: { groups: [''], template: [] },
  Deployment: { groups: ['apps', 'extensions'], template: ['spec', 'template'] },
  StatefulSet: { groups: ['apps'], template: ['spec', 'template'] },
  DaemonSet: { groups: ['apps', 'extensions'], template: ['spec', 'template'] },
  ReplicaSet: { groups: ['apps', 'extensions'], template: ['spec', 'template'] },
  ReplicationController: { groups: [''], template: ['spec', 'template'] },
  DeploymentConfig: { groups: ['apps.openshift.io', ''], template: ['spec', 'template'] },
  Rollout: { groups: ['argoproj.io'], template: ['spec', 'template'] },
  Service: { groups: ['serving.knative.dev'], template: ['spec', 'template'] },
  Job: { groups: ['batch'], template: ['spec', 'template'] },
  CronJob: { groups: ['batch'], template: ['spec', 'jobTemplate', 'spec', 'template'] },
};

function templatePath({ kind, apiGroup }: Resource): readonly string[] | undefined {
  const workload = WORKLOADS[kind];
  return workload?.groups.includes(apiGroup) ? workload.template : undefined;
}

/** The pod template of a workload; `undefined` for every other object. */
export function podTemplateOf(resource: Resource): Tree | undefined {
  const steps = templatePath(resource);
  return steps === undefined ? undefined : path(resource.tree, ...steps);
}

/** Whether an object of a kind that is not read would nevertheless run containers. */
export function hidesContainers(resource: Resource): boolean {
  if (podTemplateOf(resource) !== undefined) return false;
  const templates = [WORKLOADS[resource.kind]?.template ?? [], ['spec', 'template']];
  return (
    templates.some((steps) => path(resource.tree, ...steps, 'spec', 'containers') !== undefined) ||
    ['HelmRelease', 'HelmChart'].includes(resource.kind)
  );
}

/** States the facts of one workload, drawing on the Services, ConfigMaps and Secrets beside it. */
export function readWorkload(
  workload: Resource,
  template: Tree,
  resources: readonly Resource[],
  diagnostics: Diagnostics,
): KubernetesWorkload | undefined {
  const containers = itemsOf(path(template, 'spec', 'containers'));
  const main = mainContainer(workload, template, containers);
  if (main === undefined) {
    return diagnostics.fail(
      'invalid-structure',
      workload.location,
      `The ${workload.kind} "${workload.name}" has no container.`,
      'List at least one container in its pod template.',
    );
  }
  const services = servicesOf(workload, template, resources);
  const initContainers = itemsOf(path(template, 'spec', 'initContainers'));
  const replicas = countFact(path(workload.tree, 'spec', 'replicas'));
  const probes = readProbes(main, diagnostics);
  return {
    side: 'kubernetes',
    kind: workload.kind,
    namespace: workload.namespace,
    name: workload.name,
    location: workload.location,
    container: containerName(main),
    sidecars: containers.filter((container) => container !== main).map(containerName),
    images: [...initContainers, ...containers].flatMap((container) => imageOf(container) ?? []),
    image: imageOf(main),
    ports: readPorts(containers, services, diagnostics),
    ...readEnvironment(workload, main, resources),
    probes,
    probeStatus: probes.length > 0 ? 'present' : 'disabled',
    replicas,
    stopped: withoutReplicas(replicas) ?? withoutPods(workload),
    versionLabels: [...new Set<Tree>([workload.tree, template, ...services.map(({ tree }) => tree)])].flatMap(
      (object) => textFact(path(object, 'metadata', 'labels', versionLabel)) ?? [],
    ),
    labels: new Map([...textPairs(path(template, 'metadata', 'labels')), ...workload.labels]),
    otherNames: services.map((service) => ({ value: service.name, location: service.location })),
  };
}

/** A job, or the jobs of a CronJob, may be suspended or allowed no pod at a time; a CronJob may be suspended itself. */
function withoutPods(workload: Resource): Fact<string> | undefined {
  const specs = [['spec'], templatePath(workload)?.slice(0, -1) ?? []].map((steps) =>
    path(workload.tree, ...steps),
  );
  const suspend = specs.map((spec) => at(spec, 'suspend')).find((value) => printed(value) === 'true');
  if (suspend !== undefined) return { value: 'is suspended', location: suspend.location };
  const parallelism = specs
    .map((spec) => at(spec, 'parallelism'))
    .find((value) => Number(printed(value) ?? 1) === 0);
  return parallelism && { value: 'has a parallelism of 0', location: parallelism.location };
}

function imageOf(container: Tree): Fact<ImageReference> | undefined {
  const image = at(container, 'image');
  const text = textOf(image);
  return image === undefined || text === undefined
    ? undefined
    : { value: parseImage(text), location: image.location };
}

function containerName(container: Tree): string {
  return printed(at(container, 'name')) ?? '';
}

/** As kubectl chooses: the annotated container, else the first; one named like the workload comes between. */
function mainContainer(workload: Resource, template: Tree, containers: readonly Tree[]): Tree | undefined {
  const annotations = path(template, 'metadata', 'annotations');
  const annotated = printed(at(annotations, 'kubectl.kubernetes.io/default-container'));
  return (
    containers.find((container) => containerName(container) === annotated) ??
    containers.find((container) => containerName(container) === workload.name) ??
    containers[0]
  );
}

/** The Services of its namespace whose whole selector its pods' labels meet. */
function servicesOf(workload: Resource, template: Tree, resources: readonly Resource[]): Resource[] {
  const podLabels = textPairs(path(template, 'metadata', 'labels'));
  return resources
    .filter((resource) => isService(resource) && sameNamespace(resource, workload))
    .filter((service) => {
      const selector = textPairs(path(service.tree, 'spec', 'selector'));
      return selector.size > 0 && [...selector].every(([key, value]) => podLabels.get(key) === value);
    });
}

export function isService(resource: Resource): boolean {
  return resource.kind === 'Service' && resource.apiGroup === '';
}

function sameNamespace(one: Resource, other: Resource): boolean {
  return (one.namespace ?? 'default') === (other.namespace ?? 'default');
}

function readPorts(
  containers: readonly Tree[],
  services: readonly Resource[],
  diagnostics: Diagnostics,
): PortFact[] {
  const declared = containers.flatMap((container) => itemsOf(at(container, 'ports')));
  const ports = new Map<string, PortFact>();
  for (const service of services) {
    for (const item of itemsOf(path(service.tree, 'spec', 'ports'))) {
      const target = targetPort(item, declared);
      const port = at(item, 'port');
      if (target === undefined) {
        diagnostics.cannotDecide(
          'service-target-port',
          item.location,
          `The Service "${service.name}" points at a port that its pods do not name: ${printed(at(item, 'targetPort'))}.`,
        );
        continue;
      }
      const fact: PortFact = {
        container: target,
        protocol: protocolOf(printed(at(item, 'protocol'))),
        published: printed(port),
        location: (port ?? item).location,
      };
      ports.set(`${portKey(fact)} ${fact.published}`, fact);
    }
  }
  const served = new Set([...ports.values()].map(portKey));
  for (const item of declared) {
    const container = at(item, 'containerPort');
    if (container === undefined) continue;
    const port: PortFact = {
      container: Number(printed(container)),
      protocol: readProtocol(item, diagnostics),
      published: undefined,
      location: container.location,
    };
    if (!served.has(portKey(port))) ports.set(portKey(port), port);
  }
  return [...ports.values()].sort(byPort);
}

/** Refuses ports of a Service, whether it selects pods or not, that the API server refuses. */
export function checkServicePorts(service: Resource, diagnostics: Diagnostics): void {
  for (const item of itemsOf(path(service.tree, 'spec', 'ports'))) readProtocol(item, diagnostics);
}

/** The API server knows these three, in capitals. */
function readProtocol(port: Tree, diagnostics: Diagnostics): Protocol {
  const written = at(port, 'protocol');
  const text = printed(written);
  if (written !== undefined && text && !['TCP', 'UDP', 'SCTP'].includes(text)) {
    const message = `A port has the protocol "${text}", which Kubernetes does not know.`;
    diagnostics.fail('invalid-structure', written.location, message, 'Write TCP, UDP or SCTP.');
  }
  return protocolOf(text);
}

function targetPort(servicePort: Tree, declared: readonly Tree[]): number | undefined {
  const target = printed(at(servicePort, 'targetPort')) ?? printed(at(servicePort, 'port'));
  if (target !== undefined && /^\d+$/.test(target)) return Number(target);
  const named = declared.find((port) => printed(at(port, 'name')) === target);
  const number = printed(at(named, 'containerPort'));
  return number === undefined ? undefined : Number(number);
}

const paceNames = { interval: 'periodSeconds', timeout: 'timeoutSeconds', retries: 'failureThreshold' };

/** The kinds of `ProbeHandler` (Kubernetes API, core/v1 Probe). */
const probeHandlers = ['exec', 'httpGet', 'tcpSocket', 'grpc'];

function readProbes(container: Tree, diagnostics: Diagnostics): ProbeFact[] {
  const kinds = [
    ['livenessProbe', 'liveness'],
    ['readinessProbe', 'readiness'],
    ['startupProbe', 'startup'],
  ] as const;
  return kinds.flatMap(([key, kind]) => {
    const entry = container.kind === 'mapping' ? container.entries.get(key) : undefined;
    if (entry === undefined || isNull(entry.value)) return [];
    const handlers = probeHandlers.filter((handler) => at(entry.value, handler)?.kind === 'mapping');
    if (handlers.length !== 1) {
      const has = handlers.length === 0 ? 'asks nothing' : `asks in ${handlers.length} ways`;
      const fix = `Give it one of ${probeHandlers.join(', ')}: the API server refuses any other.`;
      diagnostics.fail('invalid-structure', entry.key.location, `The ${key} ${has}.`, fix);
    }
    return [{ kind, location: entry.key.location, pace: readPace(entry.value, paceNames) }];
  });
}

function readEnvironment(
  workload: Resource,
  container: Tree,
  resources: readonly Resource[],
): Pick<ServiceFacts, 'environment' | 'unreadEnvironment'> {
  const environment = new Map<string, EnvironmentFact>();
  const unreadEnvironment: Fact<string>[] = [];
  for (const source of itemsOf(at(container, 'envFrom'))) {
    const prefix = printed(at(source, 'prefix')) ?? '';
    const kind = at(source, 'configMapRef') === undefined ? 'Secret' : 'ConfigMap';
    const reference = at(source, 'configMapRef') ?? at(source, 'secretRef');
    const name = printed(at(reference, 'name')) ?? '';
    const object = resources.find(
      (resource) => resource.kind === kind && resource.name === name && sameNamespace(resource, workload),
    );
    if (object === undefined) {
      unreadEnvironment.push({ value: `${kind} ${name}`, location: (reference ?? source).location });
      continue;
    }
    for (const section of ['data', 'stringData', 'binaryData']) {
      for (const entry of entriesOf(at(object.tree, section))) {
        const key = `${prefix}${keyOf(entry)}`;
        environment.set(key, { key, location: entry.key.location });
      }
    }
  }
  for (const variable of itemsOf(at(container, 'env'))) {
    const key = printed(at(variable, 'name'));
    if (key !== undefined) environment.set(key, { key, location: variable.location });
  }
  return { environment, unreadEnvironment };
}
