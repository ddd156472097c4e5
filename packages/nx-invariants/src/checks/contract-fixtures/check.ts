import { defineCheck } from '../../check/define-check';
import { contractPlaces, schemaInput } from '../../contracts/contract-folder';

export interface Options {
  readonly annotations: readonly string[];
}

/** Golden documents pass their schema; negative ones fail it for the reason they state, and for no other. */
export default defineCheck<Options>({
  id: 'contract-fixtures',
  title: 'Golden documents pass their schema, negative ones fail it for the stated reason',
  sitsOn: 'the project that owns the folder of contracts',
  upholds: ['C1', 'C2'],
  packages: ['ajv-formats', 'ajv-draft-04'],
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { annotations: { type: 'array', items: { type: 'string' }, default: [] } },
  },

  applies(project, workspace) {
    const places = contractPlaces(project, workspace);
    if (!places) return undefined;
    return {
      inputs: [schemaInput(places.schemas), `{workspaceRoot}/${places.fixtures}/**/*.json`],
      parameters: { ...places },
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});
