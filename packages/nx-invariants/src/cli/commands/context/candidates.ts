import { dirname } from 'node:path';
import { buildersOfProject, readBuilderSources } from '../../../checks/docker-context/builders';
import type { BuildRequest } from '../../../checks/docker-context/resolve-builder';
import { readNxJson } from '../../../config/nx-json';
import { readPluginOptions } from '../../../config/plugin-options';
import { isInferredFrom } from '../../../deployment/builders/inferred-builders';
import { isBuilderManifest } from '../../../deployment/builders/manifest-builders';
import { isSkaffoldFile } from '../../../deployment/builders/skaffold-builders';
import { composeProjects } from '../../../deployment/compose';
import { joinPath, pathInside, withFoldersAbove } from '../../../workspace/paths';
import { WorkspaceFacts } from '../../../workspace/workspace-facts';
import { commonFolder, pathFrom } from '../../common-folder';
import type { ContextRequest } from './request';

/** A way to build the Dockerfile. */
export interface Candidate {
  /** Paths are told from the base. */
  readonly build: BuildRequest;
  /** Who builds it so, or why it is tried. */
  readonly because: readonly string[];
  readonly isBuilt: boolean;
}

export interface Candidates {
  /** At least one; what the workspace's builders do comes first. */
  readonly candidates: readonly Candidate[];
  /** How many builders of the workspace do not say in a readable way what they build. */
  readonly unreadable: number;
  /** The folder that they are told from. */
  readonly base: string;
}

/** The builds to judge: with the context that is asked for, else with those that the workspace suggests. */
export function findCandidates(
  request: ContextRequest,
  workspaceRoot: string | undefined,
  cwd: string,
): Candidates {
  const { dockerfile } = request;
  const path = workspaceRoot === undefined ? undefined : pathInside(workspaceRoot, dockerfile);
  const root = workspaceRoot !== undefined && path !== undefined ? workspaceRoot : cwd;
  const base = commonFolder(workspaceRoot, request.context ?? root, dockerfile);
  const tried = (context: string, because: string): Candidate => ({
    build: asked(request, base, { context: pathFrom(base, context), appliesIgnoreFile: true }),
    because: [because],
    isBuilt: false,
  });
  if (request.context !== undefined) {
    return { candidates: [tried(request.context, '--context')], unreadable: 0, base };
  }
  const told = path === undefined ? { builders: [], unreadable: 0 } : toldBuilders(root, path);
  const candidates = merged([
    ...told.builders.map(
      (builder): Candidate => ({
        build: asked(request, base, builder),
        because: [`${builder.label}, ${builder.location.file}:${builder.location.line}`],
        isBuilt: true,
      }),
    ),
    tried(dirname(dockerfile), 'its own folder'),
    tried(root, root === workspaceRoot ? 'the root' : 'the current folder'),
  ]);
  return { candidates, unreadable: told.unreadable, base };
}

/** What is given on the command line wins over what a builder says. */
function asked(
  { dockerfile, target, buildArgs, namedContexts }: ContextRequest,
  base: string,
  build: Omit<BuildRequest, 'dockerfile'>,
): BuildRequest {
  const folders = [...namedContexts].map(
    ([name, folder]) => [name, folder === undefined ? undefined : pathFrom(base, folder)] as const,
  );
  return {
    dockerfile: pathFrom(base, dockerfile),
    context: build.context,
    appliesIgnoreFile: build.appliesIgnoreFile,
    target: target ?? build.target,
    args: new Map([...(build.args ?? []), ...buildArgs]),
    namedContexts: new Map([...(build.namedContexts ?? []), ...folders]),
  };
}

function toldBuilders(root: string, dockerfile: string) {
  const nxJson = readNxJson(root);
  const { options } = readPluginOptions(nxJson);
  const workspace = new WorkspaceFacts(root, options);
  const sources = readBuilderSources(
    {
      compose: composeProjects(workspace),
      workflows: workspace.workflows,
      skaffold: workspace.sources.filesIn('.').filter(isSkaffoldFile),
      manifests: workspace.sources.filesIn('.').filter(isBuilderManifest),
      dockerfiles: workspace.sources.filesIn('.').filter(isInferredFrom),
      nxJson,
    },
    (path) => workspace.text(path),
  );
  const project = { root: projectOf(workspace, dockerfile), nestedRoots: [] };
  const { builders, unreadable, findings } = buildersOfProject(project, [dockerfile], sources);
  return {
    builders: builders.filter((builder) => builder.dockerfile === dockerfile),
    unreadable: unreadable.length + findings.length,
  };
}

/** The nearest folder above the Dockerfile with a project.json; the Dockerfile's own if there is none. */
function projectOf(workspace: WorkspaceFacts, dockerfile: string): string {
  const own = joinPath(dockerfile, '..');
  const isProject = (folder: string) => workspace.text(joinPath(folder, 'project.json')) !== undefined;
  return withFoldersAbove(own).find(isProject) ?? own;
}

/** Builds that are the same, once, with all that speaks for them. */
function merged(candidates: readonly Candidate[]): Candidate[] {
  const byBuild = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const { args = [], namedContexts = [], ...said } = candidate.build;
    const key = JSON.stringify([said, [...args], [...namedContexts]]);
    const known = byBuild.get(key);
    byBuild.set(key, known ? { ...known, because: [...known.because, ...candidate.because] } : candidate);
  }
  return [...byBuild.values()];
}
