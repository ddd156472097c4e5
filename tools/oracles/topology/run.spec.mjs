import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compareReadings } from './compare.mjs';
import { inputsBelow } from './inputs.mjs';
import { workloadsOf } from './kubernetes.mjs';
import { Tally } from './tally.mjs';

const made = mkdtempSync(join(tmpdir(), 'topology-oracle-'));
afterAll(() => rmSync(made, { recursive: true, force: true }));

function folder(name, files) {
  const root = join(made, name);
  mkdirSync(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

describe('compareReadings', () => {
  const read = (services, ...undecided) => ({ kind: 'read', services, undecided });
  const refused = { kind: 'refused', because: 'no' };
  const limited = { kind: 'refused', because: 'no', limit: 'a remote resource' };
  const one = { a: { image: 'x', ports: ['1'] } };

  it.each([
    ['the same', read(one), read(one), 'agree', 2, []],
    [
      'another value',
      read({ a: { image: 'y', ports: ['1'] } }),
      read(one),
      'disagree',
      1,
      ['a: image: "y", the tool says "x"'],
    ],
    [
      'a value too few',
      read({ a: { image: 'x' } }),
      read(one),
      'disagree',
      1,
      ['a: ports: nothing, the tool says ["1"]'],
    ],
    [
      'a value too many',
      read(one),
      read({ a: { image: 'x' } }),
      'disagree',
      1,
      ['a: ports: ["1"], the tool says nothing'],
    ],
    ['a service too few', read({}), read(one), 'disagree', 0, ['a: only the tool has it']],
    ['a service too many', read(one), read({}), 'disagree', 0, ['a: only the reader has it']],
    [
      'an open value',
      read({ a: { image: 'x', ports: { undecided: 'why' } } }),
      read(one),
      'undecided',
      1,
      ['why'],
    ],
    [
      'an open value beside a wrong one',
      read({ a: { image: 'y', ports: { undecided: 'why' } } }),
      read(one),
      'disagree',
      0,
      ['a: image: "y", the tool says "x"'],
    ],
    ['everything open', read({}, 'patches', 'patches'), read(one), 'undecided', 0, ['patches']],
    ['everything open, and refused', read({}, 'patches'), refused, 'undecided', 0, ['patches']],
    ['refused by the tool', read(one), refused, 'disagree', 0, ['the tool refuses: no']],
    [
      'refused by the reader',
      refused,
      read(one),
      'disagree',
      0,
      ['the reader refuses what the tool takes: no'],
    ],
    ['refused by both', refused, refused, 'both refuse', 0, []],
    ['refused for a stated limit', limited, read(one), 'undecided', 0, ['a remote resource']],
    ['a tool that could not answer', read(one), { kind: 'unasked', because: 'time' }, 'unasked', 0, ['time']],
  ])('tells %s', (_name, ours, theirs, standing, facts, reasons) => {
    const { services, ...compared } = compareReadings(ours, theirs);
    expect(compared).toEqual({ standing, facts, reasons });
    expect(services).toBe(
      ours.kind === 'read' && theirs.kind === 'read' && ours.undecided.length === 0 ? 1 : 0,
    );
  });
});

describe('Tally', () => {
  const agreed = { standing: 'agree', services: 1, facts: 3, reasons: [] };

  it('holds where every kind was compared and nothing disagrees', () => {
    const tally = new Tally(['compose', 'helm']);
    tally.add('compose', agreed);
    tally.add('compose', { standing: 'undecided', services: 0, facts: 0, reasons: ['patches'] });
    tally.add('helm', agreed);
    expect(tally.faults()).toEqual([]);
    expect(tally.lines()).toEqual([
      '|  | inputs | agree | both refuse | undecided | disagree | unasked | services | facts equal |',
      '| compose | 2 | 1 | 0 | 1 | 0 | 0 | 1 | 3 |',
      '| helm | 1 | 1 | 0 | 0 | 0 | 0 | 1 | 3 |',
      'compose, undecided: 1 × patches',
    ]);
  });

  it.each([
    ['no input', []],
    ['only refusals', [{ ...agreed, standing: 'both refuse', services: 0, facts: 0 }]],
    ['only unasked ones', [{ standing: 'unasked', services: 0, facts: 0, reasons: ['time'] }]],
  ])('proves nothing with %s', (_name, compared) => {
    const tally = new Tally(['compose']);
    for (const each of compared) tally.add('compose', each);
    expect(tally.faults()).toEqual(['compose: nothing was compared']);
  });

  it('fails on one disagreement among many agreements', () => {
    const tally = new Tally(['compose']);
    for (const each of [agreed, { ...agreed, standing: 'disagree' }, agreed]) tally.add('compose', each);
    expect(tally.faults()).toEqual(['compose: 1 disagree']);
  });
});

it('finds the inputs of each kind', () => {
  const workload = 'apiVersion: v1\nkind: Pod\n';
  const root = folder('inputs', {
    'compose.yaml': '',
    'compose.override.yaml': '',
    'compose.prod.yaml': '',
    'other.yaml': 'services: {}\n',
    'lone/docker-compose.override.yml': '',
    'k/base/kustomization.yml': '',
    'k/base/pod.yaml': workload,
    'chart/Chart.yaml': '',
    'chart/ci/a-values.yaml': '',
    'chart/charts/below/Chart.yaml': '',
    'chart/templates/pod.yaml': workload,
    'plain/pod.yaml': workload,
    'plain/template.yaml': `${workload}name: {{ x }}\n`,
    'plain/values.yaml': 'a: 1\n',
    'node_modules/x/compose.yaml': '',
  });
  expect(inputsBelow(root)).toEqual({
    compose: [
      { directory: '.' },
      { directory: '.', files: ['compose.prod.yaml'] },
      { directory: '.', files: ['other.yaml'] },
      { directory: 'lone', files: ['docker-compose.override.yml'] },
    ],
    kustomize: [{ directory: 'k/base', file: 'k/base/kustomization.yml' }],
    helm: [{ directory: 'chart' }, { directory: 'chart', values: 'ci/a-values.yaml' }],
    manifests: [{ file: 'plain/pod.yaml' }],
  });
});

it('states the facts of workloads from objects', () => {
  const objects = [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: 2,
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            initContainers: [{ name: 'init', image: 'i' }],
            containers: [
              { name: 'side', image: 's', ports: [{ name: 'metrics', containerPort: 9090 }] },
              {
                name: 'web',
                image: 'w:1',
                ports: [{ containerPort: 53, protocol: 'UDP' }],
                env: [{ name: 'A' }],
                envFrom: [{ prefix: 'P_', configMapRef: { name: 'c' } }, { secretRef: { name: 's' } }],
                readinessProbe: {},
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'metrics' }, { port: 81 }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'x', namespace: 'other' },
      spec: { selector: { app: 'web' }, ports: [{ port: 82 }] },
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { B: '' } },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'tick', namespace: 'n' },
      spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: 't', env: null }] } } } } },
    },
  ];
  expect(workloadsOf(objects)).toEqual({
    'Deployment /web': {
      container: 'web',
      image: 'w:1',
      images: ['i', 's', 'w:1'],
      ports: ['80:9090/tcp', '81:81/tcp', ':53/udp'],
      environment: ['A', 'P_B'],
      unreadEnvironment: ['Secret s'],
      probes: ['readiness'],
      replicas: 2,
    },
    'CronJob n/tick': {
      container: 't',
      image: null,
      images: [],
      ports: [],
      environment: [],
      unreadEnvironment: [],
      probes: [],
      replicas: null,
    },
  });
});

