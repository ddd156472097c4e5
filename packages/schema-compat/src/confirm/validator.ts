import Ajv, { type AnySchema, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import Ajv2019 from 'ajv/dist/2019';
import Ajv2020 from 'ajv/dist/2020';
import draft6MetaSchema from 'ajv/dist/refs/json-schema-draft-06.json';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { isObject, type Json, member } from '../json';
import type { FormatPolicy } from '../schema/compile';
import type { Draft } from '../schema/draft';
import { META_SCHEMAS } from '../schema/meta-schemas';
import type { SchemaSource } from '../schema/source';
import { Patterns } from '../solve/pattern';

/** `member`: the member that should not be there, where the keyword judges the object around it. */
export type ValidationError = { instancePath: string; keyword: string; schemaPath: string; member?: string };

/** What AJV says of a document; `failed` where it gave up (stack, or a pattern that cannot be matched in bounded time). */
export type Validation =
  | { kind: 'valid' }
  | { kind: 'invalid'; error: ValidationError }
  | { kind: 'failed'; message: string };

export type Validator = { validate(document: Json): Validation };

export type CompiledValidator = { ok: true; validator: Validator } | { ok: false; message: string };

class PatternTooCostly extends Error {}

/** AJV for one schema in one draft, configured as the package documents: strict off, own properties only, safe patterns. */
export function compileValidator(
  source: SchemaSource,
  draft: Draft,
  formats: FormatPolicy,
): CompiledValidator {
  const { schema, uri, documents = new Map<string, Json>() } = source;
  // An asynchronous validator answers with a promise, which rejects where nobody can catch it.
  if (isObject(schema) && schema.$async === true) return { ok: false, message: '"$async" is not supported' };
  const isAlone = uri === undefined && documents.size === 0 && !hasInnerIdentifiers(schema);
  const embedded = [schema, ...documents.values()].some(embedsMetaSchema);
  const ajv = isAlone ? sharedAjv(draft, formats) : createAjv(draft, formats, embedded);
  const prepared = withoutMetaSchema(schema) as AnySchema;
  try {
    for (const [name, document] of documents)
      ajv.addSchema(withoutMetaSchema(document) as AnySchema, name, false, false);
    const validate = uri === undefined ? ajv.compile(prepared) : ajv.addSchema(prepared, uri).getSchema(uri);
    if (validate === undefined) return { ok: false, message: `the schema is not found at ${uri}` };
    return { ok: true, validator: { validate: (document) => run(validate, document) } };
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  } finally {
    if (isAlone && isObject(schema)) ajv.removeSchema(prepared);
  }
}

function run(validate: ValidateFunction, document: Json): Validation {
  try {
    if (validate(document) === true) return { kind: 'valid' };
    // The last error is that of the outermost keyword: `anyOf` comes after the errors of its branches.
    const error = validate.errors?.at(-1);
    return error === undefined
      ? { kind: 'failed', message: 'AJV rejects the document without an error' }
      : { kind: 'invalid', error: describe(error) };
  } catch (error) {
    return { kind: 'failed', message: messageOf(error) };
  }
}

function describe(error: ErrorObject): ValidationError {
  const { instancePath, keyword, schemaPath, params } = error;
  const name = params.additionalProperty ?? params.unevaluatedProperty ?? params.propertyName;
  return { instancePath, keyword, schemaPath, ...(typeof name === 'string' && { member: name }) };
}

/** Instances are costly to make: their meta-schemas are compiled first. Each is replaced before what it remembers adds up. */
const shared = new Map<string, { ajv: Ajv; uses: number }>();
const MAX_USES = 100;

function sharedAjv(draft: Draft, formats: FormatPolicy): Ajv {
  const key = `${draft} ${formats}`;
  const known = shared.get(key);
  if (known !== undefined && known.uses < MAX_USES) {
    known.uses += 1;
    return known.ajv;
  }
  const ajv = createAjv(draft, formats);
  shared.set(key, { ajv, uses: 1 });
  return ajv;
}

const IDENTIFIERS = ['$id', 'id', '$anchor', '$dynamicAnchor', '$recursiveAnchor'];

/** Whether anything below the root may bear a name: AJV would remember it and confuse it with the next schema's. */
function hasInnerIdentifiers(schema: Json): boolean {
  const pending: Json[] = typeof schema === 'object' && schema !== null ? Object.values(schema) : [];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const here = value;
    if (isObject(here) && IDENTIFIERS.some((keyword) => typeof member(here, keyword) === 'string'))
      return true;
    for (const child of Object.values(here)) pending.push(child);
  }
  return false;
}

/** Whether a schema holds a copy of a meta-schema under its own name: AJV must not have another one. */
function embedsMetaSchema(schema: Json): boolean {
  const pending: Json[] = [schema];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const identifier = isObject(value) ? (member(value, '$id') ?? member(value, 'id')) : undefined;
    if (typeof identifier === 'string' && META_SCHEMAS.has(identifier.replace(/#$/, ''))) return true;
    for (const child of Object.values(value)) pending.push(child);
  }
  return false;
}

function createAjv(draft: Draft, formats: FormatPolicy, withoutMeta = false): Ajv {
  const options: Options = {
    ...(withoutMeta && { meta: false, validateSchema: false }),
    strict: false,
    ownProperties: true,
    allErrors: false,
    // Else a schema is compiled again in every place that refers to it: n places of n keywords are n² of code.
    inlineRefs: false,
    logger: false,
    validateFormats: formats === 'assertion',
    // What is validated is a handful of documents: shorter code would cost more than it saves.
    code: { regExp: boundedRegExp(), optimize: false },
  };
  const ajv = instantiate(draft, options, withoutMeta);
  // After draft 4 it is a word like any other; AJV would refuse the schema.
  if (draft !== '4') ajv.removeKeyword('id');
  if (formats === 'assertion') addFormats(ajv as never);
  return ajv;
}

function instantiate(draft: Draft, options: Options, withoutMeta: boolean): Ajv {
  switch (draft) {
    case '4':
      return new Ajv04(options) as unknown as Ajv;
    case '6':
      return withoutMeta ? new Ajv(options) : new Ajv(options).addMetaSchema(draft6MetaSchema);
    case '7':
      return new Ajv(options);
    case '2019-09':
      return new Ajv2019(options) as unknown as Ajv;
    case '2020-12':
      return new Ajv2020(options) as unknown as Ajv;
  }
}

type RegExpEngine = NonNullable<NonNullable<Options['code']>['regExp']>;

/** Patterns for AJV that answer in bounded time or say that they cannot. */
function boundedRegExp(): RegExpEngine {
  const patterns = new Patterns();
  const engine = (pattern: string, flags: string) => {
    const compiled = new RegExp(pattern, flags);
    const test = (text: string): boolean => {
      const matches = patterns.matches(pattern, text);
      if (matches === undefined)
        throw new PatternTooCostly(`pattern ${JSON.stringify(pattern)} is too costly for this text`);
      return matches;
    };
    return Object.assign(compiled, { test });
  };
  return Object.assign(engine, { code: 'new RegExp' }) as unknown as RegExpEngine;
}

/** The draft has been chosen: `$schema` could only name a meta-schema that AJV would have to fetch. */
function withoutMetaSchema(schema: Json): Json {
  if (!isObject(schema)) return schema;
  const { $schema: _, ...rest } = schema;
  return rest;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 300) : 'AJV failed';
}
