import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type GeneratorCallback, installPackagesTask, logger, type Tree } from '@nx/devkit';
import { setups } from './languages';
import type { ServicePlan } from './service-plan';

/**
 * What must be installed once the files are written: npm packages for TypeScript, a virtual environment for Python;
 * Go and Rust services have no dependencies.
 *
 * @param packagesFolder where the package manager installs for this service, as a workspace path.
 */
export function installationOf(tree: Tree, plan: ServicePlan, packagesFolder: string): GeneratorCallback {
  switch (plan.language) {
    case 'typescript':
      return () => installPackagesTask(tree, true, packagesFolder === '.' ? '' : packagesFolder);
    case 'python':
      return () => makeVirtualEnvironment(tree.root, plan);
    case 'go':
    case 'rust':
      return () => undefined;
  }
}

/** One for the service, unless the workspace shares one. A failure is told with the command, and is no error. */
function makeVirtualEnvironment(workspaceRoot: string, { root }: ServicePlan): void {
  const folder = join(workspaceRoot, root);
  if (existsSync(join(workspaceRoot, '.venv'))) {
    logger.info(
      `${root} uses the virtual environment of the workspace; if pytest is not in it:\n  ${inRoot}`,
    );
    return;
  }
  logger.info(`Installing what the tests of ${root} need into ${root}/.venv`);
  const onWindows = process.platform === 'win32';
  const python = onWindows ? 'python' : 'python3';
  const pip = join(folder, '.venv', onWindows ? 'Scripts/pip.exe' : 'bin/pip');
  const isMade =
    succeeds(python, ['-m', 'venv', '.venv'], folder) &&
    succeeds(
      pip,
      ['install', '--quiet', '--disable-pip-version-check', '--require-hashes', '-r', 'requirements-dev.txt'],
      folder,
    );
  if (!isMade) logger.warn(`That did not work. In ${root}:\n  ${setups.python}`);
}

const inRoot = '.venv/bin/pip install pytest pytest-cov';

function succeeds(program: string, args: readonly string[], cwd: string): boolean {
  const { status } = spawnSync(program, args, { cwd, stdio: 'inherit', timeout: 600_000, windowsHide: true });
  return status === 0;
}
