import { effectiveTag, type ImageReference } from './image';
import { type Match, type MatchedBy, matchServices } from './match';
import type { Failure, Result, Unsupported } from './result';
import { type Fact, type PortFact, portKey, type ServiceFacts, type Topology } from './topology';
import type { Location } from './yaml/tree';

export type Side = 'compose' | 'kubernetes';

/** A service that stands on one side on purpose. */
export interface OneSided {
  readonly name: string;
  readonly side: Side;
  readonly reason: string;
}

export interface Declarations {
  /** Compose service name to key of the Kubernetes workload. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly oneSided: readonly OneSided[];
}

/** Both places a difference concerns; for what is absent, the service or the first file of that side. */
export interface Located {
  readonly service: string;
  readonly compose: Location;
  readonly kubernetes: Location;
}

/** A service that runs on the other side only. */
export interface Missing {
  /** Set where it is described on this side too, but does not run by default. */
  readonly stopped?: Fact<string>;
}

export type Difference =
  | (Located & Missing & { readonly kind: 'missing-in-kubernetes' })
  | (Located & Missing & { readonly kind: 'missing-in-compose' })
  | (Located & {
      readonly kind: 'image-differs';
      readonly composeImage: ImageReference;
      readonly kubernetesImage: ImageReference;
    })
  | (Located & {
      readonly kind: 'tag-differs';
      readonly composeImage: ImageReference;
      readonly kubernetesImage: ImageReference;
    })
  | (Located & { readonly kind: 'port-differs'; readonly port: PortFact; readonly onlyIn: Side })
  | (Located & { readonly kind: 'env-key-differs'; readonly key: string; readonly onlyIn: Side })
  | (Located & { readonly kind: 'probe-missing'; readonly missingIn: Side });

/** An aspect of a pair that the inputs leave open: neither equal nor different. */
export interface NotCompared {
  readonly service: string;
  readonly aspect: 'image' | 'ports' | 'environment' | 'probe';
  readonly reason: string;
  readonly location: Location;
}

export interface Pair {
  readonly compose: ServiceFacts;
  readonly kubernetes: ServiceFacts;
  readonly by: MatchedBy;
}

export interface Comparison {
  readonly pairs: readonly Pair[];
  readonly differences: readonly Difference[];
  readonly notCompared: readonly NotCompared[];
  /** What either side could not decide: while there is any, no difference is not a proof of equality. */
  readonly unsupported: readonly Unsupported[];
}

/**
 * Compares what runs under Compose with what runs under Kubernetes, service by service.
 *
 * What does not run by default, having 0 replicas or being behind a profile, is as good as absent: stopped on both
 * sides, or stopped on one and absent on the other, is no difference. A side without services, a declaration without a reason and one that names nothing, or that no longer
 * holds, are failures: a comparison that saw nothing must not look like equality.
 */
export function compareTopologies(
  compose: Topology,
  kubernetes: Topology,
  declarations: Declarations = { aliases: {}, oneSided: [] },
): Result<Comparison> {
  const failures = [
    ...emptySides(compose, kubernetes),
    ...badDeclarations(compose, kubernetes, declarations),
  ];
  if (failures.length > 0) return { ok: false, failures };

  const matching = matchServices(compose, kubernetes, declarations.aliases);
  const stale = declarations.oneSided.flatMap((declared) => {
    const pair = matching.matches.find((match) => match[declared.side].name === declared.name);
    return pair === undefined || runsOnlyIn(declared.side, pair) ? [] : [staleOneSided(declared, pair)];
  });
  if (stale.length > 0) return { ok: false, failures: stale };

  const intended = (side: Side, service: ServiceFacts) =>
    declarations.oneSided.some((declared) => declared.side === side && declared.name === service.name);
  const missingInKubernetes = matching.composeOnly
    .filter((service) => runs(service) && !intended('compose', service))
    .map(
      (service): Difference => ({
        kind: 'missing-in-kubernetes',
        service: service.name,
        compose: service.location,
        kubernetes: kubernetes.location,
      }),
    );
  const missingInCompose = matching.kubernetesOnly
    .filter((service) => runs(service) && !intended('kubernetes', service))
    .map(
      (service): Difference => ({
        kind: 'missing-in-compose',
        service: service.name,
        compose: compose.location,
        kubernetes: service.location,
      }),
    );
  const stopped = matching.matches
    .filter((pair) => !intended('compose', pair.compose) && !intended('kubernetes', pair.kubernetes))
    .flatMap(stoppedOnOneSide);
  const running = matching.matches.filter((pair) => runs(pair.compose) && runs(pair.kubernetes));
  const aspects = running.flatMap((pair) => [
    compareImages(pair),
    comparePorts(pair),
    compareEnvironment(pair),
    compareProbes(pair),
  ]);
  return {
    ok: true,
    value: {
      pairs: matching.matches,
      differences: [
        ...missingInKubernetes,
        ...missingInCompose,
        ...stopped,
        ...aspects.flatMap((aspect) => aspect.differences),
      ],
      notCompared: aspects.flatMap((aspect) => aspect.notCompared),
      unsupported: [...compose.unsupported, ...kubernetes.unsupported],
    },
  };
}

function runs(service: ServiceFacts): boolean {
  return service.stopped === undefined;
}

function runsOnlyIn(side: Side, pair: ServicePair): boolean {
  const other = side === 'compose' ? 'kubernetes' : 'compose';
  return runs(pair[side]) && !runs(pair[other]);
}

function stoppedOnOneSide({ compose, kubernetes }: ServicePair): Difference[] {
  const places = { compose: compose.location, kubernetes: kubernetes.location };
  if (compose.stopped === undefined && kubernetes.stopped !== undefined)
    return [{ kind: 'missing-in-kubernetes', service: compose.name, ...places, stopped: kubernetes.stopped }];
  if (compose.stopped !== undefined && kubernetes.stopped === undefined)
    return [{ kind: 'missing-in-compose', service: kubernetes.name, ...places, stopped: compose.stopped }];
  return [];
}

interface AspectResult {
  readonly differences: readonly Difference[];
  readonly notCompared: readonly NotCompared[];
}

type ServicePair = Match<ServiceFacts, ServiceFacts>;

const EQUAL: AspectResult = { differences: [], notCompared: [] };

function different(...differences: Difference[]): AspectResult {
  return { differences, notCompared: [] };
}

function open(
  pair: ServicePair,
  aspect: NotCompared['aspect'],
  reason: string,
  location: Location,
): AspectResult {
  return { differences: [], notCompared: [{ service: pair.compose.name, aspect, reason, location }] };
}

function compareImages(pair: ServicePair): AspectResult {
  const { compose, kubernetes } = pair;
  if (compose.image === undefined) {
    return open(pair, 'image', 'Compose builds the image and gives it no name.', compose.location);
  }
  if (kubernetes.image === undefined) {
    return open(pair, 'image', 'The container names no image.', kubernetes.location);
  }
  const composeImage = compose.image.value;
  const kubernetesImage = kubernetes.image.value;
  const located = {
    service: compose.name,
    compose: compose.image.location,
    kubernetes: kubernetes.image.location,
    composeImage,
    kubernetesImage,
  };
  if (composeImage.repository !== kubernetesImage.repository)
    return different({ kind: 'image-differs', ...located });
  const sameContent = composeImage.digest !== undefined && composeImage.digest === kubernetesImage.digest;
  const sameTag =
    effectiveTag(composeImage) === effectiveTag(kubernetesImage) &&
    composeImage.digest === kubernetesImage.digest;
  return sameContent || sameTag ? EQUAL : different({ kind: 'tag-differs', ...located });
}

/** Ports inside the container: what each side publishes them as belongs to its own network. */
function comparePorts(pair: ServicePair): AspectResult {
  const { compose, kubernetes } = pair;
  if (compose.ports.length === 0 && kubernetes.ports.length > 0) {
    const reason = 'Compose declares no port, yet all are open inside its network.';
    return open(pair, 'ports', reason, compose.location);
  }
  const composePorts = new Map(compose.ports.map((port) => [portKey(port), port]));
  const kubernetesPorts = new Map(kubernetes.ports.map((port) => [portKey(port), port]));
  return different(
    ...[...composePorts].flatMap(([key, port]): Difference[] =>
      kubernetesPorts.has(key)
        ? []
        : [
            {
              kind: 'port-differs',
              service: compose.name,
              port,
              onlyIn: 'compose',
              compose: port.location,
              kubernetes: kubernetes.location,
            },
          ],
    ),
    ...[...kubernetesPorts].flatMap(([key, port]): Difference[] =>
      composePorts.has(key)
        ? []
        : [
            {
              kind: 'port-differs',
              service: compose.name,
              port,
              onlyIn: 'kubernetes',
              compose: compose.location,
              kubernetes: port.location,
            },
          ],
    ),
  );
}

function compareEnvironment(pair: ServicePair): AspectResult {
  const { compose, kubernetes } = pair;
  const composeKeys = [...compose.environment.values()].sort(byKey);
  const kubernetesKeys = [...kubernetes.environment.values()].sort(byKey);
  const onlyInCompose = composeKeys.filter(({ key }) => !kubernetes.environment.has(key));
  const onlyInKubernetes = kubernetesKeys.filter(({ key }) => !compose.environment.has(key));
  const unread: readonly Fact<string>[] = [...compose.unreadEnvironment, ...kubernetes.unreadEnvironment];

  const differences = [
    ...(kubernetes.unreadEnvironment.length > 0 ? [] : onlyInCompose).map(
      ({ key, location }): Difference => ({
        kind: 'env-key-differs',
        service: compose.name,
        key,
        onlyIn: 'compose',
        compose: location,
        kubernetes: kubernetes.location,
      }),
    ),
    ...(compose.unreadEnvironment.length > 0 ? [] : onlyInKubernetes).map(
      ({ key, location }): Difference => ({
        kind: 'env-key-differs',
        service: compose.name,
        key,
        onlyIn: 'kubernetes',
        compose: compose.location,
        kubernetes: location,
      }),
    ),
  ];
  return {
    differences,
    notCompared: unread.map(({ value, location }) => ({
      service: compose.name,
      aspect: 'environment',
      reason: `The keys of ${value} could not be read; keys that seem to be missing may come from there.`,
      location,
    })),
  };
}

function compareProbes(pair: ServicePair): AspectResult {
  const { compose, kubernetes } = pair;
  const [composeProbe] = compose.probes;
  const [kubernetesProbe] = kubernetes.probes;
  if (composeProbe !== undefined && kubernetes.probeStatus === 'disabled') {
    return different({
      kind: 'probe-missing',
      service: compose.name,
      missingIn: 'kubernetes',
      compose: composeProbe.location,
      kubernetes: kubernetes.location,
    });
  }
  if (kubernetesProbe === undefined || compose.probeStatus === 'present') return EQUAL;
  if (compose.probeStatus === 'unstated') {
    const reason = 'Compose states no health check; the image may have one of its own (HEALTHCHECK).';
    return open(pair, 'probe', reason, compose.location);
  }
  return different({
    kind: 'probe-missing',
    service: compose.name,
    missingIn: 'compose',
    compose: compose.location,
    kubernetes: kubernetesProbe.location,
  });
}

function byKey(one: { readonly key: string }, other: { readonly key: string }): number {
  return one.key < other.key ? -1 : 1;
}

function emptySides(compose: Topology, kubernetes: Topology): Failure[] {
  return [
    { topology: compose, name: 'Compose', fix: 'Name the Compose files that define the services.' },
    { topology: kubernetes, name: 'Kubernetes', fix: 'Name the manifests that define the workloads.' },
  ].flatMap(({ topology, name, fix }): Failure[] =>
    [...topology.services.values()].some(runs)
      ? []
      : [
          {
            kind: 'no-services',
            message: `The ${name} side has no service${topology.services.size > 0 ? ' that runs by default' : ''}.`,
            fix,
            location: topology.location,
          },
        ],
  );
}

function badDeclarations(compose: Topology, kubernetes: Topology, declarations: Declarations): Failure[] {
  const failures: Failure[] = [];
  const refuse = (message: string, fix: string, location: Location) =>
    failures.push({ kind: 'invalid-declaration', message, fix, location });
  const targets = new Set<string>();
  for (const [composeName, kubernetesName] of Object.entries(declarations.aliases)) {
    if (!compose.services.has(composeName)) {
      refuse(
        `The alias "${composeName}" names no Compose service.`,
        'Correct or remove it.',
        compose.location,
      );
    }
    if (!kubernetes.services.has(kubernetesName)) {
      const message = `The alias "${composeName}" names the workload "${kubernetesName}", which does not exist.`;
      refuse(message, 'Correct or remove it.', kubernetes.location);
    }
    if (targets.has(kubernetesName)) {
      const message = `Two aliases name the workload "${kubernetesName}".`;
      refuse(message, 'Let each workload stand for one service.', kubernetes.location);
    }
    targets.add(kubernetesName);
  }
  for (const declared of declarations.oneSided) {
    const topology = declared.side === 'compose' ? compose : kubernetes;
    if (declared.reason.trim() === '') {
      refuse(`The one-sided service "${declared.name}" has no reason.`, 'State why.', topology.location);
    }
    if (![...topology.services.values()].some((service) => service.name === declared.name)) {
      const message = `The one-sided service "${declared.name}" does not exist in ${declared.side}.`;
      refuse(message, 'Correct or remove the declaration.', topology.location);
    }
  }
  return failures;
}

function staleOneSided(declared: OneSided, pair: ServicePair): Failure {
  return {
    kind: 'invalid-declaration',
    message: `"${declared.name}" is declared to exist in ${declared.side} only, but both sides have it (matched by ${pair.by}).`,
    fix: 'Remove the declaration.',
    location: pair[declared.side].location,
  };
}
