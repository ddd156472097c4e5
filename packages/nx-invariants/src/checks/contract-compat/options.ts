import type { FormatPolicy, Mode } from '@nx-invariants/schema-compat';
import picomatch from 'picomatch';
import type { Json } from '../../check/define-check';
import { publishedSchema } from '../../config/published-schemas';
import { isRecord, valueAt } from '../../config/record';

export type ModeOption = Mode | `${Mode}-transitive`;

/** What a contract has to keep to. */
export interface Policy {
  readonly mode: ModeOption;
  /** The step that breaking only through undeclared properties asks for. */
  readonly undeclaredOnly: 'minor' | 'major';
}

export interface Options extends Policy {
  readonly formats: FormatPolicy;
  readonly baseline: 'merge-base' | { readonly tags: string } | { readonly releases: string };
  /** By a glob of the names of schemas. */
  readonly schemas: { readonly [glob: string]: Partial<Policy> };
}

const defaults: Options = {
  mode: 'backward',
  undeclaredOnly: 'minor',
  formats: 'assertion',
  baseline: 'merge-base',
  schemas: {},
};

/** The JSON Schema of the options: the one that editors have, with the defaults. */
export function optionsSchema(): { readonly [keyword: string]: Json } {
  const published = valueAt(publishedSchema('plugin-options'), ['definitions', 'contract-compat']) as {
    readonly properties: { readonly [name in keyof Options]: object };
  };
  const properties = Object.entries(published.properties).map(([name, schema]) => [
    name,
    { ...schema, default: defaults[name as keyof Options] },
  ]);
  return { ...published, properties: Object.fromEntries(properties) };
}

/** The policy of a schema; of several globs that match its name the last one decides. */
export function policyOf({ mode, undeclaredOnly, schemas }: Options, name: string): Policy {
  const special = Object.entries(schemas).filter(([glob]) => matches(glob, name));
  return Object.assign({ mode, undeclaredOnly }, ...special.map(([, policy]) => policy));
}

/** The globs of `schemas` that match none of these names. */
export function unmatchedGlobs({ schemas }: Options, names: readonly string[]): string[] {
  return Object.keys(schemas).filter((glob) => !names.some((name) => matches(glob, name)));
}

export function directionOf({ mode }: Policy): Mode {
  return mode.replace('-transitive', '') as Mode;
}

export function isTransitive({ mode }: { readonly mode?: unknown }): boolean {
  return typeof mode === 'string' && mode.endsWith('-transitive');
}

/**
 * Whether any contract is compared with its whole history. Takes options that nobody validated, since the plugin's hook
 * asks before the check runs.
 */
export function asksForHistory(options: unknown): boolean {
  if (!isRecord(options)) return false;
  const special = isRecord(options.schemas) ? Object.values(options.schemas) : [];
  return [options, ...special].some((policy) => isRecord(policy) && isTransitive(policy));
}

function matches(glob: string, name: string): boolean {
  return picomatch(glob, { dot: true })(name);
}
