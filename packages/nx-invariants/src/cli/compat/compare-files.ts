import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type SchemaDocument, type SchemaVersion, versionOf } from '../../compatibility/schema-version';
import { type Failure, failure } from '../command';
import { readOperand } from '../read-operand';
import { parseSchema } from './parsed-schema';

export const maxSchemaBytes = 16 * 1024 * 1024;
const mostSiblings = 500;

/** The schema in a file, with those of its folder that it refers to. */
export function readVersion(
  cwd: string,
  path: string,
): { readonly kind: 'version'; readonly version: SchemaVersion } | Failure {
  const read = readOperand(cwd, path, maxSchemaBytes);
  if (read.kind === 'failure') return read;
  const parsed = parseSchema(read.text, path, basename(path));
  if (parsed.kind === 'no-schema') {
    return failure(`${parsed.place} ${parsed.message}.`, 'name a file that holds one JSON Schema');
  }
  const refersToOthers = /"\$(ref|dynamicRef)"\s*:\s*"[^#]/.test(read.text);
  const folder = refersToOthers ? siblings(cwd, path) : [];
  return { kind: 'version', version: versionOf(parsed.document, folder) };
}

function siblings(cwd: string, path: string): SchemaDocument[] {
  const names = readdirSync(resolve(cwd, dirname(path)))
    .filter((name) => name.endsWith('.json') && name !== basename(path))
    .sort()
    .slice(0, mostSiblings);
  return names.flatMap((name) => {
    const file = join(dirname(path), name);
    const read = readOperand(cwd, file, maxSchemaBytes);
    const parsed = read.kind === 'read' ? parseSchema(read.text, file, name) : undefined;
    return parsed?.kind === 'schema' ? [parsed.document] : [];
  });
}
