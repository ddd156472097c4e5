import applicator2019 from 'ajv/dist/refs/json-schema-2019-09/meta/applicator.json';
import content2019 from 'ajv/dist/refs/json-schema-2019-09/meta/content.json';
import core2019 from 'ajv/dist/refs/json-schema-2019-09/meta/core.json';
import format2019 from 'ajv/dist/refs/json-schema-2019-09/meta/format.json';
import metadata2019 from 'ajv/dist/refs/json-schema-2019-09/meta/meta-data.json';
import validation2019 from 'ajv/dist/refs/json-schema-2019-09/meta/validation.json';
import draft2019 from 'ajv/dist/refs/json-schema-2019-09/schema.json';
import applicator2020 from 'ajv/dist/refs/json-schema-2020-12/meta/applicator.json';
import content2020 from 'ajv/dist/refs/json-schema-2020-12/meta/content.json';
import core2020 from 'ajv/dist/refs/json-schema-2020-12/meta/core.json';
import format2020 from 'ajv/dist/refs/json-schema-2020-12/meta/format-annotation.json';
import metadata2020 from 'ajv/dist/refs/json-schema-2020-12/meta/meta-data.json';
import unevaluated2020 from 'ajv/dist/refs/json-schema-2020-12/meta/unevaluated.json';
import validation2020 from 'ajv/dist/refs/json-schema-2020-12/meta/validation.json';
import draft2020 from 'ajv/dist/refs/json-schema-2020-12/schema.json';
import draft6 from 'ajv/dist/refs/json-schema-draft-06.json';
import draft7 from 'ajv/dist/refs/json-schema-draft-07.json';
import draft4 from 'ajv-draft-04/dist/refs/json-schema-draft-04.json';
import type { Json, JsonObject } from '../json';

const DOCUMENTS = [
  draft4,
  draft6,
  draft7,
  draft2019,
  applicator2019,
  content2019,
  core2019,
  format2019,
  metadata2019,
  validation2019,
  draft2020,
  applicator2020,
  content2020,
  core2020,
  format2020,
  metadata2020,
  unevaluated2020,
  validation2020,
] as unknown as JsonObject[];

/** The meta-schemas of every draft, as AJV ships them, by URI without an empty fragment. */
export const META_SCHEMAS: ReadonlyMap<string, Json> = new Map(
  DOCUMENTS.map((schema) => [String(schema.$id ?? schema.id).replace(/#$/, ''), schema]),
);
