import type { ImageReference } from './image';
import type { Unsupported, Warning } from './result';
import { at, type Location, printed, type Tree } from './yaml/tree';

/** A value and the place that states it. */
export interface Fact<T> {
  readonly value: T;
  readonly location: Location;
}

/** The text of a scalar that is not null. */
export function textFact(tree: Tree | undefined): Fact<string> | undefined {
  const text = printed(tree);
  return tree === undefined || text === undefined ? undefined : { value: text, location: tree.location };
}

/** A whole number, also where it is written as a text. */
export function countFact(tree: Tree | undefined): Fact<number> | undefined {
  const count = Number(printed(tree));
  return tree === undefined || !Number.isInteger(count)
    ? undefined
    : { value: count, location: tree.location };
}

export type Protocol = 'tcp' | 'udp' | 'sctp';

/** A port the service listens on, and where the outside reaches it, if anywhere. */
export interface PortFact {
  readonly container: number;
  readonly protocol: Protocol;
  /** As published: a port or a range on the host (Compose), the Service's port (Kubernetes). */
  readonly published: string | undefined;
  readonly location: Location;
}

export interface EnvironmentFact {
  readonly key: string;
  readonly location: Location;
}

export interface ProbeFact {
  readonly kind: 'healthcheck' | 'liveness' | 'readiness' | 'startup';
  readonly location: Location;
  readonly pace: Pace;
}

/**
 * How often a service is asked, how long one answer may take and how many may fail, as written; unstated is undefined.
 * What a required variable without a value decides is its text: `${RETRIES:?}`.
 */
export interface Pace {
  readonly interval: Fact<string> | undefined;
  readonly timeout: Fact<string> | undefined;
  readonly retries: Fact<string> | undefined;
}

/** The pace that a mapping states under the names that its format has for it. */
export function readPace(tree: Tree | undefined, names: { readonly [part in keyof Pace]: string }): Pace {
  const stated = (name: string): Fact<string> | undefined => {
    const value = at(tree, name);
    const fact = textFact(value);
    return fact && value?.kind === 'scalar' ? { ...fact, value: value.written ?? fact.value } : fact;
  };
  return {
    interval: stated(names.interval),
    timeout: stated(names.timeout),
    retries: stated(names.retries),
  };
}

/** What is known of one service on one side. Every fact names the place it comes from. */
export interface ServiceFacts {
  readonly name: string;
  readonly location: Location;
  readonly image: Fact<ImageReference> | undefined;
  /** Sorted by port and protocol. */
  readonly ports: readonly PortFact[];
  readonly environment: ReadonlyMap<string, EnvironmentFact>;
  /** Sources of environment that could not be read; when there are any, a missing key proves nothing. */
  readonly unreadEnvironment: readonly Fact<string>[];
  readonly probes: readonly ProbeFact[];
  /** `disabled`: explicitly switched off; `unstated`: the file is silent and the image may still have one. */
  readonly probeStatus: 'present' | 'disabled' | 'unstated';
  readonly replicas: Fact<number> | undefined;
  /** Why none of it runs by default, in words that follow its name: `has 0 replicas`. */
  readonly stopped: Fact<string> | undefined;
  readonly labels: ReadonlyMap<string, string>;
  /** The values of the label `app.kubernetes.io/version`: on the service, its pods and the Kubernetes Services before them. */
  readonly versionLabels: readonly Fact<string>[];
  /** Other names it answers to: Kubernetes Services that select it, a Compose `container_name`. */
  readonly otherNames: readonly Fact<string>[];
}

/** The recommended label that says the version of what runs (Kubernetes, "Recommended Labels"). */
export const versionLabel = 'app.kubernetes.io/version';

/** What stops a service of which there is to be no replica. */
export function withoutReplicas(replicas: Fact<number> | undefined): Fact<string> | undefined {
  return replicas?.value === 0 ? { value: 'has 0 replicas', location: replicas.location } : undefined;
}

/** One side of the comparison. */
export interface Topology<Service extends ServiceFacts = ServiceFacts> {
  readonly services: ReadonlyMap<string, Service>;
  readonly unsupported: readonly Unsupported[];
  readonly warnings: readonly Warning[];
  /** Where an empty topology would have had its services: the first file read. */
  readonly location: Location;
}

/** A port as people write it: `8080/tcp`. */
export function portKey(port: Pick<PortFact, 'container' | 'protocol'>): string {
  return `${port.container}/${port.protocol}`;
}

/** Orders ports by number, then protocol, then where they are published. */
export function byPort(one: PortFact, other: PortFact): number {
  const order = one.container - other.container || one.protocol.localeCompare(other.protocol);
  return order || (one.published ?? '').localeCompare(other.published ?? '');
}

/** The protocol as written, `tcp` when nothing or something unknown is. */
export function protocolOf(text: string | undefined): Protocol {
  const lower = text?.toLowerCase();
  return lower === 'udp' || lower === 'sctp' ? lower : 'tcp';
}
