import { ignoreFileCandidates } from '@nx-invariants/docker-context';
import { defineCheck } from '../../check/define-check';
import { nxJsonInputs } from '../../config/nx-json';
import type { ImageBuilder } from '../../deployment/builders/builder';
import { infersBuilders, isInferredFrom } from '../../deployment/builders/inferred-builders';
import { isBuilderManifest } from '../../deployment/builders/manifest-builders';
import { isSkaffoldFile } from '../../deployment/builders/skaffold-builders';
import { composeProjects, filesOfCompose } from '../../deployment/compose';
import { exactInput, isInside, isPatternToNx, pathInputs } from '../../workspace/paths';
import { placeInputs, workflowEndings } from '../../workspace/places';
import { owns, type ProjectFacts, type WorkspaceFacts } from '../../workspace/workspace-facts';
import { askedPaths } from './asked-paths';
import { type BuilderSource, buildersOfProject, readBuilderSources } from './builders';
import { dockerfilesOf } from './dockerfiles';
import { followLinks } from './followed-links';
import { inOtherContext } from './other-contexts';

/** What the leaf's task is told; what builders name is not in it, since it follows from what files say. */
export interface Parameters {
  /** The Dockerfiles directly in the project's folder. */
  readonly dockerfiles: readonly string[];
  readonly nestedRoots: readonly string[];
  readonly compose: readonly (readonly string[])[];
  /** Folders or files. */
  readonly workflows: readonly string[];
}

/** Every source that a Dockerfile copies resolves in the context of each builder that uses it. */
export default defineCheck({
  id: 'docker-context',
  title: 'Every COPY, ADD and bind mount resolves in the context of each builder',
  sitsOn: 'projects with a Dockerfile directly in their folder, or with one that a builder names',
  upholds: ['B1', 'B2'],
  engines: ['docker-context', 'topology'],
  packages: ['yaml'],
  options: { type: 'object', additionalProperties: false },

  applies(project, workspace) {
    const sources = builderSourcesOf(workspace);
    const inFolder = dockerfilesOf(project);
    const { dockerfiles, builders, files } = buildersOfProject(project, inFolder, sources);
    if (dockerfiles.length === 0 && !tellsOfBuilders(project, sources)) return undefined;
    const contexts = dockerfiles.flatMap((path) => contextsOf(path, project.root, builders));
    const sought = contexts.map((build) => ({
      build,
      paths: [...askedOf(build, workspace), ...signOfContext(build, workspace)],
    }));
    const asked = followLinks(
      sought.flatMap(({ build, paths }) => [...paths, ...build.namedFolders]),
      workspace.sources,
    ).filter((path) => isForeign(path, project));
    const missed = sought
      .flatMap(({ build, paths }) => paths.flatMap((path) => inOtherContext(path, build, workspace.sources)))
      .filter((path) => isForeign(path, project) && !isPatternToNx(path));
    const read = [
      ...dockerfiles,
      ...filesOfCompose(workspace),
      ...files,
      ...contexts.flatMap(ignoreFileCandidates),
    ];
    const parameters: Parameters = {
      dockerfiles: inFolder,
      nestedRoots: project.nestedRoots,
      compose: composeProjects(workspace),
      workflows: workspace.workflowPlaces,
    };
    return {
      inputs: [
        '{projectRoot}/**/*',
        ...[...new Set([...read, ...followLinks(read, workspace.sources)])]
          .filter((path) => !(owns(project, path) && isPatternToNx(path)))
          .map(exactInput),
        ...placeInputs(workspace.workflowPlaces, workflowEndings),
        ...nxJsonInputs(workspace.nxJson, 'targetDefaults'),
        ...(infersBuilders(workspace.nxJson) ? nxJsonInputs(workspace.nxJson, 'plugins') : []),
        ...[...new Set([...asked, ...missed])].flatMap(pathInputs),
      ],
      parameters: parameters as never,
      edges: asked.map((path) => ({ path })),
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});

const sourcesIn = new WeakMap<WorkspaceFacts, readonly BuilderSource[]>();

function builderSourcesOf(workspace: WorkspaceFacts): readonly BuilderSource[] {
  const known = sourcesIn.get(workspace) ?? findBuilderSources(workspace);
  sourcesIn.set(workspace, known);
  return known;
}

function findBuilderSources(workspace: WorkspaceFacts): BuilderSource[] {
  const places = {
    compose: composeProjects(workspace),
    workflows: workspace.workflows,
    skaffold: workspace.sources.filesIn('.').filter(isSkaffoldFile),
    manifests: workspace.manifestFiles.filter(isBuilderManifest),
    dockerfiles: workspace.sources.filesIn('.').filter(isInferredFrom),
    nxJson: workspace.nxJson,
  };
  return readBuilderSources(places, (path) => workspace.text(path));
}

/**
 * Whether a project without a Dockerfile has to say what cannot be told of builders: of its own manifests', and the
 * workspace project of all others, since there may be no project with a Dockerfile to say it.
 */
function tellsOfBuilders(project: ProjectFacts, sources: readonly BuilderSource[]): boolean {
  return sources.some(
    ({ ofFile, unreadable, findings }) =>
      unreadable.length + findings.length > 0 &&
      (ofFile === undefined ? project.isWorkspace : owns(project, ofFile)),
  );
}

interface Build {
  readonly dockerfile: string;
  readonly context: string;
  readonly target: string | undefined;
  readonly args: ReadonlyMap<string, string>;
  readonly namedFolders: readonly string[];
}

/** What a Dockerfile is judged under: its builders' contexts, else its own folder and the root. */
function contextsOf(dockerfile: string, projectRoot: string, builders: readonly ImageBuilder[]): Build[] {
  const own = builders.filter((builder) => builder.dockerfile === dockerfile);
  const none = { dockerfile, target: undefined, args: new Map<string, string>(), namedFolders: [] };
  return own.length > 0
    ? own.map(({ context, target, args, namedContexts }) => ({
        dockerfile,
        context,
        target,
        args,
        namedFolders: [...namedContexts.values()].filter((folder) => folder !== undefined),
      }))
    : [...new Set([projectRoot, '.'])].map((context) => ({ ...none, context }));
}

function askedOf({ dockerfile, context, target, args }: Build, workspace: WorkspaceFacts): string[] {
  const text = workspace.text(dockerfile) ?? '';
  return askedPaths({ path: dockerfile, text }, context, { target, args });
}

/** What tells whether the context is a folder, where the Dockerfile in it does not: a file there, else the folder. */
function signOfContext({ dockerfile, context }: Build, { sources }: WorkspaceFacts): string[] {
  if (isInside(dockerfile, context)) return [];
  return [sources.filesIn(context).find((file) => !isPatternToNx(file)) ?? context];
}

/** Whether the project's own files do not hold all that is, or may come to be, at a path. */
function isForeign(path: string, project: ProjectFacts): boolean {
  return !owns(project, path) || project.nestedRoots.some((root) => isInside(root, path));
}
