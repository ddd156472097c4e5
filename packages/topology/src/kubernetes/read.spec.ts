import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseImage } from '../image';
import type { Result } from '../result';
import { isKustomization } from './kustomize';
import { type KubernetesModel, readKubernetes } from './read';

function reader(files: Readonly<Record<string, string>>) {
  return (path: string) => (Object.hasOwn(files, path) ? files[path] : undefined);
}

function read(files: Readonly<Record<string, string>>, listed = Object.keys(files)) {
  return readKubernetes({ files: listed, read: reader(files) });
}

const at = (line: number, column: number, file = 'k8s.yaml') => ({ file, line, column });

const MANIFEST = `apiVersion: v1
kind: List
items:
  - apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: gateway
      labels: { app.kubernetes.io/name: gateway }
    spec:
      replicas: 2
      template:
        metadata: { labels: { app: gw } }
        spec:
          initContainers: [{ name: wait, image: busybox }]
          containers:
            - name: proxy
              image: envoy:1
              ports: [{ containerPort: 9901 }]
            - name: gateway
              image: ghcr.io/org/gateway:1.2.3@sha256:abc
              ports: [{ name: http, containerPort: 3000 }]
              env:
                - name: MODE
                  value: production
              envFrom:
                - configMapRef: { name: settings }
                  prefix: APP_
                - secretRef: { name: elsewhere }
              livenessProbe: { httpGet: { path: /healthz, port: http }, periodSeconds: 10, failureThreshold: 3 }
              readinessProbe: { httpGet: { path: /readyz, port: http }, timeoutSeconds: 2 }
  - apiVersion: v1
    kind: ConfigMap
    metadata: { name: settings }
    data: { LEVEL: debug }
---
apiVersion: v1
kind: Service
metadata: { name: gateway-http, labels: { app.kubernetes.io/version: 1.2.3 } }
spec: { selector: { app: gw }, ports: [{ port: 80, targetPort: http }] }
---
apiVersion: v1
kind: Service
metadata: { name: outside }
spec: { type: ExternalName, externalName: db.example.org }
`;

