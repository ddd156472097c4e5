import type { Json } from '../../src/check/define-check';
import type { FloorRow } from '../../src/checks/coverage/details';
import { floorRow } from '../../testing/coverage-rows';

const coverage = (...floors: readonly FloorRow[]) => ({ floors, patch: null, files: [] }) as unknown as Json;

/** Details of coverage reports. */
export const coverageDetails = {
  gateway: coverage(
    floorRow({ baseline: { covered: 92, total: 100, percent: '92.00%', bar: 92 }, delta: '+2.00' }),
    floorRow({ part: 'src/lib/**', covered: 60, total: 60, percent: '100.00%', min: 100, warn: null }),
  ),
  metricsEngine: coverage(
    floorRow({ metric: 'statements', covered: 345, total: 396, percent: '87.12%', min: 10, warn: 15 }),
    floorRow({
      metric: 'statements',
      part: 'validator',
      covered: 104,
      total: 110,
      percent: '94.54%',
      warn: null,
    }),
  ),
  processor: coverage(
    floorRow({
      verdict: 'warn',
      covered: 152,
      total: 189,
      percent: '80.43%',
      baseline: { covered: 155, total: 189, percent: '82.01%', bar: 82 },
      delta: '-1.58',
    }),
  ),
  webUi: coverage(floorRow({ covered: 1, total: 3, percent: '33.33%', min: 30, warn: null })),
};

const copy = (line: number, sources: readonly string[], files: readonly string[]) => ({
  line,
  keyword: 'COPY',
  sources,
  from: null,
  result: 'resolves',
  files,
});
const build = (path: string, rest: object) =>
  ({
    dockerfiles: [
      {
        path,
        builds: [{ context: '.', target: null, ignored: null, unused: null, outcome: 'builds', ...rest }],
      },
    ],
  }) as unknown as Json;

/** Details of docker-context reports. */
export const buildDetails = {
  gateway: build('apps/gateway/Dockerfile', {
    by: 'the Compose service gateway',
    instructions: [
      copy(4, ['package.json', 'package-lock.json'], ['package-lock.json', 'package.json']),
      copy(
        6,
        ['apps/gateway/src'],
        ['apps/gateway/src/main.ts', 'apps/gateway/src/lib/job.ts', 'apps/gateway/src/lib/queue.ts'],
      ),
      copy(7, ['contracts/schemas'], ['contracts/schemas/event-envelope.json', 'contracts/schemas/job.json']),
    ],
    ignored: {
      file: '.dockerignore',
      files: 18,
      rules: [
        {
          line: 2,
          pattern: '**/*.spec.ts',
          files: 14,
          first: ['apps/gateway/src/lib/job.spec.ts', 'apps/gateway/src/lib/queue.spec.ts'],
        },
        {
          line: 3,
          pattern: 'docs',
          files: 4,
          first: ['docs/README.md', 'docs/architecture.md', 'docs/checks/coverage.md', 'docs/reports.md'],
        },
      ],
    },
    unused: { files: 2, bytes: 5321, first: ['README.md', 'biome.json'] },
  }),
  metricsEngine: build('apps/metrics-engine/Dockerfile', {
    by: 'the Compose service metrics-engine',
    context: 'apps/metrics-engine',
    outcome: 'fails',
    instructions: [
      {
        line: 4,
        keyword: 'COPY',
        sources: ['apps/metrics-engine/go.mod', 'apps/metrics-engine/go.sum'],
        from: null,
        result: 'fails',
        reason: '"/apps/metrics-engine/go.mod": not found',
      },
    ],
  }),
  processor: build('apps/processor/Dockerfile', {
    by: 'the Compose service processor',
    outcome: 'unknown',
    instructions: [
      copy(4, ['apps/processor/requirements.txt'], ['apps/processor/requirements.txt']),
      {
        line: 10,
        keyword: 'COPY',
        sources: ['/app/.venv'],
        from: 'the stage build',
        result: 'unknown',
        reason: 'only a RUN decides it',
      },
    ],
  }),
};

const facts = (file: string, line: number, rest: object = {}) => ({
  image: 'observatory/gateway:0.1.0',
  ports: ['3000/tcp'],
  environment: ['PORT', 'RABBITMQ_URL'],
  probe: 'present',
  stopped: null,
  file,
  line,
  ...rest,
});
const service = (name: string, compose: object | null, kubernetes: object | null, rest: object = {}) => ({
  name,
  workload: kubernetes === null ? null : name,
  matchedBy: compose && kubernetes ? 'name' : null,
  compose,
  kubernetes,
  differs: [],
  oneSided: null,
  ...rest,
});

/** Details of a deploy-parity report. */
export const parityDetails = {
  services: [
    service('gateway', facts('infra/compose.yml', 13), facts('infra/k8s/gateway.yaml', 4)),
    service(
      'read-model',
      facts('infra/compose.yml', 58, { image: 'observatory/read-model:0.1.0' }),
      facts('infra/k8s/read-model.yaml', 4, { image: 'observatory/read-model:0.2.0' }),
      { differs: ['image'] },
    ),
    service(
      'rabbitmq',
      facts('infra/compose.yml', 120, { image: 'rabbitmq:4.1.3', ports: ['5672/tcp', '15672/tcp'] }),
      facts('infra/k8s/rabbitmq.yaml', 4),
    ),
    service('pgadmin', null, facts('infra/k8s/pgadmin.yaml', 4, { image: 'dpage/pgadmin4:9.7' }), {
      name: null,
      workload: 'pgadmin',
      oneSided: 'for operators, who work on the cluster only',
    }),
  ],
} as unknown as Json;
