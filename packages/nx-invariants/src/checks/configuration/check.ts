import { coverageBaselineFile } from '../../baseline/coverage-base';
import { defineCheck } from '../../check/define-check';
import { catalogueFile } from '../../config/catalogue';
import { nxJsonFile } from '../../config/nx-json';
import { waiversFile } from '../../config/waivers';
import { lockedPackages } from '../../plugin/code-inputs';
import { coverageConfigFile } from '../../plugin/coverage-entries';
import { fileInput } from '../../workspace/paths';

const configurationFiles = [coverageConfigFile, coverageBaselineFile, catalogueFile, waiversFile];

/**
 * The plugin's own configuration: options in nx.json, coverage-config.json and its baselines, invariants.json and the waivers are
 * well formed, name projects that exist, no waiver has expired, and no target of a project stands in a check's place.
 * It reads the calendar, so it is not cached.
 */
export default defineCheck({
  id: 'configuration',
  title: 'The configuration of the checks is well formed and names what exists',
  sitsOn: 'the workspace project',
  upholds: [],
  engines: ['coverage'],
  cache: false,
  readsGraph: true,
  options: { type: 'object', additionalProperties: false },

  applies(project, workspace) {
    if (!project.isWorkspace) return undefined;
    const { preset } = workspace.nxJson;
    if (preset?.kind === 'installed' && !lockedPackages(workspace)(preset.packageName)) {
      throw new Error(
        `${nxJsonFile} extends ${preset.file}, and no lockfile lists the package ${preset.packageName}, so no task can have it as an input; lock it, or copy the file into the workspace`,
      );
    }
    return {
      inputs: [
        ...[nxJsonFile, ...configurationFiles].map(fileInput),
        ...(preset?.kind === 'source' ? [fileInput(preset.file)] : []),
        '{workspaceRoot}/**/{project.json,package.json}',
        ...workspace.options.customChecks.map((path) => `{workspaceRoot}/${path}`),
      ],
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});
