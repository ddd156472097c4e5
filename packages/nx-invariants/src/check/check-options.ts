import { isIndispensable } from '../config/opt-out';
import { isRecord } from '../config/record';
import type { CheckDeclaration } from './define-check';

/**
 * The options of a check with the defaults of its schema's properties; `false` where it is switched off, which
 * the indispensable ones cannot be: `configuration` says so. They are not validated here: the leaf itself says what is wrong with them.
 */
export function checkOptions(
  declaration: Pick<CheckDeclaration, 'id' | 'options'>,
  given: false | { readonly [key: string]: unknown } | undefined,
): false | { [key: string]: unknown } {
  if (given === false && !isIndispensable(declaration.id)) return false;
  const { properties } = declaration.options;
  const defaults = Object.entries(isRecord(properties) ? properties : {}).flatMap(([name, schema]) =>
    isRecord(schema) && Object.hasOwn(schema, 'default') ? [[name, schema.default] as const] : [],
  );
  return { ...Object.fromEntries(defaults), ...given };
}
