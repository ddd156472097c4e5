import { isIP } from 'node:net';
import type { Diagnostics } from '../result';
import {
  at,
  type Entry,
  entriesOf,
  isNull,
  itemsOf,
  keyOf,
  type Mapping,
  path,
  printed,
  type Tree,
} from '../yaml/tree';
import { checkFormats } from './formats';
import type { ComposeService } from './service';

/**
 * What `docker compose` refuses although every part is well formed: references to what does not exist,
 * values that exclude each other, cycles. The rules are those of compose-go's `loader/validate.go` and
 * `validation/validation.go`; `services` holds the enabled ones.
 */
export function checkConsistency(
  model: Mapping,
  services: ReadonlyMap<string, ComposeService>,
  disabled: ReadonlySet<string>,
  diagnostics: Diagnostics,
): void {
  checkFormats(model, diagnostics);
  checkResources(model, diagnostics);
  for (const service of services.values()) {
    const tree = path(model, 'services', service.name);
    if (tree !== undefined) checkService(service, tree, model, services, disabled, diagnostics);
  }
  if (!diagnostics.failed) checkCycles(services, diagnostics);
}

/** Two containers cannot have one name: compose-go's `types/project.go`, CheckContainerNameUnicity. */
export function checkContainerNames(active: readonly ComposeService[], diagnostics: Diagnostics): void {
  const owners = new Map<string, string>();
  for (const service of active) {
    for (const { value, location } of service.otherNames) {
      const owner = owners.get(value);
      if (owner !== undefined) {
        const message = `Service "${service.name}" has the container_name "${value}", which service "${owner}" has too.`;
        diagnostics.fail(
          'inconsistent',
          location,
          message,
          'Give each its own name, or remove container_name.',
        );
      }
      owners.set(value, service.name);
    }
  }
}

function checkResources(model: Mapping, diagnostics: Diagnostics): void {
  for (const [section, keys] of [
    ['secrets', ['file', 'environment']],
    ['configs', ['file', 'environment', 'content']],
  ] as const) {
    for (const entry of entriesOf(at(model, section))) checkSource(section, entry, keys, diagnostics);
  }
  for (const entry of entriesOf(at(model, 'volumes'))) {
    const external = at(entry.value, 'external');
    if (external?.kind !== 'scalar' || external.value !== true) continue;
    const other = entriesOf(entry.value).find(
      (option) => !['name', 'external'].includes(keyOf(option)) && !keyOf(option).startsWith('x-'),
    );
    if (other === undefined) continue;
    diagnostics.fail(
      'inconsistent',
      other.key.location,
      `The volume "${keyOf(entry)}" is external and yet sets "${keyOf(other)}".`,
      'Remove the setting, or remove "external".',
    );
  }
}

function checkSource(section: string, entry: Entry, keys: readonly string[], diagnostics: Diagnostics): void {
  const given = keys.filter((key) => at(entry.value, key) !== undefined);
  const fix = `Set one of ${keys.join(', ')}, or "external: true".`;
  if (given.length > 1) {
    const message = `${section}.${keyOf(entry)} sets ${given.join(' and ')}, which exclude each other.`;
    diagnostics.fail('inconsistent', entry.key.location, message, fix);
  }
  const elsewhere = at(entry.value, 'external') !== undefined || at(entry.value, 'driver') !== undefined;
  if (given.length === 0 && !elsewhere) {
    const message = `${section}.${keyOf(entry)} has no source.`;
    diagnostics.fail('inconsistent', entry.key.location, message, fix);
  }
}

