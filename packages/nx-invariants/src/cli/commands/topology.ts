import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type Comparison,
  compareTopologies,
  type Declarations,
  type Difference,
  type Fact,
  portKey,
  type ServiceFacts,
  type Side,
  type Topology,
  type Warning,
} from '@nx-invariants/topology';
import { withDefaults } from '../../check/check-options';
import type { Json } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import deployParity from '../../checks/deploy-parity/check';
import { readNxJson } from '../../config/nx-json';
import { defaultOptions, readPluginOptions } from '../../config/plugin-options';
import { composeProjects, failureFinding, readComposeProject } from '../../deployment/compose';
import { readManifests } from '../../deployment/kubernetes';
import { type ServiceRow, serviceRows } from '../../deployment/service-rows';
import { counted } from '../../report/counted';
import { placeText } from '../../report/place-text';
import type { Style } from '../../report/style';
import { unreachable } from '../../unreachable';
import { pathInside } from '../../workspace/paths';
import { type ReadText, readText } from '../../workspace/read-text';
import { WorkspaceFacts } from '../../workspace/workspace-facts';
import {
  type Command,
  type Failure,
  failure,
  type Invocation,
  type Outcome,
  type Surroundings,
} from '../command';

/** The services of Compose files beside those of Kubernetes manifests. */
export const topology: Command = {
  name: 'topology',
  summary: 'Show the services of Compose files and Kubernetes manifests side by side, and their differences',
  operands: { usage: '', min: 0, max: 0 },
  options: {
    compose: {
      kind: 'values',
      argument: 'FILE',
      text: "a Compose file, in merge order (default: the workspace's)",
    },
    kubernetes: {
      kind: 'values',
      argument: 'PATH',
      text: "a folder or file of manifests (default: the workspace's)",
    },
  },
  exitCodes: [
    'both sides run the same services in the same way',
    'they differ',
    'a file cannot be read, a side has no service, or something in it cannot be decided',
  ],
  example: 'nx-invariants topology --compose infra/docker-compose.yml --kubernetes infra/k8s',
  needsWorkspace: false,

  run(invocation, surroundings): Outcome {
    const sides = readSides(invocation, surroundings);
    if (sides.kind === 'failure') return sides;
    const { files, read } = sides;
    const compose = readComposeProject(files.compose, read);
    if (!compose.ok) return unreadable(compose.findings);
    const kubernetes = readManifests(files.kubernetes, read);
    if (!kubernetes.ok) return unreadable(kubernetes.findings);
    const compared = compareTopologies(compose.model, kubernetes.model, sides.declarations);
    if (!compared.ok) return unreadable(compared.failures.map(failureFinding));
    const comparison = compared.value;
    const models = { compose: compose.model, kubernetes: kubernetes.model };
    return {
      kind: 'result',
      exitCode: comparison.differences.length > 0 ? 1 : comparison.unsupported.length > 0 ? 2 : 0,
      text: comparisonText(comparison, models, surroundings.style),
      json: comparisonJson(comparison, models, files),
    };
  },
};

type Models = { readonly [side in Side]: Topology };

/** A service that is described and does not run by default, so that it counts as absent. */
interface Stopped {
  readonly service: string;
  readonly side: Side;
  readonly why: Fact<string>;
}

function stoppedIn(models: Models): Stopped[] {
  return sides.flatMap((side) =>
    [...models[side].services.values()].flatMap(({ name, stopped }) =>
      stopped === undefined ? [] : [{ service: name, side, why: stopped }],
    ),
  );
}

/** What is accepted on either side and may surprise: a resource that kustomize drops, a variable that is not set. */
function warningsOf({ compose, kubernetes }: Models): Warning[] {
  return [...compose.warnings, ...kubernetes.warnings];
}

interface Files {
  readonly compose: readonly string[];
  readonly kubernetes: readonly string[];
}

interface Sides {
  readonly kind: 'sides';
  readonly files: Files;
  readonly declarations: Declarations;
  readonly read: ReadText;
}

