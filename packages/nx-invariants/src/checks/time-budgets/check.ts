import { posix } from 'node:path';
import { defineCheck, type TargetInput } from '../../check/define-check';
import { nxJsonInputs } from '../../config/nx-json';
import { composeProjects, filesOfCompose } from '../../deployment/compose';
import { kubernetesInputs } from '../../deployment/kubernetes-inputs';
import { pythonLocks } from '../../python/python-files';
import type { TargetNames } from '../../scripts/graph-run';
import { localActions } from '../../scripts/local-actions';
import { exactInput, joinPath, withFoldersAbove } from '../../workspace/paths';
import { placeInputs, workflowEndings } from '../../workspace/places';
import { owns, type ProjectFacts, type WorkspaceFacts } from '../../workspace/workspace-facts';
import { commandLines, manifestsOf } from './command-limits';
import { dockerfilesOfCompose } from './image-health';
import { configuresPytest, pytestFiles, testsWithPytest } from './pytest-use';
import { configEndings, runnerConfigs } from './runner-configs';

/** What the leaf's task is told; all of it follows from the names of files and of targets. */
export interface Parameters extends TargetNames {
  /** Folders or files; none but for the workspace project. */
  readonly workflows: readonly string[];
  /** Whether the plugin's own target runs pytest. */
  readonly testsWithPytest: boolean;
  /** The Compose projects that are the project's to answer for, each as its files. */
  readonly compose: readonly (readonly string[])[];
  /** Folders or files of Kubernetes manifests, likewise. */
  readonly kubernetes: readonly string[];
}

/** Every test, and every question after a service's health, has an end that is written down. */
export default defineCheck({
  id: 'time-budgets',
  title: 'Tests and health checks have time limits, and CI keeps the logs of tests',
  sitsOn:
    'projects with a configuration or commands of a test runner, or pytest tests; on the project that owns the Compose files or manifests; and on the workspace project where there are workflows',
  upholds: ['D1', 'D2', 'D4'],
  engines: ['portable-scripts', 'topology', 'docker-context'],
  packages: ['jsonc-parser', 'smol-toml', 'yaml'],
  options: { type: 'object', additionalProperties: false },

  applies(project, workspace) {
    const parameters = parametersFor(project, workspace);
    const { workflows, compose, kubernetes } = parameters;
    const hasTests = parameters.testsWithPytest || startsRunner(project, workspace);
    if (workflows.length + compose.length + kubernetes.length === 0 && !hasTests) return undefined;
    return {
      inputs: [
        ...(workflows.length > 0 ? inputsOfWorkflows(workspace) : []),
        ...(hasTests ? inputsOfTests(project, workspace) : []),
        ...(compose.length > 0 ? inputsOfCompose(workspace) : []),
        ...(kubernetes.length > 0 ? kubernetesInputs(workspace) : []),
      ],
      parameters: parameters as never,
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});

function parametersFor(project: ProjectFacts, workspace: WorkspaceFacts): Parameters {
  const { aggregate, checkPrefix } = workspace.options.targets;
  const home = workspace.options.kubernetes?.[0] ?? workspace.kubernetes[0];
  return {
    aggregate,
    checkPrefix,
    workflows: project.isWorkspace && workspace.workflows.length > 0 ? workspace.workflowPlaces : [],
    testsWithPytest: testsWithPytest(project, workspace),
    compose: composeProjects(workspace).filter(([base]) => base !== undefined && owns(project, base)),
    kubernetes:
      workspace.kubernetes.length > 0 && home !== undefined && owns(project, home)
        ? workspace.kubernetesPlaces
        : [],
  };
}

/** Whether something configures a test runner in the project, or names one in a command line. */
function startsRunner(project: ProjectFacts, workspace: WorkspaceFacts): boolean {
  const read = (path: string) => workspace.text(path);
  return (
    configuresPytest(project.root, read) ||
    runnerConfigs(workspace.sources.filesIn(project.root, project.nestedRoots), read).length > 0 ||
    commandLines(project.root, read, workspace.nxJson).length > 0
  );
}

/** A step may run scripts of the root and of projects. */
function inputsOfWorkflows(workspace: WorkspaceFacts): TargetInput[] {
  const manifests = workspace.manifestFiles.filter((file) => posix.basename(file) === 'package.json').sort();
  const actions = localActions(workspace.workflows, (path) => workspace.text(path));
  return [
    ...[...new Set(['package.json', ...manifests, ...actions])].map(exactInput),
    ...placeInputs(workspace.workflowPlaces, workflowEndings),
  ];
}

function inputsOfTests(project: ProjectFacts, workspace: WorkspaceFacts): TargetInput[] {
  return [
    `{projectRoot}/**/{vitest,vite,playwright}.config.{${configEndings.join(',')}}`,
    ...manifestsOf(project.root).map(exactInput),
    ...nxJsonInputs(workspace.nxJson, 'targetDefaults'),
    '{projectRoot}/requirements/*.txt',
    ...withFoldersAbove(project.root).map(
      (folder) =>
        `{workspaceRoot}/${joinPath(folder, `{${[...pytestFiles, ...pythonLocks].join(',')},requirements*.txt,vitest.config.*}`)}`,
    ),
  ];
}

function inputsOfCompose(workspace: WorkspaceFacts): TargetInput[] {
  const files = new Set([...filesOfCompose(workspace), ...dockerfilesOfCompose(workspace)]);
  return [...files].map(exactInput);
}
