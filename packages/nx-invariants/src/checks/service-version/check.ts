import { defineCheck } from '../../check/define-check';
import { composeProjects, filesOfCompose } from '../../deployment/compose';
import { kubernetesInputs } from '../../deployment/kubernetes-inputs';
import { languageManifests } from '../../workspace/manifest-files';
import { exactInput } from '../../workspace/paths';

/** VERSION exists, is SemVer, and is what the manifest and the deployed image tags say. */
export default defineCheck({
  id: 'service-version',
  title: 'VERSION exists and equals the manifest and the deployed image tags',
  sitsOn: 'services',
  upholds: ['B3'],
  engines: ['topology'],
  packages: ['semver', 'smol-toml', 'yaml'],
  options: { type: 'object', additionalProperties: false },

  applies(project, workspace) {
    if (!project.isService) return undefined;
    return {
      inputs: [
        '{projectRoot}/VERSION',
        ...languageManifests.map(({ file }) => `{projectRoot}/${file}`),
        ...filesOfCompose(workspace).map(exactInput),
        ...kubernetesInputs(workspace),
      ],
      parameters: { compose: composeProjects(workspace), kubernetes: workspace.kubernetesPlaces },
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});
