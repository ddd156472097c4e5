import { DeclaredTexts } from '../../check/declared-texts';
import type { CheckContext, CheckResult } from '../../check/define-check';
import { distinctFindings, type FindingDraft } from '../../check/finding';
import { type Sources, startedIn } from '../../scripts/started-tests';
import { reaches, reachingActions, type StepRun } from '../../scripts/step-runs';
import { workflowRuns } from '../../scripts/workflow-runs';
import { filesAmong, workflowEndings } from '../../workspace/places';
import type { Parameters } from './check';
import { besideFinding, goesOn, hidingFindings } from './findings';
import { isInteractive, type RootScript, rootScripts } from './root-scripts';

/** Judges what workflows and the scripts of the root start, and whether workflows run the invariants. */
export async function run({ files, parameters }: CheckContext<unknown>): Promise<CheckResult> {
  const told = parameters as unknown as Parameters;
  const texts = new DeclaredTexts(files);
  const { read } = texts;
  const { scripts, findings: hiding } = rootScripts(read);
  const judged = scripts.filter(({ name, isTarget }) => !isTarget && !isInteractive(name));
  const sources: Sources = { read, judgedScripts: new Set(judged.map(({ name }) => name)) };
  const workflows = filesAmong(files.list(), told.workflows, workflowEndings);
  const { actions, steps, findings: unread } = await workflowRuns(workflows, sources);
  const findings: FindingDraft[] = [...hiding, ...unread];
  for (const script of scripts) findings.push(...(await scriptFindings(script, sources, told)));
  const reaching = reachingActions(steps, actions, () => true);
  findings.push(...steps.flatMap((step) => stepFindings(step, reaching, told)));
  if (workflows.length > 0 && !steps.some((step) => runsInvariants(step, told))) {
    findings.push(noInvariants(workflows, told));
  }
  return {
    subjects: [
      ...(read('package.json') === undefined ? [] : ['package.json']),
      ...workflows,
      ...actions,
    ].sort(),
    findings: [...texts.findings, ...distinctFindings(findings)],
    details: {
      steps: steps.length,
      graphRuns: steps.flatMap(({ started }) => started).filter(({ started }) => started.kind === 'graph')
        .length,
    },
  };
}

async function scriptFindings(
  { name, text, isTarget, line, column }: RootScript,
  sources: Sources,
  told: Parameters,
): Promise<FindingDraft[]> {
  const runner = { label: `the script ${name}`, place: { file: 'package.json', line, column } };
  const found = await startedIn({ text, interpreter: { kind: 'bash' }, folder: '.' }, sources);
  return found.flatMap((each) => [
    ...(isTarget || isInteractive(name) ? [] : besideFinding(each.started, runner)),
    ...hidingFindings(each, runner, false, told),
  ]);
}

function stepFindings(stepRun: StepRun, reaching: ReadonlySet<string>, told: Parameters): FindingDraft[] {
  const { file, tree, step, started } = stepRun;
  const { label, unit, shell } = step;
  const ofCommands = started.flatMap((each) => {
    const runner = { label, place: { file, ...unit?.place(each.command.start) } };
    // Only where a step names bash does GitHub add `-o pipefail` (GitHub Docs, "Workflow syntax": `shell`).
    return [...besideFinding(each.started, runner), ...hidingFindings(each, runner, shell === 'bash', told)];
  });
  if (!reaches(stepRun, reaching, () => true)) return ofCommands;
  const goingOn = [step.step, step.job].flatMap((node) => {
    const value = tree.textAt(node, ['continue-on-error']);
    if (value === undefined) return [];
    return goesOn(value, tree.locate(tree.nodeAt(node, ['continue-on-error'])), label);
  });
  return [...ofCommands, ...goingOn];
}

const switchedOff = /^\s*(?:\$\{\{\s*)?false\s*(?:\}\})?\s*$/;

/** A step or job that is switched off runs nothing. */
function runsInvariants({ tree, step, started }: StepRun, { aggregate }: Parameters): boolean {
  const isOff = [step.step, step.job].some((node) => switchedOff.test(tree.textAt(node, ['if']) ?? ''));
  if (isOff) return false;
  return started.some(
    ({ started: each }) => each.kind === 'graph' && each.run.targets?.includes(aggregate) === true,
  );
}

function noInvariants([first = '']: readonly string[], { aggregate }: Parameters): FindingDraft {
  return {
    severity: 'error',
    file: first,
    message: `no workflow runs the target ${aggregate}`,
    expected: 'a step that runs the invariants of what a change affects: what nobody runs holds nothing',
    fix: `add the step "npx nx affected -t ${aggregate}" to the workflow of pull requests`,
  };
}
