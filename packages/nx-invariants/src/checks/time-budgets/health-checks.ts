import type {
  ComposeModel,
  ComposeService,
  Fact,
  KubernetesWorkload,
  Pace,
  Unsupported,
} from '@nx-invariants/topology';
import type { FindingDraft, Location } from '../../check/finding';
import { composeBuilders } from '../../deployment/builders/compose-builders';
import { readComposeProject, undecidedFinding } from '../../deployment/compose';
import { manifestsAmong, readManifests } from '../../deployment/kubernetes';
import type { ReadText } from '../../workspace/read-text';
import { bringsHealthCheck } from './image-health';
import type { Judged } from './judged';
import { isAboveZero } from './limit';

/** Whether each service that a Compose project runs has a health check with a pace that is written down. */
export function judgeCompose(project: readonly string[], read: ReadText): Judged {
  const reading = readComposeProject(project, read);
  if (!reading.ok) return { subjects: [], findings: reading.findings.map(ofHealth) };
  const services = [...reading.model.services.values()].filter((service) =>
    isLasting(service, reading.model),
  );
  return {
    subjects: services.map(({ name }) => `the Compose service ${name}`),
    findings: services.flatMap((service) => serviceFindings(service, reading.model, read)),
  };
}

/** Neither behind a profile nor one that others wait for to end. */
function isLasting({ name, stopped }: ComposeService, { services }: ComposeModel): boolean {
  const ends = [...services.values()].some(({ dependsOn }) =>
    dependsOn.some(
      ({ service, condition }) => service === name && condition === 'service_completed_successfully',
    ),
  );
  return stopped === undefined && !ends;
}

function serviceFindings(service: ComposeService, model: ComposeModel, read: ReadText): FindingDraft[] {
  const { name, location, healthcheck, probeStatus } = service;
  if (probeStatus === 'disabled')
    return [noHealthCheck(healthcheck?.location ?? location, `the health check of ${name} is switched off`)];
  if (healthcheck === undefined)
    return [noHealthCheck(location, `the service ${name} has no health check under Compose`)];
  return [
    ...(probeStatus === 'unstated' ? commandFindings(service, healthcheck, model, read) : []),
    ...paceFindings(`the health check of ${name}`, healthcheck, composeNames),
  ];
}

/** What is asked may stand in the image's Dockerfile. */
function commandFindings(
  { name }: ComposeService,
  { location }: Fact<Pace>,
  model: ComposeModel,
  read: ReadText,
): FindingDraft[] {
  const label = `the Compose service ${name}`;
  const builder = composeBuilders(model).builders.find((each) => each.label === label);
  if (builder && bringsHealthCheck(read(builder.dockerfile) ?? '', builder.target)) return [];
  return [
    {
      ...noHealthCheck(
        location,
        builder
          ? `the health check of ${name} has no test, and ${builder.dockerfile} has no HEALTHCHECK`
          : `what the health check of ${name} asks cannot be told: it has no test, and no Dockerfile of the repository builds its image`,
      ),
      ...(builder ? {} : { undecided: true }),
      fix: 'write test into the health check',
    },
  ];
}

/** Whether each workload that is to stay up has a probe, and each probe a pace that is written down. */
export function judgeKubernetes(places: readonly string[], files: readonly string[], read: ReadText): Judged {
  const reading = readManifests(manifestsAmong(files, places, read), read);
  if (!reading.ok) return { subjects: [], findings: reading.findings.map(ofHealth) };
  const { services, unsupported } = reading.model;
  const workloads = [...services.values()].filter(
    ({ kind, stopped }) => !/^(?:Cron)?Job$/.test(kind) && stopped === undefined,
  );
  return {
    subjects: workloads.map(({ kind, name }) => `the ${kind} ${name}`),
    findings: [
      ...workloads.flatMap(workloadFindings),
      ...unsupported.filter(mayHideProbes).map(undecidedFinding).map(ofHealth),
    ],
  };
}

/** Whether it may add workloads, or change probes: a patch, a component, a chart, a kind that is not known. */
function mayHideProbes({ feature }: Unsupported): boolean {
  return (
    feature === 'workload-kind' ||
    (feature.startsWith('kustomize-') && feature !== 'kustomize-images-tagSuffix')
  );
}

function workloadFindings({ name, kind, location, probes }: KubernetesWorkload): FindingDraft[] {
  if (probes.length === 0) return [noHealthCheck(location, `the ${kind} ${name} has no probe`)];
  return probes.flatMap((probe) =>
    paceFindings(
      `the ${probe.kind} probe of ${name}`,
      { value: probe.pace, location: probe.location },
      kubernetesNames,
    ),
  );
}

type Names = { readonly [part in keyof Pace]: string };

const composeNames: Names = { interval: 'interval', timeout: 'timeout', retries: 'retries' };
const kubernetesNames: Names = {
  interval: 'periodSeconds',
  timeout: 'timeoutSeconds',
  retries: 'failureThreshold',
};

/** What is unstated, or 0, is whatever the runtime's version takes by default. */
function paceFindings(what: string, { value: pace, location }: Fact<Pace>, names: Names): FindingDraft[] {
  return (['interval', 'timeout', 'retries'] as const).flatMap((part): FindingDraft[] => {
    const stated = pace[part];
    const isVariable = stated?.value.includes('$') === true;
    if (stated !== undefined && !isVariable && isAboveZero(stated.value)) return [];
    return [
      {
        severity: 'error',
        ...(isVariable ? { undecided: true } : {}),
        ...(stated?.location ?? location),
        message: stated
          ? `${names[part]} of ${what} ${faultOf(stated.value)}`
          : `${what} states no ${names[part]}`,
        expected: `a fixed interval, a timeout and a number of tries: ${Object.values(names).join(', ')}, each above 0`,
        fix: `write ${names[part]} there`,
        invariants: ['D2'],
      },
    ];
  });
}

function faultOf(value: string): string {
  if (value.includes('$')) return `cannot be told: it is ${value}`;
  return `is ${value}, which ${value.startsWith('-') ? 'no runtime takes' : 'stands for a default'}`;
}

function noHealthCheck(location: Location, message: string): FindingDraft {
  return {
    severity: 'error',
    ...location,
    message,
    expected: 'a health check: whoever waits for the service has to know when it is up, and when to give up',
    fix: 'add a healthcheck (Compose) or a readinessProbe (Kubernetes) with its interval, timeout and tries',
    invariants: ['D2'],
  };
}

function ofHealth(finding: FindingDraft): FindingDraft {
  return { ...finding, invariants: ['D2'] };
}
