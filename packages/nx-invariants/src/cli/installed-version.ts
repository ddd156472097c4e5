import { requireFromWorkspace } from './workspace-require';

/** The version of a package as the workspace resolves it; undefined where it is not installed. */
export function installedVersion(workspaceRoot: string, packageName: string): string | undefined {
  try {
    const manifest = requireFromWorkspace(workspaceRoot, `${packageName}/package.json`);
    return (manifest as { readonly version: string }).version;
  } catch {
    return undefined;
  }
}
