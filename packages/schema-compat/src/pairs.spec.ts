import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isObject, type Json } from './json';
import { declaredDraft } from './schema/draft';
import { META_SCHEMAS } from './schema/meta-schemas';
import { examine, generatedPair } from './testing/pairs';
import { Random } from './testing/random';
import { mutatedSchema } from './testing/schemas';

/** `SCHEMA_COMPAT_RUNS=1000000 SCHEMA_COMPAT_SEED=7 npx vitest run src/pairs.spec.ts` looks harder. */
const RUNS = Number(process.env.SCHEMA_COMPAT_RUNS ?? 20_000);
const SEED = Number(process.env.SCHEMA_COMPAT_SEED ?? 1);
const TIMEOUT_MS = 120_000 + RUNS * 50;

/** Schemas that people wrote: the meta-schemas, and those of tools that are installed here anyway. */
function writtenSchemas(): Json[] {
  const root = join(__dirname, '../../..');
  const folders = ['node_modules/nx/schemas', 'contracts/schemas', 'packages/nx-invariants/schemas'];
  const files = folders
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
    .filter((file) => file.endsWith('.json'));
  const read = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Json);
  return [...META_SCHEMAS.values(), ...read].filter(
    (schema) =>
      isObject(schema) && ['type', 'properties', 'allOf', '$ref'].some((keyword) => keyword in schema),
  );
}

describe(`pairs from seed ${SEED}`, () => {
  it(
    `${RUNS} generated pairs of all drafts: no document separates what is compatible, every witness holds`,
    () => {
      const seen = { compatible: 0, breaking: 0, undecided: 0 };
      for (let run = 0; run < RUNS; run += 1) {
        const random = new Random(SEED * 1_000_003 + run);
        const pair = generatedPair(random);
        const fault = examine(pair, 1_000, seen, random);
        if (fault !== undefined) expect({ run, fault }).toBeUndefined();
      }
      console.log(`${RUNS} generated pairs: ${JSON.stringify(seen)}`);
      expect(seen.compatible).toBeGreaterThan(RUNS / 10);
      expect(seen.breaking).toBeGreaterThan(RUNS / 10);
    },
    TIMEOUT_MS,
  );

  it(
    'schemas that people wrote, one keyword looser or tighter',
    () => {
      const schemas = writtenSchemas();
      const runs = Math.ceil(RUNS / 200);
      const seen = { compatible: 0, breaking: 0, undecided: 0 };
      for (let run = 0; run < runs; run += 1) {
        const random = new Random(SEED * 7_000_003 + run);
        const a = random.pick(schemas);
        const draft = declaredDraft(a) ?? '7';
        const b = mutatedSchema(a, draft, random);
        const pair = random.chance(0.5) ? { a, b } : { a: b, b: a };
        const fault = examine({ ...pair, draftA: draft, draftB: draft }, 20_000, seen, random);
        if (fault !== undefined) expect({ run, fault }).toBeUndefined();
      }
      console.log(`${runs} pairs of written schemas: ${JSON.stringify(seen)}`);
      expect(seen.compatible).toBeGreaterThan(0);
      expect(seen.breaking).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
});
