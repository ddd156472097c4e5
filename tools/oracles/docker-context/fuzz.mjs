// Builds random cases with a real BuildKit, one at a time, and compares what the engine says: whether it builds, which
// files the image has, which line fails. Exits 1 on a difference, or when nothing was compared.
//   node tools/oracles/docker-context/fuzz.mjs [--cases 2000] [--seed 1] [--record FOLDER]
//     [--show undecided|failures]
// --record appends every case and the builder's verdict to files of FOLDER; --show tells more than the differences. The builder is that of openBuilder (builder.mjs).
import { appendFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openBuilder } from './builder.mjs';
import { compareVerdict } from './compare.mjs';
import { generateCase } from './generate.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const { resolveBuildCase } = createRequire(import.meta.url)(join(root, 'packages/docker-context'));
const usage = 'usage: fuzz.mjs [--cases 2000] [--seed 1] [--record FOLDER] [--show undecided|failures]';
const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    cases: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    record: { type: 'string' },
    show: { type: 'string' },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const first = Number(values.seed);
const total = Number(values.cases);
if (!Number.isInteger(first) || !Number.isInteger(total) || total < 1)
  throw new Error('--seed and --cases take integers, --cases at least 1');

/** Between two builds: what one leaves running must not meet the next. */
const PAUSE_MS = 20;

const builder = await openBuilder();
const counts = new Map();
let done = 0;
let differences = 0;
try {
  console.log(`${builder.name}; seeds ${first} to ${first + total - 1}`);
  for (let seed = first; seed < first + total; seed++) {
    if ((seed - first) % 100 === 99) builder.prune();
    const given = generateCase(seed);
    const resolution = resolveBuildCase(given);
    let verdict = builder.build(given);
    let compared = compareVerdict(resolution, verdict);
    if (compared.different) {
      // What the builder says twice, the second time with nothing in its cache, is its verdict.
      builder.prune();
      await pause(1000);
      verdict = builder.build(given);
      compared = compareVerdict(resolution, verdict);
    }
    for (const [subject, standing] of Object.entries(compared.standings)) count(`${subject}: ${standing}`);
    count(verdict.ok ? 'builds' : 'fails');
    if (values.show === 'undecided' && compared.undecided) console.log(`\n${given.id}: ${compared.told}`);
    if (values.show === 'failures' && !verdict.ok) console.log(`${given.id}: ${verdict.error}`);
    done += 1;
    if (values.record !== undefined) record(values.record, given, verdict);
    if (compared.different) {
      differences += 1;
      console.log(`\n${given.id}: ${compared.told}\n${describe(given)}`);
    }
    await pause(PAUSE_MS);
  }
} finally {
  await builder.close();
}
for (const [name, number] of [...counts].sort()) console.log(`${name.padEnd(24)} ${number}`);
console.log(`${done} cases, ${differences} differences`);
process.exitCode = differences === 0 && done === total ? 0 : 1;

function count(name) {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function describe({ dockerfile, context, target, buildArgs, files }) {
  const texts = files
    .filter(({ path }) => path === dockerfile || path.endsWith('.dockerignore'))
    .map(({ path, text }) => `--- ${path}\n${text}`);
  const others = files
    .filter(({ path }) => path !== dockerfile)
    .map(({ path, type, target: to }) =>
      type === 'link' ? `${path} -> ${to}` : type === 'dir' ? `${path}/` : path,
    );
  return `${texts.join('')}--- ${JSON.stringify({ context, target, buildArgs })} ${JSON.stringify(others)}`;
}

function record(folder, given, verdict) {
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, 'cases.jsonl'), `${JSON.stringify(given)}\n`);
  appendFileSync(join(folder, 'verdicts.jsonl'), `${JSON.stringify(verdict)}\n`);
}
