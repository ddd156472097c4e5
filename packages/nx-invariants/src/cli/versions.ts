import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

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
    const manifest = createRequire(join(workspaceRoot, 'package.json'))(
      `${packageName}/package.json`,
    ) as Manifest;
    return manifest.version;
  } catch {
    return undefined;
  }
}
