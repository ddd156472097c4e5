/**
 * The JSON Schema drafts that are understood: those of schema-compat, which is too large to load for the graph (draft.spec.ts
 * holds both to each other).
 */
export type Draft = 'draft-04' | 'draft-06' | 'draft-07' | '2019-09' | '2020-12';

/** The engine's table, which a test holds it to: to take that one would make its code an input of every check of contracts. */
const dialects: readonly { readonly uri: RegExp; readonly draft: Draft }[] = [
  { uri: /^https?:\/\/json-schema\.org\/draft-04\/schema#?$/, draft: 'draft-04' },
  { uri: /^https?:\/\/json-schema\.org\/draft-06\/schema#?$/, draft: 'draft-06' },
  { uri: /^https?:\/\/json-schema\.org\/draft-07\/schema#?$/, draft: 'draft-07' },
  { uri: /^https?:\/\/json-schema\.org\/draft\/2019-09\/schema#?$/, draft: '2019-09' },
  { uri: /^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/, draft: '2020-12' },
];

/** The draft that a `$schema` value names; undefined if it names none of the known ones. */
export function draftOf(schemaUri: unknown): Draft | undefined {
  return typeof schemaUri === 'string' ? dialects.find(({ uri }) => uri.test(schemaUri))?.draft : undefined;
}
