import { dirname, join } from 'node:path';
import { buildersOfProject, readBuilderSources } from '../../../checks/docker-context/builders';
import { readNxJson } from '../../../config/nx-json';
import { readPluginOptions } from '../../../config/plugin-options';
import type { ImageBuilder } from '../../../deployment/builders/builder';
import { isBuilderManifest } from '../../../deployment/builders/manifest-builders';
import { composeProjects } from '../../../deployment/compose';
import { joinPath, pathInside } from '../../../workspace/paths';
import { WorkspaceFacts } from '../../../workspace/workspace-facts';
import { commonFolder } from '../../common-folder';
import type { ContextRequest } from './request';

/** A way to build the Dockerfile. The context and folders are absolute. */
export interface Candidate {
  readonly context: string;
  /** Who builds it so, or why it is tried. */
  readonly because: readonly string[];
  readonly isBuilt: boolean;
  readonly appliesIgnoreFile: boolean;
  readonly target: string | undefined;
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly namedContexts: ReadonlyMap<string, string | undefined>;
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
  const { dockerfile, target, buildArgs, namedContexts } = request;
  const path = workspaceRoot === undefined ? undefined : pathInside(workspaceRoot, dockerfile);
  const root = workspaceRoot !== undefined && path !== undefined ? workspaceRoot : cwd;
  const base = commonFolder(workspaceRoot, request.context ?? root, dockerfile);
  const given = { isBuilt: false, appliesIgnoreFile: true, target, buildArgs, namedContexts };
  if (request.context !== undefined) {
    return {
      candidates: [{ ...given, context: request.context, because: ['--context'] }],
      unreadable: 0,
      base,
    };
  }
  const told = path === undefined ? { builders: [], unreadable: 0 } : toldBuilders(root, path);
  const usual = [
    { ...given, context: dirname(dockerfile), because: ['its own folder'] },
    { ...given, context: root, because: [root === workspaceRoot ? 'the root' : 'the current folder'] },
  ];
  const candidates = merged([
    ...told.builders.map((builder) => builtCandidate(builder, root, request)),
    ...usual,
  ]);
  return { candidates, unreadable: told.unreadable, base };
}

function toldBuilders(root: string, dockerfile: string) {
  const { options } = readPluginOptions(readNxJson(root));
  const workspace = new WorkspaceFacts(root, options);
  const sources = readBuilderSources(
    {
      compose: composeProjects(workspace),
      workflows: workspace.workflows,
      manifests: workspace.sources.filesIn('.').filter(isBuilderManifest),
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
  for (let folder = own; ; folder = joinPath(folder, '..')) {
    if (workspace.text(joinPath(folder, 'project.json')) !== undefined) return folder;
    if (folder === '.') return own;
  }
}

/** What is given on the command line wins over what the builder says. */
function builtCandidate(builder: ImageBuilder, root: string, request: ContextRequest): Candidate {
  const { file, line } = builder.location;
  const folders = [...builder.namedContexts].map(
    ([name, folder]) => [name, folder === undefined ? undefined : join(root, folder)] as const,
  );
  return {
    context: join(root, builder.context),
    because: [`${builder.label}, ${file}:${line}`],
    isBuilt: true,
    appliesIgnoreFile: builder.appliesIgnoreFile,
    target: request.target ?? builder.target,
    buildArgs: new Map([...builder.args, ...request.buildArgs]),
    namedContexts: new Map([...folders, ...request.namedContexts]),
  };
}

/** Builds that are the same, once, with all that speaks for them. */
function merged(candidates: readonly Candidate[]): Candidate[] {
  const byBuild = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const { context, target, appliesIgnoreFile, buildArgs, namedContexts } = candidate;
    const key = JSON.stringify([context, target, appliesIgnoreFile, [...buildArgs], [...namedContexts]]);
    const known = byBuild.get(key);
    byBuild.set(key, known ? { ...known, because: [...known.because, ...candidate.because] } : candidate);
  }
  return [...byBuild.values()];
}
