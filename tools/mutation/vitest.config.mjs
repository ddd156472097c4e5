// Runs specs with one module of the package mutated in memory; mutate.mjs starts it.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const { module, mutant } = JSON.parse(process.env.MUTATION ?? '{}');

/** The whole file is replaced before anything compiles it; a file that another one has changed in between is an error. */
const plugin = {
  name: 'mutant',
  enforce: 'pre',
  load(id) {
    if (mutant === undefined || id !== resolve(module)) return undefined;
    const text = readFileSync(id, 'utf8');
    if (text.slice(mutant.start, mutant.end) !== mutant.from) throw new Error(`${module} has changed`);
    return text.slice(0, mutant.start) + mutant.to + text.slice(mutant.end);
  },
};

export default defineConfig({
  plugins: [plugin],
  test: { root: process.cwd(), include: ['src/**/*.spec.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
});
