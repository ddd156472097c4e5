// What an answer costs: a Dockerfile beside a real build of the same cases, and 300 services over 200,000 files.
//   node tools/bench/docker-context/bench.mjs [--services 300] [--files 200000] [--builds 40]
// The builds need a builder (tools/oracles/docker-context/builder.mjs); --builds 0 leaves them out.
import fs, { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openBuilder } from '../../oracles/docker-context/builder.mjs';
import { median } from '../quantile.mjs';
import { makeMonorepo } from './monorepo.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const engine = createRequire(import.meta.url)(join(root, 'packages/docker-context'));
const { values } = parseArgs({
  options: {
    services: { type: 'string', default: '300' },
    files: { type: 'string', default: '200000' },
    builds: { type: 'string', default: '40' },
  },
});

console.log(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`);
const cases = readFileSync(join(root, 'packages/docker-context/fixtures/buildkit/cases.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const decided = measureCases();
if (Number(values.builds) > 0) await measureBuilds(Number(values.builds));
measureMonorepo(Number(values.services), Number(values.files));

/** The median over all cases of the median of 11 answers each, in milliseconds. */
function measureCases() {
  for (const given of cases) engine.resolveBuildCase(given);
  const times = cases.map((given) =>
    median(Array.from({ length: 11 }, () => time(() => engine.resolveBuildCase(given)))),
  );
  console.log(`an answer, ${cases.length} recorded cases: median ${median(times).toFixed(2)} ms`);
  return median(times);
}

async function measureBuilds(count) {
  const builder = await openBuilder();
  try {
    const step = Math.max(1, Math.floor(cases.length / count));
    const sample = cases.filter((_, index) => index % step === 0).slice(0, count);
    const times = sample.map((given) => time(() => builder.build(given)));
    console.log(
      `a build of ${sample.length} of them, ${builder.name}: median ${median(times).toFixed(0)} ms`,
    );
    console.log(`a build / an answer: ${(median(times) / decided).toFixed(0)}`);
  } finally {
    await builder.close();
  }
}

function measureMonorepo(services, files) {
  const monorepo = makeMonorepo(services, files);
  try {
    const rounds = Array.from({ length: 5 }, () => judgeAll(monorepo));
    const seconds = (key) => (median(rounds.map((round) => round[key])) / 1000).toFixed(2);
    const [{ outcomes, taken, reads }] = rounds;
    console.log(
      `${services} Dockerfiles over ${files} files: median ${seconds('milliseconds')} s, ` +
        `${seconds('processor')} s of processor time`,
    );
    console.log(
      `  ${reads.size} of ${monorepo.directories} directories read, each once; ` +
        `${taken} files taken; outcomes ${JSON.stringify(outcomes)}`,
    );
    if ([...reads.values()].some((times) => times > 1)) throw new Error('a directory was read twice');
    if (outcomes.builds !== services) throw new Error('not every Dockerfile builds');
  } finally {
    rmSync(monorepo.root, { recursive: true, force: true });
  }
}

/** Judges every Dockerfile of a folder with the folder as context, and lists what each takes: one tree for all. */
function judgeAll({ root: folder, dockerfiles }) {
  const outcomes = {};
  let taken = 0;
  const { reads, stop } = countReads();
  const before = process.cpuUsage();
  const milliseconds = time(() => {
    const tree = engine.fileSystemTree(folder);
    const texts = new Map();
    const readText = (path) => {
      if (!texts.has(path)) texts.set(path, textAt(join(folder, path)));
      return texts.get(path);
    };
    for (const dockerfile of dockerfiles) {
      const paths = { dockerfile, context: '.' };
      const resolution = engine.resolveBuildContext({
        dockerfile: { path: dockerfile, text: readText(dockerfile) },
        context: { path: '.', tree },
        ignoreFile: engine.chooseIgnoreFile(paths, readText),
        workspace: tree,
      });
      outcomes[resolution.outcome] = (outcomes[resolution.outcome] ?? 0) + 1;
      for (const { files = [] } of resolution.instructions) taken += files.length;
    }
  });
  const { user, system } = process.cpuUsage(before);
  stop();
  return { milliseconds, processor: (user + system) / 1000, outcomes, taken, reads };
}

/** Counts how often each directory is read from the file system, whoever reads it. */
function countReads() {
  const reads = new Map();
  const { readdirSync, opendirSync } = fs;
  const counted =
    (read) =>
    (path, ...rest) => {
      reads.set(path, (reads.get(path) ?? 0) + 1);
      return read(path, ...rest);
    };
  Object.assign(fs, { readdirSync: counted(readdirSync), opendirSync: counted(opendirSync) });
  return { reads, stop: () => Object.assign(fs, { readdirSync, opendirSync }) };
}

function textAt(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function time(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}
