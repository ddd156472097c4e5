import type { Draft } from './draft';
import { isAtLeast } from './draft';

/** Keywords that hold one subschema, by shape of their value. */
export const SUBSCHEMA_KEYWORDS = {
  one: new Set([
    'not',
    'if',
    'then',
    'else',
    'additionalProperties',
    'propertyNames',
    'additionalItems',
    'contains',
    'unevaluatedProperties',
    'unevaluatedItems',
    'contentSchema',
  ]),
  list: new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']),
  map: new Set(['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas']),
} as const;

/** Keywords that only tell people or tools something (JSON Schema Validation, sections "meta-data" and "contents"). */
export const DESCRIPTIVE_KEYWORDS: ReadonlySet<string> = new Set([
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'contentEncoding',
  'contentMediaType',
]);

/** Keywords that never accept or reject a document by themselves. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  ...DESCRIPTIVE_KEYWORDS,
  '$schema',
  '$id',
  'id',
  '$anchor',
  '$dynamicAnchor',
  '$recursiveAnchor',
  '$defs',
  'definitions',
  '$vocabulary',
  'contentSchema',
  'then',
  'else',
  'minContains',
  'maxContains',
]);

export function isAnnotation(keyword: string): boolean {
  return ANNOTATIONS.has(keyword);
}

/**
 * The draft that brought a keyword and before which nothing evaluates it. Not listed: `const`, `contains`, `propertyNames`,
 * `if` and `dependencies`, which constrain in every draft here, as in AJV: whoever writes one of them in a draft that lacks
 * it means it.
 */
const SINCE: ReadonlyMap<string, Draft> = new Map<string, Draft>([
  ['dependentRequired', '2019-09'],
  ['dependentSchemas', '2019-09'],
  ['unevaluatedProperties', '2019-09'],
  ['unevaluatedItems', '2019-09'],
  ['$recursiveRef', '2019-09'],
  ['$dynamicRef', '2019-09'],
  ['prefixItems', '2020-12'],
]);

/** Keywords that AJV evaluates in a way no specification backs: neither reading is safe to rely on. */
const STRAY: ReadonlyMap<string, (draft: Draft) => boolean> = new Map<string, (draft: Draft) => boolean>([
  ['$dynamicRef', (draft) => draft === '2019-09'],
  ['$recursiveRef', (draft) => draft === '2020-12'],
]);

export type KeywordStanding = 'known' | 'ignored' | 'stray';

/** Whether a keyword is evaluated under a draft, ignored as unknown, or read differently by the specification and AJV. */
export function keywordStanding(keyword: string, draft: Draft): KeywordStanding {
  if (STRAY.get(keyword)?.(draft)) return 'stray';
  const since = SINCE.get(keyword);
  if (since !== undefined && !isAtLeast(draft, since)) return 'ignored';
  if (keyword === 'additionalItems' && draft === '2020-12') return 'ignored';
  return 'known';
}

/** Whether siblings of `$ref` count; up to draft 7 the specification ignores them and AJV does not. */
export function refHasSiblings(draft: Draft): boolean {
  return isAtLeast(draft, '2019-09');
}
