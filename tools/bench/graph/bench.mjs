// What the plugin costs: the graph of 300 services with and without it, and its batch against as many tasks in
// processes of their own. Prints medians and ratios of one run; fails where the plugin adds more than a quarter to the
// time of the graph, or its batch is less than ten times as fast, or the two leave different reports.
//   node tools/bench/graph/bench.mjs [--services 300] [--rounds 7]
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from '../quantile.mjs';
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
  if (median(ratios) > 1.25) process.exitCode = 1;
}

/** `nx run-many -t invariants` in batches and with a process for each leaf; the reports must be the same byte for byte. */
function measureBatch() {
  usePlugins(['nx-invariants']);
  const everything = ['run-many', '-t', 'invariants', '--skip-nx-cache'];
  let output = '';
  const batched = time(() => {
    output = nx(everything);
  });
  const batches = [...output.matchAll(/Running (\d+) tasks with nx-invariants:check/g)].map(
    ([, count]) => count,
  );
  const batchReports = takeReports();
  const single = time(() => nx([...everything, '--batch=false']));
  const singleReports = takeReports();
  const ratio = single / batched;
  const same = batchReports.digest === singleReports.digest && batchReports.count >= 2 * services;
  console.log(`nx run-many -t invariants, ${batchReports.count} leaves of ${services} services, cold:`);
  console.log(`  in ${batches.length} batch(es) of ${batches.join(', ')}   ${batched.toFixed(2)} s`);
  console.log(`  one process each       ${single.toFixed(2)} s`);
  console.log(`  one each / batch       ${ratio.toFixed(1)}`);
  console.log(`  reports                ${same ? 'the same byte for byte' : 'DIFFERENT'}`);
  if (!same || ratio < 10) process.exitCode = 1;
}

/** Removes the reports of a run; returns what they were. */
function takeReports() {
  const folder = join(root, '.invariants');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json') && file !== '.runs.json') // what the hook notes of a run
    .sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
  rmSync(folder, { recursive: true });
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
