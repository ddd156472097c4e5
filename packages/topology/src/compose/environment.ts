import { resolvePath } from '../paths';
import type { Diagnostics } from '../result';
import type { EnvironmentFact, Fact, ServiceFacts } from '../topology';
import { at, isFalse, itemsOf, type Location, type Tree, textOf } from '../yaml/tree';
import { readEnvironmentFile } from './env-file';
import type { Lookup } from './interpolate';
import { pairsOf } from './pairs';

export interface EnvFileFacts {
  readonly path: string;
  readonly required: boolean;
  readonly location: Location;
}

export interface EnvironmentSources {
  readonly read: (path: string) => string | undefined;
  readonly lookup: Lookup;
  readonly diagnostics: Diagnostics;
}

type ServiceEnvironment = Pick<ServiceFacts, 'environment' | 'unreadEnvironment'> & {
  readonly envFiles: readonly EnvFileFacts[];
};

/** The environment of a canonical service: the keys of its env files, and its own, which win. */
export function readEnvironment(
  name: string,
  service: Tree,
  { read, lookup, diagnostics }: EnvironmentSources,
): ServiceEnvironment {
  const environment = new Map<string, EnvironmentFact>();
  const unreadEnvironment: Fact<string>[] = [];
  const envFiles: EnvFileFacts[] = [];
  const own = new Map(pairsOf(at(service, 'environment')).map((pair) => [pair.key, pair]));
  const values = new Map<string, string>();

  for (const item of itemsOf(at(service, 'env_file'))) {
    const written = at(item, 'path');
    if (written?.kind !== 'scalar') continue;
    const resolved = resolvePath(written.base ?? '.', String(written.value));
    const required = !isFalse(at(item, 'required'));
    const location = written.location;
    if (resolved.kind === 'outside') {
      unreadEnvironment.push({ value: resolved.path, location });
      diagnostics.cannotDecide(
        'env-file-outside-root',
        location,
        `The env file ${resolved.path} of service "${name}" lies outside the repository: its keys are unknown.`,
      );
      continue;
    }
    envFiles.push({ path: resolved.path, required, location });
    const text = read(resolved.path);
    if (text === undefined) {
      if (!required) continue;
      diagnostics.fail(
        'missing-file',
        location,
        `The env file ${resolved.path} of service "${name}" does not exist.`,
        'Add the file, or mark it "required: false".',
      );
      continue;
    }
    const known: Lookup = (key) => lookup(key) ?? own.get(key)?.value ?? values.get(key);
    const format = textOf(at(item, 'format'));
    for (const [key, variable] of readEnvironmentFile(resolved.path, text, format, known, diagnostics) ??
      []) {
      values.set(key, variable.value);
      environment.set(key, { key, location: { file: resolved.path, line: variable.line, column: 1 } });
    }
  }
  for (const { key, location } of own.values()) environment.set(key, { key, location });
  return { environment, unreadEnvironment, envFiles };
}
