import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findingLines, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

const compose = (service: string, more = ''): Files => ({
  'compose.yml': `services:\n  a:\n${service}${more}`,
});
const service = (rest = '') =>
  `    image: o/a:1.0.0\n    ports: ["8080:80"]\n    environment: { MODE: x }\n    healthcheck: { test: ["CMD", "true"] }\n${rest}`;
interface Pod {
  readonly name?: string;
  readonly image?: string;
  readonly port?: number;
  readonly env?: string;
  readonly probe?: boolean;
}
const workload = ({
  name = 'a',
  image = 'o/a:1.0.0',
  port = 80,
  env = 'MODE',
  probe = true,
}: Pod = {}): Files => ({
  [`k8s/${name}.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: ${name}
          image: ${image}
          ports: [{ containerPort: ${port} }]
          env: [{ name: ${env}, value: x }]
${probe ? `          readinessProbe: { httpGet: { path: /, port: ${port} } }\n` : ''}`,
});

const judge = (files: Files) => judgeLeaf(temporaryWorkspace(files), 'workspace', 'deploy-parity');
const errors = async (files: Files) =>
  (await judge(files)).findings
    .filter(({ severity }) => severity === 'error')
    .map(({ file, line, message }) => `${file}:${line} ${message}`);
const options = (given: object): Files => ({
  'nx.json': { plugins: [{ plugin: 'nx-invariants', options: { checks: { 'deploy-parity': given } } }] },
});

describe('deploy-parity', () => {
  it('reads manifests in JSON, lists too, and no other JSON', async () => {
    const asJson = (pod: Pod): unknown => parse(Object.values(workload(pod))[0] as string);
    const both = { ...compose(service()), 'k8s/dashboard.json': { title: 'a' }, 'k8s/patch.json': [] };
    const manifest = asJson({ image: 'o/a:2.0.0' });
    const list = { apiVersion: 'v1', kind: 'List', items: [manifest] };
    for (const json of [manifest, list]) {
      expect(await errors({ ...both, 'k8s/a.json': json })).toEqual([
        expect.stringMatching(
          /^k8s\/a.json:\d+ the tag of a is 2.0.0 under Kubernetes and 1.0.0 under Compose$/,
        ),
      ]);
    }
    expect((await judge({ ...both, 'k8s/a.json': asJson({}) })).verdict).toBe('holds');
    expect(await errors({ ...both, ...workload(), 'k8s/b.json': asJson({ name: 'b' }) })).toEqual([
      expect.stringMatching(/^k8s\/b.json:\d+ the workload b runs under Kubernetes but not under Compose$/),
    ]);
    expect(await leafOf(temporaryWorkspace(both), 'workspace', 'deploy-parity')).toBeUndefined();
  });

  it('holds where both sides run the same', async () => {
    expect(await judge({ ...compose(service()), ...workload() })).toMatchObject({
      verdict: 'holds',
      invariants: ['I7'],
      subjects: ['a'],
      details: {
        services: [
          {
            name: 'a',
            workload: 'a',
            compose: {
              image: 'o/a:1.0.0',
              ports: ['80/tcp'],
              environment: ['MODE'],
              file: 'compose.yml',
              line: 2,
            },
            kubernetes: { image: 'o/a:1.0.0', ports: ['80/tcp'], environment: ['MODE'], file: 'k8s/a.yaml' },
          },
        ],
      },
    });
  });

  it.each<[string, Files, string[]]>([
    [
      'a service on one side',
      { ...compose(service(), '  b:\n    image: o/b:1\n'), ...workload() },
      ['compose.yml:7 the service b runs under Compose but not under Kubernetes'],
    ],
    [
      'a workload on one side',
      { ...compose(service()), ...workload(), ...workload({ name: 'b' }) },
      ['k8s/b.yaml:3 the workload b runs under Kubernetes but not under Compose'],
    ],
    [
      'another image',
      { ...compose(service()), ...workload({ image: 'o/c:1.0.0' }) },
      ['k8s/a.yaml:11 the image of a is o/c:1.0.0 under Kubernetes and o/a:1.0.0 under Compose'],
    ],
    [
      'another tag',
      { ...compose(service()), ...workload({ image: 'o/a:2.0.0' }) },
      ['k8s/a.yaml:11 the tag of a is 2.0.0 under Kubernetes and 1.0.0 under Compose'],
    ],
    [
      'another port',
      { ...compose(service()), ...workload({ port: 81 }) },
      [
        'compose.yml:4 the port 80/tcp of a stands only in Compose',
        'k8s/a.yaml:12 the port 81/tcp of a stands only in Kubernetes',
      ],
    ],
    [
      'another variable',
      { ...compose(service()), ...workload({ env: 'OTHER' }) },
      [
        'compose.yml:5 the environment variable MODE of a stands only in Compose',
        'k8s/a.yaml:13 the environment variable OTHER of a stands only in Kubernetes',
      ],
    ],
    [
      'no probe',
      { ...compose(service()), ...workload({ probe: false }) },
      ['k8s/a.yaml:3 a has a health check in Compose but none in Kubernetes'],
    ],
    [
      'no healthcheck',
      {
        ...compose(service().replace(/ {4}healthcheck.*\n/, '    healthcheck: { disable: true }\n')),
        ...workload(),
      },
      [
        expect.stringMatching(
          /^compose.yml:\d+ a has a health check in Kubernetes but none in Compose$/,
        ) as unknown as string,
      ],
    ],
    [
      'a Compose file that is no YAML',
      { 'compose.yml': 'services: [\n', ...workload() },
      [expect.stringMatching(/^compose.yml:\d+ /) as unknown as string],
    ],
    [
      'a manifest that is no YAML',
      { ...compose(service()), 'k8s/a.yaml': 'a: [\n' },
      [expect.stringMatching(/^k8s\/a.yaml:\d+ /) as unknown as string],
    ],
    [
      'an empty Compose file',
      { 'compose.yml': '', ...workload() },
      [expect.stringMatching(/./) as unknown as string],
    ],
  ])('%s', async (_what, files, expected) => {
    expect(await errors(files)).toEqual(expected);
  });

  it('lets a service be called otherwise, or stand on one side for a reason', async () => {
    const aliased = {
      ...compose(service()),
      ...workload({ name: 'b' }),
      ...options({ aliases: { a: 'b' } }),
    };
    expect(await errors(aliased)).toEqual([]);
    const alone = { ...compose(service(), '  b:\n    image: o/b:1\n'), ...workload() };
    expect(
      await errors({
        ...alone,
        ...options({ oneSided: [{ name: 'b', side: 'compose', reason: 'a tool' }] }),
      }),
    ).toEqual([]);
    const stale = await judge({
      ...compose(service()),
      ...workload(),
      ...options({ oneSided: [{ name: 'gone', side: 'compose', reason: 'x' }] }),
    });
    expect(stale.verdict).toBe('violated');
    const wrong = await judge({
      ...alone,
      ...options({ oneSided: [{ name: 'b', side: 'left', reason: '' }] }),
    });
    expect(findingLines(wrong)[0]).toMatch(
      /its options in nx.json are wrong: oneSided.0.side must be one of "compose", "kubernetes"; oneSided.0.reason/,
    );
  });

  it('is no pass where manifests are gone', async () => {
    const gone = {
      ...compose(service()),
      'nx.json': { plugins: [{ plugin: 'nx-invariants', options: { kubernetes: ['k8s'] } }] },
    };
    expect((await judge(gone)).verdict).not.toMatch(/holds|warns/);
  });

  it('sits on who owns the manifests, where there are both sides', async () => {
    const both = { ...compose(service()), ...workload() };
    expect(
      await leafOf(
        temporaryWorkspace({ ...both, 'k8s/project.json': { name: 'infra' } }),
        'workspace',
        'deploy-parity',
      ),
    ).toBeUndefined();
    expect(
      await leafOf(
        temporaryWorkspace({ ...both, 'k8s/project.json': { name: 'infra' } }),
        'infra',
        'deploy-parity',
      ),
    ).toBeDefined();
    expect(
      await leafOf(temporaryWorkspace(compose(service())), 'workspace', 'deploy-parity'),
    ).toBeUndefined();
    expect(await leafOf(temporaryWorkspace(workload()), 'workspace', 'deploy-parity')).toBeUndefined();
  });

  it('bounds a bomb of aliases', async () => {
    const bomb = [
      'x-0: &x0 [lol]',
      ...Array.from(
        { length: 25 },
        (_, n) => `x-${n + 1}: &x${n + 1} [${Array(9).fill(`*x${n}`).join(',')}]`,
      ),
    ].join('\n');
    const report = await judge({
      'compose.yml': `${bomb}\nservices:\n  a:\n    image: o/a:1.0.0\n    command: *x25\n`,
      ...workload(),
    });
    expect(report.verdict).toBe('violated');
  }, 60_000);
});
