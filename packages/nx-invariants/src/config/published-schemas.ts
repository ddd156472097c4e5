import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type SchemaName =
  | 'plugin-options'
  | 'coverage-config'
  | 'invariants'
  | 'invariants-waivers'
  | 'project-metadata'
  | 'report'
  | 'gate-run';

const loaded = new Map<SchemaName, object>();

/** A JSON Schema that the package publishes in its `schemas` folder, so that editors and the code use the same. */
export function publishedSchema(name: SchemaName): object {
  const known = loaded.get(name);
  if (known) return known;
  const schema = JSON.parse(readFileSync(join(__dirname, '..', '..', 'schemas', `${name}.json`), 'utf8'));
  loaded.set(name, schema);
  return schema;
}
