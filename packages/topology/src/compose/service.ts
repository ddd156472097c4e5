import { type ImageReference, parseImage } from '../image';
import { resolvePath } from '../paths';
import type { Diagnostics, Unsupported } from '../result';
import {
  byPort,
  type EnvironmentFact,
  type Fact,
  type Pace,
  type PortFact,
  type ProbeFact,
  portKey,
  protocolOf,
  readPace,
  type ServiceFacts,
  versionLabel,
  withoutReplicas,
} from '../topology';
import {
  at,
  entriesOf,
  isNull,
  itemsOf,
  keyOf,
  type Location,
  path,
  printed,
  type Scalar,
  type Tree,
  textOf,
} from '../yaml/tree';
import { readEnvironmentFile } from './environment';
import type { Lookup } from './interpolate';
import { behindProfiles, readProfiles } from './profiles';

/** Where a build takes its files from. Paths are relative to the root. */
export type BuildContext =
  | { readonly kind: 'local'; readonly path: string }
  /** A folder that is not in the repository: absolute, in a home folder, or above the root. */
  | { readonly kind: 'outside-root'; readonly path: string }
  | { readonly kind: 'remote'; readonly url: string }
  | { readonly kind: 'service'; readonly service: string };

/** `path` is relative to the root for a local context, else as written. */
export type Dockerfile =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'outside-root'; readonly path: string }
  | { readonly kind: 'inline'; readonly text: string };

export interface BuildFacts {
  readonly location: Location;
  readonly context: Fact<BuildContext>;
  readonly dockerfile: Fact<Dockerfile>;
  readonly target: Fact<string> | undefined;
  /** Values as given or taken from the environment; an argument without either is absent. */
  readonly args: ReadonlyMap<string, Fact<string>>;
  readonly additionalContexts: ReadonlyMap<string, Fact<BuildContext>>;
}

export interface EnvFileFacts {
  readonly path: string;
  readonly required: boolean;
  readonly location: Location;
}

export interface DependencyFacts {
  readonly service: string;
  readonly condition: string;
  readonly required: boolean;
  readonly location: Location;
}

export interface ComposeService extends ServiceFacts {
  readonly side: 'compose';
  readonly build: BuildFacts | undefined;
  readonly profiles: readonly Fact<string>[];
  readonly envFiles: readonly EnvFileFacts[];
  readonly dependsOn: readonly DependencyFacts[];
  /** The pace of its health check; the image may bring the command that it asks with. */
  readonly healthcheck: Fact<Pace> | undefined;
}

