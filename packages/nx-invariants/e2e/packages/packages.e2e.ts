import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NxWorkspace, type TaskOutcome } from '../nx-workspace';
import { packPackages, repack } from '../pack-packages';
import { TarballRegistry } from '../tarball-registry';

/** Those of a service as `nx generate service` makes it. */
const leaves = [
  'check-coverage',
  'check-docker-context',
  'check-lockfiles',
  'check-portable-scripts',
  'check-service-version',
];

const folders: string[] = [];
let registry: TarballRegistry;
let tarballs: string[];

beforeAll(async () => {
  tarballs = await packPackages();
  folders.push(...new Set(tarballs.map((tarball) => dirname(tarball))));
  registry = await TarballRegistry.serve(tarballs);
});

afterAll(() => {
  registry?.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

// A workspace of Nx 22 names @nx/devkit itself: npm would take the newest that the plugin's peer range allows.
describe.each<[nx: string, beside: string[]]>([
  ['24.0.6', []],
  ['23.3.2', []],
  ['22.7.12', ['@nx/devkit@22.7.12']],
])('the packed packages under Nx %s', (nx, beside) => {
  let workspace: NxWorkspace;

  beforeAll(async () => {
    workspace = emptyWorkspace();
    await workspace.succeed('git', ['init', '--quiet', '--initial-branch=main']);
    await workspace.succeed('git', ['config', 'user.name', 'End to end']);
    await workspace.succeed('git', ['config', 'user.email', 'e2e@observatory.example']);
    await install(workspace, `nx@${nx}`, ...beside);
    await workspace.commit('An empty workspace');
  });

  test('nx add installs the plugin and adopts the workspace', async () => {
    const run = await workspace.nx(['add', 'nx-invariants'], npmEnvironment(workspace));
    expect(run.code, run.output).toBe(0);
    expect(JSON.parse(workspace.read('nx.json')).plugins).toEqual(['nx-invariants']);
    expect(workspace.has('invariants.json')).toBe(true);
  });

  test("service generates one, under the generator's bare name, with its targets inferred", async () => {
    const run = await workspace.nx(['generate', 'service', 'billing', '--language=go']);
    expect(run.code, run.output).toBe(0);
    const { root, tags, targets } = await project(workspace, 'billing');
    expect({ root, tags }).toEqual({
      root: expect.stringMatching(/billing$/),
      tags: expect.arrayContaining(['lang:go']),
    });
    expect(Object.keys(targets).sort()).toEqual([
      'build',
      'check-coverage',
      'check-docker-context',
      'check-lockfiles',
      'check-portable-scripts',
      'check-service-version',
      'coverage',
      'invariants',
      'test',
    ]);
    for (const name of leaves) {
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
      'billing:check-lockfiles': 'passed',
      'billing:check-portable-scripts': 'passed',
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

  test('the report knows what the cache held and what a change leaves alone', async () => {
    workspace.remove('.invariants');
    await workspace.nx(['affected', '-t', 'invariants', '--base=HEAD~1']);
    expect(await reported(workspace, 'billing')).toEqual([0, leaves.map(() => true)]);
    workspace.remove('.invariants/billing');
    const run = await workspace.nx(['affected', '-t', 'invariants', '--base=HEAD']);
    expect(outcomesOf(run.tasks, 'billing:')).toEqual({});
    expect(await reported(workspace, 'billing')).toEqual([0, leaves.map(() => 'unaffected')]);
    workspace.write('new.txt', '');
    expect(await reported(workspace, 'billing')).toEqual([2, leaves.map(() => 'missing')]);
    workspace.remove('new.txt');
    expect(await reported(workspace, 'billing', '--all')).toEqual([0, leaves.map(() => true)]);
  });

  test('one violation turns its leaf red', async () => {
    const version = `${(await project(workspace, 'billing')).root}/VERSION`;
    const before = workspace.read(version);
    workspace.write(version, 'latest\n');
    const run = await workspace.nx(['affected', '-t', 'check-service-version', '--base=HEAD']);
    expect(run.code).toBe(1);
    expect(run.tasks).toEqual({ 'billing:check-service-version': 'failed' });
    expect(run.output).toContain(`error ${version}:1:1 VERSION says "latest", which is not SemVer`);
    workspace.write(version, before);
  });

  test('an image target reads what its build copies, and nothing else', async () => {
    const command = 'docker build shop';
    workspace.write(
      'shop/project.json',
      JSON.stringify({ name: 'shop', targets: { image: { command, cache: true } } }),
    );
    workspace.write('shop/Dockerfile', 'FROM scratch\nCOPY copied.txt /\n');
    workspace.write('shop/copied.txt', '1');
    workspace.write('shop/other.txt', '1');
    await workspace.commit('An image');
    const withDocker = standInForDocker(workspace);
    const image = async (...args: string[]) => {
      const run = await workspace.nx([...args, '-t', 'image'], withDocker);
      expect(run.code, run.output).toBe(0);
      return run.tasks;
    };
    expect(await image('run-many')).toEqual({ 'shop:image': 'passed' });
    workspace.write('shop/other.txt', '2');
    // Before 24, Nx selects all targets of the project that a file lies in.
    const selected = nx.startsWith('24.') ? {} : { 'shop:image': 'from cache' };
    expect(await image('affected', '--base=HEAD')).toEqual(selected);
    workspace.write('shop/copied.txt', '2');
    expect(await image('affected', '--base=HEAD')).toEqual({ 'shop:image': 'passed' });
    await workspace.restore('HEAD~1');
  });

  test('an upgrade of the plugin runs its leaves again', async () => {
    const again = await workspace.nx(['run-many', '-t', 'invariants', '-p', 'billing']);
    expect(outcomesOf(again.tasks, 'billing:check-')).toEqual({
      'billing:check-coverage': 'from cache',
      'billing:check-docker-context': 'from cache',
      'billing:check-lockfiles': 'from cache',
      'billing:check-portable-scripts': 'from cache',
      'billing:check-service-version': 'from cache',
    });
    await install(workspace, await nextPatch(tarballs));
    const run = await workspace.nx(['run-many', '-t', 'invariants', '-p', 'billing']);
    expect(run.code, run.output).toBe(0);
    expect(outcomesOf(run.tasks, 'billing:check-')).toEqual({
      'billing:check-coverage': 'passed',
      'billing:check-docker-context': 'passed',
      'billing:check-lockfiles': 'passed',
      'billing:check-portable-scripts': 'passed',
      'billing:check-service-version': 'passed',
    });
  });

  // The languages differ in what they generate, not in what they ask of Nx: one major is enough. Their toolchains are
  // those of the set-up, which knows Debian-like systems.
  test.runIf(nx === '24.0.6' && process.platform === 'linux')(
    'two services in each of the four languages are green at once',
    async () => {
      const services = ['typescript', 'python', 'go', 'rust'].flatMap((language) =>
        ['first', 'second'].map((number) => ({ language, name: `${number}-${language}` })),
      );
      for (const { language, name } of services) {
        const run = await workspace.nx(
          ['generate', 'service', name, `--language=${language}`],
          npmEnvironment(workspace),
        );
        expect(run.code, run.output).toBe(0);
      }
      const run = await workspace.nx(['run-many', '-t', 'invariants', 'test', 'build']);
      expect(run.code, run.output).toBe(0);
      for (const { language, name } of services) {
        // Go is limited by the plugin's own command, Rust by whoever runs it.
        const limited = ['typescript', 'python'].includes(language) ? ['check-time-budgets'] : [];
        expect(Object.keys(outcomesOf(run.tasks, `${name}:`)).sort(), name).toEqual(
          ['build', ...leaves, ...limited, 'coverage', 'invariants', 'test'].map(
            (target) => `${name}:${target}`,
          ),
        );
      }
    },
  );
});

interface Project {
  readonly root: string;
  readonly tags: readonly string[];
  readonly targets: { readonly [name: string]: unknown };
}

/** In a folder with blanks in its path. */
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

/** The packages come from the local registry into a cache of the workspace's own. */
function npmEnvironment(workspace: NxWorkspace) {
  return {
    ...registry.environment,
    npm_config_cache: workspace.path('.nx/npm-cache'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  };
}

async function install(workspace: NxWorkspace, ...packages: readonly string[]): Promise<void> {
  await workspace.npm(['install', '--save-dev', ...packages], npmEnvironment(workspace));
}

/** A program called docker, first on the path, that does nothing. */
function standInForDocker(workspace: NxWorkspace): { readonly PATH: string } {
  const folder = '.nx/bin';
  workspace.write(`${folder}/docker`, '#!/bin/sh\n');
  workspace.write(`${folder}/docker.cmd`, '@exit /b 0\n');
  chmodSync(workspace.path(`${folder}/docker`), 0o755);
  return { PATH: [workspace.path(folder), process.env.PATH].join(delimiter) };
}

async function project(workspace: NxWorkspace, name: string): Promise<Project> {
  const { output } = await workspace.nx(['show', 'project', name, '--json']);
  return JSON.parse(output.slice(output.indexOf('{'))) as Project;
}

/** The plugin of the next version, with a line changed; as what npm is to install. */
async function nextPatch(packed: readonly string[]): Promise<string> {
  const plugin = packed.find((tarball) => /[\\/]nx-invariants-0\.1\.0\.tgz$/.test(tarball));
  if (plugin === undefined) throw new Error('the plugin is not among the packed packages');
  const upgraded = await repack(plugin, (unpacked) => {
    unpacked.editJson<{ version: string }>('package/package.json', (manifest) => {
      manifest.version = '0.1.1';
    });
    const code = 'package/dist/checks/service-version/run.js';
    unpacked.write(code, `${unpacked.read(code)}// changed\n`);
  });
  folders.push(dirname(dirname(upgraded)));
  return upgraded;
}

/** The exit code of the report on a project, and of each check whether it is from cache, else its state. */
async function reported(
  workspace: NxWorkspace,
  name: string,
  ...options: string[]
): Promise<[number, unknown[]]> {
  const program = workspace.path('node_modules/nx-invariants/bin/nx-invariants.js');
  const file = workspace.path('node_modules/report.json');
  const args = [program, 'report', '--json', '--output', file, '--project', name, ...options];
  const { code, output } = await workspace.command(process.execPath, args);
  expect(output).not.toContain('fault of the program');
  const { checks } = JSON.parse(workspace.read('node_modules/report.json')).result;
  return [code, checks.map(({ state, fromCache }: Record<string, unknown>) => fromCache ?? state)];
}

function outcomesOf(tasks: { readonly [id: string]: TaskOutcome }, prefix: string) {
  return Object.fromEntries(Object.entries(tasks).filter(([id]) => id.startsWith(prefix)));
}
