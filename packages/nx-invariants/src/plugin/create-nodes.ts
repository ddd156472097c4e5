import type {
  CreateNodes,
  CreateNodesResult,
  CreateNodesResultArray,
  ProjectConfiguration,
  TargetConfiguration,
} from '@nx/devkit';
import { joinPath } from '../workspace/paths';
import { type InferredProject, inferNodes } from './infer';
import { checkExecutor, failedAggregate } from './leaves';
import { manifestGlob } from './manifest-glob';

/** Never throws: a broken graph would stop every command of the workspace. */
export const createNodes: CreateNodes = [
  manifestGlob,
  async (configFiles, _options, context): Promise<CreateNodesResultArray> => {
    try {
      const { projects } = await inferNodes(context.workspaceRoot, configFiles);
      return projects
        .filter(
          ({ targets, clashes, project }) =>
            project.isService || Object.keys(targets).length > 0 || clashes.length > 0,
        )
        .map((inferred) => [sourceOf(inferred), nodeOf(inferred)] as const);
    } catch (error) {
      return [['nx.json', failedInference(error instanceof Error ? error.message : String(error))]];
    }
  },
];

/** A fault of the inference is a red check of the root project, under a name that nobody else takes. */
function failedInference(reason: string): CreateNodesResult {
  const leaf: TargetConfiguration = {
    executor: checkExecutor,
    options: { check: 'configuration', parameters: { appliesFailed: reason } },
    cache: false,
    outputs: ['{workspaceRoot}/.invariants/{projectName}/configuration.json'],
  };
  const targets = {
    'check-configuration': leaf,
    invariants: failedAggregate(['check-configuration'], reason),
  };
  return { projects: { '.': { name: 'workspace-invariants', targets } } };
}

/** The file the node is attributed to; a folder with a VERSION and nothing else is found by that. */
function sourceOf({ project }: InferredProject): string {
  const known = ['project.json', ...Object.keys(project.manifests)].find((file) =>
    project.fileNames.includes(file),
  );
  return known === undefined ? 'nx.json' : joinPath(project.root, known);
}

function nodeOf({ project, targets, clashes }: InferredProject): CreateNodesResult {
  const version = Object.values(project.manifests).find((facts) => facts.version !== undefined)?.version;
  const checks = Object.keys(targets).filter((name) => targets[name]?.executor === checkExecutor);
  const configuration: Omit<ProjectConfiguration, 'root'> = {
    name: project.name,
    targets: { ...targets },
    ...(project.isService ? { projectType: 'application', tags: tagsOf(project) } : {}),
    metadata: {
      ...(project.languages.length > 0 ? { technologies: [...project.languages] } : {}),
      ...(checks.length > 0 ? { targetGroups: { invariants: checks } } : {}),
      ...(version === undefined ? {} : { version }),
      ...(clashes.length > 0 ? { clashes: [...clashes] } : {}),
    } as ProjectConfiguration['metadata'],
  };
  return { projects: { [project.root]: configuration as Omit<ProjectConfiguration, 'root'> } };
}

function tagsOf(project: InferredProject['project']): string[] {
  return ['kind:service', ...project.languages.slice(0, 1).map((language) => `lang:${language}`)];
}
