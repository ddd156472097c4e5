import { posix } from 'node:path';
import type { Command } from '@nx-invariants/portable-scripts';

/** A word of a command line; undefined where an expansion decides it. */
type Word = string | undefined;

/** The program that a command comes to start, behind those that only start another. */
export interface StartedProgram {
  /** Its name without its folder, the `.exe` and `.cmd` of Windows, and the version of `npx vitest@3`. */
  readonly name: string;
  readonly args: readonly Word[];
}

/** Programs that start what they are given, and their flags that take a value of their own. */
const starters: ReadonlyMap<string, readonly string[]> = new Map([
  ['sudo', ['-u', '-g', '-h', '-p', '-C']],
  ['env', ['-u', '-C', '-S']],
  ['time', ['-f', '-o']],
  ['nice', ['-n']],
  ['ionice', ['-c', '-n']],
  ['timeout', ['-s', '-k']],
  ['xvfb-run', ['-s', '-n', '-e']],
  ['xargs', ['-I', '-n', '-P', '-L', '-d', '-a']],
  ['exec', ['-a']],
  ['command', []],
  ['builtin', []],
  ['nohup', []],
  ['stdbuf', []],
  ['cross-env', []],
  ['dotenv', ['-e']],
  ['corepack', []],
  ['npx', ['-p', '--package', '-w', '--workspace', '--prefix']],
  ['pnpx', []],
  ['bunx', []],
  ['c8', ['-r', '--reporter', '-o']],
  ['nyc', ['-r', '--reporter']],
]);

/** Two words that start what follows them, such as `poetry run`; flags may stand between and behind them. */
const startersOfTwo: ReadonlySet<string> = new Set([
  'npm exec',
  'npm x',
  'pnpm exec',
  'pnpm dlx',
  'yarn exec',
  'yarn dlx',
  'bun x',
  'poetry run',
  'pipenv run',
  'pdm run',
  'hatch run',
  'uv run',
  'uv tool run',
  'rye run',
  'coverage run',
  'bundle exec',
  'mise exec',
  'asdf exec',
]);

/** Flags with a value of the starters above. */
const valued: ReadonlySet<string> = new Set([
  '-C',
  '--directory',
  '--project',
  '--prefix',
  '--filter',
  '-F',
  '--workspace',
  '-w',
  '--package',
  '-p',
  '--with',
  '--python',
  '--group',
  '--extra',
  '--source',
  '--omit',
  '--rcfile',
]);

/** How many starters stand behind one another at most. */
const maxStarters = 8;

/**
 * What a command starts: `sudo -E env A=1 npx vitest` starts vitest, `python3.11 -m pytest` pytest. Undefined where an
 * expansion names the program.
 */
export function startedProgram(words: Command['words']): StartedProgram | undefined {
  let rest: readonly Word[] = words;
  for (let depth = 0; depth < maxStarters; depth++) {
    const [word, ...args] = rest;
    if (word === undefined) return undefined;
    const name = programName(word);
    const next = behindStarter(name, args);
    if (next === undefined || next.length === 0) return { name, args };
    rest = next;
  }
  return undefined;
}

function programName(word: string): string {
  const name = posix.basename(word.replaceAll('\\', '/'));
  return name.replace(/(?<=.)@[^@]*$/, '').replace(/\.(?:exe|cmd|bat)$/i, '');
}

function behindStarter(name: string, args: readonly Word[]): readonly Word[] | undefined {
  if (/^(?:python|py|pypy)[\d.]*$/.test(name)) return behindModule(args);
  const flags = starters.get(name);
  if (flags !== undefined) {
    const rest = withoutFlags(args, (flag) => flags.includes(flag));
    // The time that a program may take, and the variables that it is given.
    return withoutAssignments(name === 'timeout' ? rest.slice(1) : rest);
  }
  const isValued = (flag: string) => valued.has(flag);
  const [second, ...behind] = withoutFlags(args, isValued);
  if (second === undefined) return undefined;
  if (startersOfTwo.has(`${name} ${second}`)) return withoutFlags(behind, isValued);
  return startersOfTwo.has(`${name} ${second} ${behind[0]}`)
    ? withoutFlags(behind.slice(1), isValued)
    : undefined;
}

/** `python -m pytest` starts pytest. */
function behindModule(args: readonly Word[]): readonly Word[] | undefined {
  const at = args.findIndex((word) => word === undefined || !/^-[bBdEIOPqRsSuvx]+$/.test(word));
  return args[at] === '-m' ? args.slice(at + 1) : undefined;
}

function withoutFlags(args: readonly Word[], isValued: (flag: string) => boolean): readonly Word[] {
  let at = 0;
  for (let word = args[at]; at < args.length && word?.startsWith('-'); word = args[at]) {
    at += isValued(word) ? 2 : 1;
    if (word === '--') break;
  }
  return args.slice(at);
}

function withoutAssignments(args: readonly Word[]): readonly Word[] {
  const at = args.findIndex((word) => word === undefined || !/^\w+=/.test(word));
  return at < 0 ? [] : args.slice(at);
}

/** The arguments that are no flags, and what `--` separates. */
export function positionals(args: readonly Word[], valuedFlags: readonly string[] = []): Word[] {
  const found: Word[] = [];
  for (let index = 0; index < args.length; index++) {
    const word = args[index];
    if (word === '--') continue;
    if (word?.startsWith('-') && word !== '-') {
      if (valuedFlags.includes(word)) index++;
    } else found.push(word);
  }
  return found;
}

/** Whether one of some flags is there, with a value behind `=` or without. */
export function hasFlag(args: readonly Word[], ...flags: readonly string[]): boolean {
  return args.some((word) => word !== undefined && flags.includes(word.split('=')[0] ?? ''));
}

/** The value of a flag, behind `=` or in the next word. */
export function flagValue(args: readonly Word[], ...flags: readonly string[]): Word {
  for (const [index, word] of args.entries()) {
    if (word === undefined) continue;
    const equals = word.indexOf('=');
    if (equals > 0 && flags.includes(word.slice(0, equals))) return word.slice(equals + 1);
    if (flags.includes(word)) return args[index + 1];
  }
  return undefined;
}
