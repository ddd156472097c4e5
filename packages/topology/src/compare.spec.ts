import { describe, expect, it } from 'vitest';
import { compareTopologies, type Declarations } from './compare';
import { readCompose } from './compose/read';
import { effectiveTag, parseImage } from './image';
import { readKubernetes } from './kubernetes/read';
import type { Result } from './result';

function expectValue<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.failures));
  return result.value;
}

const composeOf = (services: string) =>
  expectValue(readCompose({ files: ['c.yaml'], read: () => `services:\n${services}\n`, env: {} }));
const kubernetesOf = (text: string) => expectValue(readKubernetes({ files: ['k.yaml'], read: () => text }));
const pod = (name: string, container: string, labels = '{}') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, labels: ${labels} }\nspec: { containers: [{ name: c, ${container} }] }\n`;
const at = (file: string, line: number, column: number) => ({ file, line, column });

function compare(services: string, manifests: string, declarations?: Declarations) {
  return compareTopologies(composeOf(services), kubernetesOf(manifests), declarations);
}

describe('compareTopologies', () => {
  it('reports every kind of difference with both places', () => {
    const result = compare(
      [
        '  a: { image: "r/a:1", ports: ["80:8080"], environment: { X: 1, Y: 1 }, healthcheck: { test: [CMD, x] } }',
        '  b: { image: "r/b:1", healthcheck: { disable: true } }',
        '  c: { image: x }',
      ].join('\n'),
      [
        pod('a', 'image: r/a:2, ports: [{ containerPort: 8081 }], env: [{ name: X }, { name: Z }]'),
        pod('b', 'image: other/b:1, livenessProbe: { exec: {} }'),
        pod('d', 'image: y'),
      ].join('---\n'),
    );
    const image = (text: string) => parseImage(text);
    const differences = result.ok ? result.value.differences : [];
    expect(differences).toEqual([
      {
        kind: 'missing-in-kubernetes',
        service: 'c',
        compose: at('c.yaml', 4, 3),
        kubernetes: at('k.yaml', 1, 1),
      },
      {
        kind: 'missing-in-compose',
        service: 'd',
        compose: at('c.yaml', 1, 1),
        kubernetes: at('k.yaml', 13, 19),
      },
      {
        kind: 'tag-differs',
        service: 'a',
        composeImage: image('r/a:1'),
        kubernetesImage: image('r/a:2'),
        compose: at('c.yaml', 2, 15),
        kubernetes: at('k.yaml', 4, 40),
      },
      {
        kind: 'port-differs',
        service: 'a',
        port: { container: 8080, protocol: 'tcp', published: '80', location: at('c.yaml', 2, 32) },
        onlyIn: 'compose',
        compose: at('c.yaml', 2, 32),
        kubernetes: at('k.yaml', 3, 19),
      },
      {
        kind: 'port-differs',
        service: 'a',
        port: { container: 8081, protocol: 'tcp', published: undefined, location: at('k.yaml', 4, 72) },
        onlyIn: 'kubernetes',
        compose: at('c.yaml', 2, 3),
        kubernetes: at('k.yaml', 4, 72),
      },
      {
        kind: 'env-key-differs',
        service: 'a',
        key: 'Y',
        onlyIn: 'compose',
        compose: at('c.yaml', 2, 65),
        kubernetes: at('k.yaml', 3, 19),
      },
      {
        kind: 'env-key-differs',
        service: 'a',
        key: 'Z',
        onlyIn: 'kubernetes',
        compose: at('c.yaml', 2, 3),
        kubernetes: at('k.yaml', 4, 100),
      },
      {
        kind: 'probe-missing',
        service: 'a',
        missingIn: 'kubernetes',
        compose: at('c.yaml', 2, 73),
        kubernetes: at('k.yaml', 3, 19),
      },
      {
        kind: 'image-differs',
        service: 'b',
        composeImage: image('r/b:1'),
        kubernetesImage: image('other/b:1'),
        compose: at('c.yaml', 3, 15),
        kubernetes: at('k.yaml', 9, 40),
      },
      {
        kind: 'probe-missing',
        service: 'b',
        missingIn: 'compose',
        compose: at('c.yaml', 3, 3),
        kubernetes: at('k.yaml', 9, 51),
      },
    ]);
    expect(result.ok && result.value.pairs.map((pair) => [pair.compose.name, pair.by])).toEqual([
      ['a', 'name'],
      ['b', 'name'],
    ]);
  });

  it.each([
    ['redis', 'docker.io/library/redis:latest', []],
    ['redis:7', 'index.docker.io/redis:7', []],
    ['redis:7@sha256:a', 'redis:8@sha256:a', []],
    ['redis:7', 'redis:7@sha256:a', ['tag-differs']],
    ['redis', 'redis:7', ['tag-differs']],
    ['localhost:5000/a:1', 'localhost/a:1', ['image-differs']],
    ['org/redis', 'redis', ['image-differs']],
  ])('compares the images %s and %s', (one, other, kinds) => {
    const result = compare(`  a: { image: "${one}" }`, pod('a', `image: "${other}"`));
    expect(result.ok && result.value.differences.map((difference) => difference.kind)).toEqual(kinds);
  });

  it('says what the inputs leave open', () => {
    const result = compare(
      '  a: { build: . }\n  b: { image: x }',
      [
        pod('a', 'image: x, ports: [{ containerPort: 1 }], readinessProbe: { exec: {} }'),
        pod('b', 'envFrom: [{ secretRef: { name: s } }]'),
      ].join('---\n'),
    );
    expect(result.ok && result.value.differences).toEqual([]);
    expect(result.ok && result.value.notCompared.map(({ service, aspect }) => [service, aspect])).toEqual([
      ['a', 'image'],
      ['a', 'ports'],
      ['a', 'probe'],
      ['b', 'image'],
      ['b', 'environment'],
    ]);
  });

  it('hands on what either side could not decide', () => {
    const result = compare('  a: { build: ../x }', pod('a', 'image: x'));
    expect(result.ok && result.value.unsupported.map((entry) => entry.feature)).toEqual([
      'build-context-outside-root',
    ]);
  });
});

describe('services are tied', () => {
  const service = (name: string, selector: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { selector: ${selector} }\n`;
  it.each([
    [
      'by an alias before the name',
      '  a: { image: x }',
      [pod('a', 'image: y'), pod('z', 'image: x')],
      { a: 'z' },
      [['a', 'z', 'alias']],
    ],
    ['by name', '  a: { image: x }', [pod('a', 'image: y')], {}, [['a', 'a', 'name']]],
    [
      'by name as a DNS label',
      '  web_UI: { image: x }',
      [pod('web-ui', 'image: y')],
      {},
      [['web_UI', 'web-ui', 'name']],
    ],
    [
      'by the name of a Service',
      '  db: { image: x }',
      [pod('pg-0', 'image: y', '{ r: db }'), service('db', '{ r: db }')],
      {},
      [['db', 'pg-0', 'service-name']],
    ],
    [
      'by container_name',
      '  db: { image: x, container_name: pg }',
      [pod('pg', 'image: y')],
      {},
      [['db', 'pg', 'service-name']],
    ],
    [
      'by label',
      '  a: { image: x }',
      [pod('p', 'image: y', '{ app: b, app.kubernetes.io/name: a }')],
      {},
      [['a', 'p', 'label']],
    ],
    [
      'by the label app',
      '  a_b: { image: x }',
      [pod('p', 'image: y', '{ app: a-b }')],
      {},
      [['a_b', 'p', 'label']],
    ],
    ['by image', '  a: { image: "x:1" }', [pod('p', 'image: x:2')], {}, [['a', 'p', 'image']]],
    ['never by part of a name', '  redis: { image: x }', [pod('redis-cache', 'image: y')], {}, []],
    [
      'never by an ambiguous label',
      '  a: { image: x }',
      [pod('p', 'image: y', '{ app: a }'), pod('q', 'image: z', '{ app: a }')],
      {},
      [],
    ],
    ['never by an ambiguous image', '  a: { image: x }\n  b: { image: x }', [pod('p', 'image: x')], {}, []],
  ])('%s', (_name, services, manifests, aliases, expected) => {
    const result = compare(services, manifests.join('---\n'), {
      aliases: aliases as Record<string, string>,
      oneSided: [],
    });
    const pairs = result.ok ? result.value.pairs : [];
    expect(pairs.map((pair) => [pair.compose.name, pair.kubernetes.name, pair.by])).toEqual(expected);
  });
});

