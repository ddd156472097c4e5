import type { ProjectGraph, TargetConfiguration, TargetDependencyConfig } from '@nx/devkit';
import type { GraphProject, GraphTarget, GraphView } from '../../check/graph-view';
import { isRecord, valueAt } from '../../config/record';
import { checkExecutor, isOverridden } from '../../plugin/leaves';
import { isOfOthers } from './own-dependencies';

/** The project graph as checks see it. */
export function graphView({ nodes, dependencies }: Pick<ProjectGraph, 'nodes' | 'dependencies'>): GraphView {
  return {
    projects: Object.fromEntries(
      Object.entries(nodes).map(([name, node]) => [
        name,
        {
          root: node.data.root,
          tags: node.data.tags ?? [],
          targets: Object.fromEntries(
            Object.entries(node.data.targets ?? {}).map(([target, configuration]) => [
              target,
              targetView(configuration),
            ]),
          ),
          ...clashesIn(node.data.metadata),
          dependencies: (dependencies[name] ?? []).map((dependency) => dependency.target).sort(),
        },
      ]),
    ),
  };
}

/** What createNodes left there: see `InferredProject.clashes`. */
function clashesIn(metadata: unknown): Pick<GraphProject, 'clashes'> {
  const clashes = valueAt(metadata, ['clashes']);
  return Array.isArray(clashes) ? { clashes: clashes.map(String) } : {};
}

function targetView(target: TargetConfiguration): GraphTarget {
  const options: unknown = target.options;
  return {
    executor: target.executor ?? '',
    ...(isRecord(options) && typeof options.check === 'string' ? { check: options.check } : {}),
    dependsOn: (target.dependsOn ?? []).flatMap(dependencyName),
    cache: target.cache === true,
    ...(target.executor === checkExecutor && isOverridden(target) ? { overridden: true as const } : {}),
  };
}

/** As it is written, where it is a name; an object that speaks of the targets of other projects names none of its own. */
function dependencyName(entry: string | TargetDependencyConfig): string[] {
  if (typeof entry === 'string') return [entry];
  return isOfOthers(entry) ? [] : [entry.target];
}
