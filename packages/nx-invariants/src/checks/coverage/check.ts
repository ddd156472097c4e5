import { defineCheck } from '../../check/define-check';
import { coverageEntries, coverageEntryInput, reportPaths } from '../../plugin/coverage-entries';
import { projectSources } from '../../plugin/native-targets';

/** The coverage report of a project, read exactly, against the floors of coverage-config.json. */
export default defineCheck({
  id: 'coverage',
  title: 'Coverage reaches the floors of coverage-config.json',
  upholds: [],
  engines: ['coverage'],
  options: { type: 'object', additionalProperties: false },

  applies(project, workspace) {
    const entry = coverageEntries(workspace).get(project.name);
    if (!entry) return undefined;
    const [language] = project.languages;
    return {
      inputs: [
        coverageEntryInput(project.name, ['thresholds.*', 'ratchet']),
        ...projectSources,
        ...reportPaths(project.root, language, entry).map((path) => ({ dependentTasksOutputFiles: path })),
      ],
      dependsOn: [workspace.options.targets.coverage],
      parameters: { language: language ?? null, coverageTarget: workspace.options.targets.coverage },
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});
