import { readCommands } from '@nx-invariants/portable-scripts';
import { isMap, isScalar, isSeq } from 'yaml';
import type { FindingDraft } from '../../check/finding';
import { parseYamlTree, type YamlTree } from '../../deployment/builders/yaml-tree';
import { scriptRun } from '../../scripts/package-script';
import { hasFlag, startedProgram } from '../../scripts/started-program';
import { conditionOf } from '../../scripts/workflow-condition';
import { type WorkflowStep, workflowSteps } from '../../scripts/workflow-units';

/** The events whose runs the victory gate counts, with what people call such a run. */
const countedEvents = { pull_request: 'a pull request', schedule: 'a schedule' } as const;

type CountedEvent = keyof typeof countedEvents;

/**
 * Whether runs of pull requests and of the night are recorded: some workflow that each event starts has a step
 * `nx-invariants victory --record`, which also runs after a red one.
 *
 * @param files names and texts of the workflows.
 * @param home where workflows lie, for what is said of a missing one.
 */
export async function recordingFindings(
  files: ReadonlyMap<string, string>,
  home: string,
): Promise<FindingDraft[]> {
  const findings: FindingDraft[] = [];
  const recorded = new Set<CountedEvent>();
  for (const [file, text] of files) {
    const reading = parseYamlTree(file, text, 'workflow');
    if (!reading.ok) {
      findings.push(reading.finding);
      continue;
    }
    const { tree } = reading;
    for (const step of workflowSteps(file, text, tree)) {
      if (!(await records(step))) continue;
      const unrecordedRuns = conditionFindings(step, tree);
      findings.push(...unrecordedRuns);
      if (unrecordedRuns.length === 0) for (const event of eventsOf(tree)) recorded.add(event);
    }
  }
  const missing = (Object.keys(countedEvents) as CountedEvent[]).filter((event) => !recorded.has(event));
  return [...findings, ...missing.map((event) => unrecorded(event, home))];
}

function eventsOf(tree: YamlTree): CountedEvent[] {
  const on = tree.nodeAt(tree.root, ['on']);
  const named = isMap(on)
    ? on.items.map(({ key }) => String(key))
    : isSeq(on)
      ? on.items.map(String)
      : isScalar(on)
        ? [String(on.value)]
        : [];
  return (Object.keys(countedEvents) as CountedEvent[]).filter((event) => named.includes(event));
}

/** Whether a command of the step is the recording one. What cannot be read records nothing. */
async function records({ unit }: WorkflowStep): Promise<boolean> {
  if (unit === undefined) return false;
  const { commands } = await readCommands(unit.text, unit.interpreter);
  return commands.some(({ words }) => {
    const started = startedProgram(words);
    // "yarn nx-invariants" and "pnpm nx-invariants" run the program of that name.
    const program = started && (scriptRun(started, unit.folder)?.program ?? started);
    return (
      program?.name === 'nx-invariants' && program.args[0] === 'victory' && hasFlag(program.args, '--record')
    );
  });
}

/** What keeps a recording step, or the job that it is in, from running in each run, a red one included. */
function conditionFindings({ step, job }: WorkflowStep, tree: YamlTree): FindingDraft[] {
  const isJobSure = ['needs', 'if'].every((key) => tree.nodeAt(job, [key]) === undefined);
  return [
    ...ofCondition(step, 'step', 'all steps before it', tree),
    ...(isJobSure ? [] : ofCondition(job, 'job', 'all jobs that it needs', tree)),
  ];
}

/**
 * Without a condition of its own a step or job has `success()` (GitHub Docs, "Evaluate expressions": status check
 * functions). Any other than `always()` may be false, also one that has `always()` as a part.
 */
function ofCondition(node: unknown, what: 'step' | 'job', needed: string, tree: YamlTree): FindingDraft[] {
  const condition = conditionOf(tree, node);
  if (condition !== undefined && /^(?:always\(\)|!\s*cancelled\(\))$/.test(condition)) return [];
  return [
    {
      severity: 'error',
      ...(condition === undefined ? {} : { undecided: true }),
      ...tree.locate(tree.nodeAt(node, ['if']) ?? tree.nodeAt(node, ['run']) ?? node),
      message:
        condition === undefined
          ? `the ${what} records a run only where ${needed} passed, so no red run is recorded`
          : `whether the ${what} records each run cannot be told: it runs if ${condition}`,
      expected: 'if: always()',
      fix: `give the ${what} the condition "if: always()", and no other`,
    },
  ];
}

function unrecorded(event: CountedEvent, home: string): FindingDraft {
  return {
    severity: 'error',
    file: home,
    message: `no workflow that ${countedEvents[event]} starts records its run, so none counts for the victory gate`,
    expected: `a workflow on ${event} with a step "npx nx-invariants victory --record FILE"`,
    fix: 'add the step, with "if: always()", after the invariants have run; see docs/governance.md',
  };
}
