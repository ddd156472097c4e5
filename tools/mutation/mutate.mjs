// Mutation testing: runs specs with one fault at a time in a module, and shows the faults that no spec notices.
// Usage, in the folder of a package: node ../../tools/mutation/mutate.mjs MODULE SPEC...
//   e.g. node ../../tools/mutation/mutate.mjs src/solve/number.ts src/check-containment.spec.ts
// Nothing is written: a mutant exists in the memory of its run. Exit code 1 where a mutant survives.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutantsOf } from './mutants.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const vitest = join(here, '../../node_modules/vitest/vitest.mjs');
const [module, ...specs] = process.argv.slice(2);
if (module === undefined || specs.length === 0) {
  console.error('usage: mutate.mjs MODULE SPEC...');
  process.exit(2);
}

/** A fault that makes the specs run for ever counts as noticed. */
function run(mutant, timeout) {
  const started = performance.now();
  const { status, error, stdout, stderr } = spawnSync(
    process.execPath,
    [vitest, 'run', '--config', join(here, 'vitest.config.mjs'), '--bail=1', ...specs],
    {
      timeout,
      killSignal: 'SIGKILL',
      encoding: 'utf8',
      env: { ...process.env, MUTATION: JSON.stringify({ module, mutant }) },
    },
  );
  if (error !== undefined && error.code !== 'ETIMEDOUT') throw error;
  return { status, isTimeout: error !== undefined, text: stdout + stderr, ms: performance.now() - started };
}

const sound = run(undefined, 600_000);
if (sound.status !== 0) {
  console.error(`the specs fail without a fault:\n${sound.text}`);
  process.exit(2);
}
const timeout = Math.ceil(20_000 + 4 * sound.ms);
const mutants = mutantsOf(readFileSync(module, 'utf8'));
const count = { killed: 0, timeout: 0, survived: 0 };
for (const mutant of mutants) {
  const { status, isTimeout } = run(mutant, timeout);
  if (isTimeout) count.timeout += 1;
  else if (status !== 0) count.killed += 1;
  else {
    count.survived += 1;
    console.log(`${module}:${mutant.line} survived: ${oneLine(mutant.from)} -> ${oneLine(mutant.to)}`);
  }
}
const noticed = count.killed + count.timeout;
const share = ((100 * noticed) / mutants.length).toFixed(1);
console.log(
  `${module}: ${noticed} of ${mutants.length} noticed (${share} %), ${count.timeout} of them by a time-out`,
);
process.exitCode = count.survived === 0 ? 0 : 1;

function oneLine(text) {
  return text.replaceAll(/\s+/g, ' ');
}
