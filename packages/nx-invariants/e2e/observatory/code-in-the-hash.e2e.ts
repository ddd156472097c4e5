import { afterAll, beforeEach, expect, test } from 'vitest';
import { buildPackages } from './copy-observatory';
import { executed, observatory, startAfresh, tasksNamed } from './observatory';

beforeEach(startAfresh);

afterAll(async () => {
  await startAfresh();
  await buildPackages(observatory);
});

test('one line of a check written in the workspace: its leaves run, and no others', async () => {
  const file = 'tools/checks/engine-boundaries/check.mjs';
  observatory.write(file, `${observatory.read(file)}// a line more\n`);
  const run = await observatory.nx(['run-many', '-t', 'invariants']);
  expect(run.code, run.output).toBe(0);
  expect(executed(run)).toEqual(
    // The check lies in tools/, whose scripts the workspace project holds to every system.
    tasksNamed(['*:check-engine-boundaries', 'workspace:check-portable-scripts']).sort(),
  );
});

/** The edited packages' own tests are measured anew, as they should be; here it is about the leaves of all others. */
const withoutPackages =
  'run-many -t invariants --exclude=nx-invariants,schema-compat,coverage,docker-context,topology,portable-scripts';

test.each([
  {
    code: 'a check of the plugin',
    file: 'packages/nx-invariants/src/checks/service-version/run.ts',
    runs: ['*:check-service-version'],
  },
  {
    code: 'the schema-compat engine',
    file: 'packages/schema-compat/src/index.ts',
    runs: ['contracts:check-contract-compat'],
  },
  {
    code: 'the docker-context engine',
    file: 'packages/docker-context/src/index.ts',
    runs: ['*:check-docker-context', '*:check-lockfiles', '*:check-portable-scripts', '*:check-time-budgets'],
  },
  {
    code: 'the topology engine',
    file: 'packages/topology/src/index.ts',
    runs: [
      '*:check-docker-context',
      '*:check-lockfiles',
      '*:check-service-version',
      '*:check-time-budgets',
      'infra:check-deploy-parity',
    ],
  },
  {
    code: 'the portable-scripts engine',
    file: 'packages/portable-scripts/src/index.ts',
    runs: [
      '*:check-lockfiles',
      '*:check-portable-scripts',
      '*:check-time-budgets',
      'workspace:check-governance',
      'workspace:check-single-entrypoint',
    ],
  },
  {
    code: 'the coverage engine',
    file: 'packages/coverage/src/index.ts',
    runs: ['*:check-coverage'],
  },
])('one line of $code: its leaves run, and no others', async ({ file, runs }) => {
  observatory.write(file, `${observatory.read(file)}// a line more\n`);
  await buildPackages(observatory);
  const run = await observatory.nx(withoutPackages.split(' '));
  expect(run.code, run.output).toBe(0);
  expect(executed(run)).toEqual(
    tasksNamed(runs)
      .filter((task) => task in run.tasks)
      .sort(),
  );
});
