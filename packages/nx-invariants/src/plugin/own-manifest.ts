import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  readonly version: string;
  readonly peerDependencies: { readonly [name: string]: string };
}

/** The package.json of the running plugin. */
function ownManifest(): Manifest {
  return JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as Manifest;
}

/** The version of the running plugin. */
export function pluginVersion(): string {
  return ownManifest().version;
}

/** The range of Nx versions that the plugin supports, as its peer dependency states it. */
export function supportedNx(): string {
  return ownManifest().peerDependencies.nx ?? '*';
}

/** Set by the plugin's hook to {@link pluginVersion}; an input of leaves whose code no file input can stand for. */
export const codeVersionVariable = 'NX_INVARIANTS_CODE_VERSION';
