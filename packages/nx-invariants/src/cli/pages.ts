import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The pages that the package ships, copied from docs/checks when it is built. */
const shippedPages = join(__dirname, '..', '..', 'pages');

/** Where the workspace has the page of a check, as a workspace path; undefined if it has none. */
export function pageFileOf(check: string, workspaceRoot: string): string | undefined {
  const file = `docs/checks/${check}.md`;
  return existsSync(join(workspaceRoot, file)) ? file : undefined;
}

/**
 * The page of a check: the plugin's own, else what the workspace has at docs/checks for a check of its own;
 * undefined if there is none.
 */
export function pageOf(check: string, workspaceRoot: string | undefined): string | undefined {
  const places = [
    shippedPages,
    ...(workspaceRoot === undefined ? [] : [join(workspaceRoot, 'docs', 'checks')]),
  ];
  const page = places.map((folder) => join(folder, `${check}.md`)).find(existsSync);
  return page === undefined ? undefined : readFileSync(page, 'utf8');
}
