import type { NxWorkspace } from '../nx-workspace';

/** Where an error points to: a file, and the line it names, or what stands on that line and no other. */
export type Place = readonly [file: string, line?: string | RegExp | number];

export interface ExpectedError {
  readonly at: Place;
  readonly message: string | RegExp;
}

/** One way to break an invariant of the observatory. */
export interface InvariantCase {
  readonly breakIt: (workspace: NxWorkspace) => void;
  /** Whether sources of the packages are edited, which count only once they are built. */
  readonly needsBuild?: true;
  /** The leaves that turn red, each with its errors in the order of its report. */
  readonly red: { readonly [task: string]: readonly ExpectedError[] };
  /** Tasks that are no leaves and fail as well: the tests of services that read what is broken. */
  readonly redTests?: readonly string[];
  /** Tasks that run and pass because they read what was edited too; `*:target` stands for every project's. */
  readonly reruns?: readonly string[];
}

const config = 'coverage-config.json';
const compose = 'infra/docker-compose.integration.yml';
const startScript = 'infra/scripts/start-all.ps1';

/** Services whose tests hold the contracts against their fixtures. */
const testersOfContracts = ['gateway:coverage', 'processor:coverage'];

/** Tasks that read contracts/schemas: its own leaves, and the services whose images carry the schemas. */
const readersOfSchemas = [
  'contracts:check-contract-compat',
  'contracts:check-contract-fixtures',
  'contracts:check-contract-schemas',
  'gateway:check-docker-context',
  'processor:check-docker-context',
  ...testersOfContracts,
];

/** Edits the start script. */
function scriptCase(
  edit: readonly [before: string, after: string],
  line: string,
  message: string,
): InvariantCase {
  return {
    breakIt: (workspace) => workspace.replace(startScript, ...edit),
    red: { 'infra:check-portable-scripts': [{ at: [startScript, line], message }] },
  };
}

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