describe('readKubernetes', () => {
  it('states every fact with the place it comes from', () => {
    const result = read({ 'k8s.yaml': MANIFEST });
    expect(result.ok && result.value).toEqual({
      location: at(1, 1),
      manifests: ['k8s.yaml'],
      unsupported: [],
      warnings: [],
      unboundServices: [{ value: 'outside', location: at(43, 19) }],
      services: new Map([
        [
          'gateway',
          {
            side: 'kubernetes',
            kind: 'Deployment',
            name: 'gateway',
            namespace: undefined,
            location: at(7, 13),
            container: 'gateway',
            sidecars: ['proxy'],
            images: [
              { value: parseImage('busybox'), location: at(14, 49) },
              { value: parseImage('envoy:1'), location: at(17, 22) },
              { value: parseImage('ghcr.io/org/gateway:1.2.3@sha256:abc'), location: at(20, 22) },
            ],
            image: {
              value: {
                text: 'ghcr.io/org/gateway:1.2.3@sha256:abc',
                repository: 'ghcr.io/org/gateway',
                tag: '1.2.3',
                digest: 'sha256:abc',
              },
              location: at(20, 22),
            },
            ports: [
              { container: 3000, protocol: 'tcp', published: '80', location: at(39, 48) },
              { container: 9901, protocol: 'tcp', published: undefined, location: at(18, 40) },
            ],
            environment: new Map([
              ['APP_LEVEL', { key: 'APP_LEVEL', location: at(34, 13) }],
              ['MODE', { key: 'MODE', location: at(23, 19) }],
            ]),
            unreadEnvironment: [{ value: 'Secret elsewhere', location: at(28, 30) }],
            probes: [
              {
                kind: 'liveness',
                location: at(29, 15),
                pace: {
                  interval: { value: '10', location: at(29, 88) },
                  timeout: undefined,
                  retries: { value: '3', location: at(29, 110) },
                },
              },
              {
                kind: 'readiness',
                location: at(30, 15),
                pace: {
                  interval: undefined,
                  timeout: { value: '2', location: at(30, 89) },
                  retries: undefined,
                },
              },
            ],
            probeStatus: 'present',
            versionLabels: [{ value: '1.2.3', location: at(38, 70) }],
            replicas: { value: 2, location: at(10, 17) },
            labels: new Map([
              ['app', 'gw'],
              ['app.kubernetes.io/name', 'gateway'],
            ]),
            otherNames: [{ value: 'gateway-http', location: at(38, 19) }],
          },
        ],
      ]),
    });
  });

  const pod = 'spec: { containers: [{ name: c, image: i:1 }] }';
  const workload = (apiVersion: string, kind: string, spec: string) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: w }\n${spec}\n`;
  it.each([
    ['Pod', workload('v1', 'Pod', pod)],
    ['Deployment', workload('apps/v1', 'Deployment', `spec: { template: { ${pod} } }`)],
    ['StatefulSet', workload('apps/v1', 'StatefulSet', `spec: { template: { ${pod} } }`)],
    ['DaemonSet', workload('apps/v1', 'DaemonSet', `spec: { template: { ${pod} } }`)],
    ['Job', workload('batch/v1', 'Job', `spec: { template: { ${pod} } }`)],
    ['CronJob', workload('batch/v1', 'CronJob', `spec: { jobTemplate: { spec: { template: { ${pod} } } } }`)],
    ['Service', workload('serving.knative.dev/v1', 'Service', `spec: { template: { ${pod} } }`)],
    ['Rollout', workload('argoproj.io/v1alpha1', 'Rollout', `spec: { template: { ${pod} } }`)],
  ])('reads a %s', (kind, text) => {
    const result = read({ 'w.yaml': text });
    expect(result.ok && [...result.value.services.values()]).toMatchObject([
      { name: 'w', kind, image: { value: { text: 'i:1' } }, probeStatus: 'disabled' },
    ]);
  });

  it('calls an object whose name is generated by the prefix', () => {
    const text = `apiVersion: batch/v1\nkind: Job\nmetadata: { generateName: run- }\nspec: { template: { ${pod} } }\n`;
    const result = read({ 'j.yaml': text });
    expect(
      result.ok && [...result.value.services].map(([key, { name, location }]) => [key, name, location.line]),
    ).toEqual([['run-', 'run-', 3]]);
  });

  it('keys workloads that share a name by namespace and kind', () => {
    const deployment = (namespace: string) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: w, namespace: ${namespace} }\nspec: { template: { ${pod} } }\n`;
    const result = read({ 'w.yaml': `${deployment('one')}---\n${deployment('two')}` });
    expect(result.ok && [...result.value.services.keys()]).toEqual(['one/Deployment/w', 'two/Deployment/w']);
  });

  it('reports kinds that may run containers unseen, and Services that point at unnamed ports', () => {
    const text = [
      workload('example.org/v1', 'Runner', `spec: { template: { ${pod} } }`),
      workload('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'spec: {}'),
      workload('app/v1', 'Deployment', `spec: { template: { ${pod} } }`),
      workload('v1', 'CronJob', `spec: { jobTemplate: { spec: { template: { ${pod} } } } }`),
      `apiVersion: v1\nkind: Pod\nmetadata: { name: p, labels: { app: p } }\n${pod}\n`,
      'apiVersion: v1\nkind: Service\nmetadata: { name: s }\nspec: { selector: { app: p }, ports: [{ port: 1, targetPort: web }] }\n',
    ].join('---\n');
    const result = read({ 'w.yaml': text });
    expect(
      result.ok && result.value.unsupported.map(({ feature, location }) => [feature, location.line]),
    ).toEqual([
      ['workload-kind', 3],
      ['workload-kind', 8],
      ['workload-kind', 13],
      ['workload-kind', 18],
      ['service-target-port', 29],
    ]);
  });

  it.each([
    ['a document that is no object', 'kind: Pod\n', 'invalid-structure', 1, 1],
    ['a list', '- a\n', 'invalid-structure', 1, 1],
    ['no name', 'apiVersion: v1\nkind: Pod\n', 'invalid-structure', 1, 1],
    [
      'no container',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: {}\n',
      'invalid-structure',
      3,
      19,
    ],
    ['a tab', 'a:\n\tb: c\n', 'yaml-syntax', 2, 1],
    [
      'an unknown protocol of a container',
      'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [{ name: c, ports: [{ containerPort: 1, protocol: tcp }] }] }\n',
      'invalid-structure',
      4,
      71,
    ],
    ...['{ periodSeconds: 5 }', '{ httpGet: }', '{ exec: {}, tcpSocket: { port: 1 } }', 'yes'].map(
      (probe): [string, string, string, number, number] => [
        `a probe that does not ask in one way: ${probe}`,
        `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [{ name: c, livenessProbe: ${probe} }] }\n`,
        'invalid-structure',
        4,
        33,
      ],
    ),
    [
      'one of a Service that selects nothing here',
      'apiVersion: v1\nkind: Service\nmetadata: { name: s }\nspec:\n  selector: { a: b }\n  ports:\n    - { port: 1, protocol: HTTP }\n',
      'invalid-structure',
      7,
      28,
    ],
    [
      'an unknown protocol of a Service',
      `${workload('v1', 'Pod', `spec: { containers: [{ name: c }] }`).replace('name: w', 'name: w, labels: { a: b }')}---\napiVersion: v1\nkind: Service\nmetadata: { name: s }\nspec:\n  selector: { a: b }\n  ports:\n    - { port: 1, protocol: HTTP }\n`,
      'invalid-structure',
      12,
      28,
    ],
    [
      'the same object twice',
      `${workload('v1', 'Pod', pod)}---\n${workload('v1', 'Pod', pod)}`,
      'conflict',
      8,
      19,
    ],
  ])('points at %s', (_name, text, kind, line, column) => {
    const result = read({ 'k8s.yaml': text });
    expect(result.ok ? [] : result.failures.map((failure) => [failure.kind, failure.location])).toEqual([
      [kind, at(line, column)],
    ]);
  });

  it('reads a probe that is null as none', () => {
    const none = workload('v1', 'Pod', 'spec: { containers: [{ name: c, livenessProbe: }] }');
    const result = read({ 'k8s.yaml': none });
    expect(result.ok && [...result.value.services.values()].map(({ probes }) => probes)).toEqual([[]]);
  });

  it('fails on no file and on a missing one', () => {
    expect(read({}, [])).toMatchObject({ ok: false, failures: [{ kind: 'missing-file' }] });
    expect(read({}, ['x.yaml'])).toMatchObject({ ok: false, failures: [{ kind: 'missing-file' }] });
  });
});

