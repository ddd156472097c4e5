import type { Layout } from './layout';
import {
  bareRootTargets,
  echo,
  goMain,
  goModule,
  imagelessServiceChecks,
  json,
  rootPackage,
  rootTargets,
  rustToolchain,
  serviceChecks,
} from './layout-parts';

/** Repositories by the tool that ties their packages together, or without one. */
export const workspaceLayouts: { readonly [name: string]: Layout } = {
  'a repository without package.json or Nx': {
    packageManager: 'none',
    files: {
      'services/api/go.mod': goModule('api'),
      'services/api/main.go': goMain,
      'services/api/VERSION': '0.1.0\n',
      'services/api/Dockerfile': 'FROM golang:1.26 AS build\nCOPY services/api /src\n',
      'services/engine/Cargo.toml': '[package]\nname = "engine"\nversion = "0.2.0"\nedition = "2021"\n',
      'services/engine/Cargo.lock': 'version = 3\n\n[[package]]\nname = "engine"\nversion = "0.2.0"\n',
      'services/engine/rust-toolchain.toml': rustToolchain,
      'services/engine/src/main.rs': 'fn main() {}\n',
      'services/engine/VERSION': '0.2.0\n',
      'services/engine/project.json': json({ name: 'engine', targets: { test: echo('own test') } }),
    },
    options: { services: ['services/*'] },
    projects: {
      workspace: { root: '.', targets: bareRootTargets },
      api: {
        root: 'services/api',
        tags: ['kind:service', 'lang:go'],
        targets: ['build', 'test', ...serviceChecks],
      },
      engine: {
        root: 'services/engine',
        tags: ['kind:service', 'lang:rust'],
        targets: ['build', 'test', ...imagelessServiceChecks],
      },
    },
    kept: ['engine:test'],
    run: { target: 'test', passes: ['api:test', 'engine:test'] },
    violation: {
      commit: (repository) => repository.write('services/engine/VERSION', '0.3.0\n'),
      leaf: 'engine:check-service-version',
      says: 'error services/engine/Cargo.toml:3:12 ',
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
      '@shop/ui': { root: 'packages/ui', tags: ['npm:public'], targets: ['check-lockfiles', 'invariants'] },
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
        targets: ['build', 'test', 'coverage', ...imagelessServiceChecks],
      },
      '@shop/ui': {
        root: 'libs/ui',
        tags: ['npm:public'],
        targets: ['build', 'check-lockfiles', 'check-portable-scripts', 'invariants'],
      },
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
      commit: (repository) => repository.replace('cmd/api/Dockerfile', 'COPY lib', 'COPY library'),
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
      'rust-toolchain.toml': rustToolchain,
      'crates/engine/Cargo.toml':
        '[package]\nname = "engine"\nversion.workspace = true\nedition = "2021"\n\n[dependencies]\nrules = { path = "../rules" }\n',
      'crates/engine/src/main.rs': 'fn main() {\n    println!("{}", rules::NAME);\n}\n',
      'crates/engine/VERSION': '0.4.0\n',
      'crates/engine/Dockerfile':
        'FROM rust:1.95 AS build\nCOPY Cargo.toml Cargo.lock ./\nCOPY crates crates\n',
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
      commit: (repository) => repository.replace('crates/engine/Dockerfile', 'COPY crates', 'COPY crate'),
      leaf: 'engine:check-docker-context',
      says: 'error crates/engine/Dockerfile:3:6',
    },
  },
};
