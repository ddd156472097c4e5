import { isObject, type Json, member } from '../json';

export type Draft = '4' | '6' | '7' | '2019-09' | '2020-12';
export const DRAFTS: readonly Draft[] = ['4', '6', '7', '2019-09', '2020-12'];

const BY_META_SCHEMA: ReadonlyMap<string, Draft> = new Map([
  ['json-schema.org/draft-04/schema', '4'],
  ['json-schema.org/draft-06/schema', '6'],
  ['json-schema.org/draft-07/schema', '7'],
  ['json-schema.org/draft/2019-09/schema', '2019-09'],
  ['json-schema.org/draft/2020-12/schema', '2020-12'],
]);

/** The draft that the root `$schema` declares, by http or https; undefined where it declares none or one unknown here. */
export function declaredDraft(schema: Json): Draft | undefined {
  const declared = isObject(schema) ? member(schema, '$schema') : undefined;
  const [, metaSchema = ''] = /^https?:\/\/(.*?)#?$/.exec(typeof declared === 'string' ? declared : '') ?? [];
  return BY_META_SCHEMA.get(metaSchema);
}

const ORDER: Record<Draft, number> = { '4': 0, '6': 1, '7': 2, '2019-09': 3, '2020-12': 4 };

export function isAtLeast(draft: Draft, least: Draft): boolean {
  return ORDER[draft] >= ORDER[least];
}
