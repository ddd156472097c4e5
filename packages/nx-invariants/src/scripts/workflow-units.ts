import { type Interpreter, type Position, positionsOf } from '@nx-invariants/portable-scripts';
import { isMap, isScalar, isSeq, Scalar } from 'yaml';
import { expand, valuesOf } from '../deployment/builders/expressions';
import { matrixCombinations } from '../deployment/builders/workflow-matrix';
import { parseYamlTree, type YamlTree } from '../deployment/builders/yaml-tree';
import { joinPath, leavesWorkspace } from '../workspace/paths';
import { isNamedForWindows, type ScriptUnit, type UnitReading } from './script-unit';

/** A step of a workflow's job or of a composite action. */
export interface WorkflowStep {
  readonly label: string;
  /** The nodes of the step and of its job; an action has none. */
  readonly step: unknown;
  readonly job: unknown;
  /** What its `run` runs, for the shell that runs it (GitHub Docs, "Workflow syntax": `shell`). */
  readonly unit: ScriptUnit | undefined;
  /** The `shell` that it or what is around it names. */
  readonly shell: string | undefined;
}

/** The `run` steps of a workflow. */
export function workflowUnits(file: string, text: string): UnitReading {
  const reading = parseYamlTree(file, text, 'workflow');
  if (!reading.ok) return { units: [], findings: [reading.finding] };
  const units = workflowSteps(file, text, reading.tree, asWord).flatMap(({ unit }) => unit ?? []);
  return { units, findings: [] };
}

/**
 * The steps of all jobs of a workflow, or of a composite action.
 *
 * @param inPlaceOf what a shell is to see where an expression is put in before it: of the expression's length, so that
 * what stands behind keeps its place.
 */
export function workflowSteps(
  file: string,
  text: string,
  tree: YamlTree,
  inPlaceOf: (expression: string) => string = asVariable,
): WorkflowStep[] {
  const jobs = tree.nodeAt(tree.root, ['jobs']);
  if (isMap(jobs)) {
    return jobs.items.flatMap(({ key, value }) => {
      const label = `a step of the job ${String(key)}`;
      return stepsOf(tree.follow(value), label, systemsOf(value, tree), { file, text, tree, inPlaceOf });
    });
  }
  return stepsOf(tree.nodeAt(tree.root, ['runs']), 'a step of the action', 'unknown', {
    file,
    text,
    tree,
    inPlaceOf,
  });
}

interface Source {
  readonly file: string;
  readonly text: string;
  readonly tree: YamlTree;
  readonly inPlaceOf: (expression: string) => string;
}

/** @param job the job, or the `runs` of an action. */
function stepsOf(
  job: unknown,
  label: string,
  systems: Systems,
  { file, text, tree, inPlaceOf }: Source,
): WorkflowStep[] {
  const steps = tree.nodeAt(job, ['steps']);
  if (!isSeq(steps)) return [];
  const setting = (step: unknown, key: string) =>
    tree.textAt(step, [key]) ??
    tree.textAt(job, ['defaults', 'run', key]) ??
    tree.textAt(tree.root, ['defaults', 'run', key]);
  return steps.items.map((item): WorkflowStep => {
    const step = tree.follow(item);
    const run = tree.nodeAt(step, ['run']);
    const shell = setting(step, 'shell');
    const found = { label, step, job, shell };
    if (!isScalar(run) || typeof run.value !== 'string') return { ...found, unit: undefined };
    const condition = [tree.textAt(job, ['if']), tree.textAt(step, ['if'])].join(' ');
    const onSystems = afterCondition(systems, condition);
    const folder = joinPath(setting(step, 'working-directory') ?? '.');
    const unit: ScriptUnit = {
      file,
      text: run.value.replace(/\$\{\{[\s\S]*?\}\}/g, inPlaceOf),
      interpreter: interpreterOf(shell, onSystems),
      isForWindows:
        onSystems === 'windows' || isNamedForWindows(file) || /^(?:cmd|powershell)\b/.test(shell ?? ''),
      label,
      folder: leavesWorkspace(folder) || folder.includes('${{') ? undefined : folder,
      place: placesIn(run, text),
    };
    return { ...found, unit };
  });
}