export interface ServiceReading {
  readonly read: (path: string) => string | undefined;
  readonly lookup: Lookup;
  /** Those that are active; `*` stands for all. */
  readonly profiles: readonly string[];
  readonly diagnostics: Diagnostics;
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
    labels: readPairs(at(tree, 'labels')),
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

function textFact(tree: Tree | undefined): Fact<string> | undefined {
  const text = printed(tree);
  return tree === undefined || text === undefined ? undefined : { value: text, location: tree.location };
}

function readPorts(tree: Tree): PortFact[] {
  const ports = new Map<string, PortFact>();
  for (const item of itemsOf(at(tree, 'ports'))) {
    const container = Number(printed(at(item, 'target')));
    const port: PortFact = {
      container,
      protocol: protocolOf(printed(at(item, 'protocol'))),
      published: printed(at(item, 'published')) || undefined,
      location: item.location,
    };
    ports.set(`${portKey(port)} ${port.published}`, port);
  }
  for (const item of itemsOf(at(tree, 'expose'))) {
    const [range = '', protocol] = (printed(item) ?? '').split('/');
    const [start = '', end = start] = range.split('-');
    for (let container = Number(start); container <= Number(end) && container <= 65_535; container++) {
      const port: PortFact = {
        container,
        protocol: protocolOf(protocol),
        published: undefined,
        location: item.location,
      };
      if (![...ports.values()].some((known) => portKey(known) === portKey(port))) {
        ports.set(portKey(port), port);
      }
    }
  }
  return [...ports.values()].sort(byPort);
}

interface EnvironmentReading {
  readonly environment: ReadonlyMap<string, EnvironmentFact>;
  readonly unreadEnvironment: readonly Fact<string>[];
  readonly envFiles: readonly EnvFileFacts[];
}

function readEnvironment(name: string, tree: Tree, reading: ServiceReading): EnvironmentReading {
  const environment = new Map<string, EnvironmentFact>();
  const unreadEnvironment: Fact<string>[] = [];
  const envFiles: EnvFileFacts[] = [];
  const own = ownEnvironment(tree);
  const values = new Map<string, string>();

  for (const item of itemsOf(at(tree, 'env_file'))) {
    const written = at(item, 'path');
    if (written?.kind !== 'scalar') continue;
    const resolved = resolvePath(written.base ?? '.', String(written.value));
    const required = !isFalse(at(item, 'required'));
    const location = written.location;
    if (resolved.kind === 'outside') {
      unreadEnvironment.push({ value: resolved.path, location });
      reading.diagnostics.cannotDecide(
        'env-file-outside-root',
        location,
        `The env file ${resolved.path} of service "${name}" lies outside the repository: its keys are unknown.`,
      );
      continue;
    }
    envFiles.push({ path: resolved.path, required, location });
    const text = reading.read(resolved.path);
    if (text === undefined) {
      if (!required) continue;
      reading.diagnostics.fail(
        'missing-file',
        location,
        `The env file ${resolved.path} of service "${name}" does not exist.`,
        'Add the file, or mark it "required: false".',
      );
      continue;
    }
    const lookup: Lookup = (key) => reading.lookup(key) ?? own.get(key)?.value ?? values.get(key);
    const format = textOf(at(item, 'format'));
    for (const [key, variable] of readEnvironmentFile(
      resolved.path,
      text,
      format,
      lookup,
      reading.diagnostics,
    ) ?? []) {
      values.set(key, variable.value);
      environment.set(key, { key, location: { file: resolved.path, line: variable.line, column: 1 } });
    }
  }
  for (const [key, entry] of own) environment.set(key, { key, location: entry.location });
  return { environment, unreadEnvironment, envFiles };
}

function ownEnvironment(tree: Tree): Map<string, { value: string | undefined; location: Location }> {
  const own = new Map<string, { value: string | undefined; location: Location }>();
  const environment = at(tree, 'environment');
  for (const entry of entriesOf(environment)) {
    own.set(keyOf(entry), { value: printed(entry.value), location: entry.key.location });
  }
  for (const item of itemsOf(environment)) {
    const [key, value] = splitPair(printed(item) ?? '');
    own.set(key, { value, location: item.location });
  }
  return own;
}

function isFalse(tree: Tree | undefined): boolean {
  return tree?.kind === 'scalar' && (tree.value === false || tree.value === 'false');
}

/** `disable: true` and a list that begins with NONE switch it off; without a test the image's one holds. */
function readHealthcheck(tree: Tree): Pick<ServiceFacts, 'probes' | 'probeStatus'> {
  const entry = tree.kind === 'mapping' ? tree.entries.get('healthcheck') : undefined;
  const disabled = at(entry?.value, 'disable');
  const test = at(entry?.value, 'test');
  const first = printed(itemsOf(test)[0]);
  if (disabled?.kind === 'scalar' && disabled.value === true) return { probes: [], probeStatus: 'disabled' };
  if (first === 'NONE') return { probes: [], probeStatus: 'disabled' };
  if (entry === undefined || (first === undefined && textOf(test) === undefined)) {
    return { probes: [], probeStatus: 'unstated' };
  }
  const probe: ProbeFact = {
    kind: 'healthcheck',
    location: entry.key.location,
    pace: paceOf(entry.value),
  };
  return { probes: [probe], probeStatus: 'present' };
}

function readHealthPace(tree: Tree): Fact<Pace> | undefined {
  const entry = tree.kind === 'mapping' ? tree.entries.get('healthcheck') : undefined;
  return entry && { value: paceOf(entry.value), location: entry.key.location };
}

function paceOf(healthcheck: Tree): Pace {
  return readPace(healthcheck, { interval: 'interval', timeout: 'timeout', retries: 'retries' });
}

function readReplicas(tree: Tree): Fact<number> | undefined {
  const replicas = at(tree, 'scale') ?? path(tree, 'deploy', 'replicas');
  const count = Number(printed(replicas));
  return replicas === undefined || !Number.isInteger(count)
    ? undefined
    : { value: count, location: replicas.location };
}

/** `KEY=VALUE` pairs of either spelling. */
export function readPairs(tree: Tree | undefined): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const entry of entriesOf(tree)) pairs.set(keyOf(entry), printed(entry.value) ?? '');
  for (const item of itemsOf(tree)) {
    const [key, value] = splitPair(printed(item) ?? '');
    pairs.set(key, value ?? '');
  }
  return pairs;
}

function splitPair(text: string): [string, string | undefined] {
  const equals = text.indexOf('=');
  return equals === -1 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}

/** Where the label stands in a list, with its key, the value begins later: the place is that of the item. */
function readVersionLabels(tree: Tree | undefined): Fact<string>[] {
  const listed = itemsOf(tree).flatMap((item) => {
    const [key, value = ''] = splitPair(printed(item) ?? '');
    return key === versionLabel ? [{ value, location: item.location }] : [];
  });
  return [textFact(at(tree, versionLabel)) ?? [], listed].flat();
}

