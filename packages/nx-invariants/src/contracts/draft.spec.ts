import { DRAFTS, declaredDraft } from '@nx-invariants/schema-compat';
import { expect, it } from 'vitest';
import { draftOf } from './draft';

const uris = [
  'draft-03',
  'draft-04',
  'draft-06',
  'draft-07',
  'draft-08',
  'draft/2019-09',
  'draft/2020-12',
  'draft/next',
]
  .flatMap((draft) => [`http://json-schema.org/${draft}/schema`, `https://json-schema.org/${draft}/schema`])
  .flatMap((uri) => [uri, `${uri}#`, `${uri}##`, ` ${uri}`, uri.toUpperCase()]);

it.each([...uris, 'http://json-schema.org/schema#', 'https://example.com/draft-07/schema#', '', 7, null])(
  '%j is the draft that the engine takes it for',
  ($schema) => {
    expect(draftOf($schema)?.replace('draft-0', '')).toBe(declaredDraft({ $schema }));
  },
);

it('knows every draft of the engine', () => {
  expect(new Set(uris.flatMap((uri) => draftOf(uri)?.replace('draft-0', '') ?? []))).toEqual(new Set(DRAFTS));
});
