import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type NxRun, NxWorkspace } from '../nx-workspace';
import { copyObservatory } from './copy-observatory';
import { keepState } from './green-state';

declare module 'vitest' {
  interface ProvidedContext {
    /** The root of the copied observatory: committed, and every task of `invariants` green in its cache. */
    observatoryRoot: string;
    /** The first run in it. */
    firstRun: NxRun;
  }
}

/** Names a folder in which the copy is left behind, or from which it is taken if it is there: for work on one test. */
const keptCopyVariable = 'NX_INVARIANTS_E2E_COPY';

/**
 * Copies the observatory and runs all its invariants once: measuring what coverage the repository's own cache lacks
 * takes minutes, and every test starts from the state after it.
 */
export default async function provideWorkspace(project: TestProject): Promise<() => void> {
  const kept = process.env[keptCopyVariable];
  const workspace =
    kept !== undefined && existsSync(kept) ? new NxWorkspace(kept) : await copyObservatory(kept);
  const firstRun = await workspace.nx(['run-many', '-t', 'invariants']);
  keepState(workspace);
  project.provide('observatoryRoot', workspace.root);
  project.provide('firstRun', firstRun);
  return () => {
    if (kept === undefined) rmSync(dirname(workspace.root), { recursive: true, force: true });
  };
}