interface KustomizeCase {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly entry: string;
  readonly ok: boolean;
  readonly rendered: string | null;
}

const cases: readonly KustomizeCase[] = JSON.parse(
  readFileSync(join(__dirname, '../../fixtures/kustomize-cases.json'), 'utf8'),
);

describe('a kustomization reads like what kubectl kustomize renders from it', () => {
  it.each(cases.map((entry) => [entry.name, entry] as const))(
    '%s',
    (_name, { files, entry, ok, rendered }) => {
      const result = read(files, [`${entry}/kustomization.yaml`]);
      const expected = rendered === null ? undefined : read({ 'rendered.yaml': rendered });
      expect(result.ok).toBe(ok);
      expect(withoutPlaces(result)).toEqual(expected === undefined ? undefined : withoutPlaces(expected));
      if (!result.ok) expect(result.failures.every((failure) => failure.location.line > 0)).toBe(true);
    },
  );
});

describe('kustomize beyond what is applied', () => {
  const base = {
    'base/kustomization.yaml': 'resources: [p.yaml]\n',
    'base/p.yaml': `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [{ name: c, image: i }] }\n`,
  };

  it('reports each field that is not applied, at its place', () => {
    const kustomization = [
      'resources: [../base, "https://example.org/x.yaml"]',
      'patches: []',
      'components: []',
      'helmCharts: []',
      'images: [{ name: i, tagSuffix: -x }]',
    ].join('\n');
    const result = read({ ...base, 'over/kustomization.yaml': kustomization }, ['over/kustomization.yaml']);
    expect(
      result.ok && result.value.unsupported.map(({ feature, location }) => [feature, location.line]),
    ).toEqual([
      ['kustomize-patches', 2],
      ['kustomize-components', 3],
      ['kustomize-helmCharts', 4],
      ['kustomize-images-tagSuffix', 5],
      ['kustomize-remote-resource', 1],
    ]);
  });

  it('reads what a kustomization uses only through it', () => {
    const files = { ...base, 'over/kustomization.yaml': 'resources: [../base]\nnamePrefix: dev-\n' };
    const result = read(files);
    expect(result.ok && [...result.value.services.keys()]).toEqual(['dev-p']);
    expect(result.ok && result.value.manifests).toEqual(
      Object.keys(base).filter((file) => !isKustomization(file)),
    );
  });

  it('names the manifests it is made of, and no kustomization or env file', () => {
    const text = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: n }\n';
    const files: { [path: string]: string } = {
      'k/kustomization.yaml': 'resources: [b.yaml]\nconfigMapGenerator: [{ name: c, envs: [x.env] }]\n',
      'k/b.yaml': text,
      'k/x.env': 'A=1\n',
      'k/idle.yaml': text,
      'a.yaml': text.replace('n }', 'm }'),
    };
    const result = readKubernetes({ files: ['k/kustomization.yaml', 'a.yaml'], read: (path) => files[path] });
    expect(result.ok && result.value.manifests).toEqual(['a.yaml', 'k/b.yaml']);
  });

  it.each([
    ['no annotation', '', '', ['p']],
    ['the annotation of local configuration', 'config.kubernetes.io/local-config: "true"', '', []],
    ['any value of it but false', 'config.kubernetes.io/local-config: ""', '', []],
    ['false', 'config.kubernetes.io/local-config: "false"', '', ['p']],
    ['an overlay that annotates everything', '', 'config.kubernetes.io/local-config: "yes"', []],
    [
      'an overlay that takes it back',
      'config.kubernetes.io/local-config: "true"',
      'config.kubernetes.io/local-config: "false"',
      ['p'],
    ],
  ])('deploys what kustomize does not drop as local configuration: %s', (_name, own, common, deployed) => {
    const files = {
      'base/kustomization.yaml': 'resources: [p.yaml]\n',
      'base/p.yaml': base['base/p.yaml'].replace('name: p }', `name: p, annotations: { ${own} } }`),
      'over/kustomization.yaml': `resources: [../base]\ncommonAnnotations: { ${common} }\n`,
    };
    const result = read(files, ['over/kustomization.yaml']);
    expect(result.ok && [...result.value.services.keys()]).toEqual(deployed);
    expect(result.ok && result.value.manifests).toEqual(deployed.map(() => 'base/p.yaml'));
    expect(result.ok && result.value.warnings.map(({ kind, message }) => `${kind}: ${message}`)).toEqual(
      deployed.length > 0
        ? []
        : [
            'local-config: The Pod "p" is not deployed: kustomize drops what config.kubernetes.io/local-config annotates.',
          ],
    );
  });

  it('annotates the pods with what is common to all', () => {
    const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: d }
spec: { template: { spec: { containers: [{ name: d, image: i:1 }, { name: side, image: i:2 }] } } }
`;
    const files = {
      'kustomization.yaml':
        'resources: [d.yaml]\ncommonAnnotations: { kubectl.kubernetes.io/default-container: side }\n',
      'd.yaml': deployment,
    };
    const result = read(files, ['kustomization.yaml']);
    expect(result.ok && result.value.services.get('d')?.image?.value).toMatchObject({ tag: '2' });
  });

  it('bounds kustomizations that multiply', () => {
    const result = readKubernetes({
      files: ['0/kustomization.yaml'],
      read: (path) => {
        const level = /^(\d+)\/kustomization\.yaml$/.exec(path)?.[1];
        return level === undefined
          ? undefined
          : `resources: [../${Number(level) + 1}, ../${Number(level) + 1}/.]\n`;
      },
    });
    expect(result.ok).toBe(false);
  });

  it.each([
    ['a path outside the root', 'resources: [../../x]\n', 'outside-root'],
    ['a missing env file', 'configMapGenerator: [{ name: c, envs: [no.env] }]\n', 'missing-file'],
    ['a generator without name', 'configMapGenerator: [{ literals: [a=b] }]\n', 'invalid-structure'],
    ['a list', '- x\n', 'invalid-structure'],
  ])('fails on %s', (_name, text, kind) => {
    const result = read({ 'over/kustomization.yaml': text });
    expect(result.ok ? [] : result.failures.map((failure) => failure.kind)).toEqual([kind]);
  });
});

/** The facts of a model as plain data; rendered names of generated objects carry a hash, so those are left out. */
function withoutPlaces(result: Result<KubernetesModel>): unknown {
  if (!result.ok) return undefined;
  return {
    unbound: result.value.unboundServices.map((service) => service.value),
    services: [...result.value.services].map(([key, service]) => ({
      key,
      kind: service.kind,
      namespace: service.namespace,
      image: service.image?.value.text,
      ports: service.ports.map((port) => [port.container, port.protocol, port.published]),
      environment: [...service.environment.keys()].sort(),
      unread: service.unreadEnvironment.length,
      probes: service.probes.map((probe) => probe.kind),
      replicas: service.replicas?.value,
      labels: [...service.labels].sort(),
      names: service.otherNames.map((name) => name.value),
    })),
  };
}
