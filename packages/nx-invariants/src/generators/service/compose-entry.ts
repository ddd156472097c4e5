import { posix } from 'node:path';
import type { Tree } from '@nx/devkit';
import { type Document, isMap, isScalar, type Pair, Scalar, YAMLSeq } from 'yaml';
import { composeProjects } from '../../deployment/compose';
import type { WorkspaceFacts } from '../../workspace/workspace-facts';
import { editYaml } from '../tree/yaml-edits';
import { entrypoints } from './languages';
import type { ServicePlan } from './service-plan';

/**
 * Adds the service to the base file of each Compose project.
 *
 * @returns the files changed.
 * @throws Error if one has a service of that name, or is not YAML with a map of services.
 */
export function addComposeEntries(tree: Tree, facts: WorkspaceFacts, plan: ServicePlan): string[] {
  const files = composeProjects(facts).flatMap(([base]) => (base === undefined ? [] : [base]));
  for (const file of files) editYaml(tree, file, (document) => addService(document, file, plan));
  return files;
}

function addService(document: Document, file: string, plan: ServicePlan): void {
  if (!document.has('services')) document.set('services', document.createNode({}));
  const services = document.get('services');
  if (!isMap(services)) throw new Error(`${file}: "services" is not a map, so no service can be added to it`);
  if (services.has(plan.name)) {
    throw new Error(
      `${file} has a service called "${plan.name}" already; take another name, or remove it first`,
    );
  }
  const isSpaced = services.items.length === 0 || services.items.slice(1).some(hasSpaceBefore);
  services.flow = false;
  const pair = document.createPair(plan.name, entryOf(file, plan)) as Pair<Scalar, unknown>;
  if (isSpaced && services.items.length > 0) pair.key.spaceBefore = true;
  services.add(pair);
}

function hasSpaceBefore({ key }: Pair): boolean {
  return isScalar(key) && key.spaceBefore === true;
}

function entryOf(file: string, { name, root, context, port, language }: ServicePlan): object {
  const folder = posix.dirname(file);
  const from = (path: string) => {
    const relative = posix.relative(folder, path);
    return relative === '' ? '.' : relative.startsWith('.') ? relative : `./${relative}`;
  };
  return {
    image: `${name}:0.1.0`,
    build:
      context === 'root' ? { context: from('.'), dockerfile: `${root}/Dockerfile` } : { context: from(root) },
    environment: { PORT: quoted(String(port)) },
    ports: [quoted(`127.0.0.1:${port}:${port}`)],
    healthcheck: {
      test: inline(['CMD', ...entrypoints[language](name), 'healthcheck']),
      interval: '5s',
      timeout: '5s',
      start_period: '5s',
      retries: 12,
    },
  };
}

/** A command reads best on one line. */
function inline(words: readonly string[]): YAMLSeq {
  const list = new YAMLSeq();
  list.flow = true;
  list.items = words.map(quoted);
  return list;
}

/** YAML 1.1 readers take digits with colons for numbers to the base of 60. */
function quoted(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}
