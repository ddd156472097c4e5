// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose's own templates are the subject.
import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

const judge = async (files: Files) =>
  findingLines(await judgeLeaf(temporaryWorkspace(files), 'workspace', 'time-budgets'));

const nxJson = () => ({ plugins: ['nx-invariants'] });

describe('Compose', () => {
  const compose = (services: string, more: Files = {}): Files => ({
    'nx.json': nxJson(),
    'compose.yml': `services:\n${services}`,
    ...more,
  });
  const pace = 'interval: 5s, timeout: 5s, retries: 3';

  it.each<[string, Files, readonly string[]]>([
    ['a whole one', compose(`  a: { image: a:1, healthcheck: { test: [CMD, a], ${pace} } }\n`), []],
    [
      'none',
      compose('  a: { image: a:1 }\n'),
      ['error compose.yml:2:3 the service a has no health check under Compose'],
    ],
    [
      'one that is switched off',
      compose('  a: { image: a:1, healthcheck: { disable: true } }\n'),
      ['error compose.yml:2:20 the health check of a is switched off'],
    ],
    [
      'retries left to a default',
      compose('  a: { image: a:1, healthcheck: { test: a, interval: 0s, timeout: 5s } }\n'),
      [
        'error compose.yml:2:20 the health check of a states no retries',
        'error compose.yml:2:54 interval of the health check of a is 0s, which stands for a default',
      ],
    ],
    [
      'a pace below 0, and one that a variable without a value decides',
      compose(
        '  a: { image: a:1, healthcheck: { test: a, interval: -5s, timeout: "${T:?}", retries: "${R:-3}" } }\n',
      ),
      [
        'error compose.yml:2:54 interval of the health check of a is -5s, which no runtime takes',
        'undecided compose.yml:2:68 timeout of the health check of a cannot be told: it is ${T:?}',
      ],
    ],
    [
      'an image from elsewhere',
      compose(`  a: { image: a:1, healthcheck: { ${pace} } }\n`),
      [
        'undecided compose.yml:2:20 what the health check of a asks cannot be told: it has no test, and no Dockerfile of the repository builds its image',
      ],
    ],
    [
      'a Dockerfile that says what is asked, in a stage below',
      compose(`  a: { build: ., healthcheck: { ${pace} } }\n`, {
        Dockerfile: 'FROM a:1 AS base\nHEALTHCHECK CMD a\nFROM base\n',
      }),
      [],
    ],
    [
      'a Dockerfile that says there is none',
      compose(`  a: { build: ., healthcheck: { ${pace} } }\n`, {
        Dockerfile: 'FROM a:1\nHEALTHCHECK CMD a\nHEALTHCHECK NONE\n',
      }),
      ['error compose.yml:2:18 the health check of a has no test, and Dockerfile has no HEALTHCHECK'],
    ],
    [
      'the stage that is built',
      compose(`  a: { build: { context: ., target: one }, healthcheck: { ${pace} } }\n`, {
        Dockerfile: 'FROM a:1 AS one\nFROM a:1\nHEALTHCHECK CMD a\n',
      }),
      ['error compose.yml:2:44 the health check of a has no test, and Dockerfile has no HEALTHCHECK'],
    ],
    [
      'what is to end, or does not run by default',
      compose(
        `  a: { image: a:1, healthcheck: { test: a, ${pace} }, depends_on: { b: { condition: service_completed_successfully } } }\n  b: { image: b:1 }\n  c: { image: c:1, profiles: [c] }\n`,
      ),
      [],
    ],
    [
      'a file that does not parse',
      compose('  a: ['),
      [expect.stringMatching(/^error compose\.yml:/) as never],
    ],
  ])('%s', async (_what, files, lines) => {
    expect(await judge(files)).toEqual(lines);
  });
});

describe('Kubernetes', () => {
  const workload = (kind: string, container: string): Files => ({
    'nx.json': nxJson(),
    'k8s/a.yaml': `apiVersion: apps/v1
kind: ${kind}
metadata: { name: a }
spec:
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: a } }
    spec:
      containers:
        - name: a
          image: a:1
${container}`,
  });

  it.each<[string, Files, readonly string[]]>([
    [
      'a whole one',
      workload(
        'Deployment',
        '          readinessProbe: { exec: { command: [a] }, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3 }\n',
      ),
      [],
    ],
    ['none', workload('StatefulSet', ''), ['error k8s/a.yaml:3:19 the StatefulSet a has no probe']],
    [
      'a pace of 0',
      workload(
        'Deployment',
        '          readinessProbe: { exec: { command: [a] }, periodSeconds: 0, timeoutSeconds: -1, failureThreshold: 3 }\n',
      ),
      [
        'error k8s/a.yaml:12:68 periodSeconds of the readiness probe of a is 0, which stands for a default',
        'error k8s/a.yaml:12:87 timeoutSeconds of the readiness probe of a is -1, which no runtime takes',
      ],
    ],
    [
      'a probe that is null',
      workload('Deployment', '          readinessProbe:\n'),
      ['error k8s/a.yaml:3:19 the Deployment a has no probe'],
    ],
    [
      'a pace that is left to defaults',
      workload('Deployment', '          livenessProbe: { exec: { command: [a] }, periodSeconds: 5 }\n'),
      [
        'error k8s/a.yaml:12:11 the liveness probe of a states no failureThreshold',
        'error k8s/a.yaml:12:11 the liveness probe of a states no timeoutSeconds',
      ],
    ],
    ...['patches', 'components', 'helmCharts', 'replacements'].map((field): [string, Files, string[]] => [
      `${field} that nobody applies`,
      {
        ...workload(
          'Deployment',
          '          readinessProbe: { exec: { command: [a] }, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3 }\n',
        ),
        'k8s/kustomization.yaml': `resources: [a.yaml]\n${field}: []\n`,
      },
      [
        `undecided k8s/kustomization.yaml:2:1 k8s/kustomization.yaml uses "${field}", which is not applied: what it changes is unknown.`,
      ],
    ]),
  ])('%s', async (_what, files, lines) => {
    expect(await judge(files)).toEqual(lines);
  });
});
