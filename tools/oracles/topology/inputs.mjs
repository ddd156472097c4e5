// Where the inputs are: Compose projects, kustomizations, charts and plain manifests of a folder.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { run } from './tools.mjs';

/** Go modules whose folders hold the examples of the tools and the deployments of public projects. */
const MODULES = [
  'github.com/compose-spec/compose-go/v2@v2.9.1',
  'github.com/docker/compose/v2@v2.40.3',
  'github.com/argoproj/argo-workflows/v4@v4.0.5',
  'github.com/grafana/loki/v3@v3.7.8',
  'github.com/grafana/mimir@v1.3.1-0.20260423142704-aced80d74930',
  'github.com/jaegertracing/jaeger@v1.76.0',
  'github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c',
  'github.com/openfga/openfga@v1.22.1',
  'github.com/ory/hydra/v2@v2.3.0',
  'github.com/ory/kratos@v1.3.1',
  'github.com/traefik/traefik/v3@v3.7.13',
  'istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad',
  'sigs.k8s.io/kustomize/api@v0.21.1',
  'sigs.k8s.io/metrics-server@v0.8.0',
];

const YAML = /\.ya?ml$/;
const COMPOSE_NAME = /(^|[.-])compose([.-].*)?\.ya?ml$/;
const DEFAULT_COMPOSE = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDES = DEFAULT_COMPOSE.map((name) => name.replace('.', '.override.'));
const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const WORKLOAD =
  /^\s*"?kind"?:\s*"?(Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|Pod|Rollout|ReplicationController)\b/m;

/**
 * The folders of the pinned Go modules, downloaded where the module cache has them not.
 *
 * @param go of `findTool('go')`
 */
export function moduleFolders({ command }) {
  return MODULES.map((module) => {
    const { status, stdout, stderr } = run(command, ['mod', 'download', '-json', module], {
      env: process.env,
    });
    if (status !== 0) throw new Error(`${module} cannot be had: ${stderr || stdout}`);
    return JSON.parse(stdout).Dir;
  });
}

/**
 * @param {string} root
 * @returns every input below it by kind, with paths relative to it, sorted
 */
export function inputsBelow(root) {
  const folders = foldersBelow(root, '.');
  const charts = folders.filter(({ names }) => names.includes('Chart.yaml')).map(({ path }) => path);
  const kustomizations = folders.filter(({ names }) => names.some((name) => KUSTOMIZATIONS.includes(name)));
  const inAny = (path, parents) => parents.some((parent) => path === parent || path.startsWith(`${parent}/`));
  const rendered = [...charts, ...kustomizations.map(({ path }) => path)];
  return {
    compose: folders.flatMap((folder) => composeProjects(root, folder)),
    kustomize: kustomizations.map(({ path, names }) => ({
      directory: path,
      file: posix.join(
        path,
        KUSTOMIZATIONS.find((name) => names.includes(name)),
      ),
    })),
    helm: charts
      .filter((path) => !charts.some((other) => path.startsWith(`${other}/`)))
      .flatMap((directory) => chartInputs(root, directory)),
    manifests: folders
      .filter(({ path }) => !inAny(path, rendered))
      .flatMap(({ path, names }) =>
        names.filter((name) => YAML.test(name)).map((name) => posix.join(path, name)),
      )
      .filter((file) => isManifest(readFileSync(posix.join(root, file), 'utf8')))
      .map((file) => ({ file })),
  };
}

function foldersBelow(root, path) {
  const entries = readdirSync(posix.join(root, path), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const below = entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git')
    .map(({ name }) => posix.join(path, name));
  return [{ path, names: names.sort() }, ...below.sort().flatMap((child) => foldersBelow(root, child))];
}

/** What a folder's default files make, then every other Compose file on its own. */
function composeProjects(root, { path, names }) {
  const main = DEFAULT_COMPOSE.find((name) => names.includes(name));
  const override = OVERRIDES.find((name) => names.includes(name));
  const others = names.filter(
    (name) =>
      YAML.test(name) &&
      name !== main &&
      (main === undefined || name !== override) &&
      isCompose(name, posix.join(root, path, name)),
  );
  const alone = others.map((name) => ({ directory: path, files: [name] }));
  return main === undefined ? alone : [{ directory: path }, ...alone];
}

function isCompose(name, file) {
  return COMPOSE_NAME.test(name) || /^services:/m.test(readFileSync(file, 'utf8'));
}

/** A template of a manifest is none. */
function isManifest(text) {
  return WORKLOAD.test(text) && /^\s*"?apiVersion"?:/m.test(text) && !text.includes('{{');
}

/** A chart with its own values, and with each of those it is tested with (`ci/`, as chart-testing has it). */
function chartInputs(root, directory) {
  const folder = posix.join(root, directory, 'ci');
  const tested = existsSync(folder) ? readdirSync(folder).filter((name) => YAML.test(name)) : [];
  return [{ directory }, ...tested.sort().map((name) => ({ directory, values: posix.join('ci', name) }))];
}
