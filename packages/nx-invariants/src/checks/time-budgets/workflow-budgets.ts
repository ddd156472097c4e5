import type { FindingDraft } from '../../check/finding';
import type { YamlTree } from '../../deployment/builders/yaml-tree';
import { runsTests } from '../../scripts/graph-run';
import type { Started } from '../../scripts/started-tests';
import { reaches, reachingActions, type StepRun } from '../../scripts/step-runs';
import { conditionOf } from '../../scripts/workflow-condition';
import { workflowRuns } from '../../scripts/workflow-runs';
import { joinPath } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';
import type { Parameters } from './check';
import type { Judged } from './judged';
import { isLimit } from './limit';

/** Whether each job that runs tests has a time limit, and keeps what they leave behind when they fail. */
export async function judgeWorkflows(
  workflows: readonly string[],
  read: ReadText,
  names: Parameters,
): Promise<Judged> {
  // Every script counts: nothing else of this check judges those of the root.
  const {
    actions,
    steps,
    findings: unread,
  } = await workflowRuns(workflows, {
    read,
    judgedScripts: new Set(),
  });
  const isTest = (started: Started) => started.kind !== 'graph' || runsTests(started.run, names);
  const reaching = reachingActions(steps, actions, isTest);
  const keeping = keepingActions(steps, actions);
  const subjects: string[] = [];
  const findings = [...unread];
  for (const job of jobsOf(steps, workflows)) {
    const tests = job.filter((step) => reaches(step, reaching, isTest));
    const [first] = tests;
    if (!first) continue;
    subjects.push(first.file);
    findings.push(...limitFindings(tests), ...logFindings(job, tests, keeping));
  }
  return { subjects, findings };
}

/** The steps of the workflows, by job. */
function jobsOf(steps: readonly StepRun[], workflows: readonly string[]): StepRun[][] {
  const jobs = new Map<unknown, StepRun[]>();
  for (const step of steps) {
    if (!workflows.includes(step.file)) continue;
    jobs.set(step.step.job, [...(jobs.get(step.step.job) ?? []), step]);
  }
  return [...jobs.values()];
}

/** The limit of the job ends all of its steps; without one each that runs tests needs its own. */
function limitFindings(tests: readonly StepRun[]): FindingDraft[] {
  const [first] = tests;
  if (!first) return [];
  const { tree, step } = first;
  const ofJob = tree.nodeAt(step.job, ['timeout-minutes']);
  if (ofJob !== undefined) return badLimit(ofJob, tree, tree.textAt(step.job, ['timeout-minutes']));
  return tests.flatMap((test): FindingDraft[] => {
    const node = test.step.step;
    const own = tree.nodeAt(node, ['timeout-minutes']);
    if (own !== undefined) return badLimit(own, tree, tree.textAt(node, ['timeout-minutes']));
    return [
      {
        severity: 'error',
        ...placeOf(test),
        message: `${test.step.label} runs tests and has no time limit: it may hang for the six hours that GitHub allows`,
        expected: 'timeout-minutes, of the job or of the step',
        fix: 'add "timeout-minutes: 30" to the job, or what its slowest run needs',
        invariants: ['D1'],
      },
    ];
  });
}

function badLimit(node: unknown, tree: YamlTree, text: string | undefined): FindingDraft[] {
  if (isLimit(Number(text))) return [];
  const isExpression = text?.includes('${{') === true;
  return [
    {
      severity: 'error',
      ...(isExpression ? { undecided: true } : {}),
      ...tree.locate(node),
      message: isExpression
        ? `the time limit cannot be told: timeout-minutes is ${text}`
        : `timeout-minutes is ${text ?? 'empty'}, which is no limit`,
      expected: 'a number of minutes, more than 0',
      fix: 'write the number',
      invariants: ['D1'],
    },
  ];
}

/** GitHub Docs, "Evaluate expressions": the status functions with which a step runs after one that failed. */
const afterFailure =
  /^(?:always\(\)|failure\(\)|!\s*cancelled\(\)|(?:success\(\)\s*\|\|\s*)?failure\(\)|failure\(\)\s*\|\|\s*(?:success|cancelled)\(\))$/i;

function logFindings(
  job: readonly StepRun[],
  tests: readonly StepRun[],
  keeping: ReadonlySet<string>,
): FindingDraft[] {
  const last = tests.at(-1);
  if (!last) return [];
  const later = job.slice(job.indexOf(last) + 1).filter((step) => keeps(step, keeping));
  const conditions = later.map((step) => ({
    step,
    condition: conditionOf(step.tree, step.step.step) ?? 'success()',
  }));
  const sure = conditions.find(({ condition }) => afterFailure.test(condition));
  if (sure) return retentionFindings(sure.step);
  const open = conditions.find(({ condition }) => /\b(?:always|failure|cancelled)\(\)/i.test(condition));
  if (open) return [unsure(open.step, open.condition)];
  const [idle] = later;
  return [
    {
      severity: 'error',
      ...placeOf(idle ?? last),
      message: idle
        ? `${idle.step.label} keeps the logs only where every step before it passed`
        : `${last.step.label} runs tests, and nothing after it keeps their logs when they fail`,
      expected: 'a later step with actions/upload-artifact and "if: always()", or "if: failure()"',
      fix: idle
        ? 'give the step the condition "if: always()"'
        : 'add such a step, with the reports and logs of the tests as its path',
      invariants: ['D4'],
    },
  ];
}

function unsure(step: StepRun, condition: string): FindingDraft {
  return {
    severity: 'error',
    undecided: true,
    ...placeOf(step),
    message: `whether the logs of a failed test are kept cannot be told: the step runs if ${condition}`,
    expected: 'if: always(), or if: failure()',
    fix: 'give the step that condition, and no other',
    invariants: ['D4'],
  };
}

/**
 * How long a repository keeps what does not say so is a setting that is not in the repository; 0 stands for it
 * (actions/upload-artifact, "Inputs").
 */
function retentionFindings(step: StepRun): FindingDraft[] {
  const days = step.tree.textAt(step.step.step, ['with', 'retention-days']) ?? '';
  if (!uploads(step) || Number(days) !== 0) return [];
  return [
    {
      severity: 'warning',
      ...placeOf(step),
      message: `${step.step.label} keeps the logs for as long as the settings of the repository say`,
      expected: 'retention-days',
      fix: 'add "retention-days: 30" under "with", or as long as somebody may look',
      invariants: ['D4'],
    },
  ];
}

function uploads({ tree, step }: StepRun): boolean {
  return /^actions\/upload-artifact@/.test(tree.textAt(step.step, ['uses']) ?? '');
}

function keeps(step: StepRun, keeping: ReadonlySet<string>): boolean {
  const uses = step.tree.textAt(step.step.step, ['uses']);
  return uploads(step) || (uses?.startsWith('./') === true && keeping.has(joinPath(uses)));
}

/** The folders of the repository's own actions with an upload that runs whenever the action does. */
function keepingActions(steps: readonly StepRun[], actions: readonly string[]): ReadonlySet<string> {
  const uploading = steps.filter(
    (step) =>
      actions.includes(step.file) &&
      uploads(step) &&
      /^always\(\)$/i.test(conditionOf(step.tree, step.step.step) ?? 'always()'),
  );
  return new Set(uploading.map(({ file }) => joinPath(file, '..')));
}

function placeOf({ tree, step }: StepRun) {
  return tree.locate(tree.nodeAt(step.step, ['run']) ?? tree.nodeAt(step.step, ['uses']) ?? step.step);
}
