/**
 * Wildcard matching in time proportional to pattern length times text length. The patterns come from files
 * anyone may write, so they never become JavaScript regular expressions, which backtrack.
 */

/** Whether one character (a whole code point) belongs to a set. */
export type CharacterTest = (character: string) => boolean;

/**
 * `literal` and `one` consume one character, `many` any number of them; `directories` is `(.*\/)?`;
 * `start` consumes nothing and holds only at the beginning of the text.
 */
export type Token =
  | { readonly kind: 'literal'; readonly character: string }
  | { readonly kind: 'one'; readonly accepts: CharacterTest }
  | { readonly kind: 'many'; readonly accepts: CharacterTest }
  | { readonly kind: 'directories' }
  | { readonly kind: 'start' };

/** Any character but the path separator: what `*` and `?` stand for. */
export const notSlash: CharacterTest = (character) => character !== '/';

/** Any character but a line feed: what `.` stands for in Go's regular expressions. */
export const notLineFeed: CharacterTest = (character) => character !== '\n';

/** A test for texts that the tokens match from end to end. */
export function wholeMatcher(tokens: readonly Token[]): (text: string) => boolean {
  const prefix = leadingLiteral(tokens);
  const suffix = leadingLiteral(tokens.toReversed(), true);
  return (text) => {
    if (!text.startsWith(prefix) || !text.endsWith(suffix)) return false;
    const characters = [...text];
    return acceptedLengths(tokens, characters).at(-1) === characters.length;
  };
}

/**
 * The lengths, in characters and ascending, of the prefixes of `text` that the tokens match.
 * Empty when not even the empty prefix is matched.
 */
export function acceptedLengths(tokens: readonly Token[], text: readonly string[]): number[] {
  const lengths: number[] = [];
  let states = new StateSet(tokens);
  states.add(0, '');
  if (states.accepting) lengths.push(0);
  for (const [index, character] of text.entries()) {
    states = states.after(character);
    if (states.accepting) lengths.push(index + 1);
    if (states.isEmpty) break;
  }
  return lengths;
}

/**
 * The positions in the pattern that a text so far can have reached. State `n` stands before token `n`;
 * state `-1 - n` stands within the `.*` of the `directories` token `n`, which only a slash leaves.
 */
class StateSet {
  readonly #members = new Set<number>();

  constructor(readonly tokens: readonly Token[]) {}

  get accepting(): boolean {
    return this.#members.has(this.tokens.length);
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  /** Adds a state and those reached from it without a character; `last` is the character just consumed. */
  add(state: number, last: string): void {
    for (let reached = state; !this.#members.has(reached); ) {
      this.#members.add(reached);
      if (reached < 0) {
        if (last !== '/') return;
        reached = -reached;
        continue;
      }
      const kind = this.tokens[reached]?.kind;
      const passes = kind === 'many' || kind === 'directories' || (kind === 'start' && last === '');
      if (!passes) return;
      reached += 1;
    }
  }

  after(character: string): StateSet {
    const next = new StateSet(this.tokens);
    for (const state of this.#members) {
      const token = state < 0 ? INSIDE_DIRECTORIES : this.tokens[state];
      const target = token && targetState(token, state, character);
      if (target !== undefined) next.add(target, character);
    }
    return next;
  }
}

const INSIDE_DIRECTORIES: Token = { kind: 'many', accepts: notLineFeed };

function targetState(token: Token, state: number, character: string): number | undefined {
  switch (token.kind) {
    case 'literal':
      return token.character === character ? state + 1 : undefined;
    case 'one':
      return token.accepts(character) ? state + 1 : undefined;
    case 'many':
      return token.accepts(character) ? state : undefined;
    case 'directories':
      return notLineFeed(character) ? -1 - state : undefined;
    case 'start':
      return undefined;
    default:
      return token satisfies never;
  }
}

/** The fixed text at one end of the pattern: a cheap test that rejects nearly every path. */
function leadingLiteral(tokens: readonly Token[], reversed = false): string {
  let text = '';
  for (const token of tokens) {
    if (token.kind !== 'literal') break;
    text = reversed ? token.character + text : text + token.character;
  }
  return text;
}