describe('what does not run by default', () => {
  const scaled = (name: string, replicas: number, image = 'x') =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name} }\nspec:\n  replicas: ${replicas}\n  template: { spec: { containers: [{ name: c, image: "${image}" }] } }\n`;
  const runsToo = '  web: { image: web }\n';
  const web = `---\n${pod('web', 'image: web')}`;
  const differences = (services: string, manifests: string, declarations?: Declarations) => {
    const result = compare(`${runsToo}${services}`, `${manifests}${web}`, declarations);
    return result.ok ? result.value.differences : result.failures.map(({ message }) => message);
  };

  it.each([
    ['scale: 0', at('c.yaml', 3, 25), 'has 0 replicas'],
    ['deploy: { replicas: 0 }', at('c.yaml', 3, 38), 'has 0 replicas'],
    ['profiles: [debug]', at('c.yaml', 3, 29), 'is behind the profile debug'],
    ['profiles: ["*"]', at('c.yaml', 3, 29), 'is behind the profile *'],
    ['profiles: [debug, dev]', at('c.yaml', 3, 29), 'is behind the profiles debug, dev'],
  ])(
    'is missing in Compose with %s, and where it is stopped as well no difference',
    (how, location, value) => {
      const service = `  a: { image: x, ${how} }`;
      expect(differences(service, scaled('a', 2))).toEqual([
        {
          kind: 'missing-in-compose',
          service: 'a',
          compose: at('c.yaml', 3, 3),
          kubernetes: at('k.yaml', 3, 19),
          stopped: { value, location },
        },
      ]);
      expect(differences(service, scaled('a', 0, 'other:1'))).toEqual([]);
      expect(differences(service, '')).toEqual([]);
    },
  );

  it('is missing in Kubernetes with no replicas, and as good as absent where Compose has none', () => {
    expect(differences('  a: { image: x }', scaled('a', 0))).toEqual([
      {
        kind: 'missing-in-kubernetes',
        service: 'a',
        compose: at('c.yaml', 3, 3),
        kubernetes: at('k.yaml', 3, 19),
        stopped: { value: 'has 0 replicas', location: at('k.yaml', 5, 13) },
      },
    ]);
    expect(differences('', scaled('a', 0))).toEqual([]);
  });

  it.each([
    ['Job', 'suspend: true', 'is suspended'],
    ['Job', 'parallelism: 0', 'has a parallelism of 0'],
    ['CronJob', 'suspend: true', 'is suspended'],
  ])('is missing in Kubernetes as a %s with %s', (kind, setting, value) => {
    const template = 'template: { spec: { containers: [{ name: c, image: x }] } }';
    const spec = kind === 'Job' ? template : `jobTemplate: { spec: { ${template} } }`;
    const manifest = `apiVersion: batch/v1\nkind: ${kind}\nmetadata: { name: a }\nspec: { ${setting}, ${spec} }\n`;
    expect(differences('  a: { image: x }', manifest)).toMatchObject([
      {
        kind: 'missing-in-kubernetes',
        stopped: { value, location: at('k.yaml', 4, 9 + setting.indexOf(': ') + 2) },
      },
    ]);
    expect(differences('  a: { image: x, scale: 0 }', manifest)).toEqual([]);
  });

  it.each(['dev', '*'])('runs where %s of its profiles is active', (active) => {
    const read = () => 'services:\n  a: { image: x, profiles: [debug, dev] }\n';
    const model = readCompose({ files: ['c.yaml'], read, env: {}, profiles: [active] });
    expect(expectValue(model).services.get('a')?.stopped).toBeUndefined();
  });

  it('may be declared to run on one side', () => {
    const oneSided = (side: 'compose' | 'kubernetes') => ({
      aliases: {},
      oneSided: [{ name: 'a', side, reason: 'r' }],
    });
    expect(differences('  a: { image: x }', scaled('a', 0), oneSided('compose'))).toEqual([]);
    expect(differences('  a: { image: x, scale: 0 }', scaled('a', 1), oneSided('kubernetes'))).toEqual([]);
    expect(differences('  a: { image: x, scale: 0 }', scaled('a', 1), oneSided('compose'))).toEqual([
      expect.stringContaining('"a" is declared to exist in compose only, but both sides have it'),
    ]);
  });

  it('is no side of a comparison by itself', () => {
    const stopped = compare('  a: { image: x, scale: 0 }', scaled('a', 0));
    expect(stopped.ok ? [] : stopped.failures.map(({ message }) => message)).toEqual([
      'The Compose side has no service that runs by default.',
      'The Kubernetes side has no service that runs by default.',
    ]);
  });
});

describe('a comparison that proves nothing is a failure', () => {
  const one = composeOf('  a: { image: x }');
  const other = kubernetesOf(pod('a', 'image: x'));

  it('when a side has no service', () => {
    const noCompose = composeOf('  {}');
    const noKubernetes = kubernetesOf('');
    const kinds = (result: Result<unknown>) =>
      result.ok ? 'ok' : result.failures.map((failure) => failure.kind);
    expect(kinds(compareTopologies(noCompose, other))).toEqual(['no-services']);
    expect(kinds(compareTopologies(one, noKubernetes))).toEqual(['no-services']);
    expect(kinds(compareTopologies(noCompose, noKubernetes))).toEqual(['no-services', 'no-services']);
  });

  it.each([
    [{ aliases: { b: 'a' }, oneSided: [] }, 'The alias "b" names no Compose service.'],
    [{ aliases: { a: 'b' }, oneSided: [] }, 'The alias "a" names the workload "b", which does not exist.'],
    [
      { aliases: {}, oneSided: [{ name: 'z', side: 'compose', reason: 'r' }] },
      'The one-sided service "z" does not exist in compose.',
    ],
    [
      { aliases: {}, oneSided: [{ name: 'a', side: 'kubernetes', reason: ' ' }] },
      'The one-sided service "a" has no reason.',
    ],
    [
      { aliases: {}, oneSided: [{ name: 'a', side: 'kubernetes', reason: 'r' }] },
      '"a" is declared to exist in kubernetes only, but both sides have it (matched by name).',
    ],
  ] as const)('when a declaration does not hold: %j', (declarations, message) => {
    const result = compareTopologies(one, other, declarations);
    expect(result.ok ? [] : result.failures.map((failure) => failure.message)).toEqual([message]);
  });

  it('when two aliases name one workload', () => {
    const two = composeOf('  a: { image: x }\n  b: { image: y }');
    const result = compareTopologies(two, other, { aliases: { a: 'a', b: 'a' }, oneSided: [] });
    expect(result.ok ? [] : result.failures.map((failure) => failure.kind)).toEqual(['invalid-declaration']);
  });

  it('but a declared one-sided service is accepted', () => {
    const manifests = `${pod('a', 'image: x')}---\n${pod('pgadmin', 'image: z')}`;
    const declared = {
      aliases: {},
      oneSided: [{ name: 'pgadmin', side: 'kubernetes' as const, reason: 'cluster only' }],
    };
    const result = compare('  a: { image: x }', manifests, declared);
    expect(result.ok && result.value.differences).toEqual([]);
  });
});

describe('parseImage', () => {
  it.each([
    ['redis', 'docker.io/library/redis', undefined, undefined, 'latest'],
    ['org/app:1', 'docker.io/org/app', '1', undefined, '1'],
    ['localhost:5000/app', 'localhost:5000/app', undefined, undefined, 'latest'],
    ['ghcr.io/o/a:1@sha256:x', 'ghcr.io/o/a', '1', 'sha256:x', '1'],
    ['app@sha256:x', 'docker.io/library/app', undefined, 'sha256:x', undefined],
  ])('%s', (text, repository, tag, digest, effective) => {
    const image = parseImage(text);
    expect(image).toEqual({ text, repository, tag, digest });
    expect(effectiveTag(image)).toBe(effective);
  });
});
