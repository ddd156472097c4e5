import { isMap, isScalar, isSeq } from 'yaml';
import type { FindingDraft } from '../../check/finding';
import { parseYamlTree, type YamlTree } from '../../deployment/builders/yaml-tree';

/** The events whose runs the victory gate counts, with what people call such a run. */
const countedEvents = { pull_request: 'a pull request', schedule: 'a schedule' } as const;

type CountedEvent = keyof typeof countedEvents;

/** A step that records its run, of a workflow that some of the counted events start. */
interface Recorder {
  readonly events: readonly CountedEvent[];
}

/**
 * Whether runs of pull requests and of the night are recorded: some workflow that each event starts has a step
 * `nx-invariants victory --record`, which also runs after a red one.
 *
 * @param files names and texts of the workflows.
 * @param home where workflows lie, for what is said of a missing one.
 */
export function recordingFindings(files: ReadonlyMap<string, string>, home: string): FindingDraft[] {
  const findings: FindingDraft[] = [];
  const recorders: Recorder[] = [];
  for (const [file, text] of files) {
    const reading = parseYamlTree(file, text, 'workflow');
    if (!reading.ok) {
      findings.push(reading.finding);
      continue;
    }
    const { tree } = reading;
    const events = eventsOf(tree);
    for (const step of stepsOf(tree).filter((candidate) => records(candidate, tree))) {
      if (runsAfterFailure(step, tree)) recorders.push({ events });
      else findings.push(greenOnly(step, tree));
    }
  }
  const missing = (Object.keys(countedEvents) as CountedEvent[]).filter(
    (event) => !recorders.some(({ events }) => events.includes(event)),
  );
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

function stepsOf(tree: YamlTree): unknown[] {
  const jobs = tree.nodeAt(tree.root, ['jobs']);
  if (!isMap(jobs)) return [];
  return jobs.items.flatMap(({ value }) => {
    const steps = tree.nodeAt(value, ['steps']);
    return isSeq(steps) ? steps.items.map((step) => tree.follow(step)) : [];
  });
}

function records(step: unknown, tree: YamlTree): boolean {
  return /\bnx-invariants victory\b.*--record\b/.test(tree.textAt(step, ['run']) ?? '');
}

function runsAfterFailure(step: unknown, tree: YamlTree): boolean {
  return /\balways\(\)|!\s*cancelled\(\)/.test(tree.textAt(step, ['if']) ?? '');
}

function greenOnly(step: unknown, tree: YamlTree): FindingDraft {
  return {
    severity: 'error',
    ...tree.locate(tree.nodeAt(step, ['run'])),
    message: 'the step records a run only where all steps before it passed, so no red run is recorded',
    expected: 'if: always()',
    fix: 'add "if: always()" to the step',
  };
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
