import { isRecord } from '../config/record';

/** A schema with the name it has among the others of its time. */
export interface NamedSchema {
  readonly name: string;
  readonly schema: unknown;
}

/**
 * The same schemas at an earlier time: by `$id`, so that a renamed file is no new schema; else by name, since whoever
 * reads a schema by its path gets another one in its place, also where a renamed file has kept the earlier `$id`.
 */
export function counterparts<T extends NamedSchema>(
  current: readonly T[],
  earlier: readonly T[],
): ReadonlyMap<T, T> {
  const found = new Map<T, T>();
  for (const schema of current) {
    const id = idOf(schema);
    const older =
      (id === undefined ? undefined : earlier.find((other) => idOf(other) === id)) ??
      earlier.find((other) => other.name === schema.name);
    if (older) found.set(schema, older);
  }
  return found;
}

/** Draft-04 calls it `id`. */
function idOf({ schema }: NamedSchema): unknown {
  return isRecord(schema) ? (schema.$id ?? schema.id) : undefined;
}
