import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NxWorkspace } from '../nx-workspace';
import { packPackages } from '../pack-packages';
import { TarballRegistry } from '../tarball-registry';
import { folderLayouts } from './folder-layouts';
import type { Layout } from './layout';
import { workspaceLayouts } from './workspace-layouts';

const nx = '24.0.6';
const devkit = '24.0.0';
const packageManagers = ['pnpm@10.34.8', '@yarnpkg/cli-dist@4.18.1'];

const folders: string[] = [];
let registry: TarballRegistry;
/** A folder in which npm installed Nx; its copies spare every npm layout the same minute. */
let withNx: NxWorkspace;
/** A folder in which npm installed pnpm and Yarn. */
let clients: NxWorkspace;

beforeAll(async () => {
  const tarballs = await packPackages();
  folders.push(...new Set(tarballs.map(dirname)));
  registry = await TarballRegistry.serve(tarballs);
  withNx = await installed([`nx@${nx}`, `@nx/devkit@${devkit}`]);
  clients = await installed(packageManagers);
});

afterAll(() => {
  registry?.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe.each(Object.entries({ ...folderLayouts, ...workspaceLayouts }))('%s', (_, layout) => {
  let repository: NxWorkspace;
  let before: Projects;
  let after: Projects;

  beforeAll(async () => {
    repository = new NxWorkspace(newFolder(), layout.packageManager === 'none' ? 'nx' : undefined);
    write(repository, layout, (file) => !isDockerfile(file));
    await repository.initRepository();
    await installNx(repository, layout);
    write(repository, layout, isDockerfile);
    await repository.commit('A repository that has Nx');
    before = await projectsOf(repository);
  });

  test('nx add installs the plugin and runs init', async () => {
    const run = await repository.nx(['add', 'nx-invariants@0.1.0'], environment());
    expect(run.code, run.output).toBe(0);
    expect(await changedFiles(repository)).toEqual(filesThatChange(layout));
    expect(pluginEntry(repository)).toEqual({ plugin: 'nx-invariants', options: layout.options });
    for (const [file, text] of Object.entries(layout.files)) {
      if (!filesThatGrow.has(file)) expect(repository.read(file), file).toBe(text);
    }
  });

  test('its projects have the inferred targets', async () => {
    after = await projectsOf(repository);
    expect(
      Object.fromEntries(
        Object.entries(after).map(([name, { root, tags, targets }]) => [
          name,
          { root, tags: [...(tags ?? [])].sort(), targets: Object.keys(targets).sort() },
        ]),
      ),
    ).toEqual(
      Object.fromEntries(
        Object.entries(layout.projects).map(([name, { root, tags = [], targets }]) => [
          name,
          { root, tags: [...tags].sort(), targets: [...new Set(targets)].sort() },
        ]),
      ),
    );
  });

  test('what it had as build, test and coverage is untouched, and runs beside what is inferred', async () => {
    const had = targetsNamed(before, layout.kept);
    expect(Object.keys(had).filter((id) => had[id] === undefined)).toEqual([]);
    expect(targetsNamed(after, layout.kept)).toEqual(had);

    const { target, passes, makes } = layout.run;
    const first = await repository.nx(['run-many', '-t', target], onPath());
    expect(first.tasks, first.output).toEqual(Object.fromEntries(passes.map((id) => [id, 'passed'])));
    if (makes === undefined) return;
    repository.remove(makes);
    const again = await repository.nx(['run-many', '-t', target], onPath());
    expect(again.tasks, again.output).toEqual(Object.fromEntries(passes.map((id) => [id, 'from cache'])));
    expect(repository.has(makes), `${makes} comes back from the cache`).toBe(true);
  });

  test('its invariants hold; one violation turns one leaf red', async () => {
    const green = await repository.nx(['run-many', '-t', 'invariants'], onPath());
    expect(green.code, green.output).toBe(0);
    expect(new Set(Object.values(green.tasks))).toEqual(new Set(['passed']));
    expect(Object.keys(green.tasks).filter(isLeaf).sort()).toEqual(leavesOf(layout));
    const report = await repository.command(repository.path(commandLine(layout)), ['report'], onPath());
    expect(report.code, report.output).toBe(0);
    await repository.commit('The plugin');

    layout.violation.commit(repository);
    const red = await repository.nx(['run-many', '-t', 'invariants'], onPath());
    expect(red.code, red.output).toBe(1);
    const failed = Object.keys(red.tasks).filter((id) => red.tasks[id] === 'failed');
    expect(failed).toEqual([layout.violation.leaf]);
    expect(red.output).toContain(layout.violation.says);
  });
});

function newFolder(): string {
  // Without a blank: the starter that `nx init` leaves in a repository without package.json breaks on one.
  const folder = mkdtempSync(join(tmpdir(), 'nx-invariants-layout-'));
  folders.push(folder);
  return folder;
}

function write(repository: NxWorkspace, { files }: Layout, isWanted: (file: string) => boolean): void {
  for (const file of Object.keys(files).filter(isWanted)) repository.write(file, files[file] ?? '');
}

/** Where nobody answers its questions, `nx init` adds a plugin of Nx's for every Dockerfile that it sees. */
function isDockerfile(file: string): boolean {
  return file.endsWith('Dockerfile');
}

async function installed(packages: readonly string[]): Promise<NxWorkspace> {
  const folder = new NxWorkspace(newFolder());
  folder.write('package.json', '{ "private": true }\n');
  await folder.npm(['install', '--save-exact', '--no-audit', '--no-fund', ...packages]);
  return folder;
}

/** pnpm and Yarn where a shell finds them: Nx starts the package manager of a repository. */
function onPath(): { readonly [name: string]: string } {
  const bin = clients.path(join('node_modules', '.bin'));
  return { PATH: [bin, process.env.PATH].join(delimiter) };
}

/** Caches of their own for pnpm and Yarn: they keep what a registry said by its host, and take it as said. */
function environment(): { readonly [name: string]: string } {
  return {
    ...registry.environment,
    ...onPath(),
    npm_config_cache_dir: clients.path('pnpm-cache'),
    YARN_GLOBAL_FOLDER: clients.path('yarn'),
    YARN_ENABLE_TELEMETRY: '0',
    YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
  };
}

/** Installs Nx as the layout's package manager does, or into .nx/installation as `nx init` does without one. */
async function installNx(repository: NxWorkspace, { packageManager }: Layout): Promise<void> {
  repository.write(
    '.gitignore',
    'node_modules/\n.nx/cache\n.nx/workspace-data\n.yarn/\ncoverage/\ntarget/\n',
  );
  repository.write('.nvmrc', `${process.versions.node}\n`);
  const packages = [`nx@${nx}`, `@nx/devkit@${devkit}`];
  switch (packageManager) {
    case 'npm': {
      repository.editJson<{ devDependencies?: object }>('package.json', (manifest) => {
        manifest.devDependencies = { '@nx/devkit': devkit, nx };
      });
      const copied = ['node_modules', 'package-lock.json'];
      for (const name of copied)
        cpSync(withNx.path(name), repository.path(name), { recursive: true, verbatimSymlinks: true });
      return;
    }
    case 'pnpm':
      await repository.succeed(
        'pnpm',
        ['add', '--workspace-root', '--save-dev', '--save-exact', ...packages],
        environment(),
      );
      return;
    case 'yarn':
      await repository.succeed('yarn', ['add', '--dev', '--exact', ...packages], environment());
      return;
    case 'none':
      await repository.succeed(
        withNx.path(join('node_modules', '.bin', 'nx')),
        ['init', '--useDotNxInstallation', '--interactive=false'],
        environment(),
      );
      return;
  }
}

/** Files of the repository that `nx add` may change: the package manager's, and the two that gain an entry. */
const filesThatGrow: ReadonlySet<string> = new Set(['package.json', 'nx.json', 'yarn.lock']);

function commandLine({ packageManager }: Layout): string {
  const modules = packageManager === 'none' ? '.nx/installation/node_modules' : 'node_modules';
  return `${modules}/.bin/nx-invariants`;
}

const lockfiles = { npm: 'package-lock.json', pnpm: 'pnpm-lock.yaml', yarn: 'yarn.lock' };

function filesThatChange({ packageManager, files }: Layout): string[] {
  const written = ['coverage-config.json', 'invariants.json'].filter((file) => files[file] === undefined);
  const installed = packageManager === 'none' ? [] : ['package.json', lockfiles[packageManager]];
  return ['.gitignore', 'nx.json', ...written, ...installed].sort();
}

async function changedFiles(repository: NxWorkspace): Promise<string[]> {
  const status = await repository.succeed('git', ['status', '--porcelain', '--untracked-files=all', '-z']);
  return status
    .split('\0')
    .map((line) => line.slice(3))
    .filter((path) => path !== '')
    .sort();
}

/** The first plugin of nx.json, whose comments stand on lines of their own. */
function pluginEntry(repository: NxWorkspace): unknown {
  const text = repository.read('nx.json').replace(/^\s*\/\/.*$/gm, '');
  return (JSON.parse(text) as { plugins: unknown[] }).plugins[0];
}

interface Project {
  readonly root: string;
  readonly tags?: readonly string[];
  readonly targets: { readonly [name: string]: unknown };
}

type Projects = { readonly [name: string]: Project };

/** The projects of the graph, as Nx resolves them. */
async function projectsOf(repository: NxWorkspace): Promise<Projects> {
  const { code, output } = await repository.nx(['graph', '--file=.nx/cache/graph.json'], onPath());
  expect(code, output).toBe(0);
  const { graph } = JSON.parse(repository.read('.nx/cache/graph.json')) as {
    readonly graph: { readonly nodes: { readonly [name: string]: { readonly data: Project } } };
  };
  return Object.fromEntries(Object.entries(graph.nodes).map(([name, { data }]) => [name, data]));
}

/** Targets by `project:target`; undefined where there is none. */
function targetsNamed(projects: Projects, ids: readonly string[]): { readonly [id: string]: unknown } {
  return Object.fromEntries(
    ids.map((id) => {
      const colon = id.lastIndexOf(':');
      return [id, projects[id.slice(0, colon)]?.targets[id.slice(colon + 1)]];
    }),
  );
}

function isLeaf(task: string): boolean {
  return /:check-[\w-]+$/.test(task);
}

function leavesOf({ projects }: Layout): string[] {
  return Object.entries(projects)
    .flatMap(([name, { targets }]) => [...new Set(targets)].map((target) => `${name}:${target}`))
    .filter(isLeaf)
    .sort();
}