/** Where a job may run; `unknown` where an expression decides that. */
type Systems = 'unix' | 'windows' | 'both' | 'unknown';

function systemsOf(job: unknown, tree: YamlTree): Systems {
  const runsOn = tree.nodeAt(job, ['runs-on']);
  const labels = isSeq(runsOn) ? runsOn.items.map(String) : [tree.textAt(job, ['runs-on']) ?? ''];
  const found = matrixCombinations(tree.nodeAt(job, ['strategy', 'matrix']), tree).map((combination) =>
    labels.map((label) => expand(label, valuesOf('matrix', combination))).join(' '),
  );
  if (found.some((label) => label.includes('${{'))) return 'unknown';
  const windows = found.filter((label) => /windows/i.test(label)).length;
  if (windows === 0) return 'unix';
  return windows === found.length ? 'windows' : 'both';
}

/** What an `if` leaves of the systems. */
function afterCondition(systems: Systems, condition: string): Systems {
  if (systems === 'unix' || systems === 'windows') return systems;
  if (!/runner\.os|matrix\.|windows|linux|macos|ubuntu/i.test(condition)) return systems;
  const isNot = /!=\s*'[^']*windows|!\s*\(?\s*(?:contains|startsWith)\([^)]*windows/i.test(condition);
  if (/windows/i.test(condition)) return isNot ? 'unix' : 'windows';
  return /(?<![!])=\s*'(?:linux|macos|ubuntu)/i.test(condition) ? 'unix' : 'unknown';
}

/** Undefined for a shell that the check does not read, and where it cannot be told which one runs. */
function interpreterOf(shell: string | undefined, systems: Systems): Interpreter | undefined {
  const program = shell?.trim().split(/\s+/)[0]?.split('/').pop();
  switch (program) {
    case undefined:
    case '':
      return defaultShell(systems);
    case 'bash':
      return { kind: 'bash' };
    case 'sh':
      return { kind: 'sh', shell: 'dash' };
    case 'pwsh':
      return { kind: 'powershell', edition: 'core' };
    case 'powershell':
      return { kind: 'powershell', edition: 'windows' };
    case 'python':
      return { kind: 'python' };
    default:
      return undefined;
  }
}

function defaultShell(systems: Systems): Interpreter | undefined {
  switch (systems) {
    case 'unix':
      return { kind: 'bash' };
    case 'windows':
      return { kind: 'powershell', edition: 'core' };
    case 'both':
      return { kind: 'system-shell', onWindows: 'PowerShell' };
    case 'unknown':
      return undefined;
  }
}

/** A word of its length: what an expression stands for may be any. */
function asWord(expression: string): string {
  return expression.replace(/[^\n]/g, 'x');
}

/** A variable of its length, which nobody takes for what the text says. */
function asVariable(expression: string): string {
  return expression.includes('\n') ? asWord(expression) : `\${${'x'.repeat(expression.length - 3)}}`;
}

/** The places of a scalar's text: exact in a literal block and on one line, else the scalar's. */
function placesIn(scalar: Scalar, source: string): (offset: number) => Position {
  const [start = 0, end = 0] = scalar.range ?? [];
  const place = positionsOf(source);
  if (scalar.type === Scalar.BLOCK_LITERAL) {
    const within = positionsOf(String(scalar.value));
    const first = place(source.indexOf('\n', start) + 1).line;
    const indent = /\n( *)\S/.exec(source.slice(start, end))?.[1]?.length ?? 0;
    return (offset) => {
      const { line, column } = within(offset);
      return { line: first + line - 1, column: column + indent };
    };
  }
  const isOnOneLine = scalar.type === Scalar.PLAIN && !source.slice(start, end).trimEnd().includes('\n');
  return (offset) => place(isOnOneLine ? start + offset : start);
}
