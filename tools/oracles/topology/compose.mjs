// A Compose project as `docker compose config` and as this reader have it.
import { posix, relative } from 'node:path';
import { bareEnvironment, run } from './tools.mjs';

/**
 * @param tool of `findTool('docker compose')`
 * @param project `{root, directory, files}`: `directory` relative to `root`, `files` those named with -f, if any
 * @returns what `compareReadings` takes for the tool's answer
 */
export function readByDockerCompose({ command }, { root, directory, files = [] }) {
  const named = files.flatMap((file) => ['-f', file]);
  const config = (...profiles) =>
    run(command, [...named, ...profiles, 'config', '--format', 'json'], { cwd: posix.join(root, directory) });
  const { status, stdout, stderr } = config();
  // Some values (`build.ssh`) the tool takes and cannot write as JSON.
  if (status === null || stderr.includes('json: error calling MarshalJSON'))
    return { kind: 'unasked', because: stderr };
  if (status !== 0) return { kind: 'refused', because: lastLine(stderr).replaceAll(root, '') };
  const { services = {} } = JSON.parse(stdout);
  const everything = config('--profile', '*');
  const all = everything.status === 0 ? Object.keys(JSON.parse(everything.stdout).services ?? {}) : [];
  const facts = Object.entries(services).map(([name, service]) => [name, factsOfConfig(service, root)]);
  const disabled = all.filter((name) => !Object.hasOwn(services, name)).sort();
  return { kind: 'read', services: { ...Object.fromEntries(facts), '(disabled)': { names: disabled } } };
}

function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? '';
}

function factsOfConfig(service, root) {
  const ports = (service.ports ?? []).map(({ target, published, protocol }) => ({
    target,
    published: published ?? '',
    protocol,
  }));
  return {
    image: service.image ?? null,
    ports: withExposed(ports, service.expose ?? []),
    environment: Object.keys(service.environment ?? {}).sort(),
    build: service.build ? buildOfConfig(service.build, root) : null,
    dependsOn: Object.entries(service.depends_on ?? {})
      .map(([name, { condition, required }]) => `${name}:${condition}:${required}`)
      .sort(),
    replicas: service.scale ?? service.deploy?.replicas ?? null,
    health: healthOfConfig(service.healthcheck),
    labels: sortedRecord(Object.entries(service.labels ?? {}).map(unescaped)),
    profiles: [...(service.profiles ?? [])].sort(),
  };
}

/** What is exposed and not published is a port of the container all the same. */
function withExposed(ports, exposed) {
  const known = new Set(ports.map(({ target, protocol }) => `${target}/${protocol}`));
  const more = exposed.flatMap((text) => {
    const [range, protocol = 'tcp'] = String(text).split('/');
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => ({
      target: first + index,
      published: '',
      protocol,
    }));
  });
  const unpublished = more.filter(({ target, protocol }) => !known.has(`${target}/${protocol}`));
  return [
    ...new Set(
      [...ports, ...unpublished].map(
        ({ target, published, protocol }) => `${published}:${target}/${protocol}`,
      ),
    ),
  ].sort();
}

/** The tool writes its answer so that it can be read again: each dollar twice. */
function unescaped([name, value]) {
  return [name, value.replaceAll('$$', () => '$')];
}

function buildOfConfig(build, root) {
  const { context, dockerfile_inline: inline, target, args } = build;
  // An empty name is the builder's default.
  const dockerfile = build.dockerfile || 'Dockerfile';
  const local = context.startsWith('/');
  const folder = local ? relative(root, context) || '.' : context;
  return {
    context: folder,
    dockerfile: inline
      ? null
      : local && !dockerfile.startsWith('/')
        ? posix.join(folder, dockerfile)
        : dockerfile,
    target: target ?? null,
    args: sortedRecord(
      Object.entries(args ?? {})
        .filter(([, value]) => value !== null)
        .map(unescaped),
    ),
  };
}

function healthOfConfig(healthcheck) {
  if (healthcheck === undefined) return 'unstated';
  if (healthcheck.disable === true || healthcheck.test?.[0] === 'NONE') return 'disabled';
  return healthcheck.test === undefined ? 'unstated' : 'present';
}

/**
 * @param engine the package @nx-invariants/topology
 * @param project as for `readByDockerCompose`, with `read` for its files
 */
export function readComposeProject({ locateCompose, readCompose }, { directory, files, read }) {
  const located = locateCompose({ directory, read, env: bareEnvironment, ...(files && { files }) });
  const result = located.ok
    ? readCompose({
        ...located.value,
        read,
        projectName: posix.basename(directory).toLowerCase(),
        inactive: 'disable',
      })
    : located;
  if (!result.ok) return refusal(result.failures);
  const facts = [...result.value.services].map(([name, service]) => [name, factsOfService(service)]);
  const disabled = [...result.value.disabled.keys()].sort();
  return {
    kind: 'read',
    services: { ...Object.fromEntries(facts), '(disabled)': { names: disabled } },
    undecided: [],
  };
}

/** A refusal is a stated limit where the file refers to what is not in the repository. */
function refusal(failures) {
  const [{ kind, message, location }] = failures;
  const remote = message.includes('names the remote resource');
  return {
    kind: 'refused',
    because: `${location.file}:${location.line}:${location.column}: ${message}`,
    limit: remote ? 'a remote resource' : kind === 'outside-root' ? 'a file outside the root' : undefined,
  };
}

function factsOfService(service) {
  return {
    image: service.image?.value.text ?? null,
    ports: service.ports.map((port) => `${port.published ?? ''}:${port.container}/${port.protocol}`).sort(),
    environment:
      service.unreadEnvironment.length > 0
        ? { undecided: 'an env file outside the root' }
        : [...service.environment.keys()].sort(),
    build: service.build === undefined ? null : buildFacts(service.build),
    dependsOn: service.dependsOn
      .map((entry) => `${entry.service}:${entry.condition}:${entry.required}`)
      .sort(),
    replicas: service.replicas?.value ?? null,
    health: service.probeStatus,
    labels: sortedRecord(service.labels),
    profiles: service.profiles.map(({ value }) => value).sort(),
  };
}

function buildFacts({ context, dockerfile, target, args }) {
  const where = context.value;
  if (where.kind === 'outside-root') return { undecided: 'a build context outside the root' };
  return {
    context: where.path ?? where.url ?? `service:${where.service}`,
    dockerfile: dockerfile.value.kind === 'inline' ? null : dockerfile.value.path,
    target: target?.value ?? null,
    args: sortedRecord([...args].map(([name, { value }]) => [name, value])),
  };
}

function sortedRecord(entries) {
  return Object.fromEntries([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));
}
