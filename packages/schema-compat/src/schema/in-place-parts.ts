import { isObject, type Json, member } from '../json';
import type { Site } from './dynamic-scope';
import type { NodeId, NodeStore } from './node';
import type { InPlacePart } from './unevaluated';
import { keywordStanding } from './vocabulary';

export type ReferenceKeyword = '$ref' | '$dynamicRef' | '$recursiveRef';

/** How one gets from a schema to those that it names, and to their nodes. */
export type Reach = {
  store: NodeStore;
  childSite(schema: Json, parent: Site, ...tokens: (string | number)[]): Site;
  /** Where a reference leads; undefined where it leads to nothing. */
  targetOf(keyword: ReferenceKeyword, reference: string, site: Site): Site | undefined;
  nodeOf(site: Site): NodeId;
};

/** The subschemas of a schema that judge the same value, for what they evaluate; undefined where that is not known. */
export function inPlaceParts(reach: Reach, site: Site): InPlacePart[] | undefined {
  const { store } = reach;
  const { schema } = site.place;
  if (!isObject(schema)) return [];
  // Drafts that know annotations no longer know `dependencies`.
  if (member(schema, 'dependencies') !== undefined) return undefined;
  const parts: InPlacePart[] = [];
  for (const keyword of ['$ref', '$dynamicRef', '$recursiveRef'] as const) {
    const reference = member(schema, keyword);
    if (reference === undefined || keywordStanding(keyword, site.place.draft) !== 'known') continue;
    const target = typeof reference === 'string' ? reach.targetOf(keyword, reference, site) : undefined;
    if (target === undefined) return undefined;
    parts.push({ site: target });
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    const list = member(schema, keyword);
    for (const [index, item] of Array.isArray(list) ? list.entries() : []) {
      const inner = reach.childSite(item, site, keyword, index);
      if (keyword === 'allOf') parts.push({ site: inner });
      else
        parts.push({
          site: inner,
          condition: reach.nodeOf(inner),
          ...(keyword === 'oneOf' && { exclusive: keyword }),
        });
    }
  }
  const condition = member(schema, 'if');
  if (condition !== undefined) {
    const holds = reach.nodeOf(reach.childSite(condition, site, 'if'));
    for (const keyword of ['if', 'then', 'else'] as const) {
      const item = member(schema, keyword);
      if (item === undefined) continue;
      const when = keyword === 'else' ? store.not(holds) : holds;
      parts.push({ site: reach.childSite(item, site, keyword), condition: when, exclusive: 'if' });
    }
  }
  const dependent = member(schema, 'dependentSchemas');
  for (const [name, item] of Object.entries(isObject(dependent) ? dependent : {})) {
    const present = store.all([store.types(['object']), store.leaf({ kind: 'required', name })]);
    parts.push({ site: reach.childSite(item, site, 'dependentSchemas', name), condition: present });
  }
  return parts;
}
