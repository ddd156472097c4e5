import { jsonValue } from '../config/json-document';
import { valueAt } from '../config/record';
import { textOrNone } from '../workspace/read-bounded';
import { resolveFromWorkspace } from './workspace-require';

/** The version of a package as the workspace resolves it; undefined where it is not installed, or states none. */
export function installedVersion(workspaceRoot: string, packageName: string): string | undefined {
  const manifest = manifestFile(workspaceRoot, packageName);
  const version = manifest && valueAt(jsonValue(textOrNone(manifest)), ['version']);
  return typeof version === 'string' ? version : undefined;
}

function manifestFile(workspaceRoot: string, packageName: string): string | undefined {
  try {
    return resolveFromWorkspace(workspaceRoot, `${packageName}/package.json`);
  } catch {
    return undefined;
  }
}
