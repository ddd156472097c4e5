import { type Json, parseJsonText } from '@nx-invariants/schema-compat';
import type { SchemaDocument } from '../../compatibility/schema-version';
import { uriOf } from '../../compatibility/schema-version';
import { isRecord } from '../../config/record';

export type SchemaParse =
  | { readonly kind: 'schema'; readonly document: SchemaDocument }
  /** `place` is a position in the file, or the file itself. */
  | { readonly kind: 'no-schema'; readonly place: string; readonly message: string };

/**
 * Reads a text as a JSON Schema: an object, `true` or `false`.
 *
 * @param file how its readers know it.
 * @param name its path among the schemas that refer to each other by their files.
 */
export function parseSchema(text: string, file: string, name: string): SchemaParse {
  const parsed = parseJsonText(text);
  if (!parsed.ok) {
    const [error] = parsed.errors;
    const place = error === undefined ? file : `${file}:${error.position.line}:${error.position.column}`;
    return { kind: 'no-schema', place, message: `${error?.message ?? 'is not JSON'}` };
  }
  const { value } = parsed;
  if (typeof value !== 'boolean' && !isRecord(value)) {
    return { kind: 'no-schema', place: file, message: `is no JSON Schema: it is ${kindOf(value)}` };
  }
  const start = { line: 1, column: 1 };
  return {
    kind: 'schema',
    document: {
      file,
      uri: uriOf(value, name.replace(/\.json$/, '')),
      text,
      schema: value,
      locate: (pointer) => (parsed.locateKey(pointer) ?? parsed.locate(pointer))?.start ?? start,
    },
  };
}

function kindOf(value: Json): string {
  return Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`;
}
