// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose's own templates are the subject.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Comparison, compareTopologies } from './compare';
import { readCompose } from './compose/read';
import { parseImage } from './image';
import { readKubernetes } from './kubernetes/read';
import type { Result } from './result';
import type { ServiceFacts, Topology } from './topology';

const location = fc.record({
  file: fc.constantFrom('a.yaml', 'b.yaml'),
  line: fc.integer({ min: 1, max: 99 }),
  column: fc.integer({ min: 1, max: 99 }),
});
const unstated = { interval: undefined, timeout: undefined, retries: undefined };
const name = fc.constantFrom('api', 'api-2', 'db', 'web_ui', 'web-ui', 'constructor', '__proto__');

const facts: fc.Arbitrary<ServiceFacts> = fc
  .record({
    name,
    location,
    image: fc.option(fc.constantFrom('redis', 'redis:7', 'r/a:1', 'r/b@sha256:0'), { nil: undefined }),
    ports: fc.uniqueArray(fc.integer({ min: 1, max: 5 })),
    environment: fc.uniqueArray(fc.constantFrom('A', 'B', 'C')),
    unread: fc.array(fc.constant('Secret s'), { maxLength: 1 }),
    probeStatus: fc.constantFrom('present', 'disabled', 'unstated'),
    stopped: fc.option(fc.constant('has 0 replicas'), { nil: undefined, freq: 5 }),
    app: fc.option(name, { nil: undefined }),
    otherNames: fc.array(name, { maxLength: 2 }),
  })
  .map((entry) => ({
    name: entry.name,
    location: entry.location,
    image:
      entry.image === undefined ? undefined : { value: parseImage(entry.image), location: entry.location },
    ports: entry.ports.map((container) => ({
      container,
      protocol: 'tcp' as const,
      published: undefined,
      location: entry.location,
    })),
    environment: new Map(entry.environment.map((key) => [key, { key, location: entry.location }])),
    unreadEnvironment: entry.unread.map((value) => ({ value, location: entry.location })),
    probes:
      entry.probeStatus === 'present'
        ? [{ kind: 'healthcheck' as const, location: entry.location, pace: unstated }]
        : [],
    probeStatus: entry.probeStatus as ServiceFacts['probeStatus'],
    replicas: undefined,
    stopped: entry.stopped === undefined ? undefined : { value: entry.stopped, location: entry.location },
    labels: new Map<string, string>(entry.app === undefined ? [] : [['app', entry.app]]),
    versionLabels: [],
    otherNames: entry.otherNames.map((value) => ({ value, location: entry.location })),
  }));

const topologyOf = (services: readonly ServiceFacts[]): Topology => ({
  services: new Map(services.map((service) => [service.name, service])),
  unsupported: [],
  warnings: [],
  location: { file: 'a.yaml', line: 1, column: 1 },
});
const services = fc.uniqueArray(facts, { selector: (entry) => entry.name, minLength: 1, maxLength: 6 });

const runs = (service: ServiceFacts) => service.stopped === undefined;
const namesOf = (list: readonly ServiceFacts[]) => list.map(({ name }) => name).sort();

function settled(result: Result<Comparison>): unknown {
  const byText = (one: unknown, other: unknown) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);
  if (!result.ok) return result;
  const { pairs, differences, notCompared } = result.value;
  return {
    pairs: pairs.map((pair) => [pair.compose.name, pair.kubernetes.name, pair.by]),
    differences: [...differences].sort(byText),
    notCompared: [...notCompared].sort(byText),
  };
}

