import type { CharacterTest, Token } from './automaton';

const DIGIT: CharacterTest = (character) => /^[0-9]$/.test(character);
const WORD: CharacterTest = (character) => /^[0-9A-Za-z_]$/.test(character);
const BLANK: CharacterTest = (character) => /^[\t\n\f\r ]$/.test(character);
const not =
  (test: CharacterTest): CharacterTest =>
  (character) =>
    !test(character);

/** Go regular expression escapes that stand for a set of characters. */
const SETS: ReadonlyMap<string, CharacterTest> = new Map([
  ['d', DIGIT],
  ['D', not(DIGIT)],
  ['w', WORD],
  ['W', not(WORD)],
  ['s', BLANK],
  ['S', not(BLANK)],
]);

/** Go regular expression escapes that stand for one character. */
const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** Escapes Go knows whose meaning spans more than the next character, or an assertion. `1` to `7` refer back: invalid. */
const UNMODELLED = /^[0ABQbpPxz]$/;

export type Escape =
  | { readonly kind: 'set'; readonly accepts: CharacterTest }
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'undecidable' };

/** What a backslash and the character after it mean to Go's regexp. */
export function regularExpressionEscape(character: string): Escape {
  const accepts = SETS.get(character);
  if (accepts !== undefined) return { kind: 'set', accepts };
  const control = CONTROLS.get(character);
  if (control !== undefined) return { kind: 'character', character: control };
  if (UNMODELLED.test(character)) return { kind: 'undecidable' };
  const punctuation = character.charCodeAt(0) < 0x80 && !WORD(character);
  return punctuation || character === '_' ? { kind: 'character', character } : { kind: 'invalid' };
}

export type EscapedToken =
  | { readonly kind: 'token'; readonly token: Token }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'undecidable' };

/** An escape outside a class. */
export function escapedToken(character: string): EscapedToken {
  if (character === 'A') return { kind: 'token', token: { kind: 'start' } };
  const meaning = regularExpressionEscape(character);
  switch (meaning.kind) {
    case 'set':
      return { kind: 'token', token: { kind: 'one', accepts: meaning.accepts } };
    case 'character':
      return { kind: 'token', token: { kind: 'literal', character: meaning.character } };
    default:
      return meaning;
  }
}

/** A character given by its code in hexadecimal or octal; `length` is what follows the backslash. */
export function codedCharacter(
  text: string,
): { readonly token: EscapedToken; readonly length: number } | undefined {
  const [whole, short, long, octal] =
    /^(?:x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,8})\}|(0[0-7]{0,2}|[1-7][0-7]{1,2}))/.exec(text) ?? [];
  if (whole === undefined)
    return text.startsWith('x') ? { token: { kind: 'invalid' }, length: 1 } : undefined;
  const code = octal === undefined ? Number.parseInt(short ?? long ?? '', 16) : Number.parseInt(octal, 8);
  if (code > 0x10ffff) return { token: { kind: 'invalid' }, length: whole.length };
  const token: Token = { kind: 'literal', character: String.fromCodePoint(code) };
  return { token: { kind: 'token', token }, length: whole.length };
}
