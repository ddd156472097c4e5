import { resolvePath } from '../../paths';
import type { Diagnostics } from '../../result';
import type { EnvironmentFact, Fact } from '../../topology';
import { at, entriesOf, itemsOf, keyOf, type Location, printed, type Tree, textOf } from '../../yaml/tree';
import { readEnvironmentFile } from '../environment-file';
import type { Lookup } from '../interpolate';
import { isFalse, splitPair } from './written';

export interface EnvFileFacts {
  readonly path: string;
  readonly required: boolean;
  readonly location: Location;
}

/** What a service's environment is read with. */
export interface EnvironmentSources {
  /** The text of a file by its path relative to the root. */
  readonly read: (path: string) => string | undefined;
  readonly lookup: Lookup;
  readonly diagnostics: Diagnostics;
}

interface EnvironmentReading {
  readonly environment: ReadonlyMap<string, EnvironmentFact>;
  readonly unreadEnvironment: readonly Fact<string>[];
  readonly envFiles: readonly EnvFileFacts[];
}

export function readEnvironment(name: string, tree: Tree, sources: EnvironmentSources): EnvironmentReading {
  const environment = new Map<string, EnvironmentFact>();
  const unreadEnvironment: Fact<string>[] = [];
  const envFiles: EnvFileFacts[] = [];
  const own = ownEnvironment(tree);
  const values = new Map<string, string>();

  for (const item of itemsOf(at(tree, 'env_file'))) {
    const written = at(item, 'path');
    if (written?.kind !== 'scalar') continue;
    const resolved = resolvePath(written.base ?? '.', String(written.value));
    const required = !isFalse(at(item, 'required'));
    const location = written.location;
    if (resolved.kind === 'outside') {
      unreadEnvironment.push({ value: resolved.path, location });
      sources.diagnostics.cannotDecide(
        'env-file-outside-root',
        location,
        `The env file ${resolved.path} of service "${name}" lies outside the repository: its keys are unknown.`,
      );
      continue;
    }
    envFiles.push({ path: resolved.path, required, location });
    const text = sources.read(resolved.path);
    if (text === undefined) {
      if (!required) continue;
      sources.diagnostics.fail(
        'missing-file',
        location,
        `The env file ${resolved.path} of service "${name}" does not exist.`,
        'Add the file, or mark it "required: false".',
      );
      continue;
    }
    const lookup: Lookup = (key) => sources.lookup(key) ?? own.get(key)?.value ?? values.get(key);
    const format = textOf(at(item, 'format'));
    for (const [key, variable] of readEnvironmentFile(
      resolved.path,
      text,
      format,
      lookup,
      sources.diagnostics,
    ) ?? []) {
      values.set(key, variable.value);
      environment.set(key, { key, location: { file: resolved.path, line: variable.line, column: 1 } });
    }
  }
  for (const [key, entry] of own) environment.set(key, { key, location: entry.location });
  return { environment, unreadEnvironment, envFiles };
}

function ownEnvironment(tree: Tree): Map<string, { value: string | undefined; location: Location }> {
  const own = new Map<string, { value: string | undefined; location: Location }>();
  const environment = at(tree, 'environment');
  for (const entry of entriesOf(environment)) {
    own.set(keyOf(entry), { value: printed(entry.value), location: entry.key.location });
  }
  for (const item of itemsOf(environment)) {
    const [key, value] = splitPair(printed(item) ?? '');
    own.set(key, { value, location: item.location });
  }
  return own;
}
