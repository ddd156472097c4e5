import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { type JsonDocument, parseJson, pointerSegments } from './json-document';

/** Something wrong in a configuration file: where, and what would be right. */
export interface ConfigProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly fix?: string;
}

export type ConfigResult<T> =
  | { readonly kind: 'read'; readonly value: T; readonly document: JsonDocument }
  | { readonly kind: 'missing' }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] };

const ajv = new Ajv({
  allErrors: true,
  useDefaults: true,
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
});
const compiled = new WeakMap<object, ValidateFunction>();

/** Compiles a JSON Schema (draft-07) once. */
export function validatorOf(schema: object): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  const validate = ajv.compile(schema);
  compiled.set(schema, validate);
  return validate;
}

/** Parses and validates a configuration text; every error carries its place in the file. */
export function readConfig<T>(file: string, text: string | undefined, schema: object): ConfigResult<T> {
  if (text === undefined) return { kind: 'missing' };
  const parsed = parseJson(text);
  if (!parsed.ok) {
    return {
      kind: 'invalid',
      problems: [{ file, ...parsed.position, message: `${file} is not JSON: ${parsed.message}` }],
    };
  }
  const { document } = parsed;
  const problems = violationsOf(file, document, [], document.value, schema);
  if (problems.length > 0) return { kind: 'invalid', problems };
  return { kind: 'read', value: document.value as T, document };
}

/** What is wrong with a value that stands at `path` in a document; its defaults are filled in. */
export function violationsOf(
  file: string,
  document: JsonDocument,
  path: readonly (string | number)[],
  value: unknown,
  schema: object,
): ConfigProblem[] {
  const validate = validatorOf(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => describe(file, document, path, error));
}

function describe(
  file: string,
  document: JsonDocument,
  base: readonly (string | number)[],
  error: ErrorObject,
): ConfigProblem {
  const extra =
    error.keyword === 'additionalProperties' ? [String(error.params.additionalProperty)] : ([] as string[]);
  const path = [...base, ...pointerSegments(error.instancePath), ...extra];
  const place = document.locate(path);
  const where = path.length > 0 ? path.join('.') : 'the file';
  return { file, ...place, message: `${where} ${sayError(error)}` };
}

/** The words for a violated keyword. */
export function sayError(error: ErrorObject): string {
  switch (error.keyword) {
    case 'additionalProperties':
      return 'is not a known key';
    case 'enum':
      return `must be one of ${(error.params.allowedValues as unknown[]).map((v) => JSON.stringify(v)).join(', ')}`;
    default:
      return error.message ?? `violates ${error.keyword}`;
  }
}
