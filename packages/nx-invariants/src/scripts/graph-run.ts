import { flagValue, type StartedProgram } from './started-program';
import { isTestName } from './test-runners';

/** A command that runs targets of the task graph. */
export interface GraphRun {
  /** None where the command does not say them in a way that can be told. */
  readonly targets: readonly string[] | undefined;
  /** What `--exclude` leaves out. */
  readonly excluded: string | undefined;
}

/** Commands of Nx that run no target (Nx 24, `nx --help`). */
const others: ReadonlySet<string> = new Set([
  'add',
  'configure-ai-agents',
  'connect',
  'connect-to-nx-cloud',
  'daemon',
  'exec',
  'fix-ci',
  'format',
  'format:check',
  'format:write',
  'g',
  'generate',
  'graph',
  'dep-graph',
  'help',
  'import',
  'init',
  'list',
  'login',
  'logout',
  'mcp',
  'migrate',
  'new',
  'record',
  'release',
  'repair',
  'report',
  'reset',
  'show',
  'start-agent',
  'start-ci-run',
  'stop-all-agents',
  'sync',
  'sync:check',
  'view-logs',
  'watch',
  'print-affected',
  'affected:graph',
  'workspace-lint',
]);

/** What a command of Nx runs; undefined where it runs nothing. */
export function graphRun({ name, args }: StartedProgram): GraphRun | undefined {
  if (name !== 'nx') return undefined;
  const [command, ...rest] = args;
  if (command === undefined)
    return args.length === 0 ? undefined : { targets: undefined, excluded: undefined };
  if (others.has(command) || command.startsWith('-')) return undefined;
  const excluded = flagValue(rest, '--exclude');
  if (command === 'run-many' || command === 'affected') return { targets: targetsOf(rest), excluded };
  const named = command === 'run' ? rest[0]?.split(':')[1] : (command.split(':')[1] ?? command);
  return { targets: named === undefined ? undefined : [named], excluded };
}

/** The values of `-t`, separated by blanks or commas. */
function targetsOf(args: StartedProgram['args']): string[] | undefined {
  const found: string[] = [];
  let isTarget = false;
  for (const word of args) {
    if (word === undefined) {
      if (isTarget) return undefined;
      continue;
    }
    const value = /^(?:-t|--targets?)(?:=(.*))?$/s.exec(word);
    if (value) {
      isTarget = true;
      if (value[1] !== undefined) found.push(...value[1].split(','));
    } else if (word.startsWith('-')) isTarget = false;
    else if (isTarget) found.push(...word.split(','));
  }
  return found.length === 0 ? undefined : found;
}

/** The target that holds all invariants of a project, and what the names of the checks' begin with. */
export interface TargetNames {
  readonly aggregate: string;
  readonly checkPrefix: string;
}

/** Whether a run is of invariants, checks or tests, or may be. */
export function runsTests({ targets }: GraphRun, { aggregate, checkPrefix }: TargetNames): boolean {
  return (
    targets === undefined ||
    targets.some((target) => target === aggregate || target.startsWith(checkPrefix) || isTestName(target))
  );
}
