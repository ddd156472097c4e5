import type { ProjectGraph } from '@nx/devkit';
import type { LostLeaf } from '../report/render-summary';
import { checkExecutor } from './leaves';

/**
 * Leaves that a run did not reach, since a target of the same project that they depend on failed. Nx tells its hooks
 * of such tasks nothing (24.0.6, tasks-runner/task-orchestrator.js: skipped tasks end no life cycle).
 *
 * @param failed ids of the tasks that failed, as `project:target`.
 */
export function unreachedLeaves(
  failed: ReadonlySet<string>,
  { nodes }: Pick<ProjectGraph, 'nodes'>,
): LostLeaf[] {
  return Object.entries(nodes).flatMap(([project, { data }]) =>
    Object.values(data.targets ?? {})
      .filter(({ executor, dependsOn = [] }) => {
        const own = dependsOn.filter((dependency) => typeof dependency === 'string');
        return executor === checkExecutor && own.some((target) => failed.has(`${project}:${target}`));
      })
      .map(({ options }): LostLeaf => ({ project, check: String(options?.check), reason: 'not run' })),
  );
}
