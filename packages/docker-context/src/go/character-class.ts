import type { CharacterTest } from './automaton';
import { regularExpressionEscape } from './regular-expression-escape';

export type ExpressionClass =
  | { readonly kind: 'class'; readonly accepts: CharacterTest; readonly next: number }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'undecidable' };

/** A character class as Go's regexp reads it; the text has already passed the glob syntax check. */
export function expressionClass(characters: readonly string[], start: number): ExpressionClass {
  const negated = characters[start] === '^';
  const tests: CharacterTest[] = [];
  let index = negated ? start + 1 : start;
  for (let first = true; first || characters[index] !== ']'; first = false) {
    // moby rewrites wildcards before it looks for classes, so `[*]` does not mean what it says.
    if (characters[index] === '*' || characters[index] === '?') return { kind: 'undecidable' };
    if (characters[index] === '[' && characters[index + 1] === ':') {
      const named = namedClass(characters, index + 2);
      if (named === undefined) return { kind: 'invalid' };
      if (named !== 'plain') {
        tests.push(named.accepts);
        index = named.next;
        continue;
      }
    }
    const low = expressionClassMember(characters, index);
    if (low.kind === 'set') {
      tests.push(low.accepts);
      index = low.next;
      continue;
    }
    if (low.kind !== 'character') return low;
    index = low.next;
    let high = low.codePoint;
    if (characters[index] === '-' && characters[index + 1] !== ']' && characters[index + 1] !== undefined) {
      const end = expressionClassMember(characters, index + 1);
      if (end.kind === 'set') return { kind: 'invalid' };
      if (end.kind !== 'character') return end;
      high = end.codePoint;
      index = end.next;
    }
    if (high < low.codePoint) return { kind: 'invalid' };
    const from = low.codePoint;
    tests.push((character) => {
      const codePoint = character.codePointAt(0) ?? 0;
      return from <= codePoint && codePoint <= high;
    });
  }
  return {
    kind: 'class',
    accepts: (character) => tests.some((test) => test(character)) !== negated,
    next: index + 1,
  };
}

type ClassMember =
  | { readonly kind: 'character'; readonly codePoint: number; readonly next: number }
  | { readonly kind: 'set'; readonly accepts: CharacterTest; readonly next: number }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'undecidable' };

function expressionClassMember(characters: readonly string[], index: number): ClassMember {
  const character = characters[index];
  if (character === undefined) return { kind: 'invalid' };
  if (character !== '\\') {
    return { kind: 'character', codePoint: character.codePointAt(0) ?? 0, next: index + 1 };
  }
  const escaped = characters[index + 1];
  if (escaped === undefined) return { kind: 'invalid' };
  const meaning = regularExpressionEscape(escaped);
  switch (meaning.kind) {
    case 'set':
      return { kind: 'set', accepts: meaning.accepts, next: index + 2 };
    case 'character':
      return { kind: 'character', codePoint: meaning.character.codePointAt(0) ?? 0, next: index + 2 };
    default:
      return meaning;
  }
}

const NAMED_CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ['alnum', /^[0-9A-Za-z]$/],
  ['alpha', /^[A-Za-z]$/],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these classes are made of control characters
  ['ascii', /^[\x00-\x7f]$/],
  ['blank', /^[\t ]$/],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these classes are made of control characters
  ['cntrl', /^[\x00-\x1f\x7f]$/],
  ['digit', /^[0-9]$/],
  ['graph', /^[!-~]$/],
  ['lower', /^[a-z]$/],
  ['print', /^[ -~]$/],
  ['punct', /^[!-/:-@[-`{-~]$/],
  ['space', /^[\t\n\v\f\r ]$/],
  ['upper', /^[A-Z]$/],
  ['word', /^[0-9A-Za-z_]$/],
  ['xdigit', /^[0-9A-Fa-f]$/],
]);

/** `[:name:]` within a class. `plain`: no `:]` follows, so `[` is a member like any other. */
function namedClass(
  characters: readonly string[],
  start: number,
): { accepts: CharacterTest; next: number } | 'plain' | undefined {
  const rest = characters.slice(start).join('');
  const end = rest.indexOf(':]');
  if (end === -1) return 'plain';
  const name = rest.slice(0, end);
  const negated = name.startsWith('^');
  const expression = NAMED_CLASSES.get(negated ? name.slice(1) : name);
  if (expression === undefined) return undefined;
  return {
    accepts: (character) => expression.test(character) !== negated,
    next: start + [...name].length + 2,
  };
}
