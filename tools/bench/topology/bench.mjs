// Time and peak memory of reading 500 services from Compose and from Kubernetes, beside `docker compose config`,
// `kustomize build` and a plain YAML parse of the same files. Whole processes, in turns, median of the rounds.
//   node tools/bench/topology/bench.mjs [--services 500] [--rounds 5]
// Needs GNU time (/usr/bin/time); the tools are those of tools/oracles/topology/run.mjs, and a row is left out, and told,
// where one is absent. Ends with 1 where a reader does not find every service, and 2 without GNU time.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findTool, run } from '../../oracles/topology/tools.mjs';
import { median } from '../quantile.mjs';
import { writeDeployment } from './deployment.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: { services: { type: 'string', default: '500' }, rounds: { type: 'string', default: '5' } },
});
const services = Number(values.services);
const rounds = Number(values.rounds);
if (!(services >= 1 && rounds >= 1)) throw new Error('--services and --rounds take numbers of at least 1');
const TIME = ['/usr/bin/time', '--format', '%e %U %S %M'];
if (run([...TIME], ['true'], {}).status !== 0) {
  console.error('not measured: GNU time is absent (/usr/bin/time)');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'topology-bench-'));
try {
  const { kustomization } = writeDeployment(folder, services);
  const tools = { compose: findTool('docker compose'), kustomize: findTool('kustomize') };
  const ours = (reader) => ({ command: [process.execPath, join(here, 'read.mjs')], args: [reader, folder] });
  const subjects = [
    ['topology, Compose', ours('compose'), { services, undecided: 0 }],
    ['docker compose config', tools.compose && { ...tools.compose, args: ['config', '--quiet'] }],
    ['yaml, the Compose file', ours('yaml compose'), { documents: 1 }],
    ['topology, Kubernetes', ours('kubernetes'), { services, undecided: 0 }],
    [
      'kustomize build',
      tools.kustomize && { ...tools.kustomize, args: ['build', join(folder, kustomization)] },
    ],
    ['yaml, the manifests', ours('yaml kubernetes'), { documents: services * 3 + 1 }],
    ['topology, both and their differences', ours('both'), { pairs: services, differences: 0 }],
  ];
  const present = subjects.filter(([, subject]) => subject !== undefined);
  for (const [name, subject] of subjects) if (subject === undefined) console.log(`absent: ${name}`);
  const measured = new Map(present.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, subject, expected] of present)
      measured.get(name).push(measure(name, subject, expected));
  console.log(
    `${services} services, ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, load ${loadavg()[0]}`,
  );
  for (const tool of Object.values(tools)) if (tool) console.log(`${tool.name} ${tool.version}`);
  console.log('| | by the clock | processor | peak memory |\n|---|---|---|---|');
  for (const [name, runs] of measured) console.log(rowOf(name, runs));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(name, { command, args }, expected) {
  const { status, stdout, stderr } = run([...TIME, ...command], args, { cwd: folder });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  if (expected !== undefined && stdout.trim() !== JSON.stringify(expected))
    throw new Error(`${name} found ${stdout.trim()}, not ${JSON.stringify(expected)}`);
  const [elapsed, user, system, kilobytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { elapsed, processor: user + system, megabytes: kilobytes / 1000 };
}

function rowOf(name, runs) {
  const medianOf = (key) => median(runs.map((each) => each[key]));
  return `| ${name} | ${medianOf('elapsed').toFixed(2)} s | ${medianOf('processor').toFixed(2)} s | ${medianOf('megabytes').toFixed(0)} MB |`;
}
