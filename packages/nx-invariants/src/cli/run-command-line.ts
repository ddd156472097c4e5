import { type Style, styleFor } from '../report/style';
import { parseArguments } from './arguments';
import type { Command, ExitCode, Failure, Invocation, Outcome, Surroundings } from './command';
import { commands } from './commands';
import { helpOf, overview, usageOf } from './help';
import { suggestion } from './nearest';
import { readProjectGraph } from './project-graph';
import { pluginVersion } from './versions';
import { findWorkspaceRoot } from './workspace-root';

/** What the process is to print, and how it is to end. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: ExitCode;
}

export interface Machine {
  readonly cwd: string;
  readonly env: { readonly [name: string]: string | undefined };
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
  readonly projectGraph?: Surroundings['projectGraph'];
}

/**
 * Runs the command line without touching the process.
 *
 * @param argv what follows the program's name.
 */
export async function runCommandLine(argv: readonly string[], machine: Machine): Promise<Output> {
  const [name, ...rest] = argv;
  if (name === undefined) return { stdout: '', stderr: overview(commands), exitCode: 2 };
  if (['--help', '-h', 'help'].includes(name)) return printed(helpAbout(rest[0]));
  if (name === '--version') return printed(`${pluginVersion()}\n`);
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) return misuse(unknownCommand(name), 'Usage: nx-invariants COMMAND [OPTIONS]');

  const parsed = parseArguments(rest, command.options, command.operands);
  if (parsed.kind === 'misused') return misuse(parsed.message, usageOf(command), command);
  const { invocation } = parsed;
  if (invocation.flags.has('help')) return printed(helpOf(command));

  const style = styleFor({ isTTY: machine.isTerminal }, machine.env);
  const outcome = await attempt(command, invocation, machine, style);
  if (outcome.kind === 'lines') {
    const stdout = outcome.lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    return { stdout, stderr: '', exitCode: outcome.exitCode };
  }
  return invocation.flags.has('json') ? asJson(command, outcome) : asText(command, outcome);
}

function helpAbout(name: string | undefined): string {
  const command = commands.find((candidate) => candidate.name === name);
  return command ? helpOf(command) : overview(commands);
}

async function attempt(
  command: Command,
  invocation: Invocation,
  machine: Machine,
  style: Style,
): Promise<Outcome> {
  const root = findWorkspaceRoot(machine.cwd, invocation.values.get('root')?.[0]);
  if (root.kind === 'failure') return root;
  if (root.kind === 'outside' && command.needsWorkspace) {
    return {
      kind: 'failure',
      message: `This is no Nx workspace: there is no nx.json in ${machine.cwd} or above it.`,
      fix: 'run the command inside the workspace, or name its folder with --root',
    };
  }
  return command.run(invocation, {
    cwd: machine.cwd,
    env: machine.env,
    style,
    workspaceRoot: root.kind === 'workspace' ? root.root : undefined,
    projectGraph: machine.projectGraph ?? readProjectGraph,
  });
}

type Framed = Exclude<Outcome, { kind: 'lines' }>;

function asText(command: Command, outcome: Framed): Output {
  if (outcome.kind === 'failure') return { stdout: '', stderr: failureText(command, outcome), exitCode: 2 };
  return { stdout: outcome.text, stderr: '', exitCode: outcome.exitCode };
}

/** Every document has one frame, so that a reader finds the result or the error at the same place. */
function asJson(command: Command, outcome: Framed): Output {
  const frame = { version: 1, command: command.name };
  if (outcome.kind === 'failure') {
    const { message, fix } = outcome;
    const document = { ...frame, exitCode: 2, error: { message, fix } };
    return { stdout: jsonText(document), stderr: failureText(command, outcome), exitCode: 2 };
  }
  const document = { ...frame, exitCode: outcome.exitCode, result: outcome.json };
  return { stdout: jsonText(document), stderr: '', exitCode: outcome.exitCode };
}

function failureText({ name }: Command, { message, fix }: Failure): string {
  return `nx-invariants ${name}: ${message}\n  fix: ${fix}\n`;
}

function jsonText(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

function unknownCommand(name: string): string {
  const names = commands.map((command) => command.name);
  const kind = name.startsWith('-') ? 'option' : 'command';
  const known = kind === 'option' ? ['--help', '--version'] : names;
  return `There is no ${kind} ${name}.${suggestion(name, known)}`;
}

function misuse(message: string, usage: string, command?: Command): Output {
  const name = command === undefined ? 'nx-invariants' : `nx-invariants ${command.name}`;
  const more = `More: ${name} --help`;
  return { stdout: '', stderr: `${name}: ${message}\n${usage}\n${more}\n`, exitCode: 2 };
}

function printed(stdout: string): Output {
  return { stdout, stderr: '', exitCode: 0 };
}
