import Ajv, { type Options } from 'ajv';
import Ajv2019 from 'ajv/dist/2019';
import Ajv2020 from 'ajv/dist/2020';
import draft6 from 'ajv/dist/refs/json-schema-draft-06.json';
import AjvDraft4 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Draft } from './draft';

/**
 * A strict AJV for a draft: unknown keywords, unknown formats and contradictory types are errors (AJV strict
 * mode), formats are assertions, and `$version` is known as the annotation that carries a contract's version.
 *
 * @param annotations further keywords that carry no assertion.
 */
export function strictValidator(draft: Draft, annotations: readonly string[]): Ajv {
  const options: Options = {
    strict: true,
    strictRequired: false,
    allErrors: true,
    allowUnionTypes: true,
    ownProperties: true,
  };
  const ajv = newAjv(draft, options);
  addFormats(ajv);
  for (const keyword of new Set(['$version', ...annotations])) ajv.addKeyword({ keyword });
  return ajv;
}

function newAjv(draft: Draft, options: Options): Ajv {
  switch (draft) {
    case 'draft-04':
      return new AjvDraft4(options) as Ajv;
    case 'draft-06': {
      const ajv = new Ajv(options);
      ajv.addMetaSchema(draft6);
      return ajv;
    }
    case 'draft-07':
      return new Ajv(options);
    case '2019-09':
      return new Ajv2019(options);
    case '2020-12':
      return new Ajv2020(options);
  }
}
