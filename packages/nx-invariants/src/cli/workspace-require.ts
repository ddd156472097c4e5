import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Loads a module as the workspace has it installed: in its node_modules, or in .nx/installation, where Nx puts
 * itself and its plugins in a repository without package.json.
 *
 * @throws as `require` does.
 */
export function requireFromWorkspace(workspaceRoot: string, module: string): unknown {
  return createRequire(join(workspaceRoot, 'package.json'))(requirePathFromWorkspace(workspaceRoot, module));
}

/**
 * The file of a module as {@link requireFromWorkspace} finds it, absolute.
 *
 * @throws as `require.resolve` does.
 */
export function requirePathFromWorkspace(workspaceRoot: string, module: string): string {
  const require = createRequire(join(workspaceRoot, 'package.json'));
  return require.resolve(module, { paths: [workspaceRoot, join(workspaceRoot, '.nx', 'installation')] });
}
