import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Loads a module as the workspace has it installed: in its node_modules, or in .nx/installation, where Nx puts
 * itself and its plugins in a repository without package.json.
 *
 * @throws as `require` does.
 */
export function requireFromWorkspace(workspaceRoot: string, module: string): unknown {
  return createRequire(join(workspaceRoot, 'package.json'))(resolveFromWorkspace(workspaceRoot, module));
}

/**
 * The file of a module as the workspace has it installed.
 *
 * @throws as `require.resolve` does.
 */
export function resolveFromWorkspace(workspaceRoot: string, module: string): string {
  const paths = [workspaceRoot, join(workspaceRoot, '.nx', 'installation')];
  return createRequire(join(workspaceRoot, 'package.json')).resolve(module, { paths });
}
