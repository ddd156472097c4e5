import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { type JsonDocument, type Place, parseJson, pointerSegments } from './json-document';
import { isRecord } from './record';

/** Something wrong in a configuration file: where, and what would be right. */
export interface ConfigProblem extends Place {
  readonly message: string;
  readonly fix?: string;
}

export type ConfigResult<T> =
  | { readonly kind: 'read'; readonly value: T; readonly document: JsonDocument }
  | { readonly kind: 'missing' }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] };

const compiled = new WeakMap<object, ValidateFunction>();
let ajv: Ajv | undefined;

/** AJV is loaded when something is validated: inference mostly gets by without it, and every nx command waits for that. */
function loadAjv(): Ajv {
  const { Ajv } = require('ajv') as typeof import('ajv');
  return new Ajv({
    allErrors: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    verbose: true,
  });
}

/** Compiles a JSON Schema (draft-07) once. */
export function validatorOf(schema: object): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  ajv ??= loadAjv();
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
  const locate = (path: readonly (string | number)[]) => ({ file, ...document.locate(path) });
  const problems = violationsOf({ locate }, [], document.value, schema);
  if (problems.length > 0) return { kind: 'invalid', problems };
  return { kind: 'read', value: document.value as T, document };
}

/** What says where the values of a configuration stand. */
interface Located {
  locate(path: readonly (string | number)[]): Place;
}

/** What is wrong with a value that stands at `path` in a configuration. */
export function violationsOf(
  located: Located,
  path: readonly (string | number)[],
  value: unknown,
  schema: object,
): ConfigProblem[] {
  const validate = validatorOf(schema);
  if (validate(value)) return [];
  return sayableErrors(validate.errors ?? []).map((error) => describe(located, path, error));
}

/**
 * A choice that fails says itself what would satisfy it; the failures of its branches only repeat that. What is wrong
 * with the name of a key is said by the keyword that the name violates.
 */
export function sayableErrors(errors: readonly ErrorObject[]): ErrorObject[] {
  const choices = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
  return errors.filter(
    (error) =>
      error.keyword !== 'propertyNames' &&
      !choices.some(({ schemaPath }) => error.schemaPath.startsWith(`${schemaPath}/`)),
  );
}

function describe(located: Located, base: readonly (string | number)[], error: ErrorObject): ConfigProblem {
  const extra =
    error.keyword === 'additionalProperties'
      ? [String(error.params.additionalProperty)]
      : [error.propertyName ?? []].flat();
  const path = [...base, ...pointerSegments(error.instancePath), ...extra];
  const where = path.length > 0 ? path.join('.') : 'the file';
  return { ...located.locate(path), message: `${where} ${sayError(error)}` };
}

/** The words for a violated keyword. */
export function sayError(error: ErrorObject): string {
  switch (error.keyword) {
    case 'additionalProperties':
      return 'is not a known key';
    case 'enum':
      return `must be one of ${(error.params.allowedValues as unknown[]).map((v) => JSON.stringify(v)).join(', ')}`;
    case 'pattern': {
      const { description } = error.parentSchema ?? {};
      return typeof description === 'string' ? `must be ${description}` : (error.message ?? '');
    }
    case 'oneOf':
    case 'anyOf':
      return sayChoice(error);
    default:
      return error.message ?? `violates ${error.keyword}`;
  }
}

function sayChoice({ schema, message, keyword }: ErrorObject): string {
  const branches = (Array.isArray(schema) ? schema : []).filter(isRecord);
  const keys = branches.flatMap(({ required }) => (Array.isArray(required) ? required.map(String) : []));
  if (keys.length > 0 && keys.length === branches.length) {
    const number = keyword === 'oneOf' ? 'exactly' : 'at least';
    return `must have ${number} one of ${keys.map((key) => `"${key}"`).join(', ')}`;
  }
  const values = branches.map(({ const: value, type }) =>
    value === undefined ? type : JSON.stringify(value),
  );
  return values.length === 0 || values.includes(undefined)
    ? (message ?? `violates ${keyword}`)
    : `must be ${values.join(' or ')}`;
}
