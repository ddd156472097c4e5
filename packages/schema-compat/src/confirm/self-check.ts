import { isObject, type Json } from '../json';

/** A proof and a document that refutes it: a fault of this package, never of a schema. */
export class ContradictedProof extends Error {
  override readonly name = 'ContradictedProof';

  constructor(readonly document: Json) {
    const text = JSON.stringify(document).slice(0, 1_000);
    super(
      `schema-compat contradicts itself: it proved A to lie within B, but finds ${text} valid under A and invalid under B. Please report this with both schemas.`,
    );
  }
}

const COMMON: readonly Json[] = [null, false, true, 0, 1, -1, 0.5, '', 'a', [], [null], {}, { a: null }];
const MAX_DOCUMENTS = 60;
const MAX_VISITED = 2_000;

/** Documents that two schemas themselves speak of: members of `enum`, `const`, `default` and `examples`, and common ones. */
export function spokenDocuments(...schemas: readonly Json[]): Json[] {
  const found: Json[] = [...COMMON];
  const pending: Json[] = [...schemas];
  for (let visited = 0; visited < MAX_VISITED && found.length < MAX_DOCUMENTS; visited += 1) {
    const schema = pending.shift();
    if (schema === undefined) break;
    if (Array.isArray(schema)) pending.push(...schema.slice(0, MAX_VISITED));
    if (!isObject(schema)) continue;
    for (const key of ['enum', 'examples'] as const) {
      const values = schema[key];
      if (Array.isArray(values)) found.push(...values.slice(0, 5));
    }
    for (const key of ['const', 'default'] as const) if (schema[key] !== undefined) found.push(schema[key]);
    pending.push(...Object.values(schema).slice(0, MAX_VISITED));
  }
  return found.slice(0, MAX_DOCUMENTS);
}
