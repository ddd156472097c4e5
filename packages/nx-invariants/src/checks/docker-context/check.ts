import { ignoreFileCandidates } from '@nx-invariants/docker-context';
import { defineCheck } from '../../check/define-check';
import type { ImageBuilder } from '../../deployment/builders/builder';
import { composeProjects, filesOfCompose } from '../../deployment/compose';
import { fileInput, isInside, joinPath, pathInputs } from '../../workspace/paths';
import { placeInputs, workflowEndings } from '../../workspace/places';
import type { ProjectFacts, WorkspaceFacts } from '../../workspace/workspace-facts';
import { askedPaths } from './asked-paths';
import { type BuilderPlaces, type BuildersOfDockerfiles, readBuilders } from './builders';
import { dockerfilesOf } from './dockerfiles';
import { followLinks } from './followed-links';

/** Every source that a Dockerfile copies resolves in the context of each builder that uses it. */
export default defineCheck({
  id: 'docker-context',
  title: 'Every COPY, ADD and bind mount resolves in the context of each builder',
  sitsOn: 'projects with a Dockerfile directly in their folder',
  upholds: ['B1', 'B2'],
  engines: ['docker-context', 'topology'],
  packages: ['yaml'],
  options: { type: 'object', additionalProperties: false },

  applies(project, workspace) {
    const dockerfiles = dockerfilesOf(project);
    if (dockerfiles.length === 0) return undefined;
    const places = builderPlaces(project, workspace);
    const { workflows } = workspace;
    const builders = readBuilders(dockerfiles, { ...places, workflows }, (path) => workspace.text(path));
    const asked = followLinks(
      dockerfiles.flatMap((path) => askedOf(path, project, workspace, builders)),
      workspace.sources,
    );
    const contexts = dockerfiles.flatMap((path) => contextsOf(path, project.root, builders.builders));
    return {
      inputs: [
        '{projectRoot}/**/*',
        ...[
          ...dockerfiles,
          ...filesOfCompose(workspace),
          ...builders.asked,
          ...builders.others.map(({ dockerfile }) => dockerfile),
          ...contexts.flatMap(({ dockerfile, context }) => ignoreFileCandidates({ dockerfile, context })),
        ].map(fileInput),
        ...placeInputs(workspace.workflowPlaces, workflowEndings),
        ...asked.filter((path) => !isInside(path, project.root)).flatMap(pathInputs),
      ],
      parameters: { dockerfiles, ...places } as never,
      edges: asked.filter((path) => !isInside(path, project.root)).map((path) => ({ path })),
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});

function builderPlaces(project: ProjectFacts, workspace: WorkspaceFacts): BuilderPlaces {
  return {
    compose: composeProjects(workspace),
    workflows: workspace.workflowPlaces,
    projectJson: joinPath(project.root, 'project.json'),
    projectRoot: project.root,
  };
}

/** The contexts a Dockerfile is judged under: its builders', else its own folder and the root. */
function contextsOf(dockerfile: string, projectRoot: string, builders: readonly ImageBuilder[]) {
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

function askedOf(
  dockerfile: string,
  project: ProjectFacts,
  workspace: WorkspaceFacts,
  { builders }: BuildersOfDockerfiles,
): string[] {
  const text = workspace.text(dockerfile) ?? '';
  return contextsOf(dockerfile, project.root, builders).flatMap(({ context, target, args, namedFolders }) => [
    ...askedPaths({ path: dockerfile, text }, context, { target, args }),
    ...namedFolders,
  ]);
}
