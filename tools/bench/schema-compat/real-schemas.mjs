// Consecutive versions of schemas that people wrote, of 7 to 200 KB, asked both ways: the verdicts, and the time by the clock
// and of the processor. The releases are fetched from npm into a temporary folder; nothing of them is run.
// Usage: node tools/bench/schema-compat/real-schemas.mjs [--slowest N] [FOLDER]
//   --slowest N  also names the N pairs that take the processor longest
//   FOLDER       keeps what was fetched, for the next time
// Fails if it sees fewer than 150 versions, if a question runs into the engine's time limit, or if the p95 of the
// processor's time is a second or more.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quantile } from '../quantile.mjs';
import { SERIES } from './real-schemas.series.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const { checkContainment } = createRequire(import.meta.url)(join(root, 'packages/schema-compat'));
const KILOBYTE = 1024;
const LEAST_VERSIONS = 150;
/** The engine's own safety net; the answers of a pair that reaches it depend on the machine. */
const TIME_LIMIT_MS = 60_000;

const args = process.argv.slice(2);
const slowest = args[0] === '--slowest' ? Number(args.splice(0, 2)[1]) : 0;
const kept = args[0];

const folder = kept === undefined ? mkdtempSync(join(tmpdir(), 'real-schemas-')) : resolve(kept);
try {
  mkdirSync(folder, { recursive: true });
  fetchAll(
    SERIES.flatMap(({ package: name, versions }) =>
      versions.split(' ').map((version) => `${name}@${version}`),
    ),
  );
  const series = SERIES.map((one) => ({ ...one, read: versionsOf(one) }));
  report(series, series.flatMap(askPairs));
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}

/** The versions of the right size that differ from the one before. */
function versionsOf({ package: name, file, versions }) {
  const all = versions.split(' ').flatMap((version) => {
    const release = unpacked(`${name}@${version}`);
    if (typeof file === 'string') return [{ version, text: readFileSync(join(release, file), 'utf8') }];
    return filesBelow(release)
      .filter((path) => file.test(path))
      .sort((left, right) => left.localeCompare(right, 'en', { numeric: true }))
      .map((path) => ({ version: path, text: readFileSync(join(release, path), 'utf8') }));
  });
  return all
    .filter(({ text }) => text.length >= 7 * KILOBYTE && text.length <= 200 * KILOBYTE)
    .filter(({ text }, index, sized) => text !== sized[index - 1]?.text)
    .map(({ version, text }) => ({ version, schema: JSON.parse(text) }));
}

/** Fetches what is not there yet, with one npm for all. */
function fetchAll(specs) {
  const missing = specs.filter((spec) => !existsSync(archiveOf(spec)));
  if (missing.length === 0) return;
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  execFileSync(npm, ['pack', '--silent', '--pack-destination', folder, ...missing], { stdio: 'ignore' });
}

/** npm calls the archive of `@scope/name@1.0.0` `scope-name-1.0.0.tgz`. */
function archiveOf(spec) {
  const at = spec.lastIndexOf('@');
  return join(folder, `${spec.slice(0, at).replace('@', '').replace('/', '-')}-${spec.slice(at + 1)}.tgz`);
}

/** The folder of a release. */
function unpacked(spec) {
  const to = join(folder, spec.replace('/', '+'));
  if (existsSync(to)) rmSync(to, { recursive: true });
  mkdirSync(to);
  execFileSync('tar', ['-xzf', archiveOf(spec), '-C', to]);
  return join(to, 'package');
}

function filesBelow(release) {
  return readdirSync(release, { recursive: true }).map((path) => path.replaceAll('\\', '/'));
}

function askPairs({ package: name, read }) {
  return read.slice(1).flatMap((newer, index) => {
    const older = read[index];
    return [ask(name, older, newer), ask(name, newer, older)];
  });
}

function ask(name, a, b) {
  const start = performance.now();
  const used = process.cpuUsage();
  const verdict = checkContainment(a.schema, b.schema, { draft: '7', timeLimitMs: TIME_LIMIT_MS });
  const { user, system } = process.cpuUsage(used);
  const clock = performance.now() - start;
  return { pair: `${name} ${a.version} → ${b.version}`, verdict, clock, processor: (user + system) / 1000 };
}

function report(series, answers) {
  const versions = series.reduce((sum, { read }) => sum + read.length, 0);
  for (const { package: name, read } of series) console.log(`${String(read.length).padStart(5)} ${name}`);
  console.log(`${versions} versions, ${answers.length} pairs: ${JSON.stringify(countsOf(answers))}`);
  for (const measure of ['processor', 'clock']) {
    const times = answers.map((answer) => answer[measure]);
    const [median, p95, longest] = [0.5, 0.95, 1].map((share) => quantile(times, share).toFixed(0));
    console.log(`${measure.padEnd(9)} median ${median} ms, p95 ${p95} ms, longest ${longest} ms`);
  }
  const byTime = answers.toSorted((left, right) => right.processor - left.processor);
  for (const { pair, verdict, processor, clock } of byTime.slice(0, slowest))
    console.log(
      `${processor.toFixed(0).padStart(6)} ms (${clock.toFixed(0)} by the clock) ${pair}: ${wordsOf(verdict)}`,
    );
  const p95 = quantile(
    answers.map(({ processor }) => processor),
    0.95,
  );
  const failures = [
    versions < LEAST_VERSIONS && `only ${versions} versions, of ${LEAST_VERSIONS}`,
    answers.some(({ clock }) => clock >= TIME_LIMIT_MS) && 'a question ran into its time limit',
    p95 >= 1000 && 'the p95 of the processor is a second or more',
  ].filter(Boolean);
  for (const failure of failures) console.error(failure);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

function countsOf(answers) {
  const counts = {};
  for (const { verdict } of answers) {
    const words = wordsOf(verdict);
    counts[words] = (counts[words] ?? 0) + 1;
  }
  return counts;
}

function wordsOf(verdict) {
  return verdict.kind === 'undecided' ? `undecided: ${verdict.reasons[0].code}` : verdict.kind;
}
