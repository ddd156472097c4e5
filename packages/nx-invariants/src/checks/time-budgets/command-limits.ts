import { posix } from 'node:path';
import { type Command, readCommands } from '@nx-invariants/portable-scripts';
import type { FindingDraft } from '../../check/finding';
import { parseJson } from '../../config/json-document';
import type { NxJson } from '../../config/nx-json';
import { scriptRun } from '../../scripts/package-script';
import { hasFlag, startedProgram } from '../../scripts/started-program';
import { testRun } from '../../scripts/test-runners';
import { type ManifestCommand, manifestCommands } from '../../workspace/manifest-commands';
import { joinPath } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';
import { isAboveZero, lastFlagValue } from './limit';
import { pytestFiles } from './pytest-use';
import { configuredTool } from './runner-configs';

/** A test runner that a command line starts, with what says how long it may take. */
interface RunnerCommand {
  readonly name: string;
  readonly flags: readonly string[];
  /** What has a configuration that may say it instead. */
  readonly config: 'pytest' | 'Vitest' | 'Playwright' | undefined;
}

const runners: Readonly<Record<string, RunnerCommand>> = {
  'go test': { name: 'go test', flags: ['-timeout', '--timeout', '-test.timeout'], config: undefined },
  'node --test': { name: 'node --test', flags: ['--test-timeout'], config: undefined },
  pytest: { name: 'pytest', flags: ['--timeout'], config: 'pytest' },
  'py.test': { name: 'pytest', flags: ['--timeout'], config: 'pytest' },
  vitest: { name: 'vitest', flags: ['--testTimeout', '--test-timeout'], config: 'Vitest' },
  'playwright test': { name: 'playwright test', flags: ['--timeout'], config: 'Playwright' },
};

