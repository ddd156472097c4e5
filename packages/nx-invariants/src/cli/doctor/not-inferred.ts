import { type CoverageSettings, defaultTools, type NativeAction, runnableTools } from '../../native/command';
import { joinPath } from '../../workspace/paths';
import type { ProjectFacts } from '../../workspace/workspace-facts';

/**
 * Why a project has no inferred native target for an action.
 *
 * @param definesIt whether the project's own project.json defines a target of that name (else its package.json does).
 */
export function whyNoNativeTarget(
  action: NativeAction,
  targetName: string,
  project: ProjectFacts,
  entry: CoverageSettings | undefined,
  definesIt: boolean,
): string {
  if (project.ownTargets.includes(targetName)) {
    const file = joinPath(project.root, definesIt ? 'project.json' : 'package.json');
    return definesIt ? `${file} defines its own` : `${file} has a script or a target of that name`;
  }
  const [language] = project.languages;
  if (language === undefined) return 'no manifest says its language';
  if (!project.isService && entry === undefined) {
    return 'it is no service, and coverage-config.json has no entry for it';
  }
  if (language === 'typescript' && project.manifests['package.json']?.scripts?.includes(targetName)) {
    return `it runs the script of that name in ${joinPath(project.root, 'package.json')}`;
  }
  if (action === 'build') {
    return project.isService ? 'it has no tsconfig.json and no Vite configuration' : 'it is no service';
  }
  if (entry === undefined) return 'coverage-config.json has no entry for it';
  const tool = entry.tool ?? defaultTools[language];
  return `the plugin does not run ${tool} for ${language} (it runs ${runnableTools[language].join(', ')})`;
}
