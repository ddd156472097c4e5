import { posix } from 'node:path';
import { byExpression, pairsOf, type Refusal, unread, unsaid } from './builder';

/** The arguments of a `docker build` or `docker buildx build` that decide what it reads. */
export interface BuildCommand {
  readonly program: 'docker' | 'podman' | 'nerdctl';
  /** The folder the command runs in, relative to the script's. */
  readonly folder: string;
  readonly context: string;
  readonly file: string | undefined;
  readonly target: string | undefined;
  readonly args: ReadonlyMap<string, string>;
  readonly namedContexts: ReadonlyMap<string, string>;
}

/** The arguments of `docker compose build` or `docker buildx bake`, which build what files say. */
export interface FilesCommand {
  readonly program: 'compose' | 'bake';
  /** The folder the command runs in, relative to the script's. */
  readonly folder: string;
  /** As given; none where the program looks for its standard files. */
  readonly files: readonly string[];
  /** The targets of a bake that are named. */
  readonly targets: readonly string[];
}

export type BuildCommandReading =
  | { readonly kind: 'build'; readonly command: BuildCommand }
  | { readonly kind: 'files'; readonly command: FilesCommand }
  | { readonly kind: 'unreadable'; readonly refusal: Refusal };

/**
 * Flags that take no value, of `docker build`, `docker buildx build` and `bake` (Docker 28), `docker compose` (v2), and
 * before the command of `docker`, `podman` and `nerdctl`.
 */
const switches = new Set([
  '--check',
  '--compress',
  '--disable-content-trust',
  '--force-rm',
  '--load',
  '--no-cache',
  '--pull',
  '--push',
  '--quiet',
  '-q',
  '--rm',
  '--squash',
  '--debug',
  '-D',
  '--print',
  '--all-resources',
  '--compatibility',
  '--dry-run',
  '--verbose',
  '--tls',
  '--tlsverify',
  '--remote',
  '-r',
]);

const programs = new Set(['docker', 'podman', 'nerdctl', 'docker-compose', 'podman-compose']);

/**
 * The image builds in a shell script, in the folder that `cd` commands before them lead to: `build`, `buildx build`,
 * `builder build` and `image build` of docker, podman and nerdctl; `compose build` (and `up --build`), `docker-compose`
 * too; `buildx bake`. Those that are substituted (`$(…)`, backquotes) and in what `sh -c`, `pwsh -Command` and `eval` are
 * given count as well.
 * Shell variables and substitutions in what decides the build make that one unreadable.
 */
export function buildCommands(script: string): BuildCommandReading[] {
  const readings: BuildCommandReading[] = [];
  const outer: string[] = [];
  const pushed: string[] = [];
  let folder = '.';
  for (const command of commandsOf(script)) {
    if (command === '(') outer.push(folder);
    else if (command === ')') folder = outer.pop() ?? folder;
    else if (command[0] === 'popd') folder = pushed.pop() ?? folder;
    else if (command[0] === 'cd' || command[0] === 'pushd') {
      if (command[0] === 'pushd') pushed.push(folder);
      folder = below(folder, command[1] === '-' ? '~-' : (command[1] ?? '~'));
    } else readings.push(...buildsIn(command, folder));
  }
  return readings;
}

/** The command that is all of a script, if it is one build and nothing but its words decides what that reads. */
export type SoleCommandReading =
  | { readonly kind: 'build'; readonly command: BuildCommand }
  | { readonly kind: 'untold'; readonly because: string };

/** Flags with a value that name no file or variable which decides the image, besides those that are read. */
const plainFlags = new Set([
  '--file',
  '--target',
  '--build-arg',
  '--build-context',
  ...['--tag', '-t', '--label', '--annotation', '--platform', '--builder', '--progress', '--network'],
  ...['--output', '-o', '--iidfile', '--metadata-file', '--cache-from', '--cache-to'],
  ...['--provenance', '--sbom', '--attest', '--add-host', '--shm-size', '--ulimit', '--memory', '-m'],
]);

