import type { Json, SchemaContext } from '@nx-invariants/schema-compat';
import { type Position, pointerSegments } from '../config/json-document';
import { isRecord } from '../config/record';
import type { ContractSchema } from '../contracts/contract-folder';

/** A schema as it was written at one time. */
export interface SchemaDocument {
  /** As its readers know it. */
  readonly file: string;
  /** What references lead to it by: its `$id`, or a name made of its file's. */
  readonly uri: string;
  /** The JSON text that the schema was read from. */
  readonly text: string;
  readonly schema: Json;
  /** Where what a JSON Pointer leads to stands in the file. */
  locate(pointer: string): Position;
}

/** A schema at one time, with the schemas beside it that it refers to, directly or not. */
export interface SchemaVersion {
  readonly root: SchemaDocument;
  readonly referred: readonly SchemaDocument[];
}

/** @param folder the schemas of the same time that references may lead to; the schema itself may be among them. */
export function versionOf(root: SchemaDocument, folder: readonly SchemaDocument[]): SchemaVersion {
  const reached = new Set([root]);
  for (const document of reached) {
    for (const uri of targetsOf(document)) {
      if (uri === root.uri) continue;
      const named = folder.find((other) => other.uri === uri);
      const targets = named === undefined ? folder.filter((other) => namesIn(other).has(uri)) : [named];
      for (const target of targets) if (target.uri !== root.uri) reached.add(target);
    }
  }
  reached.delete(root);
  return { root, referred: [...reached] };
}

/** What the engine needs to follow the references of a version. */
export function contextOf({ root, referred }: SchemaVersion): SchemaContext {
  return {
    uri: root.uri,
    documents: new Map(referred.map(({ uri, schema }) => [uri, schema])),
    texts: [root, ...referred].map(({ text }) => text),
  };
}

/** Where a pointer of a verdict leads, into the schema itself or into the other document of that URI. */
export function placeOf(version: SchemaVersion, pointer: string, uri?: string): Position & { file: string } {
  const document = version.referred.find((other) => other.uri === uri) ?? version.root;
  return { file: document.file, ...document.locate(pointer) };
}

export function documentOfContract({ file, name, text, schema, document }: ContractSchema): SchemaDocument {
  return {
    file,
    uri: uriOf(schema, name),
    text,
    schema: schema as Json,
    locate: (pointer) => document.locate(pointerSegments(pointer)),
  };
}

/**
 * The URI of a schema without the fragment: its `$id` (`id` in draft-04), else one that is made of its name, so that
 * schemas without an `$id` refer to each other by their files' names.
 *
 * @param name its path below the folder of schemas, without `.json`.
 */
export function uriOf(schema: unknown, name: string): string {
  const made = `contract:///${encodeURI(name)}.json`;
  const id = isRecord(schema) ? (schema.$id ?? schema.id) : undefined;
  return typeof id === 'string' ? (resolve(id, made) ?? made).replace(/#.*$/, '') : made;
}

interface NamedValue {
  readonly schema: unknown;
  readonly uri: string;
}

/** The URIs, without fragments, that the references of a schema lead to; relative ones by its own or an inner `$id`. */
export function targetsOf(document: NamedValue): ReadonlySet<string> {
  const targets = new Set<string>();
  for (const { value, base } of objectsIn(document)) {
    for (const keyword of ['$ref', '$dynamicRef', '$recursiveRef']) {
      const reference = value[keyword];
      if (typeof reference !== 'string') continue;
      for (const from of new Set([base, document.uri])) {
        const target = resolve(reference, from);
        if (target !== undefined) targets.add(target.replace(/#.*$/, ''));
      }
    }
  }
  return targets;
}

const known = new WeakMap<SchemaDocument, ReadonlySet<string>>();

/** The URIs, without fragments, of a document and of the schemas that are embedded in it. */
function namesIn(document: SchemaDocument): ReadonlySet<string> {
  const names =
    known.get(document) ?? new Set([...objectsIn(document)].map(({ base }) => base.replace(/#.*$/, '')));
  known.set(document, names);
  return names;
}

/** Every object in a schema with the URI that its references start from: that of the schema, or the one of an inner `$id`. */
function* objectsIn({ schema, uri }: NamedValue): Generator<{
  readonly value: { readonly [keyword: string]: unknown };
  readonly base: string;
}> {
  const pending = [{ value: schema, base: uri }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, base } = next;
    if (typeof value !== 'object' || value === null) continue;
    const id = isRecord(value) ? (value.$id ?? value.id) : undefined;
    const inner = typeof id === 'string' && value !== schema ? (resolve(id, base) ?? base) : base;
    if (isRecord(value)) yield { value, base: inner };
    for (const member of Object.values(value)) pending.push({ value: member, base: inner });
  }
}

function resolve(reference: string, base: string): string | undefined {
  return URL.canParse(reference, base) ? new URL(reference, base).href : undefined;
}
