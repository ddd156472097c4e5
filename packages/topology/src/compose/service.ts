import { type ImageReference, parseImage } from '../image';
import {
  countFact,
  type Fact,
  type Pace,
  type ServiceFacts,
  textFact,
  versionLabel,
  withoutReplicas,
} from '../topology';
import { at, path, type Scalar, type Tree, textOf } from '../yaml/tree';
import { type BuildFacts, readBuild } from './build-facts';
import { type DependencyFacts, readDependencies } from './dependencies';
import { type EnvFileFacts, type EnvironmentSources, readEnvironment } from './environment';
import { readHealthCheck } from './health-check';
import { pairsOf } from './pairs';
import { readPorts } from './ports';
import { behindProfiles, readProfiles } from './profiles';

export interface ComposeService extends ServiceFacts {
  readonly side: 'compose';
  readonly build: BuildFacts | undefined;
  readonly profiles: readonly Fact<string>[];
  readonly envFiles: readonly EnvFileFacts[];
  readonly dependsOn: readonly DependencyFacts[];
  /** The pace of its health check; the image may bring the command that it asks with. */
  readonly healthcheck: Fact<Pace> | undefined;
}

export interface ServiceReading extends EnvironmentSources {
  /** Those that are active; `*` stands for all. */
  readonly profiles: readonly string[];
}

/** States the facts of one canonical Compose service. */
export function readService(name: string, key: Scalar, tree: Tree, reading: ServiceReading): ComposeService {
  const replicas = countFact(at(tree, 'scale') ?? path(tree, 'deploy', 'replicas'));
  const labels = at(tree, 'labels');
  return {
    side: 'compose',
    name,
    location: key.location,
    image: readImage(tree),
    ports: readPorts(tree),
    ...readEnvironment(name, tree, reading),
    ...readHealthCheck(tree),
    replicas,
    stopped: withoutReplicas(replicas) ?? behindProfiles(tree, reading.profiles),
    labels: new Map(pairsOf(labels).map(({ key, value = '' }) => [key, value])),
    versionLabels: readVersionLabels(labels),
    otherNames: [textFact(at(tree, 'container_name')) ?? []].flat(),
    build: readBuild(name, tree, reading.lookup, reading.diagnostics),
    profiles: readProfiles(tree),
    dependsOn: readDependencies(tree),
  };
}

function readImage(tree: Tree): Fact<ImageReference> | undefined {
  const image = at(tree, 'image');
  const text = textOf(image);
  return image === undefined || text === undefined || text === ''
    ? undefined
    : { value: parseImage(text), location: image.location };
}

/** Where the label stands in a list, with its key, the value begins later: the place is that of the item. */
function readVersionLabels(labels: Tree | undefined): Fact<string>[] {
  if (labels?.kind !== 'sequence') return [textFact(at(labels, versionLabel)) ?? []].flat();
  return pairsOf(labels)
    .filter(({ key }) => key === versionLabel)
    .map(({ value = '', location }) => ({ value, location }));
}