/** Named files start at the current folder; what is not named is the workspace's, as its options or inference have it. */
function readSides(invocation: Invocation, { cwd, workspaceRoot }: Surroundings): Sides | Failure {
  const root = workspaceRoot ?? cwd;
  const { options } =
    workspaceRoot === undefined ? { options: defaultOptions } : readPluginOptions(readNxJson(root));
  const compose = namedPaths(invocation, 'compose', cwd, root);
  if ('kind' in compose) return compose;
  const kubernetes = namedPaths(invocation, 'kubernetes', cwd, root);
  if ('kind' in kubernetes) return kubernetes;
  const workspace = new WorkspaceFacts(root, {
    ...options,
    ...(compose.length > 0 ? { compose } : {}),
    ...(kubernetes.length > 0 ? { kubernetes } : {}),
  });
  const projects = composeProjects(workspace);
  const [first, ...others] = projects;
  if (first === undefined) return failure('No Compose file is found.', 'name one with --compose');
  if (others.length > 0) {
    const names = projects.map(([file]) => file).join(', ');
    return failure(`There are several Compose projects: ${names}.`, 'name the files of one with --compose');
  }
  if (workspace.kubernetes.length === 0) {
    return failure('No Kubernetes manifest is found.', 'name a folder or file with --kubernetes');
  }
  return {
    kind: 'sides',
    files: { compose: first, kubernetes: workspace.kubernetes },
    declarations: declarationsOf(options.checks['deploy-parity']),
    read: (path) => readText(root, path),
  };
}

function namedPaths(invocation: Invocation, option: string, cwd: string, root: string): string[] | Failure {
  const paths: string[] = [];
  for (const name of invocation.values.get(option) ?? []) {
    const path = pathInside(root, resolve(cwd, name));
    if (path === undefined) {
      return failure(`${name} lies outside of ${root}.`, 'name the folder that holds everything with --root');
    }
    if (!statSync(join(root, path), { throwIfNoEntry: false })) {
      return failure(`There is no file or folder ${name}.`, `check the path; it starts at ${cwd}`);
    }
    paths.push(path);
  }
  return paths;
}

/** What the options of the check deploy-parity say is meant to differ. */
function declarationsOf(given: false | { readonly [key: string]: unknown } | undefined): Declarations {
  return withDefaults(deployParity, given || {}) as unknown as Declarations;
}

function unreadable(findings: readonly FindingDraft[]): Failure {
  const [first, ...others] = findings;
  const lines = [first, ...others].flatMap((finding) =>
    finding === undefined ? [] : [`${placeText(finding)} ${finding.message}`],
  );
  return failure(lines.join('\n  '), first?.fix ?? 'mend the file');
}

function comparisonText(comparison: Comparison, models: Models, style: Style): string {
  const { pairs, differences, notCompared, unsupported } = comparison;
  const notes = [
    ...stoppedIn(models).map(
      ({ service, side, why }) =>
        [why.location, `${service} does not run under ${sideNames[side]}: it ${why.value}`] as const,
    ),
    ...warningsOf(models).map(({ message, location }) => [location, message] as const),
    ...notCompared.map(
      ({ service, aspect, reason, location }) =>
        [location, `${service}: the ${aspect} is not compared: ${reason}`] as const,
    ),
  ];
  const summary =
    differences.length > 0
      ? `${style.red('✖')} ${counted(differences.length, 'difference')}`
      : unsupported.length > 0
        ? `${style.yellow('?')} no difference found, but not everything could be decided`
        : `${style.green('✔')} both sides run the same services in the same way: ${pairs.length}`;
  return [
    ...table(serviceRows(comparison, models), style),
    '',
    ...differences.map((difference) => differenceLine(difference, style)),
    ...unsupported.map(
      ({ message, location }) => `${style.yellow('undecided')} ${style.cyan(placeText(location))} ${message}`,
    ),
    ...notes.map(([location, text]) => `${style.dim('note')} ${style.cyan(placeText(location))} ${text}`),
    ...(differences.length + unsupported.length + notes.length > 0 ? [''] : []),
    summary,
    '',
  ].join('\n');
}

const headings = ['', 'SERVICE', 'IMAGE', 'PORTS', 'ENV', 'PROBE', 'WORKLOAD'];