/** A script read as one image build; anything it may do besides, or may be told from outside, makes it untold. */
export function soleBuildCommand(script: string): SoleCommandReading {
  const untold = (because: string): SoleCommandReading => ({ kind: 'untold', because });
  const [open] = /[$`~%<>]|\{args\b/.exec(script) ?? [];
  if (open !== undefined) return untold(`its command holds ${open}, so it is known only when it runs`);
  const [words, ...more] = commandsOf(script);
  if (words === undefined || typeof words === 'string' || more.length > 0)
    return untold('it runs more than one command');
  const [first = ''] = words;
  if (!programs.has(first)) return untold(`its command begins with ${first}`);
  const [reading] = buildsIn(words, '.');
  if (reading?.kind === 'unreadable') return untold(reading.refusal.reason);
  if (reading?.kind !== 'build') return untold('it builds what other files say');
  const { values } = parsed(words);
  const flag = [...values.keys()].find((name) => !plainFlags.has(name));
  if (flag !== undefined) return untold(`what its flag ${flag} reads is not known`);
  const unset = valuesOf(values, '--build-arg').find((value) => !value.includes('='));
  if (unset !== undefined) return untold(`the environment gives its argument ${unset}`);
  return reading;
}

function below(folder: string, path: string): string {
  return path.startsWith('/') || path.startsWith('~') || folder === '.' ? path : `${folder}/${path}`;
}

function buildsIn(words: readonly string[], folder: string): BuildCommandReading[] {
  if (words[0] === 'echo' || words[0] === 'printf') return [];
  const at = words.findIndex((word) => programs.has(programName(word)));
  if (at < 0) return [];
  const program = programName(words[at] as string);
  if (program.endsWith('-compose')) return composeBuild(words.slice(at + 1), folder);
  const build = (given: readonly string[]) => readCommand(program as BuildCommand['program'], given, folder);
  const [first, ...rest] = afterFlags(words.slice(at + 1)).rest;
  switch (first) {
    case 'build':
      return [build(rest)];
    case 'compose':
      return composeBuild(rest, folder);
    case 'buildx':
    case 'builder':
    case 'image': {
      const [second, ...given] = afterFlags(rest).rest;
      if (second === 'bake' || second === 'f') return [bakeCommand(given, folder)];
      return second === 'build' || second === 'b' ? [build(given)] : [];
    }
    default:
      return [];
  }
}

function programName(word: string): string {
  return word.startsWith('/') ? posix.basename(word) : word;
}

/** Commands other than `build` build with `--build` only, or what has no image yet. */
function composeBuild(words: readonly string[], folder: string): BuildCommandReading[] {
  const { values, rest } = afterFlags(words);
  const [command, ...given] = rest;
  if (command !== 'build' && !given.includes('--build')) return [];
  const moved = valuesOf(values, '--project-directory').at(-1);
  if (moved !== undefined) {
    const reason = `its paths are taken from another folder, ${moved}`;
    const refusal = isExpression(moved)
      ? unsaid(reason)
      : unread(reason, 'run it without --project-directory');
    return [{ kind: 'unreadable', refusal }];
  }
  return [filesCommand('compose', folder, valuesOf(values, '--file'), [])];
}

const harmlessOverride =
  /^[^=]*\.(tags|output|platforms?|push|load|pull|no-cache|cache-(from|to)|labels?[^=]*)\+?=/;

/** The words after `docker buildx bake`. */
export function bakeCommand(words: readonly string[], folder: string): BuildCommandReading {
  const { values, positional } = parsed(words);
  const override = valuesOf(values, '--set').find((setting) => !harmlessOverride.test(setting));
  if (override !== undefined) {
    const reason = `--set changes it, ${override}`;
    const refusal = isExpression(override)
      ? unsaid(reason)
      : unread(reason, 'write what it sets in the bake file');
    return { kind: 'unreadable', refusal };
  }
  return filesCommand('bake', folder, valuesOf(values, '--file'), positional);
}

function filesCommand(
  program: FilesCommand['program'],
  folder: string,
  files: readonly string[],
  targets: readonly string[],
): BuildCommandReading {
  const variable = [folder, ...files, ...targets].find(isExpression);
  return variable === undefined
    ? { kind: 'files', command: { program, folder, files, targets } }
    : { kind: 'unreadable', refusal: byExpression(variable) };
}

type FlagValues = ReadonlyMap<string, readonly string[]>;

function valuesOf(values: FlagValues, flag: string): readonly string[] {
  return values.get(flag) ?? [];
}

/** Of the shell, or an argument of nx:run-commands. */
function isExpression(word: string): boolean {
  return /[$`~]|\{args\./.test(word);
}

/** The flags before a command, and the command with all that follows. */
function afterFlags(words: readonly string[]): {
  readonly values: FlagValues;
  readonly rest: readonly string[];
} {
  const { first } = parsed(words);
  return { values: parsed(words.slice(0, first)).values, rest: words.slice(first) };
}

interface ParsedWords {
  readonly values: FlagValues;
  readonly positional: readonly string[];
  /** The index of the first word that is no flag and no value of one. */
  readonly first: number;
}

function parsed(words: readonly string[]): ParsedWords {
  const positional: string[] = [];
  const values = new Map<string, string[]>();
  let first = words.length;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    if (!word.startsWith('-') || word === '-') {
      if (positional.length === 0) first = index;
      positional.push(word);
      continue;
    }
    const [given, inline] = splitFlag(word);
    const flag = given === '-f' ? '--file' : given;
    if (switches.has(flag)) continue;
    const value = inline ?? words[++index] ?? '';
    values.set(flag, [...(values.get(flag) ?? []), value]);
  }
  return { values, positional, first };
}