describe('run.mjs', () => {
  const program = join(import.meta.dirname, 'run.mjs');
  const start = (args, env = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
    return { status, text: stdout + stderr };
  };
  /** A tool that answers every project with the same services. */
  const composeThatSays = (name, services) => {
    const file = join(
      folder(name, {
        tool: `#!/bin/sh\ncase "$*" in version*) echo 2.40.3;; *) echo '${JSON.stringify({ services })}';; esac\n`,
      }),
      'tool',
    );
    chmodSync(file, 0o755);
    return { DOCKER_COMPOSE: file };
  };
  const corpus = folder('corpus', { 'compose.yaml': 'services: { a: { image: x } }\n' });
  const only = ['--only', 'compose', '--corpus'];

  it.each([
    ['holds where the tool says the same', { a: { image: 'x' } }, corpus, 0, 'no disagreement'],
    ['fails where it says something else', { a: { image: 'y' } }, corpus, 1, 'compose: 1 disagree'],
    ['fails on a folder without inputs', {}, folder('empty', {}), 1, 'compose: nothing was compared'],
  ])('%s', (name, services, root, status, last) => {
    const ended = start([...only, root], composeThatSays(`tool ${name}`, services));
    expect({ status: ended.status, last: ended.text.trim().split('\n').at(-1) }).toEqual({ status, last });
  });

  it('compares nothing where the tool is absent, and says so', () => {
    expect(start([...only, corpus], { DOCKER_COMPOSE: '/nonexistent' })).toEqual({
      status: 2,
      text: 'not compared: docker compose cannot be run; see the head of run.mjs\n',
    });
  });

  it.each([
    [['--help'], 0],
    [['--only', 'nonsense'], 2],
  ])('tells its usage on %j', (args, status) => {
    expect(start(args)).toEqual({
      status,
      text: 'usage: run.mjs [--corpus FOLDER]... [--only compose|kustomize|helm|manifests]... [--show undecided|unasked]\n',
    });
  });
});