/** The facts of the Compose side, or of the only one there is. */
function cellsOf({ compose, kubernetes, differences }: ServiceRow, style: Style): string[] {
  const facts = compose ?? kubernetes;
  return [
    differences.length > 0 ? style.red('✖') : style.green('✔'),
    compose?.name ?? '-',
    compose?.image?.value.text ?? kubernetes?.image?.value.text ?? '-',
    facts?.ports.map(portKey).join(',') || '-',
    String(facts?.environment.size ?? 0),
    facts?.probeStatus ?? '-',
    kubernetes?.name ?? '-',
  ];
}

/** Columns as wide as their widest cell; the first holds a mark of one character. */
function table(services: readonly ServiceRow[], style: Style): string[] {
  const rows = services.map((row) => cellsOf(row, style));
  const widths = headings.map((heading, column) =>
    column === 0 ? 1 : Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell || ' ' : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [style.dim(line(headings)), ...rows.map(line)];
}

function differenceLine(difference: Difference, style: Style): string {
  const { service, compose, kubernetes } = difference;
  const places = `${style.cyan(placeText(compose))} ${style.cyan(placeText(kubernetes))}`;
  return `${style.red('differs')} ${style.bold(service)}: ${differenceText(difference)} (${places})`;
}

function differenceText(difference: Difference): string {
  switch (difference.kind) {
    case 'missing-in-kubernetes':
      return runsOnlyIn('compose', 'kubernetes', difference.stopped);
    case 'missing-in-compose':
      return runsOnlyIn('kubernetes', 'compose', difference.stopped);
    case 'image-differs':
    case 'tag-differs':
      return `${difference.composeImage.text} under Compose, ${difference.kubernetesImage.text} under Kubernetes`;
    case 'port-differs':
      return `port ${portKey(difference.port)} in ${sideNames[difference.onlyIn]} only`;
    case 'env-key-differs':
      return `environment variable ${difference.key} in ${sideNames[difference.onlyIn]} only`;
    case 'probe-missing':
      return `no health check in ${sideNames[difference.missingIn]}`;
    default:
      return unreachable(difference);
  }
}

function runsOnlyIn(here: Side, there: Side, stopped: Fact<string> | undefined): string {
  return stopped === undefined
    ? `runs under ${sideNames[here]} only`
    : `runs under ${sideNames[here]}, but not by default under ${sideNames[there]}, where it ${stopped.value}`;
}

const sides = ['compose', 'kubernetes'] as const satisfies readonly Side[];
const sideNames = { compose: 'Compose', kubernetes: 'Kubernetes' } as const;

function comparisonJson(
  { pairs, differences, notCompared, unsupported }: Comparison,
  models: Models,
  files: Files,
): Json {
  return {
    files: { compose: [...files.compose], kubernetes: [...files.kubernetes] },
    services: pairs.map(({ compose, kubernetes, by }) => ({
      name: compose.name,
      workload: kubernetes.name,
      matchedBy: by,
      compose: factsJson(compose),
      kubernetes: factsJson(kubernetes),
    })),
    differences: differences.map((difference) => ({
      kind: difference.kind,
      service: difference.service,
      message: differenceText(difference),
      compose: { ...difference.compose },
      kubernetes: { ...difference.kubernetes },
    })),
    stopped: stoppedIn(models).map(({ service, side, why }) => ({
      service,
      side,
      reason: why.value,
      location: { ...why.location },
    })),
    warnings: warningsOf(models).map(({ kind, message, location }) => ({
      kind,
      message,
      location: { ...location },
    })),
    undecided: unsupported.map(({ feature, message, location }) => ({
      feature,
      message,
      location: { ...location },
    })),
    notCompared: notCompared.map(({ service, aspect, reason, location }) => ({
      service,
      aspect,
      reason,
      location: { ...location },
    })),
  };
}

function factsJson(service: ServiceFacts): Json {
  return {
    image: service.image?.value.text ?? null,
    ports: service.ports.map(portKey),
    environment: [...service.environment.keys()].sort(),
    probe: service.probeStatus,
    location: { ...service.location },
  };
}
