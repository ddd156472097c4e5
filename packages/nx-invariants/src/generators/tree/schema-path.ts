import type { Tree } from '@nx/devkit';
import type { SchemaName } from '../../config/published-schemas';

/** Where editors find a published schema, from the workspace root. Without package.json Nx installs into .nx. */
export function schemaPath(tree: Tree, schema: SchemaName): string {
  return `./${modulesFolder(tree)}/nx-invariants/schemas/${schema}.json`;
}

/** The folder that Nx and its plugins are installed in. */
export function modulesFolder(tree: Tree): string {
  return tree.exists('package.json') ? 'node_modules' : '.nx/installation/node_modules';
}
