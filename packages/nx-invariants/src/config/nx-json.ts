import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileInput, joinPath, ownPath, pathInside } from '../workspace/paths';
import { textOrNone } from '../workspace/read-bounded';
import { type ReadText, readText } from '../workspace/read-text';
import { type JsonDocument, type Place, parseJson } from './json-document';
import { isRecord } from './record';
import type { ConfigProblem } from './validate';

export const nxJsonFile = 'nx.json';

/** What nx.json `extends`: a source file of the workspace, or a file of an installed package. */
export type Preset =
  | { readonly kind: 'source'; readonly file: string }
  | { readonly kind: 'installed'; readonly file: string; readonly packageName: string };

/** nx.json with what it extends. */
export interface NxJson {
  readonly value: { readonly [key: string]: unknown };
  readonly preset: Preset | undefined;
  /** Why nx.json, or what it extends, could not be read; `value` is without it then. */
  readonly problems: readonly ConfigProblem[];
  /** Where a value stands, by its path of keys: in the file that its first key is taken from. */
  locate(path: readonly (string | number)[]): Place;
}

/**
 * nx.json as Nx reads it (24.0.6, config/nx-json.js): a key that it lacks is taken from the preset that it extends,
 * and a preset's own `extends` counts for nothing.
 *
 * @param read where files of the workspace are not to be read from disk.
 */
export function readNxJson(
  workspaceRoot: string,
  read: ReadText = (path) => readText(workspaceRoot, path),
): NxJson {
  const text = read(nxJsonFile);
  if (text === undefined) return nothing([]);
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const message = `${nxJsonFile} is not JSON: ${parsed.message}`;
    return nothing([{ file: nxJsonFile, ...parsed.position, message }]);
  }
  const own = { file: nxJsonFile, document: parsed.document };
  const specifier = objectIn(own).extends;
  if (specifier === undefined || specifier === '') return merged(own, undefined, undefined);
  const reading = readPreset(workspaceRoot, specifier, read);
  if (reading.kind === 'read') return merged(own, reading.source, reading.preset);
  const message = `${nxJsonFile} extends ${JSON.stringify(specifier)}, but ${reading.reason}`;
  const problem = { file: nxJsonFile, ...parsed.document.locate(['extends']), message, fix: presetFix };
  return { ...merged(own, undefined, undefined), problems: [problem] };
}

/** Nx inputs for a key of nx.json, which may be taken from a preset. */
export function nxJsonInputs({ preset }: NxJson, key: string): { json: string; fields: string[] }[] {
  const own = { json: fileInput(nxJsonFile), fields: ['extends', key] };
  return preset?.kind === 'source' ? [own, { json: fileInput(preset.file), fields: [key] }] : [own];
}

export type NamedInputs = { readonly [name: string]: unknown };

/** The named inputs of nx.json; none where they are malformed. */
export function namedInputsOf({ value: { namedInputs } }: Pick<NxJson, 'value'>): NamedInputs {
  return isRecord(namedInputs) ? namedInputs : {};
}

const presetFix = 'name a JSON file of the workspace that git tracks, or of an installed package';

interface Source {
  readonly file: string;
  readonly document: JsonDocument;
}

function nothing(problems: readonly ConfigProblem[]): NxJson {
  const locate = () => ({ file: nxJsonFile, line: 1, column: 1 });
  return { value: {}, preset: undefined, problems, locate };
}

function merged(own: Source, base: Source | undefined, preset: Preset | undefined): NxJson {
  const ownValue = objectIn(own);
  return {
    value: { ...(base && objectIn(base)), ...ownValue },
    preset,
    problems: [],
    locate: (path) => {
      const [key = ''] = path;
      const isFromBase = base && !Object.hasOwn(ownValue, key) && Object.hasOwn(objectIn(base), key);
      const { file, document } = isFromBase ? base : own;
      return { file, ...document.locate(path) };
    },
  };
}

function objectIn({ document }: Source): { readonly [key: string]: unknown } {
  return isRecord(document.value) ? document.value : {};
}

type PresetReading =
  | { readonly kind: 'read'; readonly preset: Preset; readonly source: Source }
  | { readonly kind: 'unreadable'; readonly reason: string };

function readPreset(workspaceRoot: string, specifier: unknown, read: ReadText): PresetReading {
  if (typeof specifier !== 'string') return unreadable('that is no text');
  const located = locatePreset(workspaceRoot, specifier, read);
  if (located === undefined) return unreadable('there is no such file in the workspace or its packages');
  const { preset, text } = located;
  if (text === undefined) return unreadable(`${preset.file} cannot be read`);
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const { line, column } = parsed.position;
    return unreadable(`${preset.file}:${line}:${column} is not JSON: ${parsed.message}`);
  }
  return { kind: 'read', preset, source: { file: preset.file, document: parsed.document } };
}

function unreadable(reason: string): PresetReading {
  return { kind: 'unreadable', reason };
}

interface LocatedPreset {
  readonly preset: Preset;
  readonly text: string | undefined;
}

/** As Nx resolves it; a path of the workspace also where the file is not on disk (in a generator's tree, at a base). */
function locatePreset(workspaceRoot: string, specifier: string, read: ReadText): LocatedPreset | undefined {
  const resolved = resolve(workspaceRoot, specifier);
  if (resolved === undefined) {
    const path = joinPath(specifier);
    const candidates = specifier.startsWith('./') ? [path, `${path}.json`] : [];
    const file = candidates.find((candidate) => read(candidate) !== undefined);
    return file === undefined ? undefined : { preset: { kind: 'source', file }, text: read(file) };
  }
  const { root, absolute } = resolved;
  const own = ownPath(root, absolute);
  if (own !== undefined) return { preset: { kind: 'source', file: own }, text: read(own) };
  const packageName = /^(@[^/]+\/)?[^./@][^/]*/.exec(specifier)?.[0];
  if (packageName === undefined) return undefined;
  const file = pathInside(root, absolute) ?? specifier;
  const preset = { kind: 'installed', file, packageName } as const;
  return { preset, text: textOrNone(absolute) };
}

/** @returns the file, and the root of the workspace, both as real paths. */
function resolve(workspaceRoot: string, specifier: string) {
  try {
    const { resolve: resolveFrom } = createRequire(join(workspaceRoot, 'package.json'));
    const paths = [join(workspaceRoot, '.nx', 'installation'), workspaceRoot];
    return { root: realpathSync.native(workspaceRoot), absolute: resolveFrom(specifier, { paths }) };
  } catch {
    return undefined;
  }
}
