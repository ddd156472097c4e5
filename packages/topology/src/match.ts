import type { ServiceFacts, Topology } from './topology';

/** What tied two services together; earlier kinds win over later ones. */
export type MatchedBy = 'alias' | 'name' | 'service-name' | 'label' | 'image';

export interface Match<Left, Right> {
  readonly compose: Left;
  readonly kubernetes: Right;
  readonly by: MatchedBy;
}

export interface Matching<Left, Right> {
  readonly matches: readonly Match<Left, Right>[];
  readonly composeOnly: readonly Left[];
  readonly kubernetesOnly: readonly Right[];
}

type Identity = (service: ServiceFacts) => readonly string[];

const own: Identity = (service) => [service.name];
const names: Identity = (service) => [service.name, ...service.otherNames.map((name) => name.value)];
const labelled: Identity = (service) =>
  ['app.kubernetes.io/name', 'app'].flatMap((key) => service.labels.get(key) ?? []).slice(0, 1);
const repository: Identity = (service) =>
  service.image === undefined ? [] : [service.image.value.repository];

/** Kubernetes names are DNS labels: `web_ui` in Compose can only be `web-ui` there. */
const asDnsLabel = (name: string) => name.toLowerCase().replaceAll('_', '-').replaceAll('.', '-');

/** Each stage ties what the earlier ones left, and only where exactly one candidate stands on each side. */
const STAGES: readonly {
  readonly by: MatchedBy;
  readonly compose: Identity;
  readonly kubernetes: Identity;
}[] = [
  { by: 'name', compose: own, kubernetes: own },
  { by: 'name', compose: (service) => [asDnsLabel(service.name)], kubernetes: own },
  { by: 'service-name', compose: names, kubernetes: names },
  { by: 'label', compose: own, kubernetes: labelled },
  { by: 'label', compose: (service) => [asDnsLabel(service.name)], kubernetes: labelled },
  { by: 'image', compose: repository, kubernetes: repository },
];

/**
 * Ties the services of both sides one to one: by the explicit aliases, then by name, by the name of a
 * Kubernetes Service, by the labels `app.kubernetes.io/name` or else `app`, and last by image. Names are
 * compared whole, never in part; an ambiguous candidate stays untied. The result does not depend on order.
 */
export function matchServices<Left extends ServiceFacts, Right extends ServiceFacts>(
  compose: Topology<Left>,
  kubernetes: Topology<Right>,
  aliases: Readonly<Record<string, string>>,
): Matching<Left, Right> {
  const left = new Map(compose.services);
  const right = new Map(kubernetes.services);
  const matches: Match<Left, Right>[] = [];
  const tie = (leftKey: string, rightKey: string, by: MatchedBy) => {
    const one = left.get(leftKey);
    const other = right.get(rightKey);
    if (one === undefined || other === undefined) return;
    matches.push({ compose: one, kubernetes: other, by });
    left.delete(leftKey);
    right.delete(rightKey);
  };

  for (const [composeName, kubernetesName] of Object.entries(aliases))
    tie(composeName, kubernetesName, 'alias');
  for (const stage of STAGES) {
    const leftKeys = uniqueIdentities(left, stage.compose);
    const rightKeys = uniqueIdentities(right, stage.kubernetes);
    for (const [identity, leftKey] of leftKeys) {
      const rightKey = rightKeys.get(identity);
      if (rightKey !== undefined) tie(leftKey, rightKey, stage.by);
    }
  }
  matches.sort((one, other) => (one.compose.name < other.compose.name ? -1 : 1));
  return {
    matches,
    composeOnly: [...left.values()].sort(byName),
    kubernetesOnly: [...right.values()].sort(byName),
  };
}

/** Identities that exactly one service has, in a stable order. */
function uniqueIdentities(
  services: ReadonlyMap<string, ServiceFacts>,
  identity: Identity,
): Map<string, string> {
  const owners = new Map<string, Set<string>>();
  for (const [key, service] of services) {
    for (const value of identity(service)) owners.set(value, (owners.get(value) ?? new Set()).add(key));
  }
  const unique = [...owners].flatMap(([value, keys]): [string, string][] => {
    const [key] = keys;
    return keys.size === 1 && key !== undefined ? [[value, key]] : [];
  });
  return new Map(unique.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function byName(one: ServiceFacts, other: ServiceFacts): number {
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}