function readDependencies(tree: Tree): DependencyFacts[] {
  const dependencies = new Map<string, DependencyFacts>();
  const add = (dependency: DependencyFacts) => {
    if (!dependencies.has(dependency.service)) dependencies.set(dependency.service, dependency);
  };
  for (const entry of entriesOf(at(tree, 'depends_on'))) {
    add({
      service: keyOf(entry),
      condition: textOf(at(entry.value, 'condition')) ?? 'service_started',
      required: !isFalse(at(entry.value, 'required')),
      location: entry.key.location,
    });
  }
  // Links, shared namespaces and shared volumes imply a dependency: compose-go's `loader/normalize.go`.
  const imply = (service: string, location: Location) =>
    add({ service, condition: 'service_started', required: true, location });
  for (const link of itemsOf(at(tree, 'links')))
    imply((printed(link) ?? '').split(':')[0] ?? '', link.location);
  for (const namespace of ['network_mode', 'ipc', 'pid', 'uts', 'cgroup']) {
    const mode = at(tree, namespace);
    const text = textOf(mode);
    if (mode !== undefined && text?.startsWith('service:'))
      imply(text.slice('service:'.length), mode.location);
  }
  for (const source of itemsOf(at(tree, 'volumes_from'))) {
    const text = printed(source) ?? '';
    if (!text.startsWith('container:')) imply(text.split(':')[0] ?? '', source.location);
  }
  return [...dependencies.values()];
}

function readBuild(
  name: string,
  tree: Tree,
  lookup: Lookup,
  cannotDecide: (entry: Unsupported) => void,
): BuildFacts | undefined {
  const entry = tree.kind === 'mapping' ? tree.entries.get('build') : undefined;
  if (entry === undefined || isNull(entry.value)) return undefined;
  const build = entry.value;
  const location = entry.key.location;

  const context = contextFact(at(build, 'context'), build, location);
  if (context.value.kind === 'outside-root') {
    cannotDecide({
      feature: 'build-context-outside-root',
      location: context.location,
      message: `The build context ${context.value.path} of service "${name}" lies outside the repository.`,
    });
  }
  const additionalContexts = new Map<string, Fact<BuildContext>>();
  for (const additional of entriesOf(at(build, 'additional_contexts'))) {
    additionalContexts.set(keyOf(additional), contextFact(additional.value, build, additional.key.location));
  }
  return {
    location,
    context,
    dockerfile: dockerfileFact(build, context.value, location),
    target: textFact(at(build, 'target')),
    args: readArguments(at(build, 'args'), lookup),
    additionalContexts,
  };
}

/** What compose-go's `paths/context.go` takes for something else than a folder. */
const REMOTE = /:\/\/|^github\.com\/|^git@/;

function contextFact(written: Tree | undefined, build: Tree, fallback: Location): Fact<BuildContext> {
  const text = printed(written) ?? '.';
  const location = written?.location ?? fallback;
  if (text.startsWith('service:')) {
    return { value: { kind: 'service', service: text.slice('service:'.length) }, location };
  }
  if (REMOTE.test(text)) return { value: { kind: 'remote', url: text }, location };
  const resolved = resolvePath(baseOf(written) ?? baseOf(build) ?? '.', text);
  return resolved.kind === 'inside'
    ? { value: { kind: 'local', path: resolved.path }, location }
    : { value: { kind: 'outside-root', path: resolved.path }, location };
}

/** The folder of the scalar, or of the first scalar below a mapping. */
function baseOf(tree: Tree | undefined): string | undefined {
  if (tree?.kind === 'scalar') return tree.base;
  for (const entry of entriesOf(tree)) {
    const base = baseOf(entry.value);
    if (base !== undefined) return base;
  }
  return undefined;
}

function dockerfileFact(build: Tree, context: BuildContext, fallback: Location): Fact<Dockerfile> {
  const inline = textOf(at(build, 'dockerfile_inline'));
  if (inline) {
    const location = at(build, 'dockerfile_inline')?.location ?? fallback;
    return { value: { kind: 'inline', text: inline }, location };
  }
  const written = at(build, 'dockerfile');
  const location = written?.location ?? fallback;
  const text = printed(written) || 'Dockerfile';
  if (context.kind !== 'local') return { value: { kind: 'file', path: text }, location };
  const resolved = resolvePath(context.path, text);
  return resolved.kind === 'inside'
    ? { value: { kind: 'file', path: resolved.path }, location }
    : { value: { kind: 'outside-root', path: resolved.path }, location };
}

function readArguments(tree: Tree | undefined, lookup: Lookup): Map<string, Fact<string>> {
  const args = new Map<string, Fact<string>>();
  const add = (key: string, written: string | undefined, location: Location) => {
    const value = written ?? lookup(key);
    if (value !== undefined) args.set(key, { value, location });
  };
  for (const entry of entriesOf(tree)) add(keyOf(entry), printed(entry.value), entry.key.location);
  for (const item of itemsOf(tree)) {
    const [key, value] = splitPair(printed(item) ?? '');
    add(key, value, item.location);
  }
  return args;
}
