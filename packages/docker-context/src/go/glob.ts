import { type CharacterTest, notSlash, type Token, wholeMatcher } from './automaton';

/**
 * Go's filepath.Match, the glob language of COPY and ADD sources: `*` and `?` stay within a path component,
 * `[a-z]` and `[^a]` are classes, `\` escapes, and nothing else is special: no `**`, no braces.
 */
export interface Glob {
  /** Whether the glob matches the whole of a name or path. */
  readonly matches: (name: string) => boolean;
}

/** The pattern's glob, or `undefined` where Go says "syntax error in pattern". */
export function compileGlob(pattern: string): Glob | undefined {
  const tokens = globTokens(pattern);
  if (tokens === undefined) return undefined;
  return { matches: wholeMatcher(tokens) };
}

/** Whether the path holds a wildcard that is not escaped: BuildKit's containsWildcards. */
export function containsWildcards(path: string): boolean {
  for (let index = 0; index < path.length; index += 1) {
    const character = path.charAt(index);
    if (character === '\\') index += 1;
    else if (character === '*' || character === '?' || character === '[') return true;
  }
  return false;
}

function globTokens(pattern: string): Token[] | undefined {
  const characters = [...pattern];
  const tokens: Token[] = [];
  let index = 0;
  while (index < characters.length) {
    const character = characters[index] ?? '';
    if (character === '*') {
      tokens.push({ kind: 'many', accepts: notSlash });
      index += 1;
    } else if (character === '?') {
      tokens.push({ kind: 'one', accepts: notSlash });
      index += 1;
    } else if (character === '[') {
      const parsed = parseClass(characters, index + 1);
      if (parsed === undefined) return undefined;
      tokens.push({ kind: 'one', accepts: parsed.accepts });
      index = parsed.next;
    } else {
      const escaped = character === '\\' ? characters[index + 1] : character;
      if (escaped === undefined) return undefined;
      tokens.push({ kind: 'literal', character: escaped });
      index += character === '\\' ? 2 : 1;
    }
  }
  return tokens;
}

function parseClass(
  characters: readonly string[],
  start: number,
): { accepts: CharacterTest; next: number } | undefined {
  const negated = characters[start] === '^';
  const ranges: [number, number][] = [];
  let index = negated ? start + 1 : start;
  while (ranges.length === 0 || characters[index] !== ']') {
    const low = classMember(characters, index);
    if (low === undefined) return undefined;
    let high = low;
    if (characters[low.next] === '-') {
      const end = classMember(characters, low.next + 1);
      if (end === undefined) return undefined;
      high = end;
    }
    ranges.push([low.codePoint, high.codePoint]);
    index = high.next;
  }
  const accepts = (character: string) => {
    const codePoint = character.codePointAt(0) ?? 0;
    return ranges.some(([low, high]) => low <= codePoint && codePoint <= high) !== negated;
  };
  return { accepts, next: index + 1 };
}

/** One member of a class; `-` and `]` must be escaped, and a class must still be open after it. */
function classMember(
  characters: readonly string[],
  index: number,
): { codePoint: number; next: number } | undefined {
  const first = characters[index];
  if (first === undefined || first === '-' || first === ']') return undefined;
  const position = first === '\\' ? index + 1 : index;
  const character = characters[position];
  if (character === undefined || position + 1 >= characters.length) return undefined;
  return { codePoint: character.codePointAt(0) ?? 0, next: position + 1 };
}
