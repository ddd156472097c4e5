import { defineCheck } from '../../check/define-check';
import { catalogueFile } from '../../config/catalogue';
import { nxJsonFile } from '../../config/nx-json';
import { schemaInput } from '../../contracts/contract-folder';
import { coverageConfigFile } from '../../plugin/coverage-entries';
import { projectFiles, versionFile } from '../../workspace/manifest-files';
import { exactInput, joinPath } from '../../workspace/paths';
import { manifestEndings, placeInputs, workflowEndings } from '../../workspace/places';
import { deploymentFolders, standardContracts, type WorkspaceFacts } from '../../workspace/workspace-facts';
import { codeownersFiles } from '../governance/codeowners';

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
      // Places, not the files now in them: what is removed is in no list of files.
      inputs: [
        ...[catalogueFile, nxJsonFile, coverageConfigFile, ...codeownersFiles].map(exactInput),
        `{workspaceRoot}/**/{${[...projectFiles, versionFile].join(',')}}`,
        '{workspaceRoot}/**/*Dockerfile*',
        '{workspaceRoot}/**/*Containerfile*',
        ...composeInputs(workspace),
        ...placeInputs(workspace.kubernetesPlaces, manifestEndings),
        ...placeInputs(workspace.workflowPlaces, workflowEndings),
        ...(workspace.contracts === undefined ? standardContracts : [workspace.contracts]).map(schemaInput),
      ],
      parameters: { checkPrefix, aggregate },
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});

/** The Compose files that the options name, or that lie where they usually do: Nx 22 reads one pair of braces only. */
function composeInputs({ options }: WorkspaceFacts): string[] {
  const usual = deploymentFolders.flatMap((folder) =>
    ['compose*', 'docker-compose*'].map((name) => joinPath(folder, `${name}.{yml,yaml}`)),
  );
  return options.compose?.map(exactInput) ?? usual.map((glob) => `{workspaceRoot}/${glob}`);
}
