import { join } from 'node:path';
import { readText } from '../workspace/read-text';

/** Its folder `pages` is copied from docs/checks when the package is built. */
const packageRoot = join(__dirname, '..', '..');

/** What a check may be called. A catalogue may name others, and they lead to no file. */
const checkId = /^[a-z0-9-]+$/;

/** Where the workspace has the page of a check, as a workspace path; undefined if it has none that can be read. */
export function pageFileOf(check: string, workspaceRoot: string): string | undefined {
  const file = `docs/checks/${check}.md`;
  return checkId.test(check) && readText(workspaceRoot, file) !== undefined ? file : undefined;
}

/**
 * The page of a check: the plugin's own, else what the workspace has at docs/checks for a check of its own;
 * undefined if there is none that can be read, inside of the workspace.
 */
export function pageOf(check: string, workspaceRoot: string | undefined): string | undefined {
  if (!checkId.test(check)) return undefined;
  const shipped = readText(packageRoot, `pages/${check}.md`);
  if (shipped !== undefined || workspaceRoot === undefined) return shipped;
  return readText(workspaceRoot, `docs/checks/${check}.md`);
}
