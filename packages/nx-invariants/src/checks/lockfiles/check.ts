import { defineCheck } from '../../check/define-check';
import { composeProjects, filesOfCompose } from '../../deployment/compose';
import { kubernetesInputs } from '../../deployment/kubernetes-inputs';
import { isRequirements, pythonLocks } from '../../python/python-files';
import { localActions } from '../../scripts/local-actions';
import { modulesByPath } from '../../workspace/go-modules';
import { assertNoPattern, exactInput, joinPath, withFoldersAbove } from '../../workspace/paths';
import { placeInputs, workflowEndings } from '../../workspace/places';
import type { ProjectFacts } from '../../workspace/workspace-facts';
import { dockerfilesOf } from '../docker-context/dockerfiles';
import { nodeLocks } from './node-locks';
import { toolchainFiles } from './toolchain';

export interface Options {
  readonly requireDigests: boolean;
}

/** What the leaf's task is told; all of it follows from the names of files. */
export interface Parameters {
  readonly dockerfiles: readonly string[];
  /** Folders or files; none but for the workspace project. */
  readonly workflows: readonly string[];
  /** Of each Compose project its files, in merge order; none but for the workspace project. */
  readonly compose: readonly (readonly string[])[];
  /** Places of Kubernetes manifests; none but for the workspace project. */
  readonly kubernetes: readonly string[];
}

/** Manifests whose dependencies are locked; beside them the requirements files of Python. */
const lockedManifests = ['package.json', 'go.mod', 'Cargo.toml', 'pyproject.toml'];

/** Every dependency comes from a lock that fits its manifest, and is installed as the lock says. */
export default defineCheck<Options>({
  id: 'lockfiles',
  title: 'Dependencies come from locks, toolchains, images and actions are pinned',
  sitsOn:
    'projects with a manifest or a Dockerfile, and on the workspace project where there are workflows, Compose files or Kubernetes manifests',
  upholds: ['A1'],
  engines: ['portable-scripts', 'docker-context', 'topology'],
  packages: ['jsonc-parser', 'semver', 'smol-toml', 'yaml'],
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { requireDigests: { type: 'boolean', default: false } },
  },

  applies(project, workspace) {
    const dockerfiles = dockerfilesOf(project);
    const ofWorkspace = project.isWorkspace ? workspace : undefined;
    const workflows = ofWorkspace?.workflows ?? [];
    const compose = ofWorkspace ? composeProjects(workspace) : [];
    const manifests = ofWorkspace?.kubernetes ?? [];
    if ([dockerfiles, workflows, compose, manifests].every(isEmpty) && !hasManifest(project))
      return undefined;
    const parameters: Parameters = {
      dockerfiles,
      workflows: ofWorkspace?.workflowPlaces ?? [],
      compose,
      kubernetes: ofWorkspace?.kubernetesPlaces ?? [],
    };
    const actions = localActions(workflows, (path) => workspace.text(path));
    // Modules of its Go workspace, which need no checksum.
    const siblings = modulesByPath(workspace, project.root).map((module) => joinPath(module, 'go.mod'));
    return {
      inputs: [
        '{projectRoot}/requirements*.{in,txt}',
        '{projectRoot}/requirements/*.{in,txt}',
        ...withFoldersAbove(project.root).map(filesThatLock),
        ...[...dockerfiles, ...actions, ...siblings].map(exactInput),
        ...placeInputs(parameters.workflows, workflowEndings),
        ...(ofWorkspace
          ? [...filesOfCompose(workspace).map(exactInput), ...kubernetesInputs(workspace)]
          : []),
      ],
      parameters: parameters as never,
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});

function isEmpty(list: readonly unknown[]): boolean {
  return list.length === 0;
}

function hasManifest({ fileNames }: ProjectFacts): boolean {
  return fileNames.some((name) => lockedManifests.includes(name) || isRequirements(name));
}

/** Manifests, locks and pins of a folder: those above a project's may be of the workspace that it belongs to. */
function filesThatLock(folder: string): string {
  assertNoPattern(folder);
  const names = [
    ...lockedManifests,
    ...nodeLocks,
    ...pythonLocks,
    'go.sum',
    'go.work',
    'go.work.sum',
    'Cargo.lock',
    ...toolchainFiles,
  ];
  return `{workspaceRoot}/${joinPath(folder, `{${[...new Set(names)].join(',')}}`)}`;
}
