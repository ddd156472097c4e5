import { type Group, isGroup, isMark, isWord, type Token } from './tree';

/** What is wrong with the syntax of a script, and where. */
export interface Problem {
  readonly start: number;
  readonly message: string;
}

/** What must follow a keyword at the start of a statement (about_Language_Keywords). */
const followers: { readonly [keyword: string]: readonly ('condition' | 'block')[] } = {
  if: ['condition', 'block'],
  elseif: ['condition', 'block'],
  else: ['block'],
  while: ['condition', 'block'],
  for: ['condition', 'block'],
  try: ['block'],
  finally: ['block'],
  do: ['block'],
};

/** The first keyword among the tokens of a block that lacks its condition or block. */
export function problemAmongKeywords(
  tokens: readonly Token[],
  opening: Group['opening'] | undefined,
): Problem | undefined {
  if (opening === '@{') return undefined;
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word' || !startsStatement(tokens, index)) continue;
    const keyword = token.text.toLowerCase();
    const expected = Object.hasOwn(followers, keyword) ? (followers[keyword] as readonly string[]) : [];
    let at = index;
    for (const part of expected) {
      at = nextIndex(tokens, at);
      if (isGroup(tokens[at], part === 'condition' ? '(' : '{')) continue;
      // The "while" of "do { } while ( )" has no block.
      if (part === 'block' && keyword === 'while') break;
      return { start: token.start, message: `"${keyword}" has no ${part}` };
    }
  }
  return undefined;
}

/** Whether a statement starts at a token: nothing, a separator or a block stands before it. */
export function startsStatement(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  return before === undefined || isMark(before, '\n', ';') || isGroup(before, '{') || isWord(before, '=');
}

/** The index of the next token that is no line's end. */
function nextIndex(tokens: readonly Token[], index: number): number {
  let next = index + 1;
  while (isMark(tokens[next], '\n')) next++;
  return next;
}
