import { posix } from 'node:path';
import { defineCheck } from '../../check/define-check';
import type { TargetNames } from '../../scripts/graph-run';
import { localActions } from '../../scripts/local-actions';
import { exactInput } from '../../workspace/paths';
import { placeInputs, workflowEndings } from '../../workspace/places';
import type { WorkspaceFacts } from '../../workspace/workspace-facts';

/** What the leaf's task is told; all of it follows from the names of files and the plugin's options. */
export interface Parameters extends TargetNames {
  /** Folders or files. */
  readonly workflows: readonly string[];
}

/** Workflows and scripts reach tests through the task graph alone, and let none of its failures pass. */
export default defineCheck({
  id: 'single-entrypoint',
  title: 'Tests run through the task graph alone, and no failure of it is hidden',
  sitsOn: 'the workspace project, where there are workflows or a package.json at the root',
  upholds: ['A3'],
  engines: ['portable-scripts'],
  packages: ['jsonc-parser', 'yaml'],
  options: { type: 'object', additionalProperties: false },

  applies(project, workspace) {
    const hasManifest = workspace.sources.has('package.json');
    if (!project.isWorkspace || (workspace.workflows.length === 0 && !hasManifest)) return undefined;
    const { aggregate, checkPrefix } = workspace.options.targets;
    const parameters: Parameters = { workflows: workspace.workflowPlaces, aggregate, checkPrefix };
    const actions = localActions(workspace.workflows, (path) => workspace.text(path));
    return {
      inputs: [
        ...[...new Set(['package.json', ...packageManifests(workspace), ...actions])].map(exactInput),
        ...placeInputs(workspace.workflowPlaces, workflowEndings),
      ],
      parameters: parameters as never,
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});

/** Of the projects: a step may run their scripts. */
function packageManifests({ manifestFiles }: WorkspaceFacts): string[] {
  return manifestFiles.filter((file) => posix.basename(file) === 'package.json').sort();
}
