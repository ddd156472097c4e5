import type { InvariantCases } from './invariant-case';

const config = 'coverage-config.json';
const owners = '.github/CODEOWNERS';

export const workspaceCases: InvariantCases = {
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
