import { acceptedLengths, notLineFeed, type Token } from '../go/automaton';

/** The value with a pattern removed or replaced, or why the pattern is wrong, in BuildKit's words. */
export type PatternResult =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fails'; readonly reason: string };

/** `${V#p}` and, when greedy, `${V##p}`. */
export function trimPrefix(value: string, pattern: string, greedy: boolean): PatternResult {
  const tokens = shellPattern(pattern);
  if (typeof tokens === 'string') return invalidPattern(pattern, tokens);
  return { kind: 'text', text: withoutMatchedStart(tokens, [...value], greedy).join('') };
}

/** `${V%p}` and, when greedy, `${V%%p}`: the same from the other end. */
export function trimSuffix(value: string, pattern: string, greedy: boolean): PatternResult {
  const tokens = shellPattern(pattern);
  if (typeof tokens === 'string') return invalidPattern(pattern, tokens);
  const kept = withoutMatchedStart(tokens.reverse(), [...value].reverse(), greedy);
  return { kind: 'text', text: kept.reverse().join('') };
}

/** `${V/p/r}` and, when `all`, `${V//p/r}`: the leftmost longest match is replaced. */
export function replacePattern(
  value: string,
  pattern: string,
  replacement: string,
  all: boolean,
): PatternResult {
  const tokens = shellPattern(pattern);
  if (typeof tokens === 'string') return invalidPattern(pattern, tokens);
  const characters = [...value];
  // Go expands group references in the replacement only when it replaces all; there are no groups.
  const text = all
    ? replacement.replace(/\$(\$|\w+|\{\w+\})/g, (_, name) => (name === '$' ? '$' : ''))
    : replacement;
  let result = '';
  let afterMatch = false;
  let index = 0;
  while (index <= characters.length) {
    const length: number | undefined = acceptedLengths(tokens, characters.slice(index)).at(-1);
    if (length === undefined || (length === 0 && afterMatch)) {
      afterMatch = false;
      result += characters[index] ?? '';
      index += 1;
      continue;
    }
    result += text;
    if (!all) return { kind: 'text', text: result + characters.slice(index + length).join('') };
    afterMatch = length > 0;
    if (length === 0) result += characters[index] ?? '';
    index += Math.max(length, 1);
  }
  return { kind: 'text', text: result };
}

function withoutMatchedStart(tokens: readonly Token[], text: readonly string[], greedy: boolean): string[] {
  const lengths = acceptedLengths(tokens, text);
  return text.slice((greedy ? lengths.at(-1) : lengths[0]) ?? 0);
}

function invalidPattern(pattern: string, reason: string): PatternResult {
  return { kind: 'fails', reason: `invalid pattern (${pattern}) in substitution: ${reason}` };
}

/** `*` and `?` are wildcards, `\` escapes those two and itself; answers the reason where it escapes another. */
function shellPattern(pattern: string): Token[] | string {
  const tokens: Token[] = [];
  const characters = [...pattern];
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? '';
    if (character === '*') tokens.push({ kind: 'many', accepts: notLineFeed });
    else if (character === '?') tokens.push({ kind: 'one', accepts: notLineFeed });
    else if (character !== '\\') tokens.push({ kind: 'literal', character });
    else {
      const escaped = characters[index + 1];
      if (escaped === '}' || escaped === '/') continue;
      if (escaped !== '*' && escaped !== '?' && escaped !== '\\')
        return `invalid escape '\\${escaped ?? ''}'`;
      tokens.push({ kind: 'literal', character: escaped });
      index += 1;
    }
  }
  return tokens;
}
