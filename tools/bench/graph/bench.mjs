// What the plugin costs: the graph of 300 services with and without it, and its batch against as many tasks in
// processes of their own. Prints medians and ratios of one run.
//   node tools/bench/graph/bench.mjs [--services 300] [--rounds 7]
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeWorkspace, run } from './workspace.mjs';

const { values } = parseArgs({
  options: { services: { type: 'string', default: '300' }, rounds: { type: 'string', default: '7' } },
});
const services = Number(values.services);
const rounds = Number(values.rounds);
const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const root = makeWorkspace(repository, services);
const environment = {
  NX_DAEMON: 'false',
  NX_NO_CLOUD: 'true',
  CI: 'true',
  NX_CACHE_DIRECTORY: join(root, '.nx', 'bench-cache'),
  NO_COLOR: '1',
};

try {
  measureGraph();
  measureBatch();
} finally {
  rmSync(root, { recursive: true, force: true });
}

/** `nx show projects` without a plugin, with an empty local one and with this one, in turn. */
function measureGraph() {
  const variants = {
    'no plugin': [],
    'an empty local plugin': ['./empty-plugin.js'],
    'nx-invariants': ['nx-invariants'],
  };
  const times = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, plugins] of Object.entries(variants)) {
      usePlugins(plugins);
      rmSync(join(root, '.nx', 'workspace-data'), { recursive: true, force: true });
      const seconds = time(() => nx(['show', 'projects']));
      if (round > 0) times[name].push(seconds);
    }
  }
  console.log(`nx show projects, ${services} services, median of ${rounds} rounds:`);
  for (const [name, list] of Object.entries(times))
    console.log(`  ${name.padEnd(22)} ${median(list).toFixed(2)} s`);
  const ratios = times['nx-invariants'].map(
    (seconds, index) => seconds / times['an empty local plugin'][index],
  );
  console.log(`  nx-invariants / empty  ${median(ratios).toFixed(2)}`);
}

/** The same checks in one batch and one process each; their reports must be the same byte for byte. */
function measureBatch() {
  usePlugins(['nx-invariants']);
  const target = 'check-service-version';
  let output = '';
  const batch = time(() => {
    output = nx(['run-many', '-t', target, '--skip-nx-cache']);
  });
  const batches = [...output.matchAll(/Running (\d+) tasks with nx-invariants:check/g)].map(([, count]) =>
    Number(count),
  );
  const batchReports = digestReports();
  const single = time(() =>
    nx(['run-many', '-t', target, '--skip-nx-cache', '--batch=false', '--parallel=2']),
  );
  const singleReports = digestReports();
  const whole = time(() => nx(['run-many', '-t', 'invariants', '--skip-nx-cache']));
  const same = batchReports.digest === singleReports.digest && batchReports.count === services;
  console.log(`nx run-many -t ${target}, ${services} leaves, cold:`);
  console.log(`  in ${batches.length} batch(es) of ${batches.join(', ')}   ${batch.toFixed(2)} s`);
  console.log(`  one process each       ${single.toFixed(2)} s`);
  console.log(`  ratio                  ${(single / batch).toFixed(1)}`);
  console.log(
    `  reports                ${same ? `${batchReports.count}, the same byte for byte` : 'DIFFERENT'}`,
  );
  console.log(`nx run-many -t invariants (all checks), cold: ${whole.toFixed(2)} s`);
  if (!same) process.exitCode = 1;
}

function digestReports() {
  const hash = createHash('sha256');
  const files = readdirSync(join(root, '.invariants'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === 'service-version.json')
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(readFileSync(file));
  return { count: files.length, digest: hash.digest('hex') };
}

function usePlugins(plugins) {
  writeFileSync(join(root, 'nx.json'), JSON.stringify({ analytics: false, plugins }));
}

function nx(args) {
  return run(root, join(root, 'node_modules', '.bin', 'nx'), args, environment);
}

function time(action) {
  const start = process.hrtime.bigint();
  action();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

function median(list) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
