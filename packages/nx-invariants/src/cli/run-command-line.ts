import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pluginVersion } from '../plugin/own-manifest';
import { printableText, type Style, styleFor } from '../report/style';
import { parseArguments } from './arguments';
import {
  type Command,
  type ExitCode,
  type Failure,
  failure,
  type Invocation,
  type Outcome,
  optionValue,
  type Streams,
  type Surroundings,
} from './command';
import { commands } from './commands';
import { helpOf, overview, usageOf } from './help';
import { failureDocument, resultDocument } from './json-document';
import { suggestion } from './nearest';
import { readProjectGraph } from './project-graph';
import { runNx } from './run-nx';
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
  /** The width of the terminal that standard output is; undefined where it is none. */
  readonly columns?: number | undefined;
  /** Standard input and output, for commands that answer while they read; without them there is nothing to read. */
  readonly streams?: Streams;
  readonly projectGraph?: Surroundings['projectGraph'];
  readonly runNx?: Surroundings['runNx'];
}

const noStreams: Streams = { input: (async function* () {})(), print: async () => {} };

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

  const style = styleFor({ isTTY: machine.columns !== undefined }, machine.env);
  const outcome = await attempt(command, invocation, machine, style);
  if (outcome.kind === 'printed') return { stdout: '', stderr: '', exitCode: outcome.exitCode };
  const output = invocation.flags.has('json') ? asJson(command, outcome) : asText(command, outcome);
  const file = optionValue(invocation, 'output');
  return outcome.kind === 'result' && file !== undefined
    ? intoFile(command, output, machine.cwd, file)
    : output;
}

/** What was to be printed goes into a file instead. */
function intoFile(command: Command, output: Output, cwd: string, file: string): Output {
  try {
    writeFileSync(resolve(cwd, file), output.stdout);
    return { ...output, stdout: '' };
  } catch (error) {
    const reason = failure(
      `${file} cannot be written: ${(error as Error).message}.`,
      'name a file in a folder that exists and may be written to',
    );
    return { stdout: '', stderr: failureText(command, reason), exitCode: 2 };
  }
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
    columns: machine.columns,
    workspaceRoot: root.kind === 'workspace' ? root.root : undefined,
    streams: machine.streams ?? noStreams,
    projectGraph: machine.projectGraph ?? readProjectGraph,
    runNx: machine.runNx ?? runNx,
  });
}

/** An outcome that is still to be printed. */
type Whole = Exclude<Outcome, { kind: 'printed' }>;

function asText(command: Command, outcome: Whole): Output {
  if (outcome.kind === 'failure') return { stdout: '', stderr: failureText(command, outcome), exitCode: 2 };
  return { stdout: outcome.text, stderr: '', exitCode: outcome.exitCode };
}

function asJson(command: Command, outcome: Whole): Output {
  const { name } = command;
  if (outcome.kind === 'failure') {
    return {
      stdout: failureDocument(name, outcome),
      stderr: failureText(command, outcome),
      exitCode: 2,
    };
  }
  const { exitCode, json } = outcome;
  return { stdout: resultDocument(name, exitCode, json), stderr: '', exitCode };
}

function failureText({ name }: Command, { message, fix }: Failure): string {
  return printableText(`nx-invariants ${name}: ${message}\n  fix: ${fix}\n`);
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
