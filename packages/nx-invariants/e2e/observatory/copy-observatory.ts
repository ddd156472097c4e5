import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { NxWorkspace } from '../nx-workspace';

const repository = resolve(__dirname, '..', '..', '..', '..');

/** The tag of the commit that every test starts from. */
export const greenRevision = 'green';

/**
 * Copies this repository as a contributor's checkout would have it, edits included, into a folder with blanks in
 * its path: sources, installed packages, a fresh build, and a history of two commits, so that there is a base.
 */
export async function copyObservatory(
  folder = join(mkdtempSync(join(tmpdir(), 'nx invariants ')), 'the observatory'),
): Promise<NxWorkspace> {
  const workspace = new NxWorkspace(folder);
  mkdirSync(workspace.root, { recursive: true });
  await copySources(workspace);
  await copyInstalledPackages(workspace);
  linkPythonEnvironment(workspace);
  await buildPackages(workspace);
  copyNxCache(workspace);
  await startHistory(workspace);
  return workspace;
}

/** What `npm run build` at the root does. */
export async function buildPackages(workspace: NxWorkspace): Promise<void> {
  await workspace.npm(['run', '--silent', 'build']);
}

async function copySources(workspace: NxWorkspace): Promise<void> {
  const listed = await new NxWorkspace(repository).succeed('git', [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--deduplicate',
  ]);
  const files = listed.split('\0').filter((file) => file !== '' && existsSync(join(repository, file)));
  for (const file of files) {
    const target = workspace.path(file);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(repository, file), target, { verbatimSymlinks: true, preserveTimestamps: true });
  }
}

/** Workspace packages are links with relative targets, so they lead to the copy's own. */
async function copyInstalledPackages(workspace: NxWorkspace): Promise<void> {
  await workspace.succeed('cp', ['-a', join(repository, 'node_modules'), workspace.path('node_modules')]);
  for (const name of readdirSync(join(repository, 'packages'))) {
    const build = join(repository, 'packages', name, 'dist');
    if (!existsSync(build)) continue;
    cpSync(build, workspace.path(join('packages', name, 'dist')), {
      recursive: true,
      preserveTimestamps: true,
    });
  }
}

/** A folder of links and not a link itself, since `.venv/` in .gitignore names folders only. */
function linkPythonEnvironment(workspace: NxWorkspace): void {
  const environment = join('apps', 'processor', '.venv');
  if (!existsSync(join(repository, environment))) return;
  mkdirSync(workspace.path(environment));
  for (const name of readdirSync(join(repository, environment))) {
    symlinkSync(join(repository, environment, name), workspace.path(join(environment, name)));
  }
}

/**
 * What this repository has measured already is restored in the copy, which has the same inputs and so the same hashes.
 * Nx keeps the artefacts in one folder and the database that knows of them in another.
 */
function copyNxCache(workspace: NxWorkspace): void {
  const cache = join('.nx', 'cache');
  const databases = join('.nx', 'workspace-data');
  if (!existsSync(join(repository, cache)) || !existsSync(join(repository, databases))) return;
  cpSync(join(repository, cache), workspace.path(cache), { recursive: true, preserveTimestamps: true });
  for (const name of readdirSync(join(repository, databases))) {
    if (!/\.db(-wal)?$/.test(name)) continue;
    cpSync(join(repository, databases, name), workspace.path(join(databases, name)));
  }
}

async function startHistory(workspace: NxWorkspace): Promise<void> {
  await workspace.succeed('git', ['init', '--quiet', '--initial-branch=main']);
  for (const [key, value] of [
    ['user.name', 'End to end'],
    ['user.email', 'e2e@observatory.example'],
    ['core.autocrlf', 'false'],
    ['commit.gpgsign', 'false'],
    ['gc.auto', '0'],
  ] as const) {
    await workspace.succeed('git', ['config', key, value]);
  }
  await workspace.commit('The observatory');
  await workspace.commit('A commit on top of its base');
  await workspace.succeed('git', ['tag', greenRevision]);
}
