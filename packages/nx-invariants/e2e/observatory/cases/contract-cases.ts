import type { ExpectedError, InvariantCase, InvariantCases } from './invariant-case';

/** Services whose tests hold the contracts against their fixtures. */
const testersOfContracts = ['gateway:coverage', 'processor:coverage'];

/** Tasks that read contracts/schemas: its own leaves, the services whose images carry the schemas, and who asks whose they are. */
const readersOfSchemas = [
  'contracts:check-contract-compat',
  'contracts:check-contract-fixtures',
  'contracts:check-contract-schemas',
  'gateway:check-docker-context',
  'processor:check-docker-context',
  'workspace:check-governance',
  ...testersOfContracts,
];

/** Services that declare that they need job. */
const consumersOfJob = ['gateway', 'metrics-engine', 'processor', 'read-model', 'tui'].map(
  (service) => `${service}:check-contract-consumers`,
);

export const contractCases: InvariantCases = {
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
        'gateway:check-contract-consumers': [withoutVersion('gateway')],
        'tui:check-contract-consumers': [withoutVersion('tui')],
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
      reruns: [...readersOfSchemas, ...consumersOfJob],
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
  C6: [
    {
      breakIt: (workspace) =>
        workspace.replace('apps/tui/project.json', '"job": "^1.0.0"', '"job": "^2.0.0"'),
      red: {
        'tui:check-contract-consumers': [
          {
            at: ['apps/tui/project.json', '"job": "^2.0.0"'],
            message: 'tui needs the contract job in ^2.0.0, but it is at version 1.0.0',
          },
        ],
      },
      reruns: ['tui:check-portable-scripts', 'tui:coverage', 'web-pty-server:coverage'],
    },
  ],
};

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
    reruns: [`${project}:coverage`, `${project}:check-contract-consumers`, `${project}:check-docker-context`],
  };
}

function withoutVersion(service: string): ExpectedError {
  return {
    at: [`apps/${service}/project.json`, '"job-accepted"'],
    message: `the contract job-accepted has no "$version" that can be read, so whether ${service} understands it cannot be told`,
  };
}

/** What a copy of job.json is when its source was edited. */
function olderJob(copy: string): ExpectedError {
  return { at: [copy, '"maxLength": 1024'], message: 'the copy differs from contracts/schemas/job.json' };
}
