import type { InvariantCases } from './invariant-case';

const config = 'coverage-config.json';

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
};
