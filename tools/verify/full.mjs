// The long evidence: what takes too long for every run. Each step is a command that anyone can run alone; the figures
// of the last run stand in the documents that each step names.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const VITEST = join(root, 'node_modules/vitest/vitest.mjs');

/** How a step ends that needs tools which are not on this machine: it proves nothing, and fails nothing. */
const NOT_RUN = 2;

const steps = [
  {
    title: 'the observatory, broken in every way that its invariants forbid (docs/getting-started.md)',
    cwd: 'packages/nx-invariants',
    args: [VITEST, 'run', '--config', 'e2e/vitest.config.mts', '--project', 'observatory'],
  },
  {
    title: 'schema-compat: every labelled pair (docs/schema-compat.md)',
    args: ['tools/oracles/schema-compat/run.mjs'],
  },
  ...Array.from({ length: 50 }, (_, index) => ({
    title: `schema-compat: 1,000,000 generated pairs of all drafts, 20,000 at a time, ${index + 1} of 50 (docs/schema-compat.md)`,
    cwd: 'packages/schema-compat',
    args: [VITEST, 'run', 'src/pairs.spec.ts'],
    env: { SCHEMA_COMPAT_RUNS: '20000', SCHEMA_COMPAT_SEED: String(201 + index) },
  })),
  {
    title: 'schema-compat: beside the other tools on npm (docs/benchmarks.md)',
    args: ['tools/bench/schema-compat/bench.mjs'],
  },
  {
    title: 'schema-compat: consecutive versions of schemas that people wrote (docs/benchmarks.md)',
    args: ['tools/bench/schema-compat/real-schemas.mjs'],
  },
  {
    title: 'coverage: every reader on 10,000 generated and 10,000 damaged reports (docs/coverage.md)',
    cwd: 'packages/coverage',
    args: [
      VITEST,
      'run',
      '--testTimeout=1200000',
      ...['hostile-input', 'damaged-report', 'istanbul-oracle'].map((spec) => `src/${spec}.spec.ts`),
    ],
    env: { COVERAGE_RUNS: '10000' },
  },
  {
    title: 'docker-context: every case of the builder (docs/docker-context.md)',
    cwd: 'packages/docker-context',
    args: [VITEST, 'run', 'src/oracle.spec.ts'],
  },
  {
    title: 'docker-context: 2,000 random cases built by a real BuildKit (docs/docker-context.md)',
    args: ['tools/oracles/docker-context/fuzz.mjs', '--cases', '2000'],
  },
  {
    title: 'docker-context: the ignore matchers of npm (docs/docker-context.md)',
    args: ['tools/oracles/docker-context/matchers.mjs'],
  },
  {
    title: 'topology: beside docker compose, kustomize and helm on projects of others (docs/topology.md)',
    args: ['tools/oracles/topology/run.mjs'],
    withoutTools: NOT_RUN,
  },
  {
    title: 'topology: 500 services in Compose and in Kubernetes (docs/benchmarks.md)',
    args: ['tools/bench/topology/bench.mjs'],
    withoutTools: NOT_RUN,
  },
  {
    title: 'docker-context: an answer beside a build, 300 services over 200,000 files (docs/benchmarks.md)',
    args: ['tools/bench/docker-context/bench.mjs'],
  },
  {
    title: 'coverage: large reports beside the readers on npm and go tool cover (docs/benchmarks.md)',
    args: ['tools/bench/coverage/bench.mjs'],
  },
  {
    title: 'graph and batch of 300 services (docs/benchmarks.md)',
    args: ['tools/bench/graph/bench.mjs'],
  },
  {
    title: "the report's page of 1,000 projects (docs/benchmarks.md)",
    args: ['tools/bench/report-page/bench.mjs'],
  },
];

const failed = [];
const notRun = [];
for (const { title, args, cwd = '.', env = {}, withoutTools } of steps) {
  console.log(`\n== ${title}`);
  const { status } = spawnSync(process.execPath, args, {
    cwd: join(root, cwd),
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== null && status === withoutTools) notRun.push(title);
  else if (status !== 0) failed.push(title);
}
if (notRun.length > 0) console.log(`\nnot run, their tools are absent: ${notRun.join('; ')}`);
if (failed.length > 0) console.log(`\nfailed: ${failed.join('; ')}`);
else console.log(notRun.length > 0 ? '\nall other steps hold' : '\nall steps hold');
process.exitCode = failed.length === 0 ? 0 : 1;
