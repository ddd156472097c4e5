import type { Interpreter } from './judge-script';
import { powerShellCommands } from './powershell/commands';
import { parsePowerShell } from './powershell/parse';
import { below, type Command, commandsOf } from './shell/commands';
import { parseShell } from './shell/parse-shell';
import { isBroken, type SyntaxNode } from './syntax/syntax-tree';

export interface CommandReading {
  readonly commands: readonly Command[];
  /** The parts of the text whose commands cannot be told, with the reason; a text in another language is one. */
  readonly unread: readonly UnreadPart[];
}

export interface UnreadPart {
  readonly start: number;
  readonly text: string;
  readonly reason: string;
}

const maxLength = 256 * 1024;
/** How often a shell is given to a shell as its argument. */
const maxDepth = 3;

/**
 * The commands that a script starts, those in `sh -c '…'` included.
 *
 * @param interpreter what runs the text; where that is not known, it is read as shell, and as PowerShell if it is none.
 */
export async function readCommands(
  text: string,
  interpreter: Interpreter | undefined,
): Promise<CommandReading> {
  if (text.length > maxLength) return unreadAll(text, `it is longer than ${maxLength} characters`);
  switch (interpreter?.kind) {
    case 'powershell':
      return powerShellReading(text);
    case undefined: {
      const reading = await shellReading(text, maxDepth);
      const other = reading.commands.length === 0 ? powerShellReading(text) : reading;
      return reading.unread.length > 0 && other.unread.length === 0 ? other : reading;
    }
    case 'python':
    case 'javascript':
    case 'typescript':
      return unreadAll(text, "it is written in another language than a shell's");
    default:
      return shellReading(text, maxDepth);
  }
}

function powerShellReading(text: string): CommandReading {
  const parsed = parsePowerShell(text);
  return parsed.ok
    ? { commands: powerShellCommands(parsed.script), unread: [] }
    : unreadAll(text, parsed.problem.message);
}

async function shellReading(text: string, depth: number): Promise<CommandReading> {
  const parsed = await parseShell(text);
  switch (parsed.kind) {
    case 'refused':
    case 'invalid':
      return unreadAll(text, parsed.reason);
    case 'parsed':
    case 'in-parts': {
      const commands = commandsOf(parsed.root, text);
      const own = { commands, unread: parsed.kind === 'in-parts' ? brokenParts(parsed.root, text) : [] };
      const given = await Promise.all(commands.map((command) => givenToShell(command, depth)));
      return {
        commands: commands.flatMap((command, index) => [command, ...(given[index]?.commands ?? [])]),
        unread: [...own.unread, ...given.flatMap(({ unread }) => unread)],
      };
    }
  }
}

/** What a command such as `bash -euc '…'` runs, in the place of the command. */
async function givenToShell(command: Command, depth: number): Promise<CommandReading> {
  const script = depth > 0 ? scriptGiven(command.words) : undefined;
  if (script === undefined) return { commands: [], unread: [] };
  const { start, folder, isForgiven, isPiped } = command;
  const { commands, unread } = await shellReading(script, depth - 1);
  return {
    commands: commands.map((inner) => ({
      words: inner.words,
      folder: below(folder, inner.folder),
      isForgiven: isForgiven || inner.isForgiven,
      isPiped: isPiped || inner.isPiped,
      start,
    })),
    unread: unread.map((part) => ({ ...part, start })),
  };
}

function scriptGiven(words: Command['words']): string | undefined {
  const shell = words.findIndex((word) => /^(?:.*\/)?(?:ba|da|k|z)?sh$/.test(word ?? ''));
  const flag = words.findIndex((word, index) => shell >= 0 && index > shell && /^-\w*c$/.test(word ?? ''));
  return flag < 0 ? undefined : words[flag + 1];
}

function brokenParts(root: SyntaxNode, text: string): UnreadPart[] {
  const parts: UnreadPart[] = [];
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (isBroken(node)) {
      const reason = 'the grammar of this check cannot follow it';
      parts.push({ start: node.start, text: text.slice(node.start, node.end), reason });
    } else pending.push(...[...node.children].reverse());
  }
  return parts;
}

function unreadAll(text: string, reason: string): CommandReading {
  return { commands: [], unread: [{ start: 0, text, reason }] };
}
