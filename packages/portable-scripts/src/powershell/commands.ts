import type { Command } from '../shell/commands';
import { type PowerShellScript, placedTokens, type Token } from './tree';

/** The commands of a script of PowerShell: what stands between its marks and begins with a word. */
export function powerShellCommands({ tokens }: PowerShellScript): Command[] {
  const lines = [tokens];
  for (const { token } of placedTokens(tokens)) if (token.kind === 'group') lines.push(token.tokens);
  return lines
    .flatMap(betweenMarks)
    .flatMap((line): Command[] => {
      const [first] = line;
      if (first?.kind !== 'word' && first?.kind !== 'text') return [];
      const { start } = first;
      return [{ words: line.map(literalOf), folder: undefined, isForgiven: false, isPiped: false, start }];
    })
    .sort((a, b) => a.start - b.start)
    .map(withFolder());
}

function betweenMarks(tokens: readonly Token[]): Token[][] {
  const lines: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'mark') lines.push([]);
    else lines.at(-1)?.push(token);
  }
  return lines;
}

function literalOf(token: Token): string | undefined {
  if (token.kind === 'word') return token.text;
  return token.kind === 'text' && token.parts.length === 0 ? token.value : undefined;
}

const moves = new Set([
  'cd',
  'chdir',
  'sl',
  'set-location',
  'push-location',
  'pop-location',
  'pushd',
  'popd',
]);

/** Once a command moves, what follows is in a folder that is not followed. */
function withFolder(): (command: Command) => Command {
  let folder: string | undefined = '.';
  return (command) => {
    const placed = { ...command, folder };
    if (moves.has(command.words[0]?.toLowerCase() ?? '')) folder = undefined;
    return placed;
  };
}