/** What a command line must hold to start one of them. */
const runnerWords = /\b(?:go\s[^"]*test|pytest|py\.test|vitest|playwright\s[^"]*test|node\s[^"]*--test)\b/;

/** What only fetches a test runner starts none. */
const installs = /\b(?:install|add)\s[^&|;]*/g;

/** The manifests of a project that have command lines. */
export function manifestsOf(root: string): string[] {
  return ['project.json', 'package.json'].map((name) => joinPath(root, name));
}

/** The command lines of a project's targets and scripts that may start a test runner. */
export function commandLines(root: string, read: ReadText, nxJson: NxJson): ManifestCommand[] {
  return manifestsOf(root).flatMap((file) => {
    const text = read(file);
    const parsed = text === undefined ? undefined : parseJson(text);
    // Nx itself takes no manifest that is not JSON.
    if (!parsed?.ok) return [];
    return manifestCommands(file, parsed.document, nxJson).filter(({ script }) =>
      runnerWords.test(script.replace(installs, '')),
    );
  });
}

export interface CommandJudgement {
  /** Whether it starts a test runner, or may; one that only names it does not. */
  readonly startsRunner: boolean;
  /** Whether it starts pytest and leaves the limit to the configuration, or sets one itself; undefined where it starts none. */
  readonly pytest: 'unlimited' | 'limited' | undefined;
  readonly findings: readonly FindingDraft[];
}

/**
 * Whether a command line limits the test runners that it starts, or leaves that to a configuration.
 *
 * @param configured the runners whose configuration is judged.
 */
export async function judgeCommand(
  command: ManifestCommand,
  configured: ReadonlySet<string>,
): Promise<CommandJudgement> {
  const { commands, unread } = await readCommands(command.script, { kind: 'bash' });
  const found = commands.flatMap((each) => runnerOf(each));
  const hidden = unread.filter(({ text }) => runnerWords.test(text));
  const ofPytest = found.filter(({ runner }) => runner.config === 'pytest');
  const isLimited = ofPytest.every(({ runner, args }) => hasFlag(args, ...runner.flags));
  return {
    startsRunner: found.length + hidden.length > 0,
    pytest: ofPytest.length === 0 ? undefined : isLimited ? 'limited' : 'unlimited',
    findings: [
      ...found.flatMap(({ runner, args }) => limitFindings(runner, args, command, configured)),
      ...hidden.map(({ reason }) => unreadable(command, reason)),
    ],
  };
}

function unreadable({ label, place }: ManifestCommand, reason: string): FindingDraft {
  return {
    severity: 'error',
    undecided: true,
    ...place,
    message: `${label}: whether its tests have a limit cannot be told: ${reason}`,
    expected: 'a command line that can be parsed',
    fix: 'write it in a plainer way',
    invariants: ['D1'],
  };
}

interface Found {
  readonly runner: RunnerCommand;
  readonly args: Command['words'];
}

function runnerOf({ words, folder }: Command): Found[] {
  const first = startedProgram(words);
  // "yarn vitest" and "pnpm vitest" start the program of that name.
  const program = first && (scriptRun(first, folder)?.program ?? first);
  const started = program && testRun(program);
  const runner = started !== undefined && Object.hasOwn(runners, started) ? runners[started] : undefined;
  return program && runner ? [{ runner, args: program.args }] : [];
}

function limitFindings(
  runner: RunnerCommand,
  args: Command['words'],
  command: ManifestCommand,
  configured: ReadonlySet<string>,
): FindingDraft[] {
  const { name, flags, config } = runner;
  const [flag = ''] = flags;
  if (hasFlag(args, ...flags)) return valueFindings(runner, args, command);
  const others = config === undefined ? [] : otherConfiguration(runner, args, command);
  if (others.length > 0 || (config !== undefined && configured.has(config))) return others;
  return [
    {
      severity: 'error',
      ...command.place,
      message: `${command.label}: ${name} runs without ${flag}`,
      expected: 'a limit that is written down, after which a test that hangs is stopped',
      fix: `add ${flag} to the command${config === undefined ? '' : `, or a limit to the configuration of ${config}`}`,
      invariants: ['D1'],
    },
  ];
}

function valueFindings(
  { name, flags }: RunnerCommand,
  args: Command['words'],
  { label, place }: ManifestCommand,
): FindingDraft[] {
  const [flag = ''] = flags;
  const value = lastFlagValue(args, ...flags);
  if (value !== undefined && isAboveZero(value)) return [];
  return [
    {
      severity: 'error',
      ...(value === undefined ? { undecided: true } : {}),
      ...place,
      message:
        value === undefined
          ? `${label}: the value of ${flag} of ${name} cannot be told`
          : `${label}: ${flag} of ${name} is ${value}, which is no limit`,
      expected: 'a duration above 0, written out',
      fix: `write the value of ${flag} into the command`,
      invariants: ['D1'],
    },
  ];
}

/** The flags that name a configuration: the same for pytest, Vitest and Playwright. */
const configFlags = ['--config', '-c', '--config-file'];

/** What takes the place of the configuration that is judged: another one, or the environment (pytest-timeout, "Usage"). */
function otherConfiguration(
  { name, flags: [flag = ''], config }: RunnerCommand,
  args: Command['words'],
  { label, place, script }: ManifestCommand,
): FindingDraft[] {
  const draft = (message: string): FindingDraft => ({
    severity: 'error',
    undecided: true,
    ...place,
    message: `${label}: ${message}`,
    expected: 'a limit in the command, or in a configuration that has the name that its runner looks for',
    fix: `add ${flag} to the command`,
    invariants: ['D1'],
  });
  const variable = config === 'pytest' && /\b(PYTEST_TIMEOUT|PYTEST_ADDOPTS)=/.exec(script)?.[1];
  if (variable) return [draft(`the timeout of pytest cannot be told: the command sets ${variable}`)];
  if (!hasFlag(args, ...configFlags)) return [];
  const file = lastFlagValue(args, ...configFlags);
  if (file !== undefined && isJudged(file)) return [];
  const what = `its configuration ${file === undefined ? '' : `${file} `}is not read`;
  return [draft(`whether ${name} has a limit cannot be told: ${what}`)];
}

/** Whether a configuration, or one in a folder, has a name by which it is judged where it lies. */
function isJudged(file: string): boolean {
  const name = posix.basename(file);
  return (
    posix.extname(name) === '' ||
    configuredTool(file) !== undefined ||
    pytestFiles.some((known) => known === name)
  );
}
