import { contractsBaseVariable, releasesBaseVariable } from '../../baseline/baseline';
import { baselineSource } from '../../baseline/baseline-source';
import { contractsHistoryVariable } from '../../baseline/history';
import { defineCheck, type TargetInput } from '../../check/define-check';
import { contractPlaces, schemaInput } from '../../contracts/contract-folder';
import { asksForHistory, type Options, optionsSchema } from './options';

/** A contract's version rises with its changes: breaking ones ask for a major, additions for a minor. */
export default defineCheck<Options>({
  id: 'contract-compat',
  title: 'Breaking changes of a contract come with a major version',
  sitsOn: 'the project that owns the folder of contracts',
  upholds: ['C4'],
  engines: ['schema-compat'],
  packages: ['semver', 'ajv-formats', 'ajv-draft-04', 'picomatch'],
  options: optionsSchema(),
  deadlineSeconds: 600,

  applies(project, workspace, options) {
    const places = contractPlaces(project, workspace);
    if (!places) return undefined;
    return {
      inputs: [schemaInput(places.schemas), ...earlierInputs(options)],
      parameters: { ...places },
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});

/** What says which contracts were before; the history only where a contract is compared with it. */
function earlierInputs(options: Options): TargetInput[] {
  const source = baselineSource(options);
  return [
    { env: contractsBaseVariable },
    ...(asksForHistory(options) ? [{ env: contractsHistoryVariable }] : []),
    ...(source.kind === 'releases' ? [schemaInput(source.folder), { env: releasesBaseVariable }] : []),
  ];
}