describe('compareTopologies', () => {
  it('finds no difference between a topology and itself', () => {
    fc.assert(
      fc.property(services, (list) => {
        fc.pre(list.some(runs));
        const topology = topologyOf(list);
        const result = compareTopologies(topology, topology);
        expect(result.ok && result.value.differences).toEqual([]);
        expect(result.ok && result.value.pairs.length).toBe(list.length);
      }),
    );
  });

  it('does not depend on the order of services', () => {
    const shuffled = services.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, shuffled, ([one, oneShuffled], [other, otherShuffled]) => {
        expect(settled(compareTopologies(topologyOf(oneShuffled), topologyOf(otherShuffled)))).toEqual(
          settled(compareTopologies(topologyOf(one), topologyOf(other))),
        );
      }),
    );
  });

  it('accounts for every service that runs: tied once to one that runs, or missing', () => {
    fc.assert(
      fc.property(services, services, (one, other) => {
        const result = compareTopologies(topologyOf(one), topologyOf(other));
        expect(result.ok).toBe(one.some(runs) && other.some(runs));
        if (!result.ok) return;
        const { differences } = result.value;
        const pairs = result.value.pairs.filter((pair) => runs(pair.compose) && runs(pair.kubernetes));
        const missing = (kind: string) =>
          differences.filter((entry) => entry.kind === kind).map((entry) => entry.service);
        const left = [...pairs.map((pair) => pair.compose.name), ...missing('missing-in-kubernetes')];
        const right = [...pairs.map((pair) => pair.kubernetes.name), ...missing('missing-in-compose')];
        expect(left.sort()).toEqual(namesOf(one.filter(runs)));
        expect(right.sort()).toEqual(namesOf(other.filter(runs)));
      }),
    );
  });
});

const word = fc.constantFrom(
  'services',
  'a',
  'b',
  'image',
  'build',
  'context',
  'ports',
  'environment',
  'depends_on',
  'extends',
  'file',
  'include',
  'env_file',
  'path',
  'healthcheck',
  'test',
  'deploy',
  'replicas',
  'volumes',
  'profiles',
  'apiVersion',
  'kind',
  'metadata',
  'name',
  'spec',
  'template',
  'containers',
  'items',
  'resources',
  'images',
  'newTag',
  'labels',
  'configMapGenerator',
  'data',
  'selector',
  'x-y',
  '__proto__',
);
const leaf = fc.oneof(
  word,
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(
    '${A:-b}',
    '$A',
    '${',
    '$$',
    '80:80',
    '1-3',
    './x',
    '../../y',
    'f.yaml',
    'kustomization.yaml',
    'Deployment',
    'List',
    'v1',
    'apps/v1',
    'service:a',
  ),
);
const { document } = fc.letrec((tie) => ({
  document: fc.oneof({ maxDepth: 6, depthSize: 'medium' }, leaf, tie('list'), tie('object'), tie('object')),
  list: fc.array(tie('document'), { maxLength: 4 }),
  object: fc.dictionary(word, tie('document'), { maxKeys: 6 }),
}));
const services1 = fc
  .dictionary(fc.constantFrom('a', 'b'), document, { minKeys: 1 })
  .map((value) => ({ services: value }));
const text = fc.oneof(
  fc.string(),
  fc.string({
    unit: fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '\t',
      '-',
      '[',
      '{',
      '&a',
      '*a',
      '<<',
      '!reset',
      '"',
      "'",
      '#',
      '|',
      '\r',
      '\uFEFF',
      '---\n',
    ),
  }),
  fc.oneof(document, services1).map((value) => JSON.stringify(value)),
);

describe('the readers', () => {
  const expectPlaced = (result: Result<unknown>) => {
    if (result.ok) return;
    expect(result.failures.length).toBeGreaterThan(0);
    for (const failure of result.failures) {
      expect(failure.location.line).toBeGreaterThan(0);
      expect(failure.location.column).toBeGreaterThan(0);
    }
  };

  it('never throw, and place every failure', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('f.yaml', 'x', '.env', 'kustomization.yaml'), text),
        text,
        (files, main) => {
          const read = (path: string) =>
            path === 'main.yaml' ? main : Object.hasOwn(files, path) ? files[path] : undefined;
          expectPlaced(readCompose({ files: ['main.yaml'], read, env: { A: '1' } }));
          expectPlaced(readCompose({ files: ['main.yaml', 'f.yaml'], read, env: {} }));
          expectPlaced(readKubernetes({ files: ['main.yaml'], read }));
          expectPlaced(readKubernetes({ files: ['kustomization.yaml'], read }));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('read a file twice as once', () => {
    fc.assert(
      fc.property(
        services1.map((value) => JSON.stringify(value)),
        (main) => {
          const read = () => main;
          const once = readCompose({ files: ['main.yaml'], read, env: {} });
          const again = readCompose({ files: ['main.yaml'], read, env: {} });
          expect(again).toEqual(once);
        },
      ),
    );
  });
});
