import type { TargetConfiguration } from '@nx/devkit';
import type { TargetInput } from '../check/define-check';
import type { TargetNames } from '../config/plugin-options';
import { type CoverageSettings, defaultTools, type NativeAction, runnableTools } from '../native/command';
import type { Language } from '../workspace/language';
import type { ProjectFacts } from '../workspace/workspace-facts';
import type { CodeInputs } from './code-inputs';
import { coverageEntryInput, reportPaths } from './coverage-entries';

/**
 * `build`, `test` and `coverage` of a project in its language's own tools, where the project defines none of
 * that name itself.
 *
 * @param foreignPaths Nx inputs over what the project takes from outside its folder.
 */
export function nativeTargets(
  project: ProjectFacts,
  entry: CoverageSettings | undefined,
  names: TargetNames,
  code: CodeInputs,
  foreignPaths: readonly string[],
): { [name: string]: TargetConfiguration } {
  const [language] = project.languages;
  if (language === undefined || !(project.isService || entry)) return {};
  const actions: readonly [NativeAction, string][] = [
    ['build', names.build],
    ['test', names.test],
    ['coverage', names.coverage],
  ];
  return Object.fromEntries(
    actions
      .filter(
        ([action, name]) =>
          !project.ownTargets.includes(name) && isRunnable(action, language, project, entry),
      )
      .map(([action, name]) => [
        name,
        nativeTarget(project, language, action, entry, code, foreignPaths, names),
      ]),
  );
}

function isRunnable(
  action: NativeAction,
  language: Language,
  project: ProjectFacts,
  entry: CoverageSettings | undefined,
): boolean {
  if (action === 'build') return project.isService;
  if (action === 'test') return true;
  return entry !== undefined && runnableTools[language].includes(entry.tool ?? defaultTools[language]);
}

function nativeTarget(
  project: ProjectFacts,
  language: Language,
  action: NativeAction,
  entry: CoverageSettings | undefined,
  code: CodeInputs,
  foreignPaths: readonly string[],
  names: TargetNames,
): TargetConfiguration {
  const inputs: TargetInput[] = [
    ...projectSources,
    ...foreignPaths,
    '^default',
    ...toolchainFiles[language].map((file) => `{workspaceRoot}/${file}`),
    ...code.ofNativeTarget(),
    ...(action === 'coverage' ? [coverageEntryInput(project.name, coverageFields)] : []),
    ...(language === 'typescript' ? [] : [code.external(['nx-invariants'])]),
  ];
  return {
    executor: 'nx-invariants:native',
    options: { language, action },
    cache: true,
    inputs: inputs as TargetConfiguration['inputs'],
    outputs: outputsOf(project, language, action, entry),
    ...(language === 'typescript' && action !== 'build' ? { dependsOn: [`^${names.build}`] } : {}),
    metadata: { technologies: [language], description: descriptions[action](language, entry) },
  };
}

/** All that lies in a project but what describes its image. */
export const projectSources = [
  '{projectRoot}/**/*',
  '!{projectRoot}/Dockerfile*',
  '!{projectRoot}/**/*.dockerignore',
] as const;

const coverageFields = ['thresholds.*.tool', 'thresholds.*.measurement', 'thresholds.*.report'];

/** Files at the workspace root that choose a language's toolchain or settings. */
const toolchainFiles: Record<Language, readonly string[]> = {
  typescript: ['.nvmrc', 'tsconfig.base.json'],
  python: ['.python-version'],
  go: ['go.work', 'go.work.sum'],
  rust: ['rust-toolchain.toml', 'rust-toolchain', 'Cargo.toml', 'Cargo.lock'],
};

const descriptions: Record<
  NativeAction,
  (language: Language, entry: CoverageSettings | undefined) => string
> = {
  build: (language) => `Builds with the tools of ${language}`,
  test: (language) => `Runs the unit tests with the tools of ${language}`,
  coverage: (language, entry) => `Measures coverage with ${entry?.tool ?? defaultTools[language]}`,
};

function outputsOf(
  project: ProjectFacts,
  language: Language,
  action: NativeAction,
  entry: CoverageSettings | undefined,
): string[] {
  switch (action) {
    case 'test':
      return [];
    case 'coverage': {
      const reports = reportPaths(project.root, language, entry ?? { reports: [] });
      return ['{projectRoot}/coverage', ...reports.map((path) => `{workspaceRoot}/${path}`)];
    }
    case 'build': {
      const crate = project.manifests['Cargo.toml']?.name;
      if (language === 'rust') return crate === undefined ? [] : [`{projectRoot}/target/debug/${crate}`];
      return language === 'python' ? [] : ['{projectRoot}/dist'];
    }
  }
}
