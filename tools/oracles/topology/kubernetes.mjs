// Kubernetes objects as the real tools have them, and as this reader has them.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { posix } from 'node:path';
import { run } from './tools.mjs';

/**
 * The workloads of a folder with a kustomization, as `kustomize build` renders it.
 *
 * @param tools `{kustomize, kubectl}` of `findTool`
 */
export function readByKustomize({ kustomize, kubectl }, { root, directory }) {
  const rendered = run(kustomize.command, ['build', posix.join(root, directory)], {});
  if (rendered.status === null) return { kind: 'unasked', because: rendered.stderr };
  if (rendered.status !== 0) return { kind: 'refused', because: rendered.stderr.trim().replaceAll(root, '') };
  return readByKubectl(kubectl, rendered.stdout);
}

/**
 * The manifests of a chart, as `helm template` renders it.
 *
 * @param chart `{root, directory, values}`: `values` names a file of values below the chart, if any
 * @returns {{ok: true, text: string} | {ok: false, because: string}}
 */
export function renderChart({ command }, { root, directory, values }) {
  const folder = posix.join(root, directory);
  const given = values === undefined ? [] : ['--values', posix.join(folder, values)];
  const render = (chart) => run(command, ['template', 'release', chart, ...given], {});
  const rendered = render(folder);
  const { status, stdout, stderr } = rendered.stderr.includes('missing in charts/ directory')
    ? withCopyWithoutDependencies(folder, render)
    : rendered;
  return status === 0
    ? { ok: true, text: stdout }
    : { ok: false, because: stderr.trim().replaceAll(root, '') };
}

