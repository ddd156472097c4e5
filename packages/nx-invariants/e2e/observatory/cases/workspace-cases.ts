import type { InvariantCase, InvariantCases } from './invariant-case';

const config = 'coverage-config.json';
const owners = '.github/CODEOWNERS';
const ci = '.github/workflows/ci.yml';

/** Leaves that read the workflows and turn red for other reasons. */
const readersOfWorkflows = [
  '*:check-docker-context',
  'workspace:check-governance',
  'workspace:check-portable-scripts',
  'workspace:check-time-budgets',
];

export const workspaceCases: InvariantCases = {
  A1: [
    {
      breakIt: (workspace) => workspace.replace('apps/web-ui/Dockerfile', 'RUN npm ci', 'RUN npm install'),
      red: {
        'web-ui:check-lockfiles': [
          {
            at: ['apps/web-ui/Dockerfile', 'RUN npm install'],
            message: 'RUN: "npm install" may install other versions than the lock has',
          },
        ],
      },
      reruns: ['infra:check-time-budgets', 'web-ui:check-docker-context', 'web-ui:check-portable-scripts'],
    },
    {
      breakIt: (workspace) =>
        workspace.replace('apps/read-model/Dockerfile', 'FROM debian:12.12-slim', 'FROM debian'),
      red: {
        'read-model:check-lockfiles': [
          { at: ['apps/read-model/Dockerfile', /^FROM debian$/], message: 'the image debian has no tag' },
        ],
      },
      reruns: [
        'infra:check-time-budgets',
        'read-model:check-docker-context',
        'read-model:check-portable-scripts',
      ],
    },
    {
      breakIt: (workspace) =>
        workspace.replace(
          ci,
          'actions/setup-go@40f1582b2485089dde7abd97c1529aa768e1baff',
          'actions/setup-go@v5',
        ),
      red: {
        'workspace:check-lockfiles': [
          {
            at: [ci, 'actions/setup-go@v5'],
            message: 'the action actions/setup-go is taken at v5, which may come to name other code',
          },
        ],
      },
      reruns: [...readersOfWorkflows, 'workspace:check-single-entrypoint'],
    },
  ],
  A3: [
    entrypointCase(
      '      - run: npx nx sync:check\n',
      '      - run: go test ./...\n        working-directory: apps/read-model\n',
      'go test ./...',
      'a step of the job invariants: "go test" runs tests beside the task graph',
    ),
    entrypointCase(
      'npx nx affected -t invariants lint typecheck test',
      'npx nx affected -t invariants lint typecheck test || true',
      '|| true',
      'a step of the job invariants: what stands behind || lets failures of the task graph pass',
    ),
  ],
  E1: [
    {
      breakIt: (workspace) => {
        const source = 'packages/coverage/src/index.ts';
        workspace.write(source, `import type {} from '@nx/devkit';\n${workspace.read(source)}`);
      },
      needsBuild: true,
      red: {
        'coverage:check-engine-boundaries': [
          {
            at: ['packages/coverage/src/index.ts', '@nx/devkit'],
            message: 'the engine imports @nx/devkit',
          },
        ],
      },
      reruns: ['coverage:build', 'coverage:coverage', 'nx-invariants:coverage', '*:check-coverage'],
    },
  ],
  E4: [
    {
      breakIt: (workspace) =>
        workspace.replace(config, '"web-ui": {', '"web-iu": { "min": 80 },\n    "web-ui": {'),
      red: {
        'workspace:check-configuration': [
          {
            at: [config, '"web-iu"'],
            message: `${config} has a floor for "web-iu", but there is no such project`,
          },
        ],
      },
    },
  ],
  E5: [
    {
      breakIt: (workspace) => workspace.replace(owners, '/contracts/ ', '/contract/ '),
      red: {
        'workspace:check-governance': [
          {
            at: [owners],
            message: /^contracts\/schemas\/[\w-]+\.json has no code owner: no rule matches it$/,
          },
        ],
      },
    },
    {
      breakIt: (workspace) =>
        workspace.write(owners, `${workspace.read(owners)}/invariants.waivers.json # anybody's\n`),
      red: {
        'workspace:check-governance': [
          {
            at: [owners, "# anybody's"],
            message: 'invariants.waivers.json has no code owner: the last rule that matches it names nobody',
          },
        ],
      },
    },
  ],
};

/** Edits the workflow. */
function entrypointCase(before: string, after: string, line: string, message: string): InvariantCase {
  return {
    breakIt: (workspace) => workspace.replace(ci, before, after),
    red: { 'workspace:check-single-entrypoint': [{ at: [ci, line], message }] },
    reruns: [...readersOfWorkflows, 'workspace:check-lockfiles'],
  };
}
