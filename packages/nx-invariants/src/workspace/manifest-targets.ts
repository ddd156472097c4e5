import { posix } from 'node:path';
import type { JsonDocument, Place } from '../config/json-document';
import type { NxJson } from '../config/nx-json';
import { isRecord, valueAt } from '../config/record';
import { defaultsOf, runCommands, type TargetPart } from '../config/target-defaults';

/** A project.json or package.json, and where what it says stands. */
export interface Manifest {
  /** Its workspace path. */
  readonly file: string;
  readonly value: unknown;
  locate(path: readonly (string | number)[]): Place;
}

/** An option of a target: its name ends its path in the part of the target that gives it. */
export interface TargetOption {
  readonly value: unknown;
  readonly part: TargetPart;
  readonly path: readonly string[];
}

/** What a target does when it runs: with its options alone, or with those of one of its configurations. */
export interface TargetRun {
  readonly executor: string;
  /** By name. */
  readonly options: ReadonlyMap<string, TargetOption>;
  /** What its manifest says. */
  readonly own: TargetPart;
}

export function manifestOf(file: string, document: JsonDocument): Manifest {
  return { file, value: document.value, locate: (path) => ({ file, ...document.locate(path) }) };
}

/** The targets that a manifest itself has: of project.json, or of the `nx` property of package.json. */
export function targetsIn(manifest: Manifest): [string, TargetPart][] {
  const place = posix.basename(manifest.file) === 'project.json' ? ['targets'] : ['nx', 'targets'];
  const targets = valueAt(manifest.value, place);
  return Object.entries(isRecord(targets) ? targets : {}).flatMap(([name, value]) =>
    isRecord(value) ? [[name, { value, locate: (path) => manifest.locate([...place, name, ...path]) }]] : [],
  );
}

/**
 * How a target runs, with what `targetDefaults` puts under it: once for each way in which these may be merged, and for
 * each configuration.
 *
 * @param own what its manifest says.
 * @param inferred what a plugin says of it, which the other two override.
 */
export function targetRuns(
  name: string,
  own: TargetPart,
  nxJson: NxJson,
  inferred?: TargetPart,
): TargetRun[] {
  return defaultsOf(nxJson, name, { ...inferred?.value, ...own.value }).flatMap((defaults) =>
    runsOf(inferred === undefined ? [...defaults, own] : [inferred, ...defaults, own], own),
  );
}

function runsOf(parts: readonly TargetPart[], own: TargetPart): TargetRun[] {
  const executor = String(
    parts.findLast(({ value }) => value.executor !== undefined)?.value.executor ?? runCommands,
  );
  const options = parts.flatMap(optionsOf);
  const configurations = parts.flatMap((part) => optionsBelow(part, ['configurations']));
  const changes = [...new Set(configurations.map(({ path }) => path[1]))].map((name) =>
    configurations
      .filter(({ path }) => path[1] === name)
      .flatMap(({ part, path }) => optionsBelow(part, path)),
  );
  return [[], ...changes].map((changed) => ({ executor, options: byName([...options, ...changed]), own }));
}

function byName(options: readonly TargetOption[]): ReadonlyMap<string, TargetOption> {
  return new Map(options.map((option) => [option.path.at(-1) ?? '', option]));
}

function optionsOf(part: TargetPart): TargetOption[] {
  const { command } = part.value;
  const shorthand = command === undefined ? [] : [{ value: command, part, path: ['command'] }];
  return [...optionsBelow(part, ['options']), ...shorthand];
}

function optionsBelow(part: TargetPart, place: readonly string[]): TargetOption[] {
  const found = valueAt(part.value, place);
  return Object.entries(isRecord(found) ? found : {}).map(([key, value]) => ({
    value,
    part,
    path: [...place, key],
  }));
}
