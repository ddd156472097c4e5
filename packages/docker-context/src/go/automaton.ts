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
  const automaton = new Automaton(tokens);
  return (text) => {
    if (!text.startsWith(prefix) || !text.endsWith(suffix)) return false;
    let states = automaton.start;
    for (const character of text) {
      states = automaton.after(states, character);
      if (states.isDead) return false;
    }
    return states.isAccepting;
  };
}

/**
 * The lengths, in characters and ascending, of the prefixes of `text` that the tokens match.
 * Empty when not even the empty prefix is matched.
 */
export function acceptedLengths(tokens: readonly Token[], text: readonly string[]): number[] {
  const automaton = new Automaton(tokens);
  const lengths: number[] = [];
  let states = automaton.start;
  if (states.isAccepting) lengths.push(0);
  for (const [index, character] of text.entries()) {
    states = automaton.after(states, character);
    if (states.isAccepting) lengths.push(index + 1);
    if (states.isDead) break;
  }
  return lengths;
}

/** The positions in a pattern that the text so far can have reached, and where each next character leads. */
interface States {
  readonly members: ReadonlySet<number>;
  readonly isAccepting: boolean;
  readonly isDead: boolean;
  readonly next: Map<string, States>;
}

/** Transitions are kept once computed, up to this many; then they are computed anew. */
const MAX_TRANSITIONS = 4096;

/**
 * State `n` stands before token `n`; state `-1 - n` stands within the `.*` of the `directories` token `n`,
 * which only a slash leaves.
 */
class Automaton {
  #known = new Map<string, States>();
  #transitions = 0;
  #start: States;

  constructor(readonly tokens: readonly Token[]) {
    this.#start = this.#intern(this.#reached([0], ''));
  }

  get start(): States {
    return this.#start;
  }

  after(states: States, character: string): States {
    const known = states.next.get(character);
    if (known !== undefined) return known;
    const targets: number[] = [];
    for (const state of states.members) {
      const token = state < 0 ? INSIDE_DIRECTORIES : this.tokens[state];
      const target = token && targetState(token, state, character);
      if (target !== undefined) targets.push(target);
    }
    if (this.#transitions >= MAX_TRANSITIONS) this.#forget();
    const next = this.#intern(this.#reached(targets, character));
    states.next.set(character, next);
    this.#transitions += 1;
    return next;
  }

  #forget(): void {
    this.#known = new Map();
    this.#transitions = 0;
    this.#start = this.#intern(this.#reached([0], ''));
  }

  #intern(members: ReadonlySet<number>): States {
    const key = [...members].sort((a, b) => a - b).join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const isAccepting = members.has(this.tokens.length);
    const states = { members, isAccepting, isDead: members.size === 0, next: new Map() };
    this.#known.set(key, states);
    return states;
  }

  /** The states with those reached from them without a character; `last` is the character just consumed. */
  #reached(states: readonly number[], last: string): Set<number> {
    const reached = new Set<number>();
    for (const state of states) {
      for (let next: number | undefined = state; next !== undefined && !reached.has(next); ) {
        reached.add(next);
        next = this.#silentStep(next, last);
      }
    }
    return reached;
  }

  #silentStep(state: number, last: string): number | undefined {
    if (state < 0) return last === '/' ? -state : undefined;
    const kind = this.tokens[state]?.kind;
    const passes = kind === 'many' || kind === 'directories' || (kind === 'start' && last === '');
    return passes ? state + 1 : undefined;
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
