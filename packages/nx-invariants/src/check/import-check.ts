import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isRecord } from '../config/record';
import type { CheckDefinition } from './define-check';

/**
 * Runs a user-written check module and takes the check that it exports; undefined where it exports none. Only its
 * code is looked at: its data is not to be trusted before {@link declarationOf} has read it. Belongs into a thread.
 *
 * @param modulePath its workspace path (.mjs, .js, .cjs, or .ts).
 * @throws whatever the module throws.
 */
export async function importCheck(
  workspaceRoot: string,
  modulePath: string,
): Promise<CheckDefinition<never> | undefined> {
  const absolute = join(workspaceRoot, modulePath);
  const module: unknown = /\.[cm]?ts$/.test(modulePath)
    ? await importTypeScript(workspaceRoot, absolute)
    : await import(pathToFileURL(absolute).href);
  return exportedCheck(module);
}

/** TypeScript modules go through jiti, which the workspace must have. */
async function importTypeScript(workspaceRoot: string, absolute: string): Promise<unknown> {
  let jitiPath: string;
  try {
    jitiPath = require.resolve('jiti', { paths: [workspaceRoot] });
  } catch {
    throw new Error(
      'TypeScript checks are loaded with the package "jiti", which is not installed: npm install --save-dev jiti',
    );
  }
  const { createJiti } = (await import(pathToFileURL(jitiPath).href)) as {
    createJiti(
      from: string,
      options: { moduleCache: boolean; fsCache: boolean },
    ): { import(path: string): Promise<unknown> };
  };
  return createJiti(workspaceRoot, { moduleCache: false, fsCache: false }).import(absolute);
}

/** What a module exports may be wrapped: CommonJS in a default, and a default of its own in that. */
function exportedCheck(module: unknown): CheckDefinition<never> | undefined {
  let candidate: unknown = module;
  for (let depth = 0; depth < 4 && isRecord(candidate); depth++) {
    if (typeof candidate.applies === 'function' && typeof candidate.run === 'function') {
      return candidate as unknown as CheckDefinition<never>;
    }
    candidate = candidate.default;
  }
  return undefined;
}
