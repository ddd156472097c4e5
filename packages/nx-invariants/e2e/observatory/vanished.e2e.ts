import { rmSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { allInvariants, errorsOf, observatory, startAfresh, tasksNamed, tasksThat } from './observatory';

afterEach(async () => {
  await startAfresh();
  // What ignore files name went along with the service.
  for (const folder of ['apps/renamed', 'attic'])
    rmSync(observatory.path(folder), { recursive: true, force: true });
});

const compose = 'infra/docker-compose.integration.yml';

interface Vanished {
  readonly what: string;
  readonly vanish: () => void;
  /** The tasks that are red, each with what one of its errors says, if it is a leaf. */
  readonly red: { readonly [task: string]: string | RegExp | undefined };
}

/** Compose leaves the command of the health check to the Dockerfile. */
const unansweredHealthCheck: Vanished['red'] = {
  'infra:check-time-budgets':
    'the health check of read-model has no test, and apps/read-model/Dockerfile has no HEALTHCHECK',
};

test.each<Vanished>([
  {
    what: 'all contract schemas',
    vanish: () => observatory.remove('contracts/schemas'),
    red: {
      'contracts:check-contract-compat': 'the contract job was removed',
      'contracts:check-contract-fixtures': 'there is no schema job in contracts/schemas',
      'contracts:check-contract-schemas': 'the check contract-schemas found nothing to judge in contracts',
      ...Object.fromEntries(
        ['gateway', 'metrics-engine', 'processor', 'read-model', 'tui'].map((service) => [
          `${service}:check-contract-consumers`,
          `${service} needs the contract job, which does not exist`,
        ]),
      ),
      'gateway:check-docker-context': /^COPY contracts\/schemas fails in the context \. /,
      'processor:check-docker-context': /^COPY contracts\/schemas fails in the context \. /,
      'gateway:coverage': undefined,
      'processor:coverage': undefined,
      'workspace:check-invariant-map':
        'C1: the project metrics-engine has no target check-contract-copies, so nothing upholds it',
    },
  },
  {
    what: 'a Dockerfile',
    vanish: () => observatory.remove('apps/read-model/Dockerfile'),
    red: {
      ...unansweredHealthCheck,
      'read-model:check-docker-context':
        'the Compose service read-model builds apps/read-model/Dockerfile, which does not exist',
    },
  },
  {
    what: 'the Compose file',
    vanish: () => observatory.rename(compose, 'infra/integration.yml'),
    red: Object.fromEntries(
      [
        ...tasksNamed(['*:check-docker-context', '*:check-service-version', 'infra:check-deploy-parity']),
        'infra:check-time-budgets',
        'workspace:check-docker-context',
        'workspace:check-lockfiles',
      ].map((leaf) => [leaf, `The Compose file ${compose} does not exist.`]),
    ),
  },
  {
    what: 'a coverage report, which the tool now writes elsewhere',
    vanish: () =>
      observatory.replace(
        'apps/web-ui/vitest.config.mts',
        'coverage: {',
        "coverage: { reportsDirectory: '../elsewhere',",
      ),
    red: {
      'web-ui:check-coverage': 'coverage report apps/web-ui/coverage/coverage-final.json does not exist',
    },
  },
  {
    what: 'a service, renamed within the folder of the services',
    vanish: () => observatory.rename('apps/read-model', 'apps/renamed'),
    red: {
      ...unansweredHealthCheck,
      'workspace:check-docker-context':
        'the Compose service read-model builds apps/read-model/Dockerfile, which does not exist',
    },
  },
  {
    what: 'a service, moved out of the folder of the services',
    vanish: () => observatory.rename('apps/read-model', 'attic/read-model'),
    red: {
      ...unansweredHealthCheck,
      'workspace:check-docker-context':
        'the Compose service read-model builds apps/read-model/Dockerfile, which does not exist',
      'workspace:check-invariant-map':
        'B3: the project read-model has no target check-service-version, so nothing upholds it',
    },
  },
  {
    what: 'a service, removed',
    vanish: () => observatory.remove('apps/read-model'),
    red: {
      ...unansweredHealthCheck,
      'workspace:check-configuration':
        'coverage-config.json has a floor for "read-model", but there is no such project',
      'workspace:check-docker-context':
        'the Compose service read-model builds apps/read-model/Dockerfile, which does not exist',
      'workspace:check-invariant-map': 'V3: there is no project "read-model", so nothing upholds it',
    },
  },
])('$what', async ({ vanish, red }) => {
  vanish();
  const run = await observatory.nx(allInvariants);
  expect.soft(run.code).toBe(1);
  expect.soft(tasksThat(run, 'failed'), run.output).toEqual(Object.keys(red).sort());
  for (const [task, message] of Object.entries(red)) {
    if (message === undefined) continue;
    const expected = typeof message === 'string' ? message : expect.stringMatching(message);
    expect
      .soft(
        errorsOf(task).map((error) => error.message),
        task,
      )
      .toContainEqual(expected);
  }
});
