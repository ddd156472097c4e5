import type { YamlTree } from '../deployment/builders/yaml-tree';
import { joinPath } from '../workspace/paths';
import { type Sources, type Started, type StartedByCommand, startedIn } from './started-tests';
import { type WorkflowStep, workflowSteps } from './workflow-units';

/** A step with what it starts of the graph and of tests. */
export interface StepRun {
  readonly file: string;
  readonly tree: YamlTree;
  readonly step: WorkflowStep;
  readonly started: readonly StartedByCommand[];
}

/** The steps of a workflow or of an action, each with what it starts. */
export async function stepRuns(
  file: string,
  text: string,
  tree: YamlTree,
  sources: Sources,
): Promise<StepRun[]> {
  const found: StepRun[] = [];
  for (const step of workflowSteps(file, text, tree)) {
    found.push({ file, tree, step, started: step.unit ? await startedIn(step.unit, sources) : [] });
  }
  return found;
}

/** Whether something that is started is of the kind that is looked for. */
export type IsWanted = (started: Started) => boolean;

/** The folders of the actions that start something wanted, themselves or through others. */
export function reachingActions(
  steps: readonly StepRun[],
  actions: readonly string[],
  isWanted: IsWanted,
): ReadonlySet<string> {
  const reaching = new Set<string>();
  for (let size = -1; size < reaching.size; ) {
    size = reaching.size;
    for (const step of steps) {
      if (actions.includes(step.file) && reaches(step, reaching, isWanted))
        reaching.add(joinPath(step.file, '..'));
    }
  }
  return reaching;
}

/** Whether a step starts something wanted, itself or through one of the actions that do. */
export function reaches(
  { tree, step, started }: StepRun,
  reaching: ReadonlySet<string>,
  isWanted: IsWanted,
): boolean {
  const uses = tree.textAt(step.step, ['uses']);
  return (
    started.some((each) => isWanted(each.started)) ||
    (uses?.startsWith('./') === true && reaching.has(joinPath(uses)))
  );
}
