import { isRecord } from '../config/record';
import type { ContractSchema } from './contract-folder';

/**
 * A schema as one document: the schemas of its folder that it refers to, directly or not, embedded under their
 * own `$id` (JSON Schema 2020-12 core, section 9.3; earlier drafts resolve embedded identifiers the same way).
 * References within the folder then resolve without reading another file. A schema that names no `$id` gets one
 * from its file's name, since embedded schemas are found by theirs.
 */
export function bundle(
  schema: ContractSchema,
  folder: readonly ContractSchema[],
): { [keyword: string]: unknown } {
  const embedded = new Map<string, ContractSchema>();
  const pending = [schema];
  for (let next = pending.pop(); next; next = pending.pop()) {
    for (const other of referencedBy(next, folder)) {
      if (other === schema || embedded.has(other.name)) continue;
      embedded.set(other.name, other);
      pending.push(other);
    }
  }
  if (embedded.size === 0) return { ...schema.schema };
  const keyword = schema.draft === '2019-09' || schema.draft === '2020-12' ? '$defs' : 'definitions';
  const own = schema.schema[keyword];
  const added = [...embedded.values()].map((other) => {
    const { $schema: _dialect, ...rest } = other.schema;
    return [`${other.name}.json`, { ...rest, [idKeyword(schema)]: baseOf(other) }];
  });
  return {
    ...schema.schema,
    [idKeyword(schema)]: baseOf(schema),
    [keyword]: { ...(isRecord(own) ? own : {}), ...Object.fromEntries(added) },
  };
}

function idKeyword({ draft }: ContractSchema): 'id' | '$id' {
  return draft === 'draft-04' ? 'id' : '$id';
}

function referencedBy(schema: ContractSchema, folder: readonly ContractSchema[]): ContractSchema[] {
  const base = baseOf(schema);
  const targets = new Set(
    references(schema.schema).map((reference) => resolve(reference, base).replace(/#.*$/, '')),
  );
  return folder.filter((other) => other !== schema && targets.has(baseOf(other)));
}

function references(value: unknown): string[] {
  const found: string[] = [];
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (isRecord(next) && typeof next.$ref === 'string') found.push(next.$ref);
    pending.push(...Object.values(next));
  }
  return found;
}

function baseOf(schema: ContractSchema): string {
  const id = schema.schema.$id ?? schema.schema.id;
  return typeof id === 'string' ? id.replace(/#.*$/, '') : `contract:///${schema.name}.json`;
}

function resolve(reference: string, base: string): string {
  try {
    return new URL(reference, base).href;
  } catch {
    return reference;
  }
}
