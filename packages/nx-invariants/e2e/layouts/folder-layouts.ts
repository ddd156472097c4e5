import type { Layout } from './layout';
import {
  echo,
  goMain,
  goModule,
  imagelessServiceChecks,
  json,
  rootPackage,
  rootTargets,
  serviceChecks,
} from './layout-parts';

const jobSchema = json({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://example.com/schemas/job.json',
  $version: '1.0.0',
  title: 'Job',
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' } },
});

/** Repositories of npm by where their services stand. */
export const folderLayouts: { readonly [name: string]: Layout } = {
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
        targets: ['build', 'test', ...imagelessServiceChecks],
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
        '    healthcheck: { test: [CMD, "true"], interval: 5s, timeout: 5s, retries: 3 }',
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
        '          readinessProbe:',
        '            exec: { command: ["true"] }',
        '            periodSeconds: 5',
        '            timeoutSeconds: 5',
        '            failureThreshold: 3',
        '',
      ].join('\n'),
    },
    options: {
      services: ['backend/orders/*'],
      compose: ['deploy/compose.yaml'],
      kubernetes: ['deploy/k8s'],
    },
    projects: {
      workspace: { root: '.', targets: ['check-deploy-parity', 'check-time-budgets', ...rootTargets] },
      'orders-api': {
        root: 'backend/orders/api',
        tags: ['kind:service', 'lang:python'],
        targets: ['build', 'test', ...serviceChecks],
      },
      'orders-worker': {
        root: 'backend/orders/worker',
        tags: ['kind:service', 'lang:go'],
        targets: ['build', 'test', 'coverage', ...imagelessServiceChecks],
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
        targets: ['build', 'test', 'coverage', 'check-coverage', ...imagelessServiceChecks],
      },
      'shop-worker': {
        root: 'packages/worker',
        tags: ['kind:service', 'lang:go'],
        targets: ['build', 'test', 'check-lockfiles', 'check-service-version', 'invariants'],
      },
      'shop-ui': {
        root: 'packages/ui',
        tags: ['npm:public'],
        targets: ['build', 'check-lockfiles', 'check-portable-scripts', 'invariants'],
      },
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
      says: 'error package.json:3:3 package.json says version 3.1.0, VERSION says 3.1.1',
    },
  },
};
