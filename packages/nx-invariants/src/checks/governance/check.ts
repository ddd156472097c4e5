import { coverageBaselineFile } from '../../baseline/coverage-base';
import { defineCheck, type Json } from '../../check/define-check';
import { catalogueFile } from '../../config/catalogue';
import { nxJsonFile } from '../../config/nx-json';
import { waiversFile } from '../../config/waivers';
import { coverageConfigFile } from '../../plugin/coverage-entries';
import { everythingIn, exactInput, joinPath } from '../../workspace/paths';
import { placeInputs, workflowEndings } from '../../workspace/places';
import type { WorkspaceFacts } from '../../workspace/workspace-facts';
import { codeownersFiles } from './codeowners';

export interface Options {
  /** Further files and folders that somebody must own. */
  readonly paths: readonly string[];
  /** Whether the runs of pull requests and of the night must be recorded. */
  readonly victoryGate: boolean;
}

/** What the leaf's task is told; all of it follows from the names of files. */
export type Parameters = {
  /** Files and folders that somebody must own, sorted. */
  readonly guarded: readonly string[];
  /** Those that the options name and that are not there. */
  readonly missing: readonly string[];
  /** Folders or files. */
  readonly workflows: readonly string[];
};

/** CODEOWNERS names who must consent where a guarantee can be changed; runs are recorded where the gate asks for it. */
export default defineCheck<Options>({
  id: 'governance',
  title: 'Code owners consent to what the invariants rest on',
  sitsOn: 'the workspace project, where there is a CODEOWNERS file',
  upholds: [],
  engines: ['portable-scripts'],
  packages: ['ignore', 'jsonc-parser', 'yaml'],
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      paths: {
        type: 'array',
        items: { type: 'string', pattern: '^(?!/|[A-Za-z]:)(?!(?:.*/)?\\.\\.(?:/|$))[^\\\\]+$' },
        default: [],
      },
      victoryGate: { type: 'boolean', default: false },
    },
  },

  applies(project, workspace, options) {
    const { sources, workflowPlaces: workflows } = workspace;
    if (!project.isWorkspace || !codeownersFiles.some((file) => sources.has(file))) return undefined;
    const paths = options.paths.map((path) => joinPath(path));
    const guarded = [...new Set([...guardedPaths(workspace), ...paths])].sort();
    const folders = guarded.filter((path) => !sources.has(path) && isThere(workspace, path));
    const parameters: Parameters = {
      guarded,
      missing: paths.filter((path) => !isThere(workspace, path)),
      workflows,
    };
    return {
      // Of a guarded file the name is enough; of a folder, it takes the names of what is in it.
      inputs: [
        ...codeownersFiles.map(exactInput),
        ...folders.map(everythingIn),
        ...placeInputs(workflows, workflowEndings),
      ],
      parameters: parameters as { readonly [key: string]: Json },
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});

/** What decides whether a guarantee holds. A catalogue and waivers that are yet to be written have an owner, too. */
function guardedPaths(workspace: WorkspaceFacts): string[] {
  const { sources, contracts, options, workflowPlaces } = workspace;
  return [
    nxJsonFile,
    catalogueFile,
    waiversFile,
    ...[...codeownersFiles, coverageConfigFile, coverageBaselineFile].filter((file) => sources.has(file)),
    ...(contracts === undefined ? [] : [contracts]),
    ...options.customChecks,
    ...workflowPlaces.filter((place) => isThere(workspace, place)),
  ];
}

function isThere({ sources }: WorkspaceFacts, path: string): boolean {
  return sources.has(path) || sources.filesIn(path).length > 0;
}
