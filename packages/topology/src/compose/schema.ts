import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import type { Diagnostics } from '../result';
import { type Location, type Mapping, type Tree, toPlain } from '../yaml/tree';
import composeSpecification from './compose-spec.json';

let compiled: ValidateFunction | undefined;

/** Validates a merged model against the Compose Specification's JSON Schema, as `docker compose` does. */
export function validateModel(model: Mapping, diagnostics: Diagnostics): boolean {
  compiled ??= compileSpecification();
  if (compiled(toPlain(model))) return true;
  const error = mostSpecific(compiled.errors ?? []);
  const steps = error.instancePath.split('/').slice(1).map(unescapePointer);
  const unknownKey =
    error.keyword === 'additionalProperties' ? String(error.params.additionalProperty) : undefined;
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

function compileSpecification(): ValidateFunction {
  const ajv = new Ajv({
    allErrors: false,
    strict: false,
    allowUnionTypes: true,
    // The specification is part of this package and known to be a schema; compiling it is what a small file waits for.
    meta: false,
    validateSchema: false,
    code: { optimize: false },
  });
  // The built-in comparison calls methods that a key of the document, such as `valueOf`, may shadow.
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    error: { message: 'must NOT have duplicate items' },
    validate: (unique: boolean, items: readonly unknown[]) =>
      !unique || new Set(items.map((item) => JSON.stringify(item))).size === items.length,
  });
  return ajv.compile(composeSpecification);
}

/** Of the errors of nested alternatives the deepest says most; an unknown key counts one level deeper. */
function mostSpecific(errors: readonly ErrorObject[]): ErrorObject {
  const specificity = (error: ErrorObject) =>
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
