import { isObject, type Json, member, withinLimits } from '../json';
import { type Draft, declaredDraft } from './draft';
import { type Place, Resources, subschemas } from './resources';
import { SCHEMA_LIMITS, type SchemaContext, type SchemaSource, withAbsoluteIds } from './source';
import { keywordStanding } from './vocabulary';

/** A reference that leads to none of the documents that are known. */
export type DanglingReference = {
  reference: string;
  /** A JSON Pointer to the reference, into the schema or into the other document of that URI. */
  pointer: string;
  document?: string;
};

/**
 * The references that a schema reaches, directly or through others, and that lead nowhere: what they stand for may change
 * unseen. Definitions that nothing refers to are passed over. None for a schema that is too large to be looked at.
 *
 * @param options.draft that of a schema without a known `$schema`; default `2020-12`.
 */
export function danglingReferences(
  schema: Json,
  options: { draft?: Draft; context?: SchemaContext } = {},
): DanglingReference[] {
  const { context } = options;
  if (!withinLimits([schema, ...(context?.documents?.values() ?? [])], SCHEMA_LIMITS)) return [];
  const draft = declaredDraft(schema) ?? options.draft ?? '2020-12';
  return danglingIn(withAbsoluteIds({ schema, ...context }, draft), draft);
}

export function danglingIn(source: SchemaSource, draft: Draft): DanglingReference[] {
  const resources = new Resources(source, draft);
  const found: DanglingReference[] = [];
  const reached = new Map<string, Place>([['', resources.root]]);
  for (const place of reached.values()) {
    if (!isObject(place.schema)) continue;
    for (const keyword of ['$ref', '$dynamicRef', '$recursiveRef']) {
      const reference = member(place.schema, keyword);
      if (typeof reference !== 'string' || keywordStanding(keyword, place.draft) !== 'known') continue;
      const target = resources.resolve(reference, place.base);
      if (target !== undefined) reached.set(target.pointer, reached.get(target.pointer) ?? target);
      else found.push({ reference, ...resources.locate(`${place.pointer}/${keyword}`) });
    }
    for (const { schema, pointer, keyword } of subschemas(place.schema, place.pointer)) {
      if (keyword === '$defs' || keyword === 'definitions' || reached.has(pointer)) continue;
      reached.set(pointer, resources.at(pointer) ?? { ...place, schema, pointer });
    }
  }
  return found;
}
