import { posix } from 'node:path';
import { type JsonParse, type Place, parseJson } from './json-document';
import { publishedSchema } from './published-schemas';
import { valueAt } from './record';
import { type ConfigProblem, violationsOf } from './validate';

/** Where a project says what holds for it alone: Nx takes a project from either file, and metadata from both. */
export const metadataPlaces = [
  { file: 'project.json', path: ['metadata', 'invariants'] },
  { file: 'package.json', path: ['nx', 'metadata', 'invariants'] },
] as const;

/** What a project declares beside its targets: schemas/project-metadata.json. */
type DeclarationKey = 'builds' | 'contracts';

/** What one manifest declares under a key. */
export type Declaration =
  | { readonly kind: 'none' }
  | { readonly kind: 'not-json'; readonly parse: JsonParse & { ok: false } }
  | { readonly kind: 'malformed'; readonly problems: readonly ConfigProblem[] }
  | {
      readonly kind: 'declared';
      /** As the published schema has it. */
      readonly value: unknown;
      /** Where a part of the value stands. */
      locate(path: readonly (string | number)[]): Place;
    };

/** The path of keys under which a manifest declares something; undefined of another file. */
export function declarationPath(file: string, key: DeclarationKey): string[] | undefined {
  const place = metadataPlaces.find((each) => each.file === posix.basename(file));
  return place && [...place.path, key];
}

/**
 * What a project.json or package.json declares under a key of `metadata.invariants`, held to its published schema.
 *
 * @param file its workspace path.
 */
export function declarationIn(file: string, text: string, key: DeclarationKey): Declaration {
  const path = declarationPath(file, key);
  if (path === undefined || !text.includes('invariants') || !text.includes(key)) return { kind: 'none' };
  const parse = parseJson(text);
  if (!parse.ok) return { kind: 'not-json', parse };
  const { document } = parse;
  const value = valueAt(document.value, path);
  if (value === undefined) return { kind: 'none' };
  const locate = (below: readonly (string | number)[]) => ({ file, ...document.locate(below) });
  const problems = violationsOf(
    { locate },
    path.slice(0, -1),
    { [key]: value },
    publishedSchema('project-metadata'),
  );
  if (problems.length > 0) return { kind: 'malformed', problems };
  return { kind: 'declared', value, locate: (below) => locate([...path, ...below]) };
}
