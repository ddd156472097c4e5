import { expect, it } from 'vitest';
import { pageText } from '../../../testing/page-text';
import { current, leafState, report } from '../../../testing/workspace-status';
import type { Json } from '../../check/define-check';
import { judgedBuilds } from './context-details';
import { contextSection } from './context-section';
import { deployedServices } from './deployment-details';
import { deploymentSection } from './deployment-section';
import { pathTree } from './path-tree';

const leaf = (check: string, details: unknown) =>
  leafState('api', current(report('holds', [], { check, details: details as Json })), check);

const build = {
  by: 'the Compose service api',
  context: '.',
  target: 'prod',
  outcome: 'unknown',
  instructions: [
    {
      line: 2,
      keyword: 'COPY',
      sources: ['api', 'lib'],
      from: null,
      result: 'resolves',
      files: ['api/main.go', 'lib/a/b/c.go', 'lib/a/b/d.go'],
    },
    { line: 3, keyword: 'COPY', sources: ['*.md'], from: null, result: 'takes-nothing' },
    { line: 4, keyword: 'ADD', sources: ['gone'], from: null, result: 'fails', reason: '"/gone": not found' },
    {
      line: 5,
      keyword: 'COPY',
      sources: ['/x'],
      from: 'the stage build',
      result: 'unknown',
      reason: 'a RUN',
    },
  ],
  ignored: {
    file: '.dockerignore',
    files: 3,
    rules: [{ line: 1, pattern: '*.log', files: 3, first: ['a.log'] }],
  },
  unused: { files: 2, bytes: 1500, first: ['b', 'c'] },
};

it('a build is what each instruction takes, what the ignore file removes, and what is left', () => {
  const builds = [
    build,
    { ...build, by: 'the workflow ci' },
    { ...build, by: null, outcome: 'fails', instructions: [], ignored: null, unused: null },
  ];
  const details = { dockerfiles: [{ path: 'api/Dockerfile', builds }] };
  expect(pageText(contextSection(judgedBuilds([leaf('docker-context', details)])))).toEqual([
    'Build contexts',
    'undecided: api/Dockerfile',
    'api built by the Compose service api, the workflow ci, context ., target prod: none is missing, but not all can be told without a build',
    '2 COPY api lib takes 3 files',
    'api/',
    'main.go',
    'lib/a/b/',
    'c.go',
    'd.go',
    '3 COPY *.md takes nothing',
    '4 ADD gone fails: "/gone": not found',
    '5 COPY /x cannot be told from the stage build: a RUN',
    '.dockerignore removes 3 files',
    '1 *.log removes 3 files',
    'a.log',
    '… and 2 more files',
    'Nothing takes 2 files of the context (1.5 kB)',
    'b',
    'c',
    'violated: api/Dockerfile',
    'api nobody builds it, context ., target prod: the build fails',
    'No build matches.',
  ]);
});

it('trees have an end: of one instruction, of the page, and in depth', () => {
  const files = Array.from({ length: 300 }, (_, index) => `f${index}`);
  const instruction = { ...build.instructions[0], files } as Json;
  const instructions = Array.from({ length: 40 }, () => instruction);
  const details = {
    dockerfiles: [{ path: 'D', builds: [{ ...build, instructions, ignored: null, unused: null }] }],
  };
  const text = pageText(contextSection(judgedBuilds([leaf('docker-context', details)])));
  expect(text.filter((line) => line === '… and 100 more files')).toHaveLength(25);
  expect(text.filter((line) => /^f\d/.test(line))).toHaveLength(5_000);
  expect(text.filter((line) => line.endsWith('takes 300 files'))).toHaveLength(40);
  expect(pathTree([`${'a/'.repeat(100_000)}b`]).text.match(/<ul/g)).toHaveLength(2);
});

const facts = {
  image: 'o/api:1.0.0',
  ports: ['80/tcp'],
  environment: ['MODE'],
  probe: 'present',
  stopped: null,
  file: 'compose.yml',
  line: 3,
};
const there = {
  ...facts,
  image: 'o/api:2.0.0',
  ports: [],
  environment: [],
  probe: 'unstated',
  file: 'k8s/api.yaml',
};
const alike = {
  name: 'api',
  workload: 'api',
  matchedBy: 'name',
  compose: facts,
  kubernetes: facts,
  differs: [],
  oneSided: null,
};

it('services stand side by side, and where they differ both are said', () => {
  const services = [
    alike,
    {
      ...alike,
      name: 'web',
      workload: 'front',
      matchedBy: 'label',
      kubernetes: there,
      differs: ['image', 'ports', 'environment', 'probe'],
    },
    { ...alike, workload: null, matchedBy: null, kubernetes: null, differs: ['presence'] },
    {
      ...alike,
      name: null,
      workload: 'admin',
      compose: null,
      kubernetes: { ...there, stopped: 'has 0 replicas' },
      oneSided: 'a tool',
    },
  ];
  expect(pageText(deploymentSection(deployedServices([leaf('deploy-parity', { services })])))).toEqual([
    'Compose and Kubernetes',
    'Service | Compose | Kubernetes | Image | Ports | Environment | Health check',
    'holds: api | api',
    'compose.yml:3 | api',
    'compose.yml:3 | o/api:1.0.0 | 80/tcp',
    '1 key',
    'MODE',
    'yes',
    'differs: web | web',
    'compose.yml:3 | front by label',
    'k8s/api.yaml:3',
    'Compose',
    'o/api:1.0.0',
    'Kubernetes',
    'o/api:2.0.0',
    'Compose',
    '80/tcp',
    'Kubernetes',
    'none',
    'Compose',
    '1 key',
    'MODE',
    'Kubernetes',
    'none',
    'Compose',
    'yes',
    'Kubernetes',
    'not stated',
    'differs: api | api',
    'compose.yml:3 | absent | o/api:1.0.0 | 80/tcp',
    '1 key',
    'MODE',
    'yes',
    'opted out: admin | absent | admin does not run: has 0 replicas',
    'k8s/api.yaml:3 | on one side for good: a tool',
    'No service matches.',
  ]);
});

it.each<[string, Json]>([
  ['null', null],
  ['another shape', { dockerfiles: [{ path: 1 }], services: [{ name: 'a' }] }],
])('details that are %s say nothing', (_what, details) => {
  const leaves = [
    leaf('docker-context', details),
    leaf('deploy-parity', details),
    leafState('b', { kind: 'missing' }, 'docker-context'),
  ];
  expect(contextSection(judgedBuilds(leaves))).toBeUndefined();
  expect(deploymentSection(deployedServices(leaves))).toBeUndefined();
});
