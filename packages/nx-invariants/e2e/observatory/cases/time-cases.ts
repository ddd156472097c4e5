import type { InvariantCase, InvariantCases } from './invariant-case';

const compose = 'infra/docker-compose.integration.yml';
const webUi = 'infra/k8s/web-ui.yaml';
const image = 'apps/read-model/Dockerfile';
const endToEnd = '.github/workflows/end-to-end.yml';

export const timeCases: InvariantCases = {
  D1: [
    {
      breakIt: (workspace) =>
        workspace.replace('apps/web-ui/vitest.config.mts', '    testTimeout: 30_000,\n', ''),
      red: {
        'web-ui:check-time-budgets': [
          {
            at: ['apps/web-ui/vitest.config.mts', 'export default'],
            message: 'Vitest has no test.testTimeout: how long a test may take is left to its default',
          },
        ],
      },
      reruns: ['web-ui:coverage', 'web-ui:check-docker-context'],
    },
    {
      breakIt: (workspace) =>
        workspace.replace('apps/processor/pyproject.toml', 'timeout = 120', 'timeout = 0'),
      red: {
        'processor:check-time-budgets': [
          {
            at: ['apps/processor/pyproject.toml', 'timeout = 0'],
            message: 'the timeout of pytest is 0, which is no limit',
          },
        ],
      },
      reruns: [
        'processor:coverage',
        'processor:check-docker-context',
        'processor:check-lockfiles',
        'processor:check-service-version',
      ],
    },
    workflowCase(
      ['    timeout-minutes: 60\n', ''],
      'npx nx affected',
      'a step of the job end-to-end runs tests and has no time limit: it may hang for the six hours that GitHub allows',
    ),
  ],
  D2: [
    {
      breakIt: (workspace) =>
        workspace.replace(compose, '      start_period: 2s\n      retries: 30\n', '      start_period: 2s\n'),
      red: {
        'infra:check-time-budgets': [
          {
            at: [compose, 177],
            message: 'the health check of redis states no retries',
          },
        ],
      },
      reruns: [
        '*:check-docker-context',
        '*:check-service-version',
        'infra:check-deploy-parity',
        'workspace:check-lockfiles',
      ],
    },
    {
      breakIt: (workspace) => workspace.replace(webUi, '            failureThreshold: 30\n', ''),
      red: {
        'infra:check-time-budgets': [
          { at: [webUi, 'startupProbe:'], message: 'the startup probe of web-ui states no failureThreshold' },
        ],
      },
      reruns: ['*:check-service-version', 'infra:check-deploy-parity', 'workspace:check-lockfiles'],
    },
    {
      breakIt: (workspace) =>
        workspace.replace(
          image,
          '\nHEALTHCHECK --interval=10s --timeout=5s --start-period=5s --retries=3 CMD ["read-model", "healthcheck"]',
          '',
        ),
      red: {
        'infra:check-time-budgets': [
          {
            at: [compose, 90],
            message: `the health check of read-model has no test, and ${image} has no HEALTHCHECK`,
          },
        ],
      },
      reruns: [
        'read-model:check-docker-context',
        'read-model:check-lockfiles',
        'read-model:check-portable-scripts',
      ],
    },
  ],
  D4: [
    workflowCase(
      ['        if: always()\n', ''],
      'actions/upload-artifact',
      'a step of the job end-to-end keeps the logs only where every step before it passed',
    ),
  ],
};

/** Edits the workflow of the end-to-end tests. */
function workflowCase(
  edit: readonly [before: string, after: string],
  line: string,
  message: string,
): InvariantCase {
  return {
    breakIt: (workspace) => workspace.replace(endToEnd, ...edit),
    red: { 'workspace:check-time-budgets': [{ at: [endToEnd, line], message }] },
    reruns: [
      '*:check-docker-context',
      'workspace:check-governance',
      'workspace:check-lockfiles',
      'workspace:check-portable-scripts',
      'workspace:check-single-entrypoint',
    ],
  };
}
