import { logger, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { contextFilesTaken, memoryTree, resolveBuildContext } from '@nx-invariants/docker-context';
import { compareTopologies, readCompose, readKubernetes } from '@nx-invariants/topology';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readCatalogue } from '../../config/catalogue';
import type { Language } from '../../workspace/language';
import { inferOnTree } from '../tree/leaves-on-tree';
import service from './service';
import type { ContextKind, ServiceOptions } from './service-plan';

const schema = (name: string, body: object = {}) =>
  `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', $id: `https://e.com/${name}.json`, ...body })}\n`;

const compose = `# The shop.
services:
  redis:
    image: redis:7.4.5 # pinned

    ports: ["127.0.0.1:6379:6379"]
    healthcheck: { test: ["CMD", "redis-cli", "ping"] }
`;

const redis = `apiVersion: apps/v1
kind: Deployment
metadata: { name: redis, namespace: shop }
spec:
  selector: { matchLabels: { app: redis } }
  template:
    metadata: { labels: { app: redis } }
    spec:
      containers:
        - name: redis
          image: redis:7.4.5
          ports: [{ containerPort: 6379 }]
          readinessProbe: { tcpSocket: { port: 6379 } }
`;

function workspaceOf(files: { readonly [path: string]: string } = {}): Tree {
  const tree = createTreeWithEmptyWorkspace();
  for (const path of tree.children('.')) if (path !== 'nx.json') tree.delete(path);
  tree.write('package.json', '{\n  "name": "@acme/shop",\n  "workspaces": ["packages/*"]\n}\n');
  for (const [path, content] of Object.entries(files)) tree.write(path, content);
  return tree;
}

const shop = {
  'infra/docker-compose.yml': compose,
  'infra/k8s/redis.yaml': redis,
  'infra/kustomization.yaml': 'resources:\n  - k8s/redis.yaml\n',
  'contracts/schemas/job.json': schema('job'),
  'contracts/schemas/job-accepted.json': schema('job-accepted', {
    properties: { job: { $ref: 'job.json#/x' } },
  }),
};

const quiet = { skipInstall: true, skipFormat: true };
const textOf = (tree: Tree, path: string) => tree.read(path, 'utf-8') ?? '';
const filesBelow = (tree: Tree, folder: string): string[] =>
  tree
    .children(folder)
    .map((name) => (folder === '.' ? name : `${folder}/${name}`))
    .flatMap((path) => (tree.isFile(path) ? [path] : filesBelow(tree, path)));

const own: { readonly [language in Language]: readonly string[] } = {
  typescript: [
    'package.json',
    'src/main.ts',
    'src/service.spec.ts',
    'src/service.ts',
    'src/start.spec.ts',
    'src/start.ts',
    'tsconfig.build.json',
    'tsconfig.json',
    'vitest.config.mts',
  ],
  python: [
    'main.py',
    'pyproject.toml',
    'requirements-dev.in',
    'requirements-dev.txt',
    'service/__init__.py',
    'service/health.py',
    'service/start.py',
    'tests/test_health.py',
    'tests/test_start.py',
  ],
  go: ['go.mod', 'handler.go', 'handler_test.go', 'main.go', 'run.go', 'run_test.go'],
  rust: [
    'Cargo.lock',
    'Cargo.toml',
    'src/health.rs',
    'src/lib.rs',
    'src/main.rs',
    'src/server.rs',
    'tarpaulin.toml',
  ],
};

const ofContracts: { readonly [language in Language]: readonly string[] } = {
  typescript: ['src/contracts.spec.ts', 'src/contracts.ts'],
  python: ['service/contracts.py', 'tests/test_contracts.py'],
  go: ['contracts.go', 'contracts_test.go'],
  rust: ['src/contracts.rs'],
};

const languages: readonly Language[] = ['typescript', 'python', 'go', 'rust'];
const contexts: readonly ContextKind[] = ['service', 'root'];
const cases = languages.flatMap((language) =>
  contexts.flatMap((context) => ['', 'job-accepted'].map((consumes) => ({ language, context, consumes }))),
);

beforeEach(() => void vi.spyOn(logger, 'info').mockImplementation(() => undefined));

