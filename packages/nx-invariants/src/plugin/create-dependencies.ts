import type {
  CreateDependencies,
  CreateDependenciesContext,
  DependencyType,
  RawProjectGraphDependency,
} from '@nx/devkit';
import type { ProjectEdge } from '../check/define-check';
import { isInside } from '../workspace/paths';
import { inferWorkspace, takeInference } from './infer';

/**
 * Edges from a project to those that own what it takes, such as the sources of its Dockerfiles. Contracts and
 * infrastructure depend on nothing, and nothing depends on the root project through a file it copies: such files
 * are inputs of the leaves, which is what selects tasks. An edge that Nx refuses is dropped; one that no source
 * file of its project decides is so already when its leaf is placed, and that leaf is red.
 */
export const createDependencies: CreateDependencies = async (_options, context) => {
  try {
    return await edgesOf(context);
  } catch {
    // createNodes meets the same fault, and turns it into a red check.
    return [];
  }
};

async function edgesOf(context: CreateDependenciesContext): Promise<RawProjectGraphDependency[]> {
  const configFiles = Object.values(context.projects).flatMap((project) => [
    project.root === '.' ? 'project.json' : `${project.root}/project.json`,
    project.root === '.' ? 'package.json' : `${project.root}/package.json`,
  ]);
  const { projects } =
    takeInference(context.workspaceRoot) ??
    (await inferWorkspace(context.workspaceRoot, configFiles.filter(isListed(context))));
  const owner = ownerOf(context);
  const edges = projects.flatMap(({ project, leaves }) => {
    const source = nameAt(context, project.root);
    if (source === undefined || !(project.isService || project.languages.length > 0)) return [];
    return leaves
      .flatMap((leaf) => leaf.placement.edges ?? [])
      .flatMap((edge) => dependency(source, owner(edge.path), edge))
      .filter((edge) => isAccepted(edge, context));
  });
  return unique(edges);
}

function dependency(
  source: string,
  target: string | undefined,
  edge: ProjectEdge,
): RawProjectGraphDependency[] {
  if (target === undefined || target === source) return [];
  return edge.decidedBy === undefined
    ? [{ source, target, type: 'implicit' as DependencyType.implicit }]
    : [{ source, target, type: 'static' as DependencyType.static, sourceFile: edge.decidedBy }];
}

/** The devkit is loaded only where there is an edge: it takes longer than the whole inference. */
function isAccepted(edge: RawProjectGraphDependency, context: CreateDependenciesContext): boolean {
  const { validateDependency } = require('@nx/devkit') as typeof import('@nx/devkit');
  try {
    validateDependency(edge, context);
    return true;
  } catch {
    return false;
  }
}

function ownerOf(context: CreateDependenciesContext): (path: string) => string | undefined {
  const byDepth = Object.entries(context.projects)
    .filter(([, project]) => project.root !== '.')
    .sort(([, a], [, b]) => b.root.length - a.root.length);
  return (path) => byDepth.find(([, project]) => isInside(path, project.root))?.[0];
}

function nameAt(context: CreateDependenciesContext, root: string): string | undefined {
  return Object.entries(context.projects).find(([, project]) => project.root === root)?.[0];
}

function isListed(context: CreateDependenciesContext): (file: string) => boolean {
  const files = new Set(
    [...Object.values(context.fileMap.projectFileMap).flat(), ...context.fileMap.nonProjectFiles].map(
      ({ file }) => file,
    ),
  );
  return (file) => files.has(file);
}

function unique(edges: readonly RawProjectGraphDependency[]): RawProjectGraphDependency[] {
  const seen = new Map(edges.map((edge) => [`${edge.source} ${edge.target} ${edge.type}`, edge]));
  return [...seen.values()];
}
