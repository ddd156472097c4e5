/** The arguments of a `docker build` or `docker buildx build` that decide what it reads. */
export interface BuildCommand {
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
 * The image builds in a shell script: each `docker build`, `docker buildx build` and `podman build` command. Shell
 * variables and substitutions in what decides the build make that one unreadable.
 */
export function buildCommands(script: string): BuildCommandReading[] {
  return script
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n|&&|\|\||;/)
    .flatMap((line) => {
      const match = /(?:^|\s)(?:docker|podman)\s+(?:buildx\s+|image\s+)?build(?=\s|$)/.exec(line);
      return match ? [readCommand(line.slice(match.index + match[0].length))] : [];
    });
}

function readCommand(text: string): BuildCommandReading {
  const positional: string[] = [];
  const values = new Map<string, string[]>();
  const words = splitWords(text);
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    if (word === '|' || word.startsWith('>') || word.startsWith('2>')) break;
    if (!word.startsWith('-') || word === '-') {
      positional.push(word);
      continue;
    }
    const [flag = '', inline] = splitFlag(word);
    if (switches.has(flag)) continue;
    const value = inline ?? words[++index] ?? '';
    values.set(flag, [...(values.get(flag) ?? []), value]);
  }
  const last = (...flags: string[]) => flags.flatMap((flag) => values.get(flag) ?? []).at(-1);
  const context = positional.at(-1);
  const file = last('--file', '-f');
  const target = last('--target');
  const variable = [context, file, target].find((word) => word !== undefined && /[$`]/.test(word));
  if (variable !== undefined)
    return { kind: 'unreadable', reason: `it is given by a shell expression, ${variable}` };
  if (context === undefined) return { kind: 'unreadable', reason: 'the command names no context' };
  return {
    kind: 'build',
    command: {
      context,
      file,
      target,
      args: pairs(values.get('--build-arg')),
      namedContexts: pairs(values.get('--build-context')),
    },
  };
}

function splitFlag(word: string): [string, string | undefined] {
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

/** Words of a command line, with quotes removed. */
function splitWords(text: string): string[] {
  return [...text.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g)].map(([word]) =>
    word.replace(
      /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g,
      (_, double, single, escaped) => double ?? single ?? escaped ?? '',
    ),
  );
}
