import { join } from 'node:path';
import type { Diagnostics } from '../result';
import { type Location, type Mapping, type Tree, toPlain } from '../yaml/tree';

/** An error as AJV states it. */
interface SchemaError {
  readonly keyword: string;
  /** A JSON Pointer into the document. */
  readonly instancePath: string;
  readonly message?: string;
  readonly params: { readonly additionalProperty?: string };
}

interface Validator {
  (document: unknown): boolean;
  /** Set where the last document is not valid. */
  readonly errors: readonly SchemaError[] | null;
}

/** The build makes code of compose-spec.json; it is needed too where this module is run from its source. */
const compiledValidator = join(__dirname, '..', '..', 'dist', 'compose', 'compose-validator.js');

/** Validates a merged model against the Compose Specification's JSON Schema, as `docker compose` does. */
export function validateModel(model: Mapping, diagnostics: Diagnostics): boolean {
  const validate: Validator = require(compiledValidator);
  if (validate(toPlain(model))) return true;
  const error = mostSpecific(validate.errors ?? []);
  const steps = error.instancePath.split('/').slice(1).map(unescapePointer);
  const unknownKey = error.keyword === 'additionalProperties' ? error.params.additionalProperty : undefined;
  const place = steps.length === 0 ? 'the top level' : steps.join('.');
  diagnostics.fail(
    'invalid-structure',
    locate(model, steps, unknownKey),
    unknownKey === undefined
      ? `${place}: ${error.message ?? 'is not valid'}.`
      : `${place}: unknown key "${unknownKey}".`,
    unknownKey === undefined
      ? 'Write the value as the Compose Specification defines it.'
      : 'Remove or correct the key; own data goes under a key that begins with "x-".',
  );
  return false;
}

/** Of the errors of nested alternatives the deepest says most; an unknown key counts one level deeper. */
function mostSpecific(errors: readonly SchemaError[]): SchemaError {
  const specificity = (error: SchemaError) =>
    error.instancePath.split('/').length + (error.keyword === 'additionalProperties' ? 1 : 0);
  return errors.reduce((best, error) => (specificity(error) > specificity(best) ? error : best));
}

function locate(model: Tree, steps: readonly string[], unknownKey: string | undefined): Location {
  let tree = model;
  let location = model.location;
  for (const step of steps) {
    const entry = tree.kind === 'mapping' ? tree.entries.get(step) : undefined;
    const next = tree.kind === 'sequence' ? tree.items[Number(step)] : entry?.value;
    if (next === undefined) break;
    tree = next;
    location = tree.kind === 'scalar' ? tree.location : (entry?.key.location ?? tree.location);
  }
  const key =
    unknownKey !== undefined && tree.kind === 'mapping' ? tree.entries.get(unknownKey)?.key : undefined;
  return key?.location ?? location;
}

function unescapePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
