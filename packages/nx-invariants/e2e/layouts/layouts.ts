import type { NxWorkspace } from '../nx-workspace';

export type Files = { readonly [path: string]: string };

/** A repository as a team has it before it adds the plugin, and what `nx add` must make of it. */
export interface Layout {
  readonly packageManager: 'npm' | 'pnpm' | 'yarn' | 'none';
  readonly files: Files;
  /** What init writes into nx.json for the plugin. */
  readonly options: object;
  /** Every project of the graph afterwards. */
  readonly projects: { readonly [name: string]: ExpectedProject };
  /** Targets that were there before, as `project:target`: they must resolve to the same afterwards. */
  readonly kept: readonly string[];
  readonly run: Run;
  readonly violation: Violation;
}

/** A target to run everywhere, the tasks that pass, and a file that one of them makes. */
export interface Run {
  readonly target: string;
  readonly passes: readonly string[];
  readonly makes?: string;
}

export interface ExpectedProject {
  readonly root: string;
  readonly tags?: readonly string[];
  /** All its targets: inferred by the plugin, or (in `kept`) its own. */
  readonly targets: readonly string[];
}

export interface Violation {
  readonly commit: (repository: NxWorkspace) => void;
  /** The one leaf that it turns red, as `project:target`. */
  readonly leaf: string;
  readonly says: string;
}

const rootTargets = ['check-configuration', 'check-invariant-map', 'invariants'];
const serviceChecks = ['check-docker-context', 'check-service-version', 'invariants'];

const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
const rootPackage = (more: object = {}) => json({ name: 'shop', private: true, ...more });
const echo = (text: string) => ({ command: `echo ${text}` });
const goModule = (path: string) => `module example.com/shop/${path}\n\ngo 1.21\n`;
const goMain = 'package main\n\nfunc main() {}\n';
const jobSchema = json({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://example.com/schemas/job.json',
  $version: '1.0.0',
  title: 'Job',
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' } },
});

