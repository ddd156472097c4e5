import { DRAFTS, declaredDraft } from '@nx-invariants/schema-compat';
import { describe, expect, it } from 'vitest';
import { draftOf } from './draft';

/** The engine numbers the older ones. */
const engineDraft = ($schema: string | number) => {
  const draft = declaredDraft({ $schema });
  return draft?.length === 1 ? `draft-0${draft}` : draft;
};
const metaSchemas = ['draft-04', 'draft-06', 'draft-07', 'draft/2019-09', 'draft/2020-12'];

describe('draftOf', () => {
  it.each(metaSchemas)('knows %s by its address', (draft) => {
    const forms = [`http://json-schema.org/${draft}/schema`, `https://json-schema.org/${draft}/schema#`];
    const expected = draft.replace('draft/', '');
    expect(forms.map(draftOf)).toEqual([expected, expected]);
    expect(forms.map(engineDraft)).toEqual([expected, expected]);
  });

  it('knows as many as the engine', () => {
    expect(metaSchemas).toHaveLength(DRAFTS.length);
  });

  it.each([
    '',
    'json-schema.org/draft-07/schema',
    '//json-schema.org/draft-07/schema',
    'ftp://json-schema.org/draft-07/schema',
    'http://json-schema.org/draft-07/schema##',
    'http://json-schema.org/draft-07/schema#\n',
    'http://json-schema.org/draft-07/hyper-schema#',
    'http://json-schema.org/draft-03/schema#',
    'http://json-schema.org/schema#',
    ' http://json-schema.org/draft-07/schema',
    7,
  ])('knows none as %j, nor does the engine', (uri) => {
    expect([draftOf(uri), engineDraft(uri)]).toEqual([undefined, undefined]);
  });
});
