import type { TargetConfiguration } from '@nx/devkit';
import type { TargetInput } from '../check/define-check';
import { type CoverageSettings, defaultTools, type NativeAction, runnableTools } from '../native/command';
import { unreachable } from '../unreachable';
import { cargoRoot, cratesByPath } from '../workspace/cargo-crates';
import { goWorkOf, modulesByPath } from '../workspace/go-modules';
import type { Language } from '../workspace/language';
import { everythingIn, fileInput, joinPath } from '../workspace/paths';
import type { ProjectFacts, WorkspaceFacts } from '../workspace/workspace-facts';
import type { CodeInputs } from './code-inputs';
import { coverageEntries, coverageEntryInput, reportPaths } from './coverage-entries';

/** An Nx input of a target that no check runs: it may name what another project calls `default`. */
export type NativeInput = TargetInput | { readonly input: string; readonly projects: readonly string[] };

/**
 * `build`, `test` and `coverage` of a project, where Nx has none of that name from the project itself: the
 * package's script so called, else the language's own tools.
 *
 * @param foreign what the project takes from outside its folder.
 */
export function nativeTargets(
  project: ProjectFacts,
  workspace: WorkspaceFacts,
  code: CodeInputs,
  foreign: readonly NativeInput[],
): { [name: string]: TargetConfiguration } {
  const [language] = project.languages;
  const entry = coverageEntries(workspace).get(project.name);
  const names = workspace.options.targets;
  if (language === undefined || !(project.isService || entry)) return {};
  const actions: readonly [NativeAction, string][] = [
    ['build', names.build],
    ['test', names.test],
    ['coverage', names.coverage],
  ];
  return Object.fromEntries(
    actions
      .filter(([, name]) => !project.ownTargets.includes(name))
      .flatMap(([action, name]) => {
        if (hasScript(project, language, name)) return [[name, scriptTarget(name)]];
        return isRunnable(action, language, project, entry)
          ? [[name, nativeTarget(project, language, action, entry, workspace, code, foreign)]]
          : [];
      }),
  );
}

/** A script of the package, which Nx itself makes no target of where the package is in no workspace. */
function hasScript(project: ProjectFacts, language: Language, name: string): boolean {
  return language === 'typescript' && (project.manifests['package.json']?.scripts?.includes(name) ?? false);
}

/** What Nx makes of a script where it reads the package itself. */
function scriptTarget(script: string): TargetConfiguration {
  return {
    executor: 'nx:run-script',
    options: { script },
    metadata: { technologies: ['typescript'], description: `Runs the script ${script} of package.json` },
  };
}

function isRunnable(
  action: NativeAction,
  language: Language,
  project: ProjectFacts,
  entry: CoverageSettings | undefined,
): boolean {
  if (action === 'build') return project.isService && saysHowToBuild(language, project);
  if (action === 'test') return true;
  return entry !== undefined && runnableTools[language].includes(entry.tool ?? defaultTools[language]);
}

/** Plain JavaScript is not built: without a configuration of the compiler or of Vite there is nothing to run. */
function saysHowToBuild(language: Language, { fileNames }: ProjectFacts): boolean {
  return language !== 'typescript' || fileNames.some((name) => typescriptBuildFile.test(name));
}

const typescriptBuildFile = /^(tsconfig(\.build)?\.json|vite\.config\.[cm]?[jt]s)$/;

function nativeTarget(
  project: ProjectFacts,
  language: Language,
  action: NativeAction,
  entry: CoverageSettings | undefined,
  workspace: WorkspaceFacts,
  code: CodeInputs,
  foreign: readonly NativeInput[],
): TargetConfiguration {
  const inputs = new Set<NativeInput>([
    ...projectSources,
    ...foreign,
    ...(language === 'typescript' ? ['^default'] : []),
    ...toolchainFiles[language].map(fileInput),
    ...localPackages(project, language, workspace),
    ...code.ofNativeTarget(),
    ...(action === 'coverage' ? [coverageEntryInput(project.name, coverageFields)] : []),
    // Without this input Nx hashes every npm package: right for TypeScript alone, which compiles and tests with them.
    ...(language === 'typescript' ? [] : [code.external(['nx-invariants'])]),
  ]);
  return {
    executor: 'nx-invariants:native',
    options: { language, action },
    cache: true,
    inputs: [...inputs] as TargetConfiguration['inputs'],
    outputs: outputsOf(project, language, action, entry, workspace),
    ...(language === 'typescript' && action !== 'build'
      ? { dependsOn: [`^${workspace.options.targets.build}`] }
      : {}),
    metadata: { technologies: [language], description: descriptions[action](language, entry) },
  };
}

/** All that lies in a project but what describes its image. */
export const projectSources = [
  '{projectRoot}/**/*',
  '!{projectRoot}/Dockerfile*',
  '!{projectRoot}/**/*.dockerignore',
] as const;

/** What is compiled into the project from other folders of the workspace, and the files that say so. */
function localPackages({ root }: ProjectFacts, language: Language, workspace: WorkspaceFacts): TargetInput[] {
  switch (language) {
    case 'rust': {
      const cargo = cargoRoot(workspace, root);
      const shared = ['Cargo.toml', 'Cargo.lock'].map((file) => fileInput(joinPath(cargo, file)));
      return [...(cargo === root ? [] : shared), ...cratesByPath(workspace, root).map(everythingIn)];
    }
    case 'go': {
      const goWork = goWorkOf(workspace, root);
      const shared = goWork === undefined ? [] : [fileInput(goWork), fileInput(`${goWork}.sum`)];
      return [...shared, ...modulesByPath(workspace, root).map(everythingIn)];
    }
    case 'python':
    case 'typescript':
      return [];
    default:
      return unreachable(language);
  }
}

const coverageFields = ['thresholds.*.tool', 'thresholds.*.measurement', 'thresholds.*.report'];

/** Files at the workspace root that choose a language's toolchain or settings. */
const toolchainFiles: Record<Language, readonly string[]> = {
  typescript: ['.nvmrc', 'tsconfig.base.json'],
  python: ['.python-version'],
  go: [],
  rust: ['rust-toolchain.toml', 'rust-toolchain'],
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
  workspace: WorkspaceFacts,
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
      if (language === 'rust') {
        const target = joinPath(cargoRoot(workspace, project.root), 'target/debug');
        return crate === undefined ? [] : [fileInput(joinPath(target, crate))];
      }
      return language === 'python' ? [] : ['{projectRoot}/dist'];
    }
  }
}