/** By id of invariants.json. */
export const invariantCases: { readonly [id: string]: readonly [InvariantCase, ...InvariantCase[]] } = {
  C1: [
    {
      breakIt: (workspace) =>
        workspace.editJson<{ eventId: unknown }>(
          'contracts/fixtures/golden/event-envelope/job-submitted.json',
          (event) => {
            event.eventId = 'not a UUID';
          },
        ),
      red: {
        'contracts:check-contract-fixtures': [
          {
            at: ['contracts/fixtures/golden/event-envelope/job-submitted.json', '"eventId"'],
            message: /^the golden document is rejected: \/eventId must match pattern/,
          },
        ],
      },
      redTests: testersOfContracts,
    },
    staleCopy('metrics-engine', 'apps/metrics-engine/validator/schemas/event-envelope.json'),
  ],
  C2: [
    {
      breakIt: (workspace) =>
        workspace.editJson<{ status: string }>('contracts/fixtures/golden/job/minimal.json', (job) => {
          job.status = 'DONE';
        }),
      red: {
        'contracts:check-contract-fixtures': [
          {
            at: ['contracts/fixtures/golden/job/minimal.json', '"status"'],
            message:
              'the golden document is rejected: /status must be one of "PENDING", "EXECUTING", "COMPLETED", "FAILED"',
          },
        ],
      },
      redTests: testersOfContracts,
    },
    staleCopy('read-model', 'apps/read-model/schemas/job.json'),
  ],
  C3: [
    {
      breakIt: (workspace) =>
        workspace.replace('contracts/schemas/job-accepted.json', '"$version": "1.0.0"', '"$version": "1.0"'),
      red: {
        'contracts:check-contract-schemas': [
          {
            at: ['contracts/schemas/job-accepted.json', '"$version"'],
            message: 'the schema has the "$version" "1.0"',
          },
        ],
        'contracts:check-contract-compat': [
          {
            at: ['contracts/schemas/job-accepted.json', '"$version"'],
            message: 'job-accepted has no SemVer "$version", so nothing says whether its changes are allowed',
          },
        ],
      },
      reruns: readersOfSchemas,
    },
  ],
  C4: [
    {
      breakIt: (workspace) =>
        workspace.replace('contracts/schemas/job.json', '"maxLength": 1024', '"maxLength": 1000'),
      red: {
        'contracts:check-contract-compat': [
          {
            at: ['contracts/schemas/job.json', '"maxLength": 1000'],
            message:
              'breaking change of job at /properties/metadata/additionalProperties/maxLength: maxLength changed from 1024 to 1000',
          },
          {
            at: ['contracts/schemas/job.json', '"maxLength": 1000'],
            message:
              'breaking change of job-accepted at /properties/metadata/additionalProperties/maxLength: maxLength changed from 1024 to 1000',
          },
        ],
        'metrics-engine:check-contract-copies': [olderJob('apps/metrics-engine/validator/schemas/job.json')],
        'read-model:check-contract-copies': [olderJob('apps/read-model/schemas/job.json')],
      },
      reruns: readersOfSchemas,
    },
  ],
  C5: [
    {
      breakIt: (workspace) =>
        workspace.replace(
          'contracts/VERSIONS.md',
          '| `job.json`            | 1.0.0 ',
          '| `job.json`            | 0.9.0 ',
        ),
      red: {
        'contracts:check-contract-schemas': [
          {
            at: ['contracts/VERSIONS.md', '| 0.9.0 '],
            message: 'contracts/VERSIONS.md documents job at another version than 1.0.0',
          },
        ],
      },
    },
  ],
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
  I7: [
    {
      breakIt: (workspace) => workspace.replace('infra/kustomization.yaml', '  - k8s/web-ui.yaml\n', ''),
      red: {
        'infra:check-deploy-parity': [
          {
            at: [compose, /^ {2}web-ui:$/],
            message: 'the service web-ui runs under Compose but not under Kubernetes',
          },
        ],
      },
      reruns: ['*:check-service-version'],
    },
    {
      breakIt: (workspace) => workspace.replace('infra/k8s/web-ui.yaml', 'replicas: 1', 'replicas: 0'),
      red: {
        'infra:check-deploy-parity': [
          {
            at: ['infra/k8s/web-ui.yaml', 'replicas: 0'],
            message: 'web-ui runs under Compose but not by default under Kubernetes, where it has 0 replicas',
          },
        ],
      },
      reruns: ['*:check-service-version'],
    },
  ],
  B1: [
    {
      breakIt: (workspace) =>
        workspace.replace(
          compose,
          'context: ..\n      dockerfile: apps/processor/Dockerfile',
          'context: ../apps/processor',
        ),
      red: {
        'processor:check-docker-context': [
          outsideContext('COPY apps/processor/requirements.txt', 'apps/processor/requirements.txt'),
          outsideContext('COPY contracts/schemas', 'contracts/schemas'),
          outsideContext('COPY apps/processor/VERSION apps/processor/main.py', 'apps/processor/VERSION'),
          outsideContext('COPY apps/processor/processor', 'apps/processor/processor'),
        ],
      },
      reruns: [
        '*:check-docker-context',
        '*:check-service-version',
        'infra:check-deploy-parity',
        'processor:coverage',
      ],
    },
  ],
  B2: [
    {
      breakIt: (workspace) =>
        workspace.replace(
          'apps/metrics-engine/Dockerfile',
          'COPY validator ./validator',
          'COPY validators ./validator',
        ),
      red: {
        'metrics-engine:check-docker-context': [
          {
            at: ['apps/metrics-engine/Dockerfile', 'COPY validators'],
            message:
              'COPY validators fails in the context apps/metrics-engine (built by the Compose service metrics-engine): "/validators": not found',
          },
        ],
      },
      reruns: ['metrics-engine:check-portable-scripts'],
    },
  ],
  B3: [
    {
      breakIt: (workspace) => workspace.remove('apps/web-ui/VERSION'),
      red: {
        'web-ui:check-service-version': [
          { at: ['apps/web-ui/VERSION'], message: 'web-ui has no VERSION file' },
        ],
        'web-ui:check-docker-context': [
          {
            at: ['apps/web-ui/Dockerfile', 'COPY VERSION'],
            message:
              'COPY VERSION fails in the context apps/web-ui (built by the Compose service web-ui): "/VERSION": not found',
          },
        ],
      },
      reruns: ['web-ui:coverage'],
    },
  ],
  B4: [
    scriptCase(
      ['if ($PSScriptRoot) { $PSScriptRoot } else { (Get-Location).Path }', '$PSScriptRoot'],
      '$folder = $PSScriptRoot',
      'the root is found from $PSScriptRoot alone, which is empty where the text of the script is run (-Command)',
    ),
  ],
  X1: [
    scriptCase(
      ['if ($failed) {', 'if $failed {'],
      'if $failed {',
      'it does not parse: "if" has no condition',
    ),
  ],
  X2: [
    scriptCase(
      ['if ($PSVersionTable.PSVersion.Major -ge 7) {', 'if ($Names.Count -gt 1) {'],
      '-Parallel',
      '"ForEach-Object -Parallel" needs PowerShell 7, and nothing asks for the version',
    ),
  ],
  X3: [
    scriptCase(
      ["'infra/docker-compose.integration.yml'", "'C:\\observatory\\compose.yml'"],
      "$composeFile = 'C:",
      '"C:\\observatory\\compose.yml" is a path of Windows alone',
    ),
  ],
  X4: [
    {
      breakIt: (workspace) =>
        workspace.write('infra/scripts/stop-all.sh', '#!/bin/sh\n[[ -n "$1" ]] && docker compose down\n'),
      red: {
        'infra:check-portable-scripts': [
          {
            at: ['infra/scripts/stop-all.sh', 2],
            message: '[[ … ]] is not in POSIX sh, and sh runs this',
          },
        ],
      },
    },
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

/** An error of the processor's Dockerfile when it is built in the processor's folder. */
function outsideContext(instruction: string, source: string): ExpectedError {
  return {
    at: ['apps/processor/Dockerfile', instruction],
    message: `${instruction} fails in the context apps/processor (built by the Compose service processor): "/${source}": not found`,
  };
}

/** A copy of a contract that somebody edits in the service. */
function staleCopy(project: string, copy: string): InvariantCase {
  const [, contract = ''] = /([^/]+)$/.exec(copy) ?? [];
  return {
    breakIt: (workspace) => workspace.replace(copy, '\n  "title": "', '\n  "title": "The '),
    red: {
      [`${project}:check-contract-copies`]: [
        {
          at: [copy, '"title": "The '],
          message: `the copy differs from contracts/schemas/${contract}`,
        },
      ],
    },
    reruns: [`${project}:coverage`, `${project}:check-docker-context`],
  };
}

/** What a copy of job.json is when its source was edited. */
function olderJob(copy: string): ExpectedError {
  return { at: [copy, '"maxLength": 1024'], message: 'the copy differs from contracts/schemas/job.json' };
}