/** Charts that a chart fetches from elsewhere are not beside it: it is rendered alone. */
function withCopyWithoutDependencies(folder, render) {
  const copy = mkdtempSync(posix.join(tmpdir(), 'chart-'));
  try {
    cpSync(folder, copy, { recursive: true });
    run(['chmod'], ['-R', 'u+w', copy], {});
    const file = posix.join(copy, 'Chart.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/^dependencies:\n(?:[ #-].*\n|\n)*/m, ''));
    rmSync(posix.join(copy, 'Chart.lock'), { force: true });
    return render(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The workloads of manifests, as kubectl decodes them. It needs no cluster: `--local` only changes what it reads. */
export function readByKubectl({ command }, text) {
  if (text.trim() === '') return { kind: 'read', services: {} };
  const decoded = run(command, ['annotate', '--local', '-o', 'json', '-f', '-', 'compared=yes'], {
    input: text,
  });
  if (decoded.status === null) return { kind: 'unasked', because: decoded.stderr };
  if (decoded.status !== 0) {
    const because = decoded.stderr.trim();
    return because.includes('no objects passed')
      ? { kind: 'read', services: {} }
      : { kind: 'refused', because };
  }
  const objects = decoded.stdout.split(/^(?<=\}\n)(?=\{)/m).map((object) => JSON.parse(object));
  const fault = objects.flatMap(faultsOf)[0];
  return fault === undefined
    ? { kind: 'read', services: workloadsOf(objects) }
    : { kind: 'refused', because: fault };
}

/**
 * What the API server refuses and kubectl alone does not: objects without a name (ObjectMeta), pods without a container
 * and ports with an unknown protocol (PodSpec, ContainerPort, ServicePort in the Kubernetes API reference).
 */
function faultsOf(object) {
  const { kind, metadata, spec } = object;
  if (!metadata?.name && !metadata?.generateName) return [`a ${kind} has no name`];
  const template = podTemplateOf(object);
  const containers = listOf(template?.spec?.containers);
  if (template !== undefined && containers.length === 0) return [`${kind} ${metadata.name} has no container`];
  const ports = containers.flatMap((container) => listOf(container.ports));
  const served = kind === 'Service' && object.apiVersion === 'v1' ? listOf(spec?.ports) : [];
  return [...ports, ...served]
    .filter(({ protocol }) => protocol && !['TCP', 'UDP', 'SCTP'].includes(protocol))
    .map(({ protocol }) => `${kind} ${metadata.name} has the protocol ${protocol}`);
}

function podTemplateOf(object) {
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : object.apiVersion;
  return POD_TEMPLATES[`${group} ${object.kind}`]?.(object);
}

const POD_TEMPLATES = {
  'v1 Pod': (object) => object,
  'v1 ReplicationController': ({ spec }) => spec?.template,
  'apps Deployment': ({ spec }) => spec?.template,
  'extensions Deployment': ({ spec }) => spec?.template,
  'apps StatefulSet': ({ spec }) => spec?.template,
  'apps DaemonSet': ({ spec }) => spec?.template,
  'extensions DaemonSet': ({ spec }) => spec?.template,
  'apps ReplicaSet': ({ spec }) => spec?.template,
  'extensions ReplicaSet': ({ spec }) => spec?.template,
  'batch Job': ({ spec }) => spec?.template,
  'batch CronJob': ({ spec }) => spec?.jobTemplate?.spec?.template,
  'serving.knative.dev Service': ({ spec }) => spec?.template,
  'argoproj.io Rollout': ({ spec }) => spec?.template,
  'apps.openshift.io DeploymentConfig': ({ spec }) => spec?.template,
};

/**
 * @param objects of one set of manifests, as JSON
 * @returns facts by kind, namespace and name
 */
export function workloadsOf(objects) {
  const workloads = objects.flatMap((object) => {
    const template = podTemplateOf(object);
    return template?.spec === undefined ? [] : [[keyOf(object), factsOfPod(object, template, objects)]];
  });
  return Object.fromEntries(workloads);
}

function keyOf({ kind, metadata }) {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name ?? metadata.generateName}`;
}

function factsOfPod(object, template, objects) {
  const containers = listOf(template.spec.containers);
  const annotated = template.metadata?.annotations?.['kubectl.kubernetes.io/default-container'];
  const main =
    containers.find(({ name }) => name === annotated) ??
    containers.find(({ name }) => name === object.metadata.name) ??
    containers[0];
  const beside = (other) =>
    (other.metadata.namespace ?? 'default') === (object.metadata.namespace ?? 'default');
  const { keys, unread } = environmentOf(main, objects.filter(beside));
  return {
    container: main.name ?? '',
    image: main.image ?? null,
    images: [...listOf(template.spec.initContainers), ...containers]
      .flatMap(({ image }) => image ?? [])
      .sort(),
    ports: portsOf(containers, template.metadata?.labels ?? {}, objects.filter(beside)),
    environment: keys,
    unreadEnvironment: unread,
    probes: ['liveness', 'readiness', 'startup'].filter((probe) => main[`${probe}Probe`]),
    replicas: object.spec.replicas ?? null,
  };
}

/** A list that is null or left out has no items. */
function listOf(list) {
  return list ?? [];
}

function portsOf(containers, labels, objects) {
  const declared = containers.flatMap(({ ports }) => listOf(ports));
  const served = objects
    .filter(({ kind, apiVersion, spec }) => kind === 'Service' && apiVersion === 'v1' && spec?.selector)
    .filter(({ spec }) => Object.entries(spec.selector).every(([key, value]) => labels[key] === value))
    .filter(({ spec }) => Object.keys(spec.selector).length > 0)
    .flatMap(({ spec }) => listOf(spec.ports))
    .map(({ port, targetPort = port, protocol = 'TCP' }) => ({
      published: port,
      protocol: protocol.toLowerCase(),
      container: /^\d+$/.test(targetPort)
        ? Number(targetPort)
        : declared.find(({ name }) => name === targetPort)?.containerPort,
    }))
    .filter(({ container }) => container !== undefined);
  const known = new Set(served.map(({ container, protocol }) => `${container}/${protocol}`));
  const others = declared
    .map(({ containerPort, protocol = 'TCP' }) => ({
      published: '',
      container: containerPort,
      protocol: protocol.toLowerCase(),
    }))
    .filter(({ container, protocol }) => !known.has(`${container}/${protocol}`));
  const texts = [...served, ...others].map(
    ({ published, container, protocol }) => `${published}:${container}/${protocol}`,
  );
  return [...new Set(texts)].sort();
}

function environmentOf({ env, envFrom }, objects) {
  const keys = new Set(listOf(env).map(({ name }) => name));
  const unread = [];
  for (const { prefix = '', configMapRef, secretRef } of listOf(envFrom)) {
    const kind = configMapRef ? 'ConfigMap' : 'Secret';
    const { name } = configMapRef ?? secretRef;
    const source = objects.find((object) => object.kind === kind && object.metadata.name === name);
    if (source === undefined) unread.push(`${kind} ${name}`);
    for (const key of Object.keys({ ...source?.data, ...source?.stringData, ...source?.binaryData }))
      keys.add(`${prefix}${key}`);
  }
  return { keys: [...keys].sort(), unread: unread.sort() };
}

/**
 * @param engine the package @nx-invariants/topology
 * @param files relative to the root
 * @param read gives their text
 */
export function readManifests({ readKubernetes }, files, read) {
  const result = readKubernetes({ files, read });
  if (!result.ok) {
    const [{ kind, message, location }] = result.failures;
    const because = `${location.file}:${location.line}:${location.column}: ${message}`;
    return {
      kind: 'refused',
      because,
      limit: limitOf(kind, message),
    };
  }
  const { services, unsupported } = result.value;
  const features = unsupported.map(({ feature }) => feature);
  return {
    kind: 'read',
    services: Object.fromEntries(
      [...services.values()].map((workload) => [
        `${workload.kind} ${workload.namespace ?? ''}/${workload.name}`,
        factsOfWorkload(workload, features),
      ]),
    ),
    undecided: features.filter((feature) => feature.startsWith('kustomize-')),
  };
}

function limitOf(kind, message) {
  if (kind === 'duplicate-key') return 'a key that is defined twice: kubectl takes the last';
  return message.includes('lies outside the repository') ? 'a file outside the root' : undefined;
}

function factsOfWorkload(workload, features) {
  const texts = workload.images.map(({ value }) => value.text);
  return {
    container: workload.container,
    image: workload.image?.value.text ?? null,
    images: texts.sort(),
    ports: features.includes('service-target-port')
      ? { undecided: 'service-target-port' }
      : workload.ports.map((port) => `${port.published ?? ''}:${port.container}/${port.protocol}`).sort(),
    environment: [...workload.environment.keys()].sort(),
    unreadEnvironment: workload.unreadEnvironment.map(({ value }) => value).sort(),
    probes: workload.probes.map(({ kind }) => kind),
    replicas: workload.replicas?.value ?? null,
  };
}
