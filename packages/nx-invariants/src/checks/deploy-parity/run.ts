import {
  type Comparison,
  compareTopologies,
  type Difference,
  effectiveTag,
  type Fact,
  type NotCompared,
  portKey,
  type ServiceFacts,
  type Side,
  type Topology,
} from '@nx-invariants/topology';
import type { CheckContext, CheckResult, Json } from '../../check/define-check';
import { distinctFindings, type FindingDraft } from '../../check/finding';
import { readerOf } from '../../check/read-declared';
import { failureFinding, readComposeProject, undecidedFinding } from '../../deployment/compose';
import { manifestFolders, manifestsAmong, readManifests } from '../../deployment/kubernetes';
import { coverFindings } from '../../deployment/kustomizations';
import { type ServiceRow, serviceRows } from '../../deployment/service-rows';
import { unreachable } from '../../unreachable';
import { isInside } from '../../workspace/paths';
import type { Options } from './check';

/** Compares each Compose project with the Kubernetes manifests. */
export function run({ files, parameters, options }: CheckContext<Options>): CheckResult {
  const read = readerOf(files);
  const { compose, kubernetes } = parameters as unknown as { compose: string[][]; kubernetes: string[] };
  const listed = manifestsAmong(files.list(), kubernetes, read);
  const covered = manifestFolders(listed, kubernetes).flatMap((folder) =>
    coverFindings(
      folder,
      listed.filter((file) => isInside(file, folder)),
      read,
    ),
  );
  const manifests = readManifests(listed, read);
  if (!manifests.ok) return { subjects: [], findings: [...covered, ...manifests.findings], details: null };
  const results = compose.map((project) => {
    const reading = readComposeProject(project, read);
    if (!reading.ok) return { subjects: [], findings: [...reading.findings], services: [] };
    const comparison = compareTopologies(reading.model, manifests.model, options);
    if (!comparison.ok)
      return { subjects: [], findings: comparison.failures.map(failureFinding), services: [] };
    return judged(
      comparison.value,
      { compose: reading.model, kubernetes: manifests.model },
      options.oneSided,
    );
  });
  return {
    subjects: [...new Set(results.flatMap(({ subjects }) => subjects))],
    // What is said of the manifests alone is the same for each Compose project.
    findings: distinctFindings([...covered, ...results.flatMap(({ findings }) => findings)]),
    details: { services: results.flatMap(({ services }) => services) },
  };
}

function judged(
  comparison: Comparison,
  models: { readonly [side in Side]: Topology },
  oneSided: Options['oneSided'],
) {
  return {
    subjects: comparison.pairs.map(({ compose }) => compose.name),
    findings: [
      ...comparison.differences.map(differenceFinding),
      ...comparison.notCompared.map(openFinding),
      ...comparison.unsupported.map(undecidedFinding),
    ],
    services: serviceRows(comparison, models).map((row) => serviceDetails(row, oneSided)),
  };
}

function serviceDetails(row: ServiceRow, oneSided: Options['oneSided']): Json {
  const { compose, kubernetes, by, differences } = row;
  const declared = oneSided.find(({ side, name }) => row[side]?.name === name);
  return {
    name: compose?.name ?? null,
    workload: kubernetes?.name ?? null,
    matchedBy: by ?? null,
    compose: compose === undefined ? null : factsOf(compose),
    kubernetes: kubernetes === undefined ? null : factsOf(kubernetes),
    differs: [...new Set(differences.map(aspectOf))],
    oneSided: declared?.reason ?? null,
  };
}

function factsOf(service: ServiceFacts): Json {
  return {
    image: service.image?.value.text ?? null,
    ports: service.ports.map(portKey),
    environment: [...service.environment.keys()].sort(),
    probe: service.probeStatus,
    stopped: service.stopped?.value ?? null,
    file: service.location.file,
    line: service.location.line,
  };
}

/** In which respect the sides differ. */
function aspectOf({ kind }: Difference): 'presence' | 'image' | 'ports' | 'environment' | 'probe' {
  switch (kind) {
    case 'missing-in-kubernetes':
    case 'missing-in-compose':
      return 'presence';
    case 'image-differs':
    case 'tag-differs':
      return 'image';
    case 'port-differs':
      return 'ports';
    case 'env-key-differs':
      return 'environment';
    case 'probe-missing':
      return 'probe';
    default:
      return unreachable(kind);
  }
}

