import type { ErrorObject } from 'ajv';
import { pointerSegments } from '../config/json-document';
import { isIndispensable } from '../config/opt-out';
import { isRecord } from '../config/record';
import { sayableErrors, sayError, validatorOf } from '../config/validate';
import type { CheckDeclaration } from './define-check';

type Declaration = Pick<CheckDeclaration, 'id' | 'options'>;

/**
 * The options of a check as its placement sees them, with defaults; `false` where it is switched off, which the
 * indispensable ones cannot be: `configuration` says so. They are not validated here: the leaf itself says what is
 * wrong with them.
 */
export function checkOptions(
  declaration: Declaration,
  given: false | object | undefined,
): false | { [key: string]: unknown } {
  return given === false && !isIndispensable(declaration.id) ? false : withDefaults(declaration, given || {});
}

/** The options of a check with the defaults of its schema's properties, as a copy of the check's own. */
export function withDefaults(
  { options: { properties } }: Declaration,
  given: object,
): { [key: string]: unknown } {
  const defaults = Object.entries(isRecord(properties) ? properties : {}).flatMap(([name, schema]) =>
    isRecord(schema) && Object.hasOwn(schema, 'default') ? [[name, schema.default] as const] : [],
  );
  return structuredClone({ ...Object.fromEntries(defaults), ...given });
}

/** What is wrong with the options that a check is given, in words. */
export function optionErrors(declaration: Declaration, given: unknown): string[] {
  const validate = validatorOf(declaration.options);
  return validate(isRecord(given) ? withDefaults(declaration, given) : given)
    ? []
    : sayableErrors(validate.errors ?? []).map(sayOptionError);
}

function sayOptionError(error: ErrorObject): string {
  const key = error.keyword === 'additionalProperties' ? [String(error.params.additionalProperty)] : [];
  const path = [...pointerSegments(error.instancePath), ...key].join('.');
  return `${path || 'they'} ${sayError(error)}`;
}
