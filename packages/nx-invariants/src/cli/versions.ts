import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireFromWorkspace } from './workspace-require';

interface Manifest {
  readonly version: string;
  readonly peerDependencies: { readonly [name: string]: string };
}

function ownManifest(): Manifest {
  return JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as Manifest;
}

export function pluginVersion(): string {
  return ownManifest().version;
}

/** The range of Nx versions that the plugin supports, as its peer dependency states it. */
export function supportedNx(): string {
  return ownManifest().peerDependencies.nx ?? '*';
}

/** The version of a package as the workspace resolves it; undefined where it is not installed. */
export function installedVersion(workspaceRoot: string, packageName: string): string | undefined {
  try {
    return (requireFromWorkspace(workspaceRoot, `${packageName}/package.json`) as Manifest).version;
  } catch {
    return undefined;
  }
}
