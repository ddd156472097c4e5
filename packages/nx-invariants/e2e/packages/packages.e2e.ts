import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NxWorkspace, type TaskOutcome } from '../nx-workspace';
import { packPackages, repack } from './pack-packages';

/** With a value, packages come into an empty cache from their registry, as on a machine that never saw them. */
const cleanNpmCache = process.env.NX_INVARIANTS_E2E_CLEAN_NPM_CACHE !== undefined;

const folders: string[] = [];
let tarballs: string[];

beforeAll(async () => {
  tarballs = await packPackages();
  folders.push(...new Set(tarballs.map((tarball) => dirname(tarball))));
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe.each([
  { nx: '24.0.6', devkit: '24.0.0' },
  { nx: '23.3.2', devkit: '23.3.2' },
  { nx: '22.7.12', devkit: '22.7.12' },
])('the packed packages under Nx $nx', ({ nx, devkit }) => {
  let workspace: NxWorkspace;

  beforeAll(async () => {
    workspace = emptyWorkspace();
    await workspace.succeed('git', ['init', '--quiet', '--initial-branch=main']);
    await workspace.succeed('git', ['config', 'user.name', 'End to end']);
    await workspace.succeed('git', ['config', 'user.email', 'e2e@observatory.example']);
    await install(workspace, [`nx@${nx}`, `@nx/devkit@${devkit}`, ...tarballs]);
    await workspace.commit('An empty workspace');
  });

  test('init adopts the workspace', async () => {
    const run = await workspace.nx(['generate', 'nx-invariants:init']);
    expect(run.code, run.output).toBe(0);
    expect(workspace.read('nx.json')).toContain('nx-invariants');
    expect(workspace.has('invariants.json')).toBe(true);
  });

  test('service generates one, under the generator’s bare name, with its targets inferred', async () => {
    const run = await workspace.nx(['generate', 'service', 'billing', '--language=go']);
    expect(run.code, run.output).toBe(0);
    const shown = await workspace.nx(['show', 'project', 'billing', '--json']);
    const { root, tags, targets } = JSON.parse(shown.output.slice(shown.output.indexOf('{'))) as Project;
    expect({ root, tags }).toEqual({
      root: expect.stringMatching(/billing$/),
      tags: expect.arrayContaining(['lang:go']),
    });
    expect(Object.keys(targets).sort()).toEqual([
      'build',
      'check-coverage',
      'check-docker-context',
      'check-service-version',
      'coverage',
      'invariants',
      'test',
    ]);
    for (const name of ['check-coverage', 'check-docker-context', 'check-service-version']) {
      expect(targets[name]).toMatchObject({ executor: 'nx-invariants:check', cache: true });
    }
  });

  test('affected runs its invariants, and all hold', async () => {
    await workspace.commit('A service');
    const run = await workspace.nx(['affected', '-t', 'invariants', '--base=HEAD~1']);
    expect(run.code, run.output).toBe(0);
    expect(outcomesOf(run.tasks, 'billing:')).toEqual({
      'billing:check-coverage': 'passed',
      'billing:check-docker-context': 'passed',
      'billing:check-service-version': 'passed',
      'billing:coverage': 'passed',
      'billing:invariants': 'passed',
    });
  });

  test('its tests and its build pass', async () => {
    const run = await workspace.nx(['run-many', '-t', 'test', 'build', '-p', 'billing']);
    expect(run.code, run.output).toBe(0);
    expect(run.tasks).toEqual({ 'billing:build': 'passed', 'billing:test': 'passed' });
  });

  test('one violation turns its leaf red', async () => {
    const version = `${await rootOf(workspace, 'billing')}/VERSION`;
    const before = workspace.read(version);
    workspace.write(version, 'latest\n');
    const run = await workspace.nx(['affected', '-t', 'check-service-version', '--base=HEAD']);
    expect(run.code).toBe(1);
    expect(run.tasks).toEqual({ 'billing:check-service-version': 'failed' });
    expect(run.output).toContain(`error ${version}:1:1 VERSION says "latest", which is not SemVer`);
    workspace.write(version, before);
  });

  test('an upgrade of the plugin runs its leaves again', async () => {
    const again = await workspace.nx(['run-many', '-t', 'invariants', '-p', 'billing']);
    expect(outcomesOf(again.tasks, 'billing:check-')).toEqual({
      'billing:check-coverage': 'from cache',
      'billing:check-docker-context': 'from cache',
      'billing:check-service-version': 'from cache',
    });
    const upgraded = await Promise.all(tarballs.map(upgrade));
    await install(workspace, upgraded);
    const run = await workspace.nx(['run-many', '-t', 'invariants', '-p', 'billing']);
    expect(run.code, run.output).toBe(0);
    expect(outcomesOf(run.tasks, 'billing:check-')).toEqual({
      'billing:check-coverage': 'passed',
      'billing:check-docker-context': 'passed',
      'billing:check-service-version': 'passed',
    });
  });
});

interface Project {
  readonly root: string;
  readonly tags: readonly string[];
  readonly targets: { readonly [name: string]: unknown };
}

function emptyWorkspace(): NxWorkspace {
  const folder = mkdtempSync(join(tmpdir(), 'nx invariants user '));
  folders.push(folder);
  const workspace = new NxWorkspace(join(folder, 'a workspace'));
  mkdirSync(workspace.root);
  workspace.write('package.json', '{ "name": "a-workspace", "private": true }\n');
  workspace.write('nx.json', '{ "analytics": false }\n');
  workspace.write('.gitignore', 'node_modules/\n.nx/\n.invariants/\ncoverage/\ndist/\n');
  return workspace;
}

/** All in one command, as the engines are dependencies of the plugin at the version that is only here. */
async function install(workspace: NxWorkspace, packages: readonly string[]): Promise<void> {
  const cache = cleanNpmCache ? { npm_config_cache: workspace.path('.nx/npm-cache') } : {};
  const flags = cleanNpmCache ? [] : ['--prefer-offline'];
  await workspace.succeed(
    'npm',
    ['install', '--save-dev', '--no-audit', '--no-fund', ...flags, ...packages],
    cache,
  );
}

async function rootOf(workspace: NxWorkspace, project: string): Promise<string> {
  const { output } = await workspace.nx(['show', 'project', project, '--json']);
  return (JSON.parse(output.slice(output.indexOf('{'))) as Project).root;
}

/** The plugin of the next version, with a line changed; every other package as it is. */
async function upgrade(tarball: string): Promise<string> {
  if (!/[\\/]nx-invariants-0\.1\.0\.tgz$/.test(tarball)) return tarball;
  const upgraded = await repack(tarball, (unpacked) => {
    unpacked.editJson<{ version: string }>('package/package.json', (manifest) => {
      manifest.version = '0.1.1';
    });
    const line = 'package/dist/checks/service-version/run.js';
    unpacked.write(line, `${unpacked.read(line)}// changed\n`);
  });
  folders.push(dirname(dirname(upgraded)));
  return upgraded;
}

function outcomesOf(tasks: { readonly [id: string]: TaskOutcome }, prefix: string) {
  return Object.fromEntries(Object.entries(tasks).filter(([id]) => id.startsWith(prefix)));
}
