import { Validator as Cfworker, type SchemaDraft } from '@cfworker/json-schema';
import Ajv, { type AnySchema, type Options } from 'ajv';
import Ajv2019 from 'ajv/dist/2019';
import Ajv2020 from 'ajv/dist/2020';
import Ajv04 from 'ajv-draft-04';
import { isObject, type Json } from '../json';
import type { Draft } from '../schema/draft';
import { META_SCHEMAS } from '../schema/meta-schemas';

const OPTIONS = {
  strict: false,
  ownProperties: true,
  logger: false,
  validateFormats: false,
  validateSchema: false,
  // The optimizer drops variables that unevaluatedProperties still reads (8.20: "items0 is not defined").
  code: { optimize: false },
} as const;

/** AJV set up apart from the package. */
const MAKE_AJV: Readonly<Record<Draft, (options: Options) => Ajv>> = {
  '4': (options) => new Ajv04(options) as unknown as Ajv,
  '6': (options) => new Ajv(options),
  '7': (options) => new Ajv(options),
  '2019-09': (options) => new Ajv2019(options) as unknown as Ajv,
  '2020-12': (options) => new Ajv2020(options) as unknown as Ajv,
};

const MAX_USES = 200;
const instances = new Map<Draft, { ajv: Ajv; uses: number }>();

/** An instance remembers parts of all that it compiled, so each is replaced before that adds up. */
function ajvFor(draft: Draft): Ajv {
  const known = instances.get(draft);
  if (known !== undefined && known.uses < MAX_USES) {
    known.uses += 1;
    return known.ajv;
  }
  const ajv = MAKE_AJV[draft](OPTIONS);
  instances.set(draft, { ajv, uses: 1 });
  return ajv;
}

/** For a changed meta-schema under its own name: with the other ones, and without the one that it takes the place of. */
function ajvBesideMetaSchema(identifier: string, draft: Draft): Ajv {
  const ajv = MAKE_AJV[draft]({ ...OPTIONS, meta: false });
  for (const [uri, schema] of META_SCHEMAS)
    if (uri !== identifier) ajv.addSchema(withoutMetaSchema(schema as object), uri, false, false);
  return ajv;
}

/** The `$id` of a schema without an empty fragment. */
function identifierOf(schema: Json): string {
  const identifier = isObject(schema) ? (schema.$id ?? schema.id) : undefined;
  return typeof identifier === 'string' ? identifier.replace(/#$/, '') : '';
}

const CFWORKER: Readonly<Record<Draft, SchemaDraft>> = {
  '4': '4',
  '6': '7',
  '7': '7',
  '2019-09': '2019-09',
  '2020-12': '2020-12',
};

export type Answers = (document: Json) => { ajv: boolean | undefined; both: boolean | undefined };

/**
 * What AJV says of a document, and what it and a second validator agree on; undefined where one throws or they differ. Each
 * has faults of its own. Known of AJV: siblings of `$ref` up to draft 7 count, a property named `__proto__` is overlooked,
 * multiples are computed in floating point.
 */
export function referenceValidators(schema: Json, draft: Draft): Answers {
  const prepared =
    typeof schema === 'object' && schema !== null ? withoutMetaSchema(schema as object) : schema;
  const identifier = identifierOf(schema);
  const instance = META_SCHEMAS.has(identifier) ? ajvBesideMetaSchema(identifier, draft) : ajvFor(draft);
  const ajv = attempt(() => {
    try {
      return instance.compile(prepared as AnySchema);
    } finally {
      if (typeof prepared === 'object') instance.removeSchema(prepared as AnySchema);
    }
  });
  const second = attempt(() => new Cfworker(structuredClone(prepared) as object, CFWORKER[draft]));
  return (document) => {
    const byAjv = ajv && attempt(() => ajv(document) as boolean);
    const bySecond = second && attempt(() => second.validate(document).valid);
    return { ajv: byAjv, both: byAjv === bySecond ? byAjv : undefined };
  };
}

function withoutMetaSchema(schema: object): object {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== '$schema'));
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
