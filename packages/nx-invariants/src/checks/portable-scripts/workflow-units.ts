import { type Interpreter, type Position, positionsOf } from '@nx-invariants/portable-scripts';
import { isMap, isScalar, isSeq, Scalar } from 'yaml';
import { expand, valuesOf } from '../../deployment/builders/expressions';
import { matrixCombinations } from '../../deployment/builders/workflow-matrix';
import { parseYamlTree, type YamlTree } from '../../deployment/builders/yaml-tree';
import { joinPath, leavesWorkspace } from '../../workspace/paths';
import { isNamedForWindows, type ScriptUnit, type UnitReading } from './script-unit';

/** The `run` steps of a workflow, each for the shell that runs it (GitHub Docs, "Workflow syntax": `shell`). */
export function workflowUnits(file: string, text: string): UnitReading {
  const reading = parseYamlTree(file, text, 'workflow');
  if (!reading.ok) return { units: [], findings: [{ ...reading.finding, invariants: ['X1'] }] };
  const { tree } = reading;
  const jobs = tree.nodeAt(tree.root, ['jobs']);
  const units = isMap(jobs)
    ? jobs.items.flatMap(({ key, value }) => jobUnits(file, text, String(key), value, tree))
    : [];
  return { units, findings: [] };
}

function jobUnits(file: string, text: string, name: string, job: unknown, tree: YamlTree): ScriptUnit[] {
  const steps = tree.nodeAt(job, ['steps']);
  if (!isSeq(steps)) return [];
  const systems = systemsOf(job, tree);
  const setting = (step: unknown, key: string) =>
    tree.textAt(step, [key]) ??
    tree.textAt(job, ['defaults', 'run', key]) ??
    tree.textAt(tree.root, ['defaults', 'run', key]);
  return steps.items.flatMap((step): ScriptUnit[] => {
    const run = tree.nodeAt(step, ['run']);
    if (!isScalar(run) || typeof run.value !== 'string') return [];
    const condition = [tree.textAt(job, ['if']), tree.textAt(step, ['if'])].join(' ');
    const onSystems = afterCondition(systems, condition);
    const folder = joinPath(setting(step, 'working-directory') ?? '.');
    return [
      {
        file,
        text: withoutExpressions(run.value),
        interpreter: interpreterOf(setting(step, 'shell'), onSystems),
        isForWindows:
          onSystems === 'windows' ||
          isNamedForWindows(file) ||
          /^(?:cmd|powershell)\b/.test(setting(step, 'shell') ?? ''),
        label: `a step of the job ${name}`,
        folder: leavesWorkspace(folder) || folder.includes('${{') ? undefined : folder,
        place: placesIn(run, text),
      },
    ];
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

/** Expressions are put in before a shell sees the text; a word of their length keeps what stands behind in its place. */
function withoutExpressions(text: string): string {
  return text.replace(/\$\{\{[\s\S]*?\}\}/g, (expression) => expression.replace(/[^\n]/g, 'x'));
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
