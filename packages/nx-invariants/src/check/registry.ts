import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtInChecks } from '../checks';
import { isRecord } from '../config/record';
import { isTextList } from '../config/text-list';
import { type CheckDefinition, defineCheck } from './define-check';

/** A check and where it came from: the plugin itself, or a module of the workspace. */
export interface RegisteredCheck {
  readonly definition: CheckDefinition<never>;
  readonly modulePath: string | undefined;
}

export interface RegistryProblem {
  readonly file: string;
  readonly message: string;
  readonly fix: string;
}

export interface Registry {
  readonly checks: readonly RegisteredCheck[];
  readonly problems: readonly RegistryProblem[];
}

/**
 * The built-in checks and the user-written ones of a workspace. A module that cannot be loaded, exports no check
 * or takes an id that is in use is a problem, never a throw.
 *
 * @param modulePaths workspace paths of user-written check modules (.mjs, .js, .cjs, or .ts).
 */
export async function loadRegistry(workspaceRoot: string, modulePaths: readonly string[]): Promise<Registry> {
  const checks: RegisteredCheck[] = builtInChecks.map((definition) => ({
    definition,
    modulePath: undefined,
  }));
  const problems: RegistryProblem[] = [];
  for (const modulePath of modulePaths) {
    const loaded = await loadCustomCheck(workspaceRoot, modulePath);
    if (loaded.kind === 'problem') {
      problems.push(loaded.problem);
      continue;
    }
    const { id } = loaded.definition;
    if (checks.some((check) => check.definition.id === id)) {
      problems.push({
        file: modulePath,
        message: `the check id "${id}" is already taken`,
        fix: 'give the check an id of its own',
      });
    } else {
      checks.push({ definition: loaded.definition, modulePath });
    }
  }
  return { checks, problems };
}

type Loaded =
  | { readonly kind: 'check'; readonly definition: CheckDefinition<never> }
  | { readonly kind: 'problem'; readonly problem: RegistryProblem };

async function loadCustomCheck(workspaceRoot: string, modulePath: string): Promise<Loaded> {
  if (!existsSync(join(workspaceRoot, modulePath))) {
    return problem(
      modulePath,
      'it does not exist',
      'restore the module, or take it off customChecks in nx.json',
    );
  }
  try {
    const module = await importFresh(workspaceRoot, modulePath);
    const definition = exportedCheck(module);
    if (definition) return { kind: 'check', definition: defineCheck(definition) };
    return problem(modulePath, 'it exports no check', 'export default defineCheck({ ... }) from this module');
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return problem(
      modulePath,
      `it cannot be loaded: ${message}`,
      'mend the module, or take it off customChecks in nx.json',
    );
  }
}

function problem(file: string, what: string, fix: string): Loaded {
  return { kind: 'problem', problem: { file, message: `the check module ${file}: ${what}`, fix } };
}

/** A long-lived process must not run an edited module from its import cache, so the content is part of the URL. */
async function importFresh(workspaceRoot: string, modulePath: string): Promise<unknown> {
  const absolute = join(workspaceRoot, modulePath);
  const digest = createHash('sha256').update(readFileSync(absolute)).digest('hex').slice(0, 16);
  if (!/\.[cm]?ts$/.test(modulePath)) return import(`${pathToFileURL(absolute).href}?v=${digest}`);
  return importTypeScript(workspaceRoot, absolute);
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

function exportedCheck(module: unknown): CheckDefinition<never> | undefined {
  let candidate: unknown = module;
  for (let depth = 0; depth < 3 && candidate !== null && typeof candidate === 'object'; depth++) {
    if (isCheck(candidate)) return candidate;
    candidate = (candidate as { default?: unknown }).default;
  }
  return isCheck(candidate) ? candidate : undefined;
}

function isCheck(value: unknown): value is CheckDefinition<never> {
  if (!isRecord(value)) return false;
  const { id, title, applies, run, options, upholds, engines, packages } = value;
  return (
    typeof id === 'string' &&
    typeof title === 'string' &&
    typeof applies === 'function' &&
    typeof run === 'function' &&
    isRecord(options) &&
    [upholds ?? [], engines ?? [], packages ?? []].every(isTextList)
  );
}