function checkService(
  service: ComposeService,
  tree: Tree,
  model: Mapping,
  services: ReadonlyMap<string, ComposeService>,
  disabled: ReadonlySet<string>,
  diagnostics: Diagnostics,
): void {
  const refuse = (place: Tree | undefined, message: string, fix: string) =>
    diagnostics.fail(
      'inconsistent',
      place?.location ?? service.location,
      `Service "${service.name}" ${message}.`,
      fix,
    );

  if (service.image === undefined && service.build === undefined && at(tree, 'provider') === undefined) {
    refuse(undefined, 'has neither an image nor a build', 'Add "image:" or "build:".');
  }
  checkBuild(tree, refuse);
  for (const context of service.build?.additionalContexts.values() ?? []) {
    if (context.value.kind !== 'service') continue;
    if (services.get(context.value.service)?.build === undefined) {
      diagnostics.fail(
        'inconsistent',
        context.location,
        `Service "${service.name}" uses "${context.value.service}" as a build context, which is no service with a build.`,
        'Name a service that has "build:".',
      );
    }
  }
  checkNetworks(tree, model, refuse);
  checkTest(at(tree, 'healthcheck'), refuse);
  for (const item of itemsOf(at(tree, 'ports'))) {
    const ip = printed(at(item, 'host_ip'));
    if (ip !== undefined && isIP(ip) === 0)
      refuse(at(item, 'host_ip'), `binds a port to "${ip}", which is no IP address`, 'Write an IP address.');
  }
  for (const dependency of service.dependsOn) {
    if (services.has(dependency.service)) continue;
    if (disabled.has(dependency.service) && !dependency.required) continue;
    const why = disabled.has(dependency.service) ? 'which no active profile enables' : 'which does not exist';
    diagnostics.fail(
      'inconsistent',
      dependency.location,
      `Service "${service.name}" depends on "${dependency.service}", ${why}.`,
      'Correct the name, enable its profile, or mark the dependency "required: false".',
    );
  }
  for (const watch of itemsOf(path(tree, 'develop', 'watch'))) {
    const targeted =
      printed(at(watch, 'target')) || ['rebuild', 'restart'].includes(printed(at(watch, 'action')) ?? '');
    if (!targeted) refuse(watch, 'has a develop.watch entry without a target', 'Add "target:".');
  }
  checkMounts(tree, model, refuse);
  checkScale(tree, refuse);
}

type Refuse = (place: Tree | undefined, message: string, fix: string) => void;

function checkBuild(tree: Tree, refuse: Refuse): void {
  const inline = path(tree, 'build', 'dockerfile_inline');
  if (printed(inline) && printed(path(tree, 'build', 'dockerfile'))) {
    refuse(inline, 'has both dockerfile and dockerfile_inline', 'Keep one of the two.');
  }
  const platform = at(tree, 'platform');
  const platforms = itemsOf(path(tree, 'build', 'platforms')).map(printed);
  if (printed(platform) && platforms.length > 0 && !platforms.includes(printed(platform))) {
    refuse(
      platform,
      `runs on the platform "${printed(platform)}", which is not one of its build.platforms`,
      'Add it to "build.platforms".',
    );
  }
}

function checkNetworks(tree: Tree, model: Mapping, refuse: Refuse): void {
  const networks = entriesOf(at(tree, 'networks'));
  if (printed(at(tree, 'network_mode')) && networks.length > 0) {
    refuse(at(tree, 'network_mode'), 'sets both network_mode and networks', 'Keep one of the two.');
  }
  for (const network of networks) {
    if (keyOf(network) === 'default' || has(model, 'networks', keyOf(network))) continue;
    refuse(
      network.key,
      `uses the network "${keyOf(network)}", which is not defined`,
      'Define it under the top-level "networks".',
    );
  }
}

function checkTest(healthcheck: Tree | undefined, refuse: Refuse): void {
  const first = itemsOf(at(healthcheck, 'test'))[0];
  if (first === undefined || ['CMD', 'CMD-SHELL', 'NONE'].includes(printed(first) ?? '')) return;
  refuse(
    first,
    'has a healthcheck.test list that does not begin with CMD, CMD-SHELL or NONE',
    'Put "CMD" first.',
  );
}

