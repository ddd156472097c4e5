import { defineCheck } from '../../check/define-check';
import { contractPlaces, schemaInput } from '../../contracts/contract-folder';
import { fileInput } from '../../workspace/paths';

export interface Options {
  /** Keywords that carry no assertion; AJV's strict mode refuses all others it does not know. */
  readonly annotations: readonly string[];
}

/** Every contract schema parses, satisfies its meta-schema, compiles strictly, and is versioned and documented. */
export default defineCheck<Options>({
  id: 'contract-schemas',
  title: 'Contract schemas are valid, versioned and documented',
  sitsOn: 'the project that owns the folder of contracts',
  upholds: ['C3', 'C5'],
  packages: ['ajv-formats', 'ajv-draft-04', 'semver'],
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { annotations: { type: 'array', items: { type: 'string' }, default: [] } },
  },

  applies(project, workspace) {
    const places = contractPlaces(project, workspace);
    if (!places) return undefined;
    return {
      inputs: [schemaInput(places.schemas), fileInput(places.versions)],
      parameters: { ...places },
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});
