// Reads the deployment of a folder in one way, in a process of its own, and says what it found:
//   node read.mjs READER FOLDER
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [reader, folder] = process.argv.slice(2);
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const require = createRequire(join(root, 'packages/topology/package.json'));
const topology = () => require(join(root, 'packages/topology'));
const read = (path) => {
  try {
    return readFileSync(join(folder, path), 'utf8');
  } catch {
    return undefined;
  }
};

const READERS = {
  compose: () => sizeOf(compose(topology())),
  kubernetes: () => sizeOf(kubernetes(topology())),
  both: () => {
    const engine = topology();
    const compared = engine.compareTopologies(successOf(compose(engine)), successOf(kubernetes(engine)));
    return { pairs: successOf(compared).pairs.length, differences: successOf(compared).differences.length };
  },
  'yaml compose': () => documents(['compose.yaml']),
  'yaml kubernetes': () =>
    documents(readdirSync(join(folder, 'kubernetes')).map((file) => `kubernetes/${file}`)),
};
console.log(JSON.stringify(READERS[reader]()));

function compose({ locateCompose, readCompose }) {
  return readCompose({ ...successOf(locateCompose({ directory: '.', read, env: {} })), read });
}

function kubernetes({ readKubernetes }) {
  return readKubernetes({ files: ['kubernetes/kustomization.yaml'], read });
}

function sizeOf(result) {
  const { services, unsupported } = successOf(result);
  return { services: services.size, undecided: unsupported.length };
}

function successOf(result) {
  if (!result.ok) throw new Error(JSON.stringify(result.failures[0]));
  return result.value;
}

function documents(files) {
  const { parseAllDocuments } = require('yaml');
  const values = files.flatMap((file) =>
    parseAllDocuments(read(file), { merge: true }).map((document) => document.toJS({ maxAliasCount: -1 })),
  );
  return { documents: values.length };
}
