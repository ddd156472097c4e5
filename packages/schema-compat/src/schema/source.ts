import { isObject, type Json, member } from '../json';
import type { Draft } from './draft';

/** What the references of a schema document need: where it is, and the other documents they may lead to. */
export type SchemaContext = {
  /** Absolute URI of the document, against which relative references resolve, if its `$id` names none. */
  uri?: string;
  /** Further schema documents by absolute URI. Meta-schemas are known without being listed. */
  documents?: ReadonlyMap<string, Json>;
  /**
   * The JSON texts that all of these were read from. With them, numbers that no double has are not taken for the nearest
   * one where that could change the answer.
   */
  texts?: readonly string[];
};

/** A schema beyond these limits is not looked at. */
export const SCHEMA_LIMITS = { maxDepth: 256, maxNodes: 400_000 };

export type SchemaSource = SchemaContext & { schema: Json };

/** The same source with absolute identifiers: a relative `$id` of a document is resolved against its URI. */
export function withAbsoluteIds(source: SchemaSource, draft: Draft): SchemaSource {
  const absolute = (schema: Json, uri: string | undefined): Json => {
    const keyword = draft === '4' ? 'id' : '$id';
    const identifier = isObject(schema) ? member(schema, keyword) : undefined;
    if (uri === undefined || typeof identifier !== 'string' || !URL.canParse(identifier, uri)) return schema;
    return { ...(schema as object), [keyword]: new URL(identifier, uri).href };
  };
  const documents = [...(source.documents ?? [])].map(
    ([uri, schema]) => [uri, absolute(schema, uri)] as const,
  );
  return { ...source, schema: absolute(source.schema, source.uri), documents: new Map(documents) };
}
