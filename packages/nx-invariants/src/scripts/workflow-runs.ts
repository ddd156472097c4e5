import type { FindingDraft } from '../check/finding';
import { parseYamlTree } from '../deployment/builders/yaml-tree';
import { localActions } from './local-actions';
import type { Sources } from './started-tests';
import { type StepRun, stepRuns } from './step-runs';

export interface WorkflowRuns {
  /** The repository's own actions that the workflows use. */
  readonly actions: readonly string[];
  /** The steps of those actions, then of the workflows. */
  readonly steps: readonly StepRun[];
  /** What cannot be parsed. */
  readonly findings: readonly FindingDraft[];
}

/** What the steps of workflows start, and those of the repository's own actions that they use. */
export async function workflowRuns(workflows: readonly string[], sources: Sources): Promise<WorkflowRuns> {
  const actions = localActions(workflows, sources.read);
  const steps: StepRun[] = [];
  const findings: FindingDraft[] = [];
  for (const file of [...actions, ...workflows]) {
    const text = sources.read(file) ?? '';
    const reading = parseYamlTree(file, text, workflows.includes(file) ? 'workflow' : 'action');
    if (reading.ok) steps.push(...(await stepRuns(file, text, reading.tree, sources)));
    else findings.push(reading.finding);
  }
  return { actions, steps, findings };
}