function readCommand(
  program: BuildCommand['program'],
  words: readonly string[],
  folder: string,
): BuildCommandReading {
  const { values, positional } = parsed(words);
  const last = (flag: string) => valuesOf(values, flag).at(-1);
  if (program === 'podman' && valuesOf(values, '--file').length > 1)
    return { kind: 'unreadable', refusal: unread('it joins several files to one', 'give it one file') };
  const context = positional.at(-1);
  const file = last('--file');
  const target = last('--target');
  const variable = [folder, context, file, target].find((word) => word !== undefined && isExpression(word));
  if (variable !== undefined) return { kind: 'unreadable', refusal: byExpression(variable) };
  if (context === undefined) return { kind: 'unreadable', refusal: unsaid('the command names no context') };
  if (file === '-') return { kind: 'unreadable', refusal: unsaid('its Dockerfile is standard input') };
  return {
    kind: 'build',
    command: {
      program,
      folder,
      context,
      file,
      target,
      args: pairsOf(valuesOf(values, '--build-arg')),
      namedContexts: pairsOf(valuesOf(values, '--build-context')),
    },
  };
}

/** `--file=x`, and `-fx` and `-f=x` as the short form has it. */
function splitFlag(word: string): [string, string | undefined] {
  if (!word.startsWith('--') && word.length > 2) return [word.slice(0, 2), word.slice(2).replace(/^=/, '')];
  const equals = word.indexOf('=');
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}

/**
 * Blanks, comments, what stands between two commands, parentheses, redirections with their target, and words with
 * their quotes (POSIX Shell Command Language, 2.2 Quoting and 2.3 Token Recognition; 2.7 Redirection). `$(…)`, what
 * stands in backquotes, `${…}` and the `${{ … }}` of a workflow belong to one word, up to a length that keeps the time
 * for any text in proportion to it.
 */
const token =
  /[ \t]+|(?<![^\s;&|()])#[^\n]*|(?<separator>\r?\n|&&|\|\||[;&|])|(?<parenthesis>[()])|\d*[<>]+&?[ \t]*[^\s;&|()]*|(?<word>(?:"(?:\\[\s\S]|[^"\\])*"|'[^']*'|\$\([^)\n]{0,4096}\)|\$\{[^}\n]{0,4096}\}+|`[^`\n]{0,4096}`|\\[\s\S]|[^\s"'`\\;&|()<>])+)|[\s\S]/g;

/** A line that goes on in the next: with a backslash, or with a backquote behind a blank as PowerShell has it. */
const continuation = /(?:\\|(?<=[ \t])`)\r?\n/g;

/** Nobody writes a shell in a shell more often. */
const maxNesting = 4;

type ShellCommand = readonly string[] | '(' | ')';

/**
 * The commands of a script as their words without quotes and redirections, and the parentheses around them. What is
 * substituted, or given to another shell, stands in parentheses before the command that it is part of.
 */
function commandsOf(script: string, depth = 0): ShellCommand[] {
  if (depth > maxNesting) return [];
  const inner = (script: string): ShellCommand[] => ['(', ...commandsOf(script, depth + 1), ')'];
  const commands: ShellCommand[] = [];
  let words: string[] = [];
  const end = () => {
    const start = scriptStart(words);
    if (start !== undefined) commands.push(...inner(words.slice(start).join(' ')));
    else if (words.length > 0) commands.push(words);
    words = [];
  };
  for (const { groups = {} } of script.replace(continuation, ' ').matchAll(token)) {
    const { separator, parenthesis, word } = groups;
    if (word !== undefined) {
      for (const substituted of substitutionsIn(word)) commands.push(...inner(substituted));
      words.push(unquoted(word));
    }
    if (separator !== undefined || parenthesis !== undefined) end();
    if (parenthesis === '(' || parenthesis === ')') commands.push(parenthesis);
  }
  end();
  return commands;
}

/** The scripts in a word that are run and replaced by what they print: those in single quotes are not. */
function substitutionsIn(word: string): string[] {
  const parts = word.match(/'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[^'"]+/g) ?? [];
  return parts
    .filter((part) => !part.startsWith("'"))
    .flatMap((part) => [...part.matchAll(/\$\(([^)\n]{1,4096})\)|(?<!\\)`([^`\\\n]{1,4096})`/g)])
    .map(([, inParentheses, inBackquotes]) => inParentheses ?? inBackquotes ?? '');
}

/** Where the script begins that a command such as `bash -euc '…'`, `pwsh -Command …` or `eval …` is given. */
function scriptStart(words: readonly string[]): number | undefined {
  if (words[0] === 'eval') return 1;
  const shell = words.findIndex((word) => /^((ba|da|k|z)?sh|pwsh|powershell)$/.test(programName(word)));
  const isFlag = programName(words[shell] ?? '').startsWith('p') ? /^-c(ommand)?$/i : /^-\w*c$/;
  const flag = words.findIndex((word, index) => shell >= 0 && index > shell && isFlag.test(word));
  return flag < 0 ? undefined : flag + 1;
}

function unquoted(word: string): string {
  return word.replace(
    /"((?:\\[\s\S]|[^"\\])*)"|'([^']*)'|\\([\s\S])/g,
    (_, double, single, escaped) => double ?? single ?? escaped ?? '',
  );
}
