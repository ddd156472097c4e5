import type { ErrorObject } from 'ajv';
import { pointerSegments } from '../config/json-document';
import { isIndispensable } from '../config/opt-out';
import { isRecord } from '../config/record';
import { sayableErrors, sayError, validatorOf } from '../config/validate';
import type { CheckDefinition } from './define-check';

type Definition = Pick<CheckDefinition<never>, 'id' | 'options'>;

/**
 * The options of a check as its placement sees them, with defaults; `false` where it is switched off, which the
 * indispensable ones cannot be: `configuration` says so. They are not validated here: the leaf itself says what is
 * wrong with them.
 */
export function checkOptions(
  definition: Definition,
  given: false | object | undefined,
): false | { [key: string]: unknown } {
  return given === false && !isIndispensable(definition.id) ? false : withDefaults(definition, given || {});
}

/** The options of a check with the defaults of its schema's properties, as a copy of the check's own. */
export function withDefaults(
  { options: { properties } }: Definition,
  given: object,
): { [key: string]: unknown } {
  const defaults = Object.entries(isRecord(properties) ? properties : {}).flatMap(([name, schema]) =>
    isRecord(schema) && Object.hasOwn(schema, 'default') ? [[name, schema.default] as const] : [],
  );
  return structuredClone({ ...Object.fromEntries(defaults), ...given });
}

/** What is wrong with the options that a check is given, in words. */
export function optionErrors(definition: Definition, given: unknown): string[] {
  const validate = validatorOf(definition.options);
  return validate(isRecord(given) ? withDefaults(definition, given) : given)
    ? []
    : sayableErrors(validate.errors ?? []).map(sayOptionError);
}

function sayOptionError(error: ErrorObject): string {
  const key = error.keyword === 'additionalProperties' ? [String(error.params.additionalProperty)] : [];
  const path = [...pointerSegments(error.instancePath), ...key].join('.');
  return `${path || 'they'} ${sayError(error)}`;
}
