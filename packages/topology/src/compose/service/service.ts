import { type ImageReference, parseImage } from '../../image';
import { type Fact, type Pace, type ServiceFacts, withoutReplicas } from '../../topology';
import { at, path, printed, type Scalar, type Tree, textOf } from '../../yaml/tree';
import { behindProfiles, readProfiles } from '../profiles';
import { type BuildFacts, readBuild } from './build';
import { type DependencyFacts, readDependencies } from './dependencies';
import { type EnvFileFacts, type EnvironmentSources, readEnvironment } from './environment';
import { readHealthcheck, readHealthPace } from './health-check';
import { readLabels, readVersionLabels } from './labels';
import { readPorts } from './ports';
import { textFact } from './written';

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
  const { diagnostics } = reading;
  const image = at(tree, 'image');
  const health = readHealthcheck(tree);
  const environment = readEnvironment(name, tree, reading);
  const replicas = readReplicas(tree);
  return {
    side: 'compose',
    name,
    location: key.location,
    image: image === undefined ? undefined : imageFact(image),
    ports: readPorts(tree),
    ...environment,
    ...health,
    replicas,
    stopped: withoutReplicas(replicas) ?? behindProfiles(tree, reading.profiles),
    labels: readLabels(at(tree, 'labels')),
    versionLabels: readVersionLabels(at(tree, 'labels')),
    otherNames: [textFact(at(tree, 'container_name')) ?? []].flat(),
    build: readBuild(name, tree, reading.lookup, (entry) =>
      diagnostics.cannotDecide(entry.feature, entry.location, entry.message),
    ),
    profiles: readProfiles(tree),
    dependsOn: readDependencies(tree),
    healthcheck: readHealthPace(tree),
  };
}

function imageFact(tree: Tree): Fact<ImageReference> | undefined {
  const text = textOf(tree);
  return text === undefined || text === '' ? undefined : { value: parseImage(text), location: tree.location };
}

function readReplicas(tree: Tree): Fact<number> | undefined {
  const replicas = at(tree, 'scale') ?? path(tree, 'deploy', 'replicas');
  const count = Number(printed(replicas));
  return replicas === undefined || !Number.isInteger(count)
    ? undefined
    : { value: count, location: replicas.location };
}
