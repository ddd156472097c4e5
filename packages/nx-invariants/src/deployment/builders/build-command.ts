/** The arguments of a `docker build` or `docker buildx build` that decide what it reads. */
export interface BuildCommand {
  /** The folder the command runs in, relative to the script's. */
  readonly folder: string;
  readonly context: string;
  readonly file: string | undefined;
  readonly target: string | undefined;
  readonly args: ReadonlyMap<string, string>;
  readonly namedContexts: ReadonlyMap<string, string>;
}

export type BuildCommandReading =
  | { readonly kind: 'build'; readonly command: BuildCommand }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Flags of `docker build` and `docker buildx build` (Docker 28) that take no value. */
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
]);

/**
 * The image builds in a shell script: each `docker build`, `docker buildx build` and `podman build` command, in the
 * folder that `cd` commands before it lead to. Shell variables and substitutions in what decides the build make that
 * one unreadable.
 */
export function buildCommands(script: string): BuildCommandReading[] {
  const readings: BuildCommandReading[] = [];
  const outer: string[] = [];
  let folder = '.';
  for (const command of commandsOf(script)) {
    if (command === '(') outer.push(folder);
    else if (command === ')') folder = outer.pop() ?? folder;
    else if (command[0] === 'cd' || command[0] === 'pushd') folder = below(folder, command[1] ?? '~');
    else readings.push(...buildsIn(command, folder));
  }
  return readings;
}

function below(folder: string, path: string): string {
  return path.startsWith('/') || path.startsWith('~') || folder === '.' ? path : `${folder}/${path}`;
}

function buildsIn(words: readonly string[], folder: string): BuildCommandReading[] {
  if (words[0] === 'echo' || words[0] === 'printf') return [];
  const program = words.findIndex((word) => word === 'docker' || word === 'podman');
  if (program < 0) return [];
  const [first, second] = words.slice(program + 1);
  if (first === 'build') return [readCommand(words.slice(program + 2), folder)];
  const isBuild = (first === 'buildx' || first === 'image') && second === 'build';
  return isBuild ? [readCommand(words.slice(program + 3), folder)] : [];
}

function readCommand(words: readonly string[], folder: string): BuildCommandReading {
  const positional: string[] = [];
  const values = new Map<string, string[]>();
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    if (!word.startsWith('-') || word === '-') {
      positional.push(word);
      continue;
    }
    const [flag, inline] = splitFlag(word);
    if (switches.has(flag)) continue;
    const value = inline ?? words[++index] ?? '';
    values.set(flag, [...(values.get(flag) ?? []), value]);
  }
  const last = (...flags: string[]) => flags.flatMap((flag) => values.get(flag) ?? []).at(-1);
  const context = positional.at(-1);
  const file = last('--file', '-f');
  const target = last('--target');
  const variable = [folder, context, file, target].find((word) => word !== undefined && /[$`~]/.test(word));
  if (variable !== undefined)
    return { kind: 'unreadable', reason: `it is given by a shell expression, ${variable}` };
  if (context === undefined) return { kind: 'unreadable', reason: 'the command names no context' };
  return {
    kind: 'build',
    command: {
      folder,
      context,
      file,
      target,
      args: pairs(values.get('--build-arg')),
      namedContexts: pairs(values.get('--build-context')),
    },
  };
}

/** `--file=x`, and `-fx` and `-f=x` as the short form has it. */
function splitFlag(word: string): [string, string | undefined] {
  if (!word.startsWith('--') && word.length > 2) return [word.slice(0, 2), word.slice(2).replace(/^=/, '')];
  const equals = word.indexOf('=');
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}

function pairs(values: readonly string[] = []): Map<string, string> {
  return new Map(
    values.flatMap((value) => {
      const equals = value.indexOf('=');
      return equals < 0 ? [] : [[value.slice(0, equals), value.slice(equals + 1)] as const];
    }),
  );
}

/**
 * Blanks, comments, what stands between two commands, parentheses, redirections with their target, and words with
 * their quotes (POSIX Shell Command Language, 2.2 Quoting and 2.3 Token Recognition; 2.7 Redirection). `$(…)`, `${…}` and the
 * `${{ … }}` of a workflow belong to one word.
 */
const token =
  /[ \t]+|(?<![^\s;&|()])#[^\n]*|(?<separator>\r?\n|&&|\|\||[;&|])|(?<parenthesis>[()])|\d*[<>]+&?[ \t]*[^\s;&|()]*|(?<word>(?:"(?:\\[\s\S]|[^"\\])*"|'[^']*'|\$\([^)\n]*\)|\$\{[^}\n]*\}+|\\[\s\S]|[^\s"'\\;&|()<>])+)|[\s\S]/g;

/** The commands of a script as their words without quotes and redirections, and the parentheses around them. */
function commandsOf(script: string): (readonly string[] | '(' | ')')[] {
  const commands: (string[] | '(' | ')')[] = [];
  let words: string[] = [];
  const end = () => {
    if (words.length > 0) commands.push(words);
    words = [];
  };
  for (const { groups = {} } of script.replace(/\\\r?\n/g, ' ').matchAll(token)) {
    const { separator, parenthesis, word } = groups;
    if (word !== undefined) words.push(unquoted(word));
    if (separator !== undefined || parenthesis !== undefined) end();
    if (parenthesis === '(' || parenthesis === ')') commands.push(parenthesis);
  }
  end();
  return commands;
}

function unquoted(word: string): string {
  return word.replace(
    /"((?:\\[\s\S]|[^"\\])*)"|'([^']*)'|\\([\s\S])/g,
    (_, double, single, escaped) => double ?? single ?? escaped ?? '',
  );
}