export const layouts: { readonly [name: string]: Layout } = {
  'services/* flat': {
    packageManager: 'npm',
    files: {
      'package.json': rootPackage({ scripts: { test: 'nx run-many -t test' } }),
      'nx.json': '{\n  // ours\n  "analytics": false\n}\n',
      'services/orders/go.mod': goModule('orders'),
      'services/orders/main.go': goMain,
      'services/orders/VERSION': '1.2.0\n',
      'services/orders/Dockerfile': 'FROM golang:1.26 AS build\nCOPY services/orders /src\n',
      'services/web/package.json': json({
        name: 'web',
        version: '0.3.0',
        scripts: { build: 'echo built', test: 'echo tested' },
      }),
      'services/web/VERSION': '0.3.0\n',
    },
    options: { services: ['services/*'] },
    projects: {
      workspace: { root: '.', targets: rootTargets },
      orders: {
        root: 'services/orders',
        tags: ['kind:service', 'lang:go'],
        targets: ['build', 'test', ...serviceChecks],
      },
      web: {
        root: 'services/web',
        tags: ['kind:service', 'lang:typescript'],
        targets: ['build', 'test', 'check-service-version', 'invariants'],
      },
    },
    kept: [],
    run: { target: 'test', passes: ['orders:test', 'web:test'] },
    violation: {
      commit: (repository) => repository.replace('services/orders/Dockerfile', 'services/orders', 'orders'),
      leaf: 'orders:check-docker-context',
      says: 'error services/orders/Dockerfile:2:6',
    },
  },

  'nested backend/a/b': {
    packageManager: 'npm',
    files: {
      'package.json': rootPackage(),
      'nx.json': '{ "analytics": false }\n',
      'backend/orders/api/pyproject.toml': '[project]\nname = "orders-api"\nversion = "2.0.0"\n',
      'backend/orders/api/VERSION': '2.0.0\n',
      'backend/orders/api/Dockerfile': 'FROM python:3.13-slim\nCOPY . /app\n',
      'backend/orders/worker/go.mod': goModule('orders-worker'),
      'backend/orders/worker/main.go': goMain,
      'backend/orders/worker/VERSION': '2.0.0\n',
      'backend/orders/worker/project.json': json({
        name: 'orders-worker',
        targets: { test: echo('own test'), coverage: echo('own coverage') },
      }),
      'backend/shared/go.mod': goModule('shared'),
      'deploy/compose.yaml': [
        'services:',
        '  orders-api:',
        '    build: ../backend/orders/api',
        '    image: shop/orders-api:2.0.0',
        '',
      ].join('\n'),
      'deploy/k8s/orders-api.yaml': [
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata:',
        '  name: orders-api',
        'spec:',
        '  selector: { matchLabels: { app: orders-api } }',
        '  template:',
        '    metadata: { labels: { app: orders-api } }',
        '    spec:',
        '      containers:',
        '        - name: orders-api',
        '          image: shop/orders-api:2.0.0',
        '',
      ].join('\n'),
    },
    options: {
      services: ['backend/orders/*'],
      compose: ['deploy/compose.yaml'],
      kubernetes: ['deploy/k8s'],
    },
    projects: {
      workspace: { root: '.', targets: ['check-deploy-parity', ...rootTargets] },
      'orders-api': {
        root: 'backend/orders/api',
        tags: ['kind:service', 'lang:python'],
        targets: ['build', 'test', ...serviceChecks],
      },
      'orders-worker': {
        root: 'backend/orders/worker',
        tags: ['kind:service', 'lang:go'],
        targets: ['build', 'test', 'coverage', 'check-service-version', 'invariants'],
      },
    },
    kept: ['orders-worker:test', 'orders-worker:coverage'],
    run: { target: 'coverage', passes: ['orders-worker:coverage'] },
    violation: {
      commit: (repository) =>
        repository.replace('deploy/k8s/orders-api.yaml', 'shop/orders-api:2.0.0', 'shop/orders-web:2.0.0'),
      leaf: 'workspace:check-deploy-parity',
      says: 'error deploy/k8s/orders-api.yaml:12:18',
    },
  },

  'packages/* with existing project.json': {
    packageManager: 'npm',
    files: {
      'package.json': rootPackage(),
      'nx.json': json({
        analytics: false,
        plugins: ['./tools/makefiles.cjs'],
        targetDefaults: { build: { cache: true } },
      }),
      'tools/makefiles.cjs': [
        "exports.createNodesV2 = exports.createNodes = ['**/Makefile', (files) => files.map((file) => [file, {",
        "  projects: { [file.replace('/Makefile', '')]: { targets: { build: { command: 'echo own make' } } } },",
        '}])];',
        '',
      ].join('\n'),
      'coverage-config.json': json({ thresholds: { 'shop-api': { min: 80, tool: 'vitest' } } }),
      'packages/api/project.json': json({
        name: 'shop-api',
        projectType: 'application',
        targets: {
          build: echo('own build'),
          test: echo('own test'),
          coverage: {
            command: 'node measure.js',
            options: { cwd: '{projectRoot}' },
            inputs: ['{projectRoot}/*.js'],
            outputs: ['{projectRoot}/coverage'],
          },
        },
      }),
      'packages/api/package.json': json({ name: '@shop/api', version: '1.0.0' }),
      'packages/api/tsconfig.json': '{}\n',
      'packages/api/VERSION': '1.0.0\n',
      'packages/api/index.js': 'exports.one = 1;\n',
      'packages/api/measure.js': [
        "const { mkdirSync, writeFileSync } = require('node:fs');",
        "const path = require('node:path').join(__dirname, 'index.js');",
        'const covered = 1;',
        'const place = { start: { line: 1, column: 0 }, end: { line: 1, column: 16 } };',
        'const file = { path, statementMap: { 0: place }, s: { 0: covered }, fnMap: {}, f: {}, branchMap: {}, b: {} };',
        "mkdirSync('coverage', { recursive: true });",
        "writeFileSync('coverage/coverage-final.json', JSON.stringify({ [path]: file }));",
        '',
      ].join('\n'),
      'packages/worker/go.mod': goModule('worker'),
      'packages/worker/main.go': goMain,
      'packages/worker/VERSION': '1.0.0\n',
      'packages/worker/Makefile': 'build:\n\tgo build\n',
      'packages/worker/project.json': json({ name: 'shop-worker' }),
      'packages/ui/package.json': json({ name: '@shop/ui', version: '1.0.0' }),
      'packages/ui/project.json': json({ name: 'shop-ui', targets: { build: echo('own ui') } }),
    },
    options: { services: ['packages/api', 'packages/worker'] },
    projects: {
      workspace: { root: '.', targets: rootTargets },
      'shop-api': {
        root: 'packages/api',
        tags: ['kind:service', 'lang:typescript', 'npm:public'],
        targets: ['build', 'test', 'coverage', 'check-coverage', 'check-service-version', 'invariants'],
      },
      'shop-worker': {
        root: 'packages/worker',
        tags: ['kind:service', 'lang:go'],
        targets: ['build', 'test', 'check-service-version', 'invariants'],
      },
      'shop-ui': { root: 'packages/ui', tags: ['npm:public'], targets: ['build'] },
    },
    kept: ['shop-api:build', 'shop-api:test', 'shop-api:coverage', 'shop-worker:build', 'shop-ui:build'],
    run: { target: 'build', passes: ['shop-api:build', 'shop-ui:build', 'shop-worker:build'] },
    violation: {
      commit: (repository) => repository.replace('packages/api/measure.js', 'covered = 1', 'covered = 0'),
      leaf: 'shop-api:check-coverage',
      says: 'error coverage-config.json:3:17 lines coverage of shop-api is 0.00%',
    },
  },

  'one service at the root': {
    packageManager: 'npm',
    files: {
      'package.json': json({
        name: 'billing',
        version: '3.1.0',
        private: true,
        scripts: { test: 'echo own test' },
        nx: { targets: { build: { command: 'echo own build' } } },
      }),
      'nx.json': '{ "analytics": false }\n',
      'tsconfig.json': '{}\n',
      VERSION: '3.1.0\n',
      Dockerfile: 'FROM node:24-slim\nCOPY package.json /app/\n',
      'contracts/job.json': jobSchema,
      'contracts/VERSIONS.md': '# Versions\n\n| schema | version |\n|---|---|\n| job.json | 1.0.0 |\n',
      'contracts/fixtures/golden/job/valid.json': json({ id: 'a' }),
      'contracts/fixtures/negative/job/no-id.json': json({
        expect: { keyword: 'required', instancePath: '' },
        document: {},
      }),
    },
    options: { services: ['.'], contracts: 'contracts' },
    projects: {
      billing: {
        root: '.',
        tags: ['kind:service', 'lang:typescript', 'npm:private'],
        targets: [
          'build',
          'test',
          'check-contract-compat',
          'check-contract-fixtures',
          'check-contract-schemas',
          ...rootTargets,
          ...serviceChecks,
        ],
      },
    },
    kept: ['billing:build', 'billing:test'],
    run: { target: 'test', passes: ['billing:test'] },
    violation: {
      commit: (repository) => repository.write('VERSION', '3.1.1\n'),
      leaf: 'billing:check-service-version',
      says: 'error package.json:3:1 package.json says version 3.1.0, VERSION says 3.1.1',
    },
  },

  'a repository without package.json or Nx': {
    packageManager: 'none',
    files: {
      'services/api/go.mod': goModule('api'),
      'services/api/main.go': goMain,
      'services/api/VERSION': '0.1.0\n',
      'services/api/Dockerfile': 'FROM golang:1.26 AS build\nCOPY services/api /src\n',
      'services/engine/Cargo.toml': '[package]\nname = "engine"\nversion = "0.2.0"\nedition = "2021"\n',
      'services/engine/src/main.rs': 'fn main() {}\n',
      'services/engine/VERSION': '0.2.0\n',
      'services/engine/project.json': json({ name: 'engine', targets: { test: echo('own test') } }),
    },
    options: { services: ['services/*'] },
    projects: {
      workspace: { root: '.', targets: rootTargets },
      api: {
        root: 'services/api',
        tags: ['kind:service', 'lang:go'],
        targets: ['build', 'test', ...serviceChecks],
      },
      engine: {
        root: 'services/engine',
        tags: ['kind:service', 'lang:rust'],
        targets: ['build', 'test', 'check-service-version', 'invariants'],
      },
    },
    kept: ['engine:test'],
    run: { target: 'test', passes: ['api:test', 'engine:test'] },
    violation: {
      commit: (repository) => repository.write('services/engine/VERSION', '0.3.0\n'),
      leaf: 'engine:check-service-version',
      says: 'error services/engine/Cargo.toml:3:1 ',
    },
  },

  'a pnpm workspace': {
    packageManager: 'pnpm',
    files: {
      'package.json': rootPackage(),
      'nx.json': '{ "analytics": false }\n',
      'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
      'packages/web/package.json': json({
        name: '@shop/web',
        version: '1.0.0',
        scripts: { test: 'echo own test', build: 'echo own build' },
        dependencies: { '@shop/ui': 'workspace:*' },
      }),
      'packages/web/VERSION': '1.0.0\n',
      'packages/web/Dockerfile': 'FROM node:24-slim\nCOPY packages/web packages/ui /app/\n',
      'packages/ui/package.json': json({ name: '@shop/ui', version: '1.0.0' }),
    },
    options: { services: ['packages/web'] },
    projects: {
      workspace: { root: '.', targets: rootTargets },
      '@shop/web': {
        root: 'packages/web',
        tags: ['kind:service', 'lang:typescript', 'npm:public'],
        targets: ['build', 'test', ...serviceChecks],
      },
      '@shop/ui': { root: 'packages/ui', tags: ['npm:public'], targets: [] },
    },
    kept: ['@shop/web:build', '@shop/web:test'],
    run: { target: 'build', passes: ['@shop/web:build'] },
    violation: {
      commit: (repository) => repository.rename('packages/ui', 'packages/components'),
      leaf: '@shop/web:check-docker-context',
      says: 'error packages/web/Dockerfile:2:6',
    },
  },

  'Yarn workspaces': {
    packageManager: 'yarn',
    files: {
      'package.json': rootPackage({
        workspaces: { packages: ['apps/*', 'libs/*'] },
        scripts: { test: 'nx run-many -t test' },
      }),
      'nx.json': '{ "analytics": false }\n',
      '.yarnrc.yml': 'nodeLinker: node-modules\n',
      'yarn.lock': '',
      'apps/web/package.json': json({
        name: '@shop/web',
        version: '1.0.0',
        scripts: { test: 'echo own test' },
        nx: { targets: { coverage: { command: 'echo own coverage' } } },
      }),
      'apps/web/vite.config.mjs': 'export default {};\n',
      'apps/web/VERSION': '1.0.0\n',
      'libs/ui/package.json': json({ name: '@shop/ui', version: '1.0.0', scripts: { build: 'echo own ui' } }),
    },
    options: { services: ['apps/*'] },
    projects: {
      workspace: { root: '.', targets: rootTargets },
      '@shop/web': {
        root: 'apps/web',
        tags: ['kind:service', 'lang:typescript', 'npm:public'],
        targets: ['build', 'test', 'coverage', 'check-service-version', 'invariants'],
      },
      '@shop/ui': { root: 'libs/ui', tags: ['npm:public'], targets: ['build'] },
    },
    kept: ['@shop/web:test', '@shop/web:coverage', '@shop/ui:build'],
    run: { target: 'test', passes: ['@shop/web:test'] },
    violation: {
      commit: (repository) => repository.remove('apps/web/VERSION'),
      leaf: '@shop/web:check-service-version',
      says: 'error apps/web/VERSION @shop/web has no VERSION file',
    },
  },

  'go.work': {
    packageManager: 'npm',
    files: {
      'package.json': rootPackage(),
      'nx.json': '{ "analytics": false }\n',
      'go.work': 'go 1.21\n\nuse (\n\t./cmd/api\n\t./lib\n)\n',
      'cmd/api/go.mod': `${goModule('api')}\nrequire example.com/shop/lib v0.0.0\n`,
      'cmd/api/main.go':
        'package main\n\nimport "example.com/shop/lib"\n\nfunc main() { println(lib.Name) }\n',
      'cmd/api/VERSION': '0.1.0\n',
      'cmd/api/Dockerfile':
        'FROM golang:1.26 AS build\nCOPY go.work ./\nCOPY cmd/api cmd/api\nCOPY lib lib\n',
      'cmd/api/project.json': json({ name: 'api', targets: { test: echo('own test') } }),
      'lib/go.mod': goModule('lib'),
      'lib/lib.go': 'package lib\n\nconst Name = "shop"\n',
    },
    options: { services: ['cmd/*'] },
    projects: {
      workspace: { root: '.', targets: rootTargets },
      api: {
        root: 'cmd/api',
        tags: ['kind:service', 'lang:go'],
        targets: ['build', 'test', ...serviceChecks],
      },
    },
    kept: ['api:test'],
    run: { target: 'build', passes: ['api:build'], makes: 'cmd/api/dist/api' },
    violation: {
      commit: (repository) => repository.rename('lib', 'library'),
      leaf: 'api:check-docker-context',
      says: 'error cmd/api/Dockerfile:4:6',
    },
  },

  'a Cargo workspace': {
    packageManager: 'npm',
    files: {
      'package.json': rootPackage(),
      'nx.json': '{ "analytics": false }\n',
      'Cargo.toml':
        '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n\n[workspace.package]\nversion = "0.4.0"\n',
      'Cargo.lock': [
        'version = 3',
        '',
        '[[package]]',
        'name = "engine"',
        'version = "0.4.0"',
        'dependencies = [',
        ' "rules",',
        ']',
        '',
        '[[package]]',
        'name = "rules"',
        'version = "0.4.0"',
        '',
      ].join('\n'),
      'crates/engine/Cargo.toml':
        '[package]\nname = "engine"\nversion.workspace = true\nedition = "2021"\n\n[dependencies]\nrules = { path = "../rules" }\n',
      'crates/engine/src/main.rs': 'fn main() {\n    println!("{}", rules::NAME);\n}\n',
      'crates/engine/VERSION': '0.4.0\n',
      'crates/engine/Dockerfile': 'FROM rust:1 AS build\nCOPY Cargo.toml Cargo.lock ./\nCOPY crates crates\n',
      'crates/engine/project.json': json({ name: 'engine', targets: { test: echo('own test') } }),
      'crates/rules/Cargo.toml': '[package]\nname = "rules"\nversion.workspace = true\nedition = "2021"\n',
      'crates/rules/src/lib.rs': 'pub const NAME: &str = "shop";\n',
    },
    options: { services: ['crates/engine'] },
    projects: {
      workspace: { root: '.', targets: rootTargets },
      engine: {
        root: 'crates/engine',
        tags: ['kind:service', 'lang:rust'],
        targets: ['build', 'test', ...serviceChecks],
      },
    },
    kept: ['engine:test'],
    run: { target: 'build', passes: ['engine:build'], makes: 'target/debug/engine' },
    violation: {
      commit: (repository) => repository.remove('Cargo.lock'),
      leaf: 'engine:check-docker-context',
      says: 'error crates/engine/Dockerfile:2:17',
    },
  },
};
