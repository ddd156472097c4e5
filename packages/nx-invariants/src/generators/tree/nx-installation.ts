import type { Tree } from '@nx/devkit';
import type { SchemaName } from '../../config/published-schemas';

/** Where editors find a published schema, from the workspace root. */
export function schemaPath(tree: Tree, schema: SchemaName): string {
  return `./${modulesFolder(tree)}/nx-invariants/schemas/${schema}.json`;
}

/** The folder that Nx and its plugins are installed in. */
export function modulesFolder(tree: Tree): string {
  return isNpmPackage(tree) ? 'node_modules' : '.nx/installation/node_modules';
}

/** How people start Nx in the workspace. */
export function nxCommand(tree: Tree): string {
  return isNpmPackage(tree) ? 'nx' : './nx';
}

/** Without a package.json `nx init` installs into .nx/installation and leaves a starter called nx in the root. */
function isNpmPackage(tree: Tree): boolean {
  return tree.exists('package.json');
}
