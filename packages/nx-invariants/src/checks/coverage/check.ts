import { coverageBaselineVariable, coverageBaseVariable } from '../../baseline/coverage-base';
import { defineCheck, type TargetInput } from '../../check/define-check';
import { catalogueFile, readCatalogue, upheldBy } from '../../config/catalogue';
import { nxJsonInputs } from '../../config/nx-json';
import {
  coverageConfigFile,
  coverageEntries,
  coverageEntryInput,
  coverageNeeds,
  isCoverageConfigBroken,
  measuringTool,
  reportPaths,
} from '../../plugin/coverage-entries';
import { projectSources } from '../../plugin/native-targets';
import { goModOf } from '../../workspace/go-modules';
import { exactInput, isInside } from '../../workspace/paths';
import type { ProjectFacts, WorkspaceFacts } from '../../workspace/workspace-facts';
import { toolVersionInputs } from './tool-version';

/** The coverage report of a project, read exactly, against the floors of coverage-config.json. */
export default defineCheck({
  id: 'coverage',
  title: 'Coverage reaches the floors of coverage-config.json',
  sitsOn: 'projects with an entry in coverage-config.json',
  upholds: [],
  engines: ['coverage'],
  options: { type: 'object', additionalProperties: false },

  applies(project, workspace) {
    const [language] = project.languages;
    const parameters = { language: language ?? null, coverageTarget: workspace.options.targets.coverage };
    if (isCoverageConfigBroken(workspace)) {
      const inputs = [`{workspaceRoot}/${coverageConfigFile}`];
      return mayHaveFloor(project, workspace) ? { inputs, parameters } : undefined;
    }
    const entry = coverageEntries(workspace).get(project.name);
    const { ratchet } = coverageNeeds(workspace);
    if (!entry) return undefined;
    return {
      inputs: [
        coverageEntryInput(project.name, ['thresholds.*', 'ratchet']),
        ...projectSources,
        ...targetSettings(workspace),
        ...goModInputs(project, measuringTool(language, entry), workspace),
        ...(ratchet ? ratchetInputs(measuringTool(language, entry), workspace) : []),
        ...(entry.hasPatch ? [{ env: coverageBaseVariable }] : []),
        ...reportPaths(project.root, language, entry).map((path) => ({ dependentTasksOutputFiles: path })),
      ],
      dependsOn: [workspace.options.targets.coverage],
      parameters,
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});

/** What of nx.json decides the inputs of the coverage target. */
function targetSettings({ nxJson }: WorkspaceFacts): TargetInput[] {
  return ['namedInputs', 'targetDefaults', 'plugins'].flatMap((key) => nxJsonInputs(nxJson, key));
}

/**
 * The go.mod above the folder of a project that is a part of its module, which a coverprofile names files by: where Go's
 * tool measures, and where nothing says what does.
 */
function goModInputs(
  { root }: ProjectFacts,
  tool: string | undefined,
  { sources }: WorkspaceFacts,
): TargetInput[] {
  if (tool !== undefined && tool !== 'go-cover') return [];
  const goMod = goModOf(root, (path) => sources.has(path));
  return goMod === undefined || isInside(goMod, root) ? [] : [exactInput(goMod)];
}

/** What the ratchet compares with, and what says in which version the tool measures. */
function ratchetInputs(tool: string | undefined, workspace: WorkspaceFacts): TargetInput[] {
  return [{ env: coverageBaselineVariable }, ...toolVersionInputs(tool, workspace)];
}

/**
 * Whether a project keeps the check while coverage-config.json is broken: where the catalogue counts on it, and where
 * it is a service in a language that is tested. Else one wrong comma would remove the check with its floors.
 */
function mayHaveFloor(project: ProjectFacts, workspace: WorkspaceFacts): boolean {
  if (project.isService && project.languages.length > 0) return true;
  const catalogue = readCatalogue(workspace.text(catalogueFile));
  return catalogue.kind === 'read' && upheldBy(catalogue.value, 'coverage', project.name).length > 0;
}