describe('the service generator', () => {
  it.each(cases)(
    '$language, context $context, consumes "$consumes"',
    async ({ language, context, consumes }) => {
      const tree = workspaceOf(shop);
      await service(tree, { name: 'billing', language, context, consumes, ...quiet });
      const ignoreFile = context === 'root' ? 'Dockerfile.dockerignore' : '.dockerignore';
      const copies = context === 'service' ? ['schemas/job-accepted.json', 'schemas/job.json'] : [];
      const expected = [
        ...['.gitignore', 'Dockerfile', 'README.md', 'VERSION', 'project.json', ignoreFile],
        ...own[language],
        ...(consumes === '' ? [] : [...ofContracts[language], ...copies]),
      ];
      const written = filesBelow(tree, 'apps/billing').map((path) => path.slice('apps/billing/'.length));
      expect(written.sort()).toEqual(expected.sort());
      for (const path of written) {
        expect(textOf(tree, `apps/billing/${path}`)).not.toMatch(/<%|%>|\n\n\n\n|[^\n]$/);
      }
      if (consumes !== '' && context === 'service') {
        for (const name of ['job', 'job-accepted']) {
          expect(textOf(tree, `apps/billing/schemas/${name}.json`)).toBe(
            textOf(tree, `contracts/schemas/${name}.json`),
          );
        }
      }
    },
  );

  it.each(cases)('the image finds its files: $language, $context, "$consumes"', async (options) => {
    const tree = workspaceOf(shop);
    await service(tree, { name: 'billing', ...options, ...quiet });
    const path = 'apps/billing/Dockerfile';
    const contextPath = options.context === 'root' ? '.' : 'apps/billing';
    const prefix = contextPath === '.' ? '' : `${contextPath}/`;
    const ignoreFile = options.context === 'root' ? `${path}.dockerignore` : 'apps/billing/.dockerignore';
    const files = filesBelow(tree, contextPath).map((file) => file.slice(prefix.length));
    const resolution = resolveBuildContext({
      dockerfile: { path, text: textOf(tree, path) },
      context: {
        path: contextPath,
        tree: memoryTree(new Map(files.map((file) => [file, { kind: 'file' as const, size: 1 }]))),
      },
      ignoreFile: { path: ignoreFile, text: textOf(tree, ignoreFile) },
    });
    if (resolution.kind !== 'resolved') throw new Error(resolution.kind);
    // What a RUN makes is unknown by its nature; whatever comes from the context must be there.
    expect(['builds', 'unknown']).toContain(resolution.outcome);
    const taken = contextFilesTaken(resolution);
    expect(taken.length).toBeGreaterThan(1);
    expect(taken.filter((file) => /spec|_test|tests\//.test(file))).toEqual([]);
    expect(taken.some((file) => file.endsWith('VERSION'))).toBe(true);
  });

  it('enters the service in Compose and Kubernetes alike, and says what changed', async () => {
    const tree = workspaceOf(shop);
    await service(tree, { name: 'billing', language: 'go', ...quiet });
    await service(tree, { name: 'intake', language: 'python', context: 'root', ...quiet });
    expect(textOf(tree, 'infra/docker-compose.yml')).toMatchInlineSnapshot(`
      "# The shop.
      services:
        redis:
          image: redis:7.4.5 # pinned

          ports: ["127.0.0.1:6379:6379"]
          healthcheck: { test: ["CMD", "redis-cli", "ping"] }
        billing:
          image: billing:0.1.0
          build:
            context: ../apps/billing
          environment:
            PORT: "8080"
          ports:
            - "127.0.0.1:8080:8080"
          healthcheck:
            test: ["CMD", "/billing", "healthcheck"]
            interval: 5s
            timeout: 5s
            start_period: 5s
            retries: 12
        intake:
          image: intake:0.1.0
          build:
            context: ..
            dockerfile: apps/intake/Dockerfile
          environment:
            PORT: "8081"
          ports:
            - "127.0.0.1:8081:8081"
          healthcheck:
            test: ["CMD", "python", "main.py", "healthcheck"]
            interval: 5s
            timeout: 5s
            start_period: 5s
            retries: 12
      "
    `);
    expect(textOf(tree, 'infra/kustomization.yaml')).toBe(
      'resources:\n  - k8s/redis.yaml\n  - k8s/billing.yaml\n  - k8s/intake.yaml\n',
    );
    const read = (path: string) => tree.read(path, 'utf-8') ?? undefined;
    const composed = readCompose({ files: ['infra/docker-compose.yml'], read, env: {} });
    const manifests = readKubernetes({
      files: ['redis', 'billing', 'intake'].map((name) => `infra/k8s/${name}.yaml`),
      read,
    });
    if (!composed.ok || !manifests.ok) throw new Error('a side cannot be read');
    const comparison = compareTopologies(composed.value, manifests.value, { aliases: {}, oneSided: [] });
    expect(comparison).toMatchObject({
      ok: true,
      value: { differences: [], notCompared: [], unsupported: [] },
    });
    expect(comparison.ok && comparison.value.pairs.map(({ compose: side }) => side.name).sort()).toEqual([
      'billing',
      'intake',
      'redis',
    ]);
    expect(textOf(tree, 'infra/k8s/billing.yaml').match(/namespace: shop/g)).toHaveLength(2);
  });

  it('lists its manifest in the kustomization that the option names', async () => {
    const tree = workspaceOf(shop);
    const options = {
      compose: ['infra/docker-compose.yml'],
      kubernetes: ['infra/kustomization.yaml'],
      services: ['apps/*'],
    };
    tree.write('nx.json', JSON.stringify({ plugins: [{ plugin: 'nx-invariants', options }] }));
    await service(tree, { name: 'billing', language: 'go', ...quiet });
    expect(textOf(tree, 'infra/kustomization.yaml')).toBe(
      'resources:\n  - k8s/redis.yaml\n  - k8s/billing.yaml\n',
    );
    expect(tree.exists('infra/k8s/billing.yaml')).toBe(true);
    expect(JSON.parse(textOf(tree, 'nx.json')).plugins[0].options.kubernetes).toEqual(options.kubernetes);
  });

  it('gives every service a floor and a row for each of its checks', async () => {
    const tree = workspaceOf(shop);
    for (const language of languages) await service(tree, { name: `${language}-a`, language, ...quiet });
    const floors = JSON.parse(textOf(tree, 'coverage-config.json')).thresholds;
    expect(Object.keys(floors)).toEqual(languages.map((language) => `${language}-a`));
    const catalogue = readCatalogue(textOf(tree, 'invariants.json'));
    const rows = catalogue.kind === 'read' ? catalogue.value : [];
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    for (const language of languages) {
      const checks = rows
        .flatMap(({ upheldBy = [] }) => upheldBy)
        .filter(({ project }) => project === `${language}-a`)
        .map(({ check }) => check);
      expect(checks).toEqual(expect.arrayContaining(['coverage', 'docker-context', 'service-version']));
    }
    expect(inferOnTree(tree).placed.length).toBe(rows.flatMap(({ upheldBy = [] }) => upheldBy).length);
  });

  it('works where there is neither Compose nor Kubernetes, a package.json nor an entry in nx.json', async () => {
    const tree = workspaceOf();
    tree.delete('package.json');
    await service(tree, { name: 'billing', language: 'typescript', ...quiet });
    expect(tree.exists('apps/billing/Dockerfile')).toBe(true);
    expect(JSON.parse(textOf(tree, 'apps/billing/project.json'))).toEqual({
      $schema: '../../.nx/installation/node_modules/nx/schemas/project-schema.json',
      name: 'billing',
      projectType: 'application',
      sourceRoot: 'apps/billing/src',
      tags: ['kind:service', 'lang:typescript'],
    });
    expect(JSON.parse(textOf(tree, 'nx.json')).plugins).toEqual(['nx-invariants']);
  });

  it('registers a folder that no services glob names', async () => {
    const tree = workspaceOf({
      'nx.json': '{ "plugins": [{ "plugin": "nx-invariants", "options": { "services": ["api"] } }] }',
    });
    await service(tree, { name: 'billing', language: 'go', ...quiet });
    await service(tree, { name: 'ledger', language: 'go', directory: 'backend/money', ...quiet });
    expect(JSON.parse(textOf(tree, 'nx.json')).plugins[0].options.services).toEqual([
      'api',
      'services/billing',
      'backend/money/ledger',
    ]);
  });

  it('writes the manifest beside the service where every service keeps its own', async () => {
    const tree = workspaceOf({ 'apps/a/go.mod': 'module example.com/a\n', 'apps/a/k8s/a.yaml': redis });
    await service(tree, { name: 'billing', language: 'go', ...quiet });
    expect(tree.exists('apps/billing/k8s/billing.yaml')).toBe(true);
    expect(JSON.parse(textOf(tree, 'nx.json')).plugins[0].options.kubernetes).toEqual([
      'apps/a/k8s',
      'apps/billing/k8s',
    ]);
    expect(inferOnTree(tree).facts.kubernetes).toContain('apps/billing/k8s/billing.yaml');
  });

  it('writes the options of a plugin that is registered by its name alone', async () => {
    const tree = workspaceOf({ 'nx.json': '{ "plugins": ["nx-invariants"] }' });
    await service(tree, { name: 'billing', language: 'go', directory: 'backend', ...quiet });
    expect(JSON.parse(textOf(tree, 'nx.json')).plugins).toEqual([
      {
        plugin: 'nx-invariants',
        options: { services: ['apps/*', 'services/*', 'src/services/*', 'backend/billing'] },
      },
    ]);
  });

  it('keeps copies of contracts equal when the rest is formatted', async () => {
    const tree = workspaceOf(shop);
    await service(tree, { name: 'billing', language: 'go', consumes: 'job', skipInstall: true });
    expect(textOf(tree, 'apps/billing/schemas/job.json')).toBe(textOf(tree, 'contracts/schemas/job.json'));
  });

  const refused: readonly [string, Partial<ServiceOptions>, RegExp][] = [
    ['a path as name', { name: '../billing' }, /is no name for a service/],
    ['upper case', { name: 'Billing' }, /is no name for a service/],
    ['shell characters', { name: 'a;rm' }, /is no name for a service/],
    ['an EJS tag', { name: '<%= x %>' }, /is no name for a service/],
    ['a reserved name', { name: 'test' }, /is reserved by a language/],
    ['a directory outside', { directory: '../out' }, /is no folder for services/],
    ['an absolute directory', { directory: '/etc' }, /is no folder for services/],
    ['a hidden directory', { directory: '.github' }, /is no folder for services/],
    ['node_modules', { directory: 'packages/node_modules' }, /is no folder for services/],
    ['a folder that exists', { name: 'taken' }, /apps\/taken exists already/],
    ['a folder in a project', { directory: 'apps/taken' }, /would lie inside the project taken/],
    ['the name of another project', { name: 'taken', directory: 'services' }, /is called "taken" already/],
    [
      'a Compose service',
      { name: 'redis' },
      /infra\/docker-compose\.yml has a service called "redis" already/,
    ],
    [
      'a published port',
      { port: 6379 },
      /port 6379 is published by redis in infra\/docker-compose\.yml already; 8080 is free/,
    ],
    ['a privileged port', { port: 80 }, /80 is no port for a service/],
    [
      'an unknown contract',
      { consumes: 'job,order' },
      /there is no contract order; there are job, job-accepted/,
    ],
  ];

  it.each(refused)('refuses %s', async (_, options, message) => {
    const tree = workspaceOf({ ...shop, 'apps/taken/go.mod': 'module example.com/taken\n' });
    await expect(service(tree, { name: 'billing', language: 'go', ...quiet, ...options })).rejects.toThrow(
      message,
    );
  });

  it('says that there are no contracts, and names a Compose file that is not YAML', async () => {
    await expect(
      service(workspaceOf(), { name: 'a', language: 'go', consumes: 'job', ...quiet }),
    ).rejects.toThrow(/there are no contracts in this workspace/);
    await expect(
      service(workspaceOf({ 'compose.yaml': 'services:\n  a: [\n' }), {
        name: 'b',
        language: 'go',
        ...quiet,
      }),
    ).rejects.toThrow(/compose\.yaml:\d+ is not YAML .* Mend it/);
  });
});
