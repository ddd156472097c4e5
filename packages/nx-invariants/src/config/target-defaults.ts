import picomatch from 'picomatch';
import type { Place } from './json-document';
import type { NxJson } from './nx-json';
import { isRecord } from './record';

/** The configuration of a target, or a part of it, and where what it says stands. */
export interface TargetPart {
  readonly value: Readonly<Record<string, unknown>>;
  locate(path: readonly (string | number)[]): Place;
}

/** The executor of a target that gives a command and no executor. */
export const runCommands = 'nx:run-commands';

/** The executor of a target; undefined where it leaves that to its defaults. */
export function executorOf({ executor, command }: TargetPart['value']): string | undefined {
  if (typeof executor === 'string') return executor;
  return command === undefined ? undefined : runCommands;
}

/**
 * What `targetDefaults` of nx.json, or of what it extends, puts under a target, as Nx merges it (24.0.6,
 * project-configuration/target-defaults.js): of the keys that are the target's executor, its name, or a glob of names
 * (the longest first), the first with an entry that applies. Its entries are merged in their order; one for another
 * executor than the target's is not.
 *
 * An entry that is filtered by projects or plugin may apply: for each there is a way of merging with it, besides the
 * one without any.
 *
 * @returns the ways in which defaults may be merged; of each the parts in order, of which a later one wins.
 */
export function defaultsOf(nxJson: NxJson, name: string, target: TargetPart['value']): TargetPart[][] {
  const executor = executorOf(target);
  const ways: TargetPart[][] = [];
  for (const key of keysOf(nxJson, name, executor)) {
    const entries = entriesOf(nxJson, key).filter(({ value }) => mayApply(value, executor));
    const certain = entries.filter(({ value }) => !isConditional(value));
    const conditional = entries.filter(({ value }) => isConditional(value));
    const sets = conditional.map((one) =>
      entries.filter((entry) => entry === one || certain.includes(entry)),
    );
    ways.push(...sets);
    if (certain.length > 0) return [...ways, certain].map((parts) => mergeable(parts, executor));
  }
  return [...ways, []].map((parts) => mergeable(parts, executor));
}

/**
 * What the entries of `targetDefaults` that may reach a target give one of its properties, in whichever version of Nx:
 * before 24 more than one key may.
 */
export function defaultedValues(
  nxJson: NxJson,
  name: string,
  target: TargetPart['value'],
  property: string,
): unknown[] {
  return keysOf(nxJson, name, executorOf(target))
    .flatMap((key) => entriesOf(nxJson, key))
    .map(({ value }) => value[property])
    .filter((value) => value !== undefined);
}

function keysOf({ value: { targetDefaults } }: NxJson, name: string, executor: string | undefined): string[] {
  const keys = isRecord(targetDefaults) ? Object.keys(targetDefaults) : [];
  const exact = [executor, name].filter((key) => key !== undefined && keys.includes(key)) as string[];
  const globs = keys.filter((key) => isGlob(key) && picomatch.isMatch(name, key));
  return [...new Set([...exact, ...globs.sort((a, b) => b.length - a.length)])];
}

/** Whether a key of `targetDefaults` is a glob of names. */
export function isGlob(key: string): boolean {
  return /[*|{}()[\]]/.test(key);
}

/** A value is one entry, or a list of them. */
function entriesOf(nxJson: NxJson, key: string): TargetPart[] {
  const { targetDefaults } = nxJson.value;
  const value = isRecord(targetDefaults) ? targetDefaults[key] : undefined;
  const entries: [unknown, (string | number)[]][] = Array.isArray(value)
    ? value.map((entry: unknown, index) => [entry, ['targetDefaults', key, index]])
    : [[value, ['targetDefaults', key]]];
  return entries.flatMap(([entry, place]) =>
    isRecord(entry) ? [{ value: entry, locate: (path) => nxJson.locate([...place, ...path]) }] : [],
  );
}

function mayApply({ filter }: TargetPart['value'], executor: string | undefined): boolean {
  return !isRecord(filter) || filter.executor === undefined || filter.executor === executor;
}

function isConditional({ filter }: TargetPart['value']): boolean {
  return isRecord(filter) && (filter.projects !== undefined || filter.plugin !== undefined);
}

function mergeable(parts: readonly TargetPart[], executor: string | undefined): TargetPart[] {
  return parts.filter(({ value }) => {
    const own = executorOf(value);
    return executor === undefined || own === undefined || own === executor;
  });
}