function differenceFinding(difference: Difference): FindingDraft {
  const { compose, kubernetes, service } = difference;
  const inCompose = `${compose.file}:${compose.line}`;
  const inKubernetes = `${kubernetes.file}:${kubernetes.line}`;
  switch (difference.kind) {
    case 'missing-in-kubernetes':
      if (difference.stopped !== undefined) {
        return stoppedFinding(difference.stopped, service, 'compose', inCompose);
      }
      return {
        severity: 'error',
        ...compose,
        message: `the service ${service} runs under Compose but not under Kubernetes`,
        expected: `a workload called ${service} among the manifests`,
        fix: 'add the manifest; if the service is meant for one side only, declare it under checks.deploy-parity.oneSided in nx.json with the reason',
      };
    case 'missing-in-compose':
      if (difference.stopped !== undefined) {
        return stoppedFinding(difference.stopped, service, 'kubernetes', inKubernetes);
      }
      return {
        severity: 'error',
        ...kubernetes,
        message: `the workload ${service} runs under Kubernetes but not under Compose`,
        expected: `a service called ${service} in ${compose.file}`,
        fix: 'add the service; if it is meant for one side only, declare it under checks.deploy-parity.oneSided in nx.json with the reason',
      };
    case 'image-differs':
    case 'tag-differs': {
      const what = difference.kind === 'tag-differs' ? 'tag' : 'image';
      const [here, there] = [difference.composeImage, difference.kubernetesImage].map((image) =>
        what === 'tag' ? (image.digest ?? effectiveTag(image) ?? image.text) : image.text,
      );
      return {
        severity: 'error',
        ...kubernetes,
        message: `the ${what} of ${service} is ${there} under Kubernetes and ${here} under Compose`,
        expected: `one ${what} on both sides; Compose names it at ${inCompose}`,
        fix: `set both to the ${what} that is meant to run`,
      };
    }
    case 'port-differs':
      return {
        severity: 'error',
        ...(difference.onlyIn === 'compose' ? compose : kubernetes),
        message: `the port ${portKey(difference.port)} of ${service} stands only in ${sideName(difference.onlyIn)}`,
        expected: `the same container ports on both sides (${inCompose}, ${inKubernetes})`,
        fix: 'add the port on the other side, or remove it here',
      };
    case 'env-key-differs':
      return {
        severity: 'error',
        ...(difference.onlyIn === 'compose' ? compose : kubernetes),
        message: `the environment variable ${difference.key} of ${service} stands only in ${sideName(difference.onlyIn)}`,
        expected: `the same environment keys on both sides (${inCompose}, ${inKubernetes})`,
        fix: 'set it on the other side too, or remove it here',
      };
    case 'probe-missing':
      return {
        severity: 'error',
        ...(difference.missingIn === 'compose' ? compose : kubernetes),
        message: `${service} has a health check in ${sideName(other(difference.missingIn))} but none in ${sideName(difference.missingIn)}`,
        expected: `a health check on both sides (${inCompose}, ${inKubernetes})`,
        fix: difference.missingIn === 'compose' ? 'add a healthcheck' : 'add a readiness or liveness probe',
      };
    default:
      return unreachable(difference);
  }
}

/** A service that is described on both sides and runs on one. */
function stoppedFinding(
  { value: why, location }: Fact<string>,
  service: string,
  runsIn: 'compose' | 'kubernetes',
  place: string,
): FindingDraft {
  const [here, there] = [sideName(runsIn), sideName(other(runsIn))];
  return {
    severity: 'error',
    ...location,
    message: `${service} runs under ${here} but not by default under ${there}, where it ${why}`,
    expected: `a service that runs on both sides or on none (${place})`,
    fix: 'let it run here, or stop it on the other side; if it is meant for one side only, declare it under checks.deploy-parity.oneSided in nx.json with the reason',
  };
}

function openFinding({ service, aspect, reason, location }: NotCompared): FindingDraft {
  return {
    severity: 'note',
    ...location,
    message: `the ${aspect} of ${service} cannot be compared: ${reason}`,
    fix: 'state it on both sides if it matters',
  };
}

function sideName(side: 'compose' | 'kubernetes'): string {
  return side === 'compose' ? 'Compose' : 'Kubernetes';
}

function other(side: 'compose' | 'kubernetes'): 'compose' | 'kubernetes' {
  return side === 'compose' ? 'kubernetes' : 'compose';
}
