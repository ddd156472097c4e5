import type { InvariantCase, InvariantCases } from './invariant-case';

const config = 'coverage-config.json';

export const coverageCases: InvariantCases = {
  V1: [
    coverageCase(
      'processor',
      ['"processor": { "min": 80, "warn": 85', '"processor": { "min": 100'],
      '"processor": { "min": 100',
    ),
  ],
  V2: [coverageCase('metrics-engine', ['"min": 10,\n      "warn": 15', '"min": 100'], '"metrics-engine": {')],
  V2a: [
    coverageCase(
      'metrics-engine',
      ['"validator": { "min": 80 }', '"validator": { "min": 100 }'],
      '"validator": { "min": 100 }',
    ),
  ],
  V3: [
    coverageCase(
      'read-model',
      ['"read-model": { "min": 18, "warn": 25', '"read-model": { "min": 100'],
      '"read-model": { "min": 100',
    ),
  ],
  V4: [coverageCase('tui', ['"min": 31,\n      "warn": 32', '"min": 100'], '"tui": {')],
  V5: [
    coverageCase(
      'gateway',
      ['"gateway": { "min": 80, "warn": 85', '"gateway": { "min": 100'],
      '"gateway": { "min": 100',
    ),
    {
      // The gateway's own thresholds stop its tests before their report is judged.
      breakIt: (workspace) => {
        const source = 'apps/gateway/src/lib/version.ts';
        workspace.write(source, `${workspace.read(source)}\nexport const neverCalled = () => 1;\n`);
      },
      red: {},
      redTests: ['gateway:coverage'],
      reruns: ['gateway:check-docker-context'],
    },
  ],
  V6: [
    coverageCase(
      'web-pty-server',
      ['"web-pty-server": { "min": 80, "warn": 85', '"web-pty-server": { "min": 100'],
      '"web-pty-server": { "min": 100',
    ),
  ],
  E2: [
    coverageCase(
      'topology',
      ['"topology": { "min": 90', '"topology": { "min": 100'],
      '"topology": { "min": 100',
    ),
  ],
  E3: [
    coverageCase(
      'web-ui',
      ['"web-ui": { "min": 80, "warn": 85', '"web-ui": { "min": 100'],
      '"web-ui": { "min": 100',
    ),
  ],
};

/**
 * Raises a floor above what is reached, which costs no measurement: reports stay as they are.
 *
 * @param line what stands on the line of the floor that is raised.
 */
function coverageCase(
  project: string,
  edit: readonly [before: string, after: string],
  line: string,
): InvariantCase {
  return {
    breakIt: (workspace) => workspace.replace(config, ...edit),
    red: {
      [`${project}:check-coverage`]: [
        {
          at: [config, line],
          message: new RegExp(
            `^[a-z+]+ coverage of ${project}\\S* is \\d+\\.\\d+% \\(\\d+/\\d+\\), below its floor of 100%$`,
          ),
        },
      ],
    },
  };
}
