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

const secret = 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\n';

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

  it('keeps in its details every service of both sides, in what they differ, and why one stands alone', async () => {
    const { details } = await judge({
      ...compose(service(), '  b:\n    image: o/b:1\n  c:\n    image: o/c:1\n'),
      ...workload({ image: 'o/a:2.0.0' }),
      ...workload({ name: 'd', image: 'o/d:1' }),
      ...options({ oneSided: [{ name: 'b', side: 'compose', reason: 'a tool' }] }),
    });
    const { services } = details as { services: Record<string, unknown>[] };
    expect(
      services.map(({ name, workload: there, matchedBy, compose: here, differs, oneSided }) => [
        name,
        there,
        matchedBy,
        here === null,
        differs,
        oneSided,
      ]),
    ).toEqual([
      ['a', 'a', 'name', false, ['image'], null],
      ['b', null, null, false, [], 'a tool'],
      ['c', null, null, false, ['presence'], null],
      [null, 'd', null, true, ['presence'], null],
    ]);
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

  const kustomization = (...resources: string[]) =>
    `resources:\n${resources.map((path) => `  - ${path}\n`).join('')}`;
  const idle = (file: string, folder: string, by: string) =>
    `${file}:1 ${file} is read with the folder ${folder}, but ${by} does not deploy it`;

  it.each<[string, Files, string[]]>([
    ['in the folder', { 'k8s/kustomization.yaml': kustomization('a.yaml') }, []],
    ['above the folder', { 'kustomization.yaml': kustomization('k8s/a.yaml') }, []],
    ['above, which takes nothing of it', { 'kustomization.yaml': kustomization('other/b.yaml') }, []],
    [
      'in the folder, which leaves a manifest out',
      { 'k8s/kustomization.yaml': kustomization('a.yaml'), 'k8s/more/secret.yaml': secret },
      [idle('k8s/more/secret.yaml', 'k8s', 'k8s/kustomization.yaml')],
    ],
    [
      'above, which leaves a manifest out and takes another from elsewhere',
      { Kustomization: kustomization('k8s/a.yaml', 'other/b.yaml'), 'k8s/secret.yaml': secret },
      [
        'Kustomization:1 Kustomization deploys other/b.yaml, which is not read: only the folder k8s is',
        idle('k8s/secret.yaml', 'k8s', 'Kustomization'),
      ],
    ],
    [
      'above, which cannot be read',
      { 'kustomization.yml': kustomization('gone.yaml') },
      [
        'kustomization.yml:2 kustomization.yml uses gone.yaml, which is neither a file nor a folder with a kustomization.',
      ],
    ],
  ])('holds a folder of manifests against the kustomization %s', async (_what, files, expected) => {
    const other = { 'other/b.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: { name: b }\n' };
    expect(await errors({ ...compose(service()), ...workload(), ...other, ...files })).toEqual(expected);
  });

  it('reads a kustomization that the option names as what runs, and all that it may come to read', async () => {
    const named: Files = {
      ...compose(service()),
      ...workload(),
      'k8s/idle.yaml': secret,
      'kustomization.yaml': kustomization('k8s/a.yaml'),
      'nx.json': { plugins: [{ plugin: 'nx-invariants', options: { kubernetes: ['kustomization.yaml'] } }] },
    };
    expect(await errors(named)).toEqual([]);
    expect(await errors({ ...named, 'kustomization.yaml': kustomization('k8s/idle.yaml') })).toEqual([
      'kustomization.yaml:1 The Kubernetes side has no service.',
    ]);
    const inputs = async (files: Files) =>
      (await leafOf(temporaryWorkspace(files), 'workspace', 'deploy-parity'))?.placement.inputs;
    expect(await inputs(named)).toContain('{workspaceRoot}/k8s/a.yaml');
    expect(await inputs({ ...compose(service()), ...workload() })).toEqual(
      expect.arrayContaining(
        ['kustomization.yaml', 'Kustomization'].map((file) => `{workspaceRoot}/${file}`),
      ),
    );
  });

  it('says which service is stopped on one side', async () => {
    const stopped = compose(service('    profiles: [debug]\n'), '  b:\n    image: b\n');
    const b = workload({ name: 'b', image: 'b', probe: false });
    const found = (await judge({ ...stopped, ...workload(), ...b })).findings.filter(
      ({ message }) => message.startsWith('a ') || message.startsWith('the service a'),
    );
    expect(found).toMatchObject([
      {
        severity: 'error',
        file: 'compose.yml',
        line: 7,
        message:
          'a runs under Kubernetes but not by default under Compose, where it is behind the profile debug',
        expected: 'a service that runs on both sides or on none (k8s/a.yaml:3)',
      },
    ]);
    const scaled = Object.fromEntries(
      Object.entries(workload()).map(([file, text]) => [
        file,
        String(text).replace('spec:\n', 'spec:\n  replicas: 0\n'),
      ]),
    );
    expect(await errors({ ...compose(service(), '  b:\n    image: b\n'), ...scaled, ...b })).toContain(
      'k8s/a.yaml:5 a runs under Compose but not by default under Kubernetes, where it has 0 replicas',
    );
    expect(await errors({ ...stopped, ...scaled, ...b })).not.toContainEqual(
      expect.stringMatching(/ a runs /),
    );
  });

  it('knows the profiles that .env makes active', async () => {
    const files = { ...compose(service('    profiles: [debug]\n')), '.env': 'COMPOSE_PROFILES=debug\n' };
    expect(await errors({ ...files, ...workload() })).toEqual([]);
  });

  it('says once what it cannot tell of the manifests, however many Compose projects there are', async () => {
    const files = {
      ...compose(service()),
      'docker-compose.test.yml': `services:\n  a:\n${service()}`,
      ...workload(),
      'k8s/kustomization.yaml': 'resources: [a.yaml, "https://example.com/x.yaml"]\n',
    };
    expect(findingLines(await judge(files))).toEqual([
      'undecided k8s/kustomization.yaml:1:21 k8s/kustomization.yaml uses the remote resource https://example.com/x.yaml, which is not read.',
    ]);
  });

  it('says to rename a place of manifests that Nx reads as a pattern', async () => {
    const [text] = Object.values(workload());
    const report = await judge({
      ...compose(service()),
      'infra/k8s(p)/a.yaml': String(text),
      'nx.json': { plugins: [{ plugin: 'nx-invariants', options: { kubernetes: ['infra/k8s(p)'] } }] },
    });
    expect([report.verdict, report.findings[0]?.message]).toEqual([
      'error',
      'the check deploy-parity could not judge workspace: it cannot be placed on the project: the path infra/k8s(p) holds characters that Nx reads as a pattern (*?{}()[]\\); rename it',
    ]);
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
