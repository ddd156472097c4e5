import { contractsBaseVariable } from '../../baseline/baseline';
import { defineCheck } from '../../check/define-check';
import { contractPlaces, schemaInput } from '../../contracts/contract-folder';

export interface Options {
  /** The step that breaking only through undeclared properties asks for. */
  readonly undeclaredOnly: 'minor' | 'major';
}

/** A contract's version rises with its changes: breaking ones ask for a major, additions for a minor. */
export default defineCheck<Options>({
  id: 'contract-compat',
  title: 'Breaking changes of a contract come with a major version',
  sitsOn: 'the project that owns the folder of contracts',
  upholds: ['C4'],
  engines: ['schema-compat'],
  packages: ['semver', 'ajv-formats', 'ajv-draft-04'],
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { undeclaredOnly: { enum: ['minor', 'major'], default: 'minor' } },
  },

  applies(project, workspace) {
    const places = contractPlaces(project, workspace);
    if (!places) return undefined;
    return {
      inputs: [schemaInput(places.schemas), { env: contractsBaseVariable }],
      parameters: { ...places },
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});