function checkMounts(tree: Tree, model: Mapping, refuse: Refuse): void {
  const mounted = new Set<string>();
  const mount = (target: string, place: Tree) => {
    if (mounted.has(target))
      refuse(place, `mounts two things at ${target}`, 'Give each mount its own target.');
    mounted.add(target);
  };
  const tmpfs = at(tree, 'tmpfs');
  for (const item of tmpfs?.kind === 'scalar' ? [tmpfs] : itemsOf(tmpfs)) {
    mount((printed(item) ?? '').split(':')[0] ?? '', item);
  }
  for (const volume of itemsOf(at(tree, 'volumes'))) {
    const source = printed(at(volume, 'source')) ?? '';
    if (printed(at(volume, 'type')) === 'volume' && source !== '' && !has(model, 'volumes', source)) {
      refuse(
        volume,
        `uses the volume "${source}", which is not defined`,
        'Define it under the top-level "volumes".',
      );
    }
    mount((printed(at(volume, 'target')) ?? '').replace(/(?<=.)\/+$/, ''), volume);
  }
  for (const section of ['secrets', 'configs'] as const) {
    const used = [
      ...itemsOf(at(tree, section)),
      ...(section === 'secrets' ? itemsOf(path(tree, 'build', 'secrets')) : []),
    ];
    for (const item of used) {
      const source = printed(at(item, 'source')) ?? '';
      if (has(model, section, source)) continue;
      const what = section === 'secrets' ? 'secret' : 'config';
      refuse(
        item,
        `uses the ${what} "${source}", which is not defined`,
        `Define it under the top-level "${section}".`,
      );
    }
  }
  for (const entry of entriesOf(at(tree, 'models'))) {
    if (!has(model, 'models', keyOf(entry))) {
      refuse(
        entry.key,
        `uses the model "${keyOf(entry)}", which is not defined`,
        'Define it under the top-level "models".',
      );
    }
  }
}

function checkScale(tree: Tree, refuse: Refuse): void {
  const scale = numberAt(at(tree, 'scale'));
  const replicas = numberAt(path(tree, 'deploy', 'replicas'));
  if (scale !== undefined && replicas !== undefined && scale !== replicas) {
    refuse(at(tree, 'scale'), 'sets scale and deploy.replicas to different values', 'Keep one of the two.');
  }
  const count = scale ?? replicas;
  if (count === undefined) return;
  const place = at(tree, 'scale') ?? path(tree, 'deploy', 'replicas');
  if (count < 0) refuse(place, 'has a negative number of replicas', 'Write 0 or more.');
  if (count > 1 && printed(at(tree, 'container_name')) !== undefined) {
    refuse(
      at(tree, 'container_name'),
      'has several replicas and one container_name',
      'Remove container_name.',
    );
  }
}

function numberAt(tree: Tree | undefined): number | undefined {
  const text = printed(tree);
  return text === undefined ? undefined : Number(text);
}

function has(model: Mapping, section: string, name: string): boolean {
  const tree = at(model, section);
  return tree !== undefined && !isNull(tree) && at(tree, name) !== undefined;
}

/** A depth-first search that leaves each service once, so that its time grows with the edges only. */
function checkCycles(services: ReadonlyMap<string, ComposeService>, diagnostics: Diagnostics): void {
  const done = new Set<string>();
  for (const root of services.values()) {
    const trail: { service: ComposeService; next: number }[] = [{ service: root, next: 0 }];
    const open = new Set([root.name]);
    while (trail.length > 0) {
      const top = trail[trail.length - 1];
      if (top === undefined) break;
      const dependency = done.has(top.service.name) ? undefined : top.service.dependsOn[top.next++];
      if (dependency === undefined) {
        done.add(top.service.name);
        open.delete(top.service.name);
        trail.pop();
        continue;
      }
      if (open.has(dependency.service)) {
        const names = trail.map((step) => step.service.name);
        const cycle = [...names.slice(names.indexOf(dependency.service)), dependency.service];
        diagnostics.fail(
          'cycle',
          dependency.location,
          `The services depend on each other in a cycle: ${cycle.join(' -> ')}.`,
          'Remove one of the dependencies.',
        );
        return;
      }
      const service = services.get(dependency.service);
      if (service === undefined || done.has(service.name)) continue;
      open.add(service.name);
      trail.push({ service, next: 0 });
    }
  }
}
