// Time and peak memory of reading large reports, beside the readers on npm and `go tool cover -func`, in turns.
// Usage: node tools/bench/coverage/bench.mjs [ROUNDS]
// Writes an 80 MB Cobertura file, a 40 MB lcov file and a 50 MB Go profile into a temporary folder, installs the other
// readers there from npm, and reads every file with every reader ROUNDS times (default 3), each in a process of its own.
// Needs go for the last table. Ends with 1 where this package is not 5 times as fast as a reader on npm or takes 150 MB.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../quantile.mjs';
import { writeCobertura, writeGoModule, writeLcov } from './reports.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const MB = 1_000_000;
const FASTER = 5;
const MEGABYTES = 150;
const RIVALS = ['fast-xml-parser@5.12.1', 'xml2js@0.6.2', 'lcov-parse@1.0.0'];
const rounds = Number(process.argv[2] ?? 3);

const folder = mkdtempSync(join(tmpdir(), 'coverage-bench-'));
try {
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...RIVALS];
  execFileSync('npm', install, { cwd: folder, stdio: 'ignore' });
  writeCobertura(join(folder, 'cobertura.xml'), 80 * MB);
  writeLcov(join(folder, 'lcov.info'), 40 * MB);
  writeGoModule(join(folder, 'go'), 50 * MB);

  const holds = [
    compare('cobertura.xml', ['ours', 'fast-xml-parser', 'xml2js']),
    compare('lcov.info', ['ours', 'lcov-parse']),
  ];
  compareWithGo();
  process.exitCode = holds.every(Boolean) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One line per reader; whether this package keeps its word. */
function compare(name, readers) {
  const report = join(folder, name);
  const runs = new Map(readers.map((reader) => [reader, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const reader of readers) runs.get(reader).push(read(reader, report));
  }
  heading(name, report);
  const ours = summaryOf(runs.get('ours'));
  console.log(`  ${JSON.stringify(runs.get('ours')[0].totals)}`);
  for (const reader of readers) row(reader, summaryOf(runs.get(reader)), ours);
  const rivals = readers.filter((reader) => reader !== 'ours').map((reader) => summaryOf(runs.get(reader)));
  return ours.megabytes < MEGABYTES && rivals.every(({ seconds }) => seconds >= FASTER * ours.seconds);
}

function compareWithGo() {
  const module = join(folder, 'go');
  const report = join(module, 'coverage.out');
  const ours = [];
  const go = [];
  let total = '';
  for (let round = 0; round < rounds; round += 1) {
    ours.push(read('ours', report));
    const started = process.hrtime.bigint();
    const said = spawnSync('go', ['tool', 'cover', '-func=coverage.out'], {
      cwd: module,
      encoding: 'utf8',
      maxBuffer: 64 * MB,
    });
    if (said.status !== 0) throw new Error(said.stderr);
    go.push({ seconds: Number(process.hrtime.bigint() - started) / 1e9 });
    total = said.stdout.trimEnd().split('\n').at(-1).replace(/\s+/g, ' ');
  }
  heading('coverage.out', report);
  console.log(`  ${JSON.stringify(ours[0].totals)}; go: ${total}`);
  row('ours', summaryOf(ours), summaryOf(ours));
  row('go tool cover -func', summaryOf(go), summaryOf(ours));
}

function read(reader, report) {
  const args = [join(HERE, 'read.mjs'), reader, report, join(folder, 'node_modules')];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

function heading(name, report) {
  const load = loadavg()[0].toFixed(1);
  console.log(`\n${name}, ${(statSync(report).size / MB).toFixed(0)} MB, load ${load}, median of ${rounds}`);
}

function summaryOf(runs) {
  const medianOf = (key) => median(runs.map((run) => run[key]));
  return { seconds: medianOf('seconds'), cpu: medianOf('cpu'), megabytes: medianOf('megabytes') };
}

function row(name, { seconds, cpu, megabytes }, ours) {
  const rest =
    cpu === undefined ? '' : `${cpu.toFixed(2).padStart(8)} s CPU ${megabytes.toFixed(0).padStart(5)} MB`;
  const times = `${(seconds / ours.seconds).toFixed(1)} times ours`;
  console.log(`  ${name.padEnd(20)} ${seconds.toFixed(2).padStart(7)} s ${rest.padEnd(28)} ${times}`);
}
