import { startsStatement } from './keywords';
import {
  holdersOf,
  isGroup,
  isMark,
  isWord,
  type Placed,
  type PowerShellScript,
  placedTokens,
  type Token,
} from './tree';

/**
 * Whether a token runs only after the script has asked a question: it stands in a branch of an `if` whose conditions
 * ask it, or behind a statement of a block above that ends the script on the answer.
 *
 * @param asks whether the source of a condition asks it.
 */
export function isAsked(placed: Placed, source: string, asks: (condition: string) => boolean): boolean {
  return [placed, ...holdersOf(placed)].some(
    (at) => isInBranch(at, source, asks) || isBehindExit(at, source, asks),
  );
}

/** The variables that hold an answer: those whose assignment asks the question. */
export function answersIn(
  script: PowerShellScript,
  source: string,
  asks: (text: string) => boolean,
): string[] {
  const names: string[] = [];
  for (const { token, index, siblings } of placedTokens(script.tokens)) {
    if (token.kind !== 'variable' || !isWord(siblings[index + 1], '=')) continue;
    if (asks(statementFrom(siblings, index + 1, source))) names.push(token.name);
  }
  return names;
}

/** The source of a statement from one of its tokens to its end. */
function statementFrom(tokens: readonly Token[], index: number, source: string): string {
  const last = tokens.findIndex((token, at) => at > index && isMark(token, '\n', ';'));
  const ending = tokens[last < 0 ? tokens.length - 1 : last - 1] ?? tokens[index];
  return source.slice(tokens[index]?.start ?? 0, ending?.end ?? 0);
}

/** Goes back over `if (…) {…} elseif (…) {…} else {…}` to the conditions before a block. */
function isInBranch(
  { token, index, siblings }: Placed,
  source: string,
  asks: (text: string) => boolean,
): boolean {
  if (!isGroup(token, '{')) return false;
  for (let at = index - 1; at >= 0; at--) {
    const before = siblings[at] as Token;
    const isPartOfChain =
      isWord(before, 'if', 'elseif', 'else', 'while', 'switch') ||
      isMark(before, '\n') ||
      isGroup(before, '(') ||
      isGroup(before, '{');
    if (!isPartOfChain) return false;
    if (isGroup(before, '(') && asks(source.slice(before.start, before.end))) return true;
    if (isWord(before, 'if', 'while', 'switch')) return false;
  }
  return false;
}

const leaves = ['exit', 'return', 'throw', 'break', 'continue'];

/** `if (asked) { … exit }` among the statements before. */
function isBehindExit({ index, siblings }: Placed, source: string, asks: (text: string) => boolean): boolean {
  return siblings.slice(0, index).some((token, at) => {
    if (!isWord(token, 'if') || !startsStatement(siblings, at)) return false;
    const condition = siblings.slice(at + 1).find((next) => !isMark(next, '\n'));
    if (!isGroup(condition, '(') || !asks(source.slice(condition.start, condition.end))) return false;
    const block = siblings.slice(siblings.indexOf(condition) + 1).find((next) => !isMark(next, '\n'));
    return isGroup(block, '{') && block.tokens.some((inner) => isWord(inner, ...leaves));
  });
}
