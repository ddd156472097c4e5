import { defineCheck } from '../../check/define-check';
import { catalogueFile } from '../../config/catalogue';
import { projectFiles, versionFile } from '../../workspace/manifest-files';

/**
 * Every row of the catalogue names leaves that exist in the graph and are reached by `invariants`. This is what
 * turns a deleted Dockerfile or a renamed service red: its leaf is gone, but its row is not.
 */
export default defineCheck({
  id: 'invariant-map',
  title: 'Every invariant of the catalogue is upheld by a target that exists',
  sitsOn: 'the workspace project',
  upholds: [],
  cache: false,
  readsGraph: true,
  options: { type: 'object', additionalProperties: false },

  applies(project, workspace) {
    if (!project.isWorkspace) return undefined;
    const { checkPrefix, aggregate } = workspace.options.targets;
    return {
      inputs: [
        `{workspaceRoot}/${catalogueFile}`,
        '{workspaceRoot}/nx.json',
        `{workspaceRoot}/**/{${[...projectFiles, versionFile].join(',')}}`,
        '{workspaceRoot}/**/*Dockerfile*',
        '{workspaceRoot}/coverage-config.json',
        ...[...workspace.compose, ...workspace.kubernetes].map((file) => `{workspaceRoot}/${file}`),
        ...(workspace.contracts === undefined ? [] : [`{workspaceRoot}/${workspace.contracts}/**/*.json`]),
      ],
      parameters: { checkPrefix, aggregate },
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});
