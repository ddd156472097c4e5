import {
  type CharRange,
  CharSet,
  DFA,
  type FAIterator,
  JS,
  NFA,
  type NoParent,
  type Node as RegexNode,
  TooManyNodesError,
} from 'refa';
import { backtrackingRisk, type Risk } from './backtracking';

/** What a JSON Schema `pattern` accepts (unanchored, ECMA-262 with the u flag), as an automaton over code points. */
export type Language = { kind: 'automaton'; dfa: DFA } | { kind: 'opaque'; code: OpaquePattern };
export type OpaquePattern = 'pattern-not-regular' | 'pattern-too-large';

const MAX_CODE_POINT = 0x10ffff;
/** `^` and `$` become letters of their own while the automaton is built. */
const START = MAX_CODE_POINT + 1;
const END = MAX_CODE_POINT + 2;
const ALPHABET = { maxCharacter: MAX_CODE_POINT };
const DECORATED_ALPHABET = { maxCharacter: END };
const TEXT_CHARACTERS = CharSet.empty(END).union([{ min: 0, max: MAX_CODE_POINT }]);

const MAX_SOURCE_LENGTH = 2_000;
const MAX_REPETITION = 1_500;
const MAX_NFA_NODES = 6_000;
const MAX_DFA_NODES = 3_000;
/** The native engine backtracks: it is only given so many (estimated) steps. */
const MAX_NATIVE_STEPS = 2_000_000;
const MAX_RISKY_INPUT = 16;

type Conjunction = { dfa: DFA; unmatched?: OpaquePattern };

const MAX_REMEMBERED = 1_000;

/** Answers questions about patterns; remembers what it has built. */
export class Patterns {
  private readonly languages = new Map<string, Language>();
  private readonly conjunctions = new Map<string, Conjunction | undefined>();
  private readonly risks = new Map<string, Risk>();

  language(pattern: string): Language {
    let language = this.languages.get(pattern);
    if (language === undefined) {
      language = buildLanguage(pattern);
      this.languages.set(pattern, language);
    }
    return language;
  }

  /**
   * The texts that match every `accept` and no `reject`. Patterns without an automaton are left out and named; undefined where
   * the automaton grows too large. What is common to the beginnings of two questions is built once.
   */
  conjunction(accept: readonly string[], reject: readonly string[]): Conjunction | undefined {
    const wanted = [
      ...accept.map((pattern) => [pattern, true] as const),
      ...reject.map((pattern) => [pattern, false] as const),
    ].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
    let joint: Conjunction | undefined = { dfa: DFA.all(ALPHABET) };
    let key = '';
    for (const [pattern, positive] of wanted) {
      key += `${positive ? '+' : '-'}${JSON.stringify(pattern)}`;
      if (!this.conjunctions.has(key)) {
        if (this.conjunctions.size > MAX_REMEMBERED) this.conjunctions.clear();
        this.conjunctions.set(key, this.narrow(joint, pattern, positive));
      }
      joint = this.conjunctions.get(key);
      if (joint === undefined) return undefined;
    }
    return joint;
  }

  private narrow(joint: Conjunction, pattern: string, positive: boolean): Conjunction | undefined {
    const language = this.language(pattern);
    if (language.kind === 'opaque') return { ...joint, unmatched: language.code };
    const dfa = restrict(joint.dfa, positive ? language.dfa : complementOf(language.dfa));
    return dfa && { ...joint, dfa };
  }

  /** Whether `text` matches; undefined where no engine can say so in bounded time. */
  matches(pattern: string, text: string): boolean | undefined {
    if (this.isQuick(pattern, text)) return new RegExp(pattern, 'u').test(text);
    const language = this.language(pattern);
    return language.kind === 'automaton' ? language.dfa.test(codePoints(text)) : undefined;
  }

  /** Whether the native engine answers in bounded time. */
  isQuick(pattern: string, text: string): boolean {
    let risk = this.risks.get(pattern);
    if (risk === undefined) {
      risk = pattern.length > MAX_SOURCE_LENGTH ? { kind: 'invalid' } : backtrackingRisk(pattern);
      this.risks.set(pattern, risk);
    }
    if (risk.kind === 'invalid') return false;
    if (risk.kind === 'exponential') return text.length <= MAX_RISKY_INPUT;
    return (text.length + 1) ** (risk.degree + 1) <= MAX_NATIVE_STEPS;
  }
}

export type StringQuestion = {
  accept: readonly string[];
  reject: readonly string[];
  minLength: number;
  maxLength: number;
  excluded: readonly string[];
};

export type StringAnswer =
  | { kind: 'empty' }
  /** `unmatched`: patterns without an automaton were left out, the value may not match them. */
  | { kind: 'sample'; value: string; unmatched?: OpaquePattern }
  | { kind: 'unknown'; code: OpaquePattern | 'witness-too-large' };

/** A string that matches every `accept`, no `reject`, has a length (code points) in range, and is not `excluded`. */
export function findString(patterns: Patterns, question: StringQuestion): StringAnswer {
  const joint = patterns.conjunction(question.accept, question.reject);
  if (joint === undefined) return { kind: 'unknown', code: 'pattern-too-large' };
  const { dfa, unmatched } = joint;
  const answer = shortestAllowed(dfa, question);
  // Without the patterns that have no automaton the language only grows: empty stays empty, a sample proves nothing.
  return answer.kind === 'sample' && unmatched !== undefined ? { ...answer, unmatched } : answer;
}

const LENGTHS_TRIED = 24;
const MAX_EXCLUDED_NODES = 20_000;

/** Most often some length's first text is not excluded; else the excluded ones are taken out of the automaton. */
function shortestAllowed(dfa: DFA, { minLength, maxLength, excluded }: StringQuestion): StringAnswer {
  const first = shortestWord(dfa, minLength, maxLength);
  if (excluded.length === 0 || first.kind !== 'sample') return first;
  const taken = new Set(excluded);
  if (!taken.has(first.value)) return first;
  const start = codePoints(first.value).length;
  for (let length = start + 1; length <= Math.min(maxLength, start + LENGTHS_TRIED); length += 1) {
    const longer = shortestWord(dfa, length, length);
    if (longer.kind === 'sample' && !taken.has(longer.value)) return longer;
  }
  const rest = without(dfa, excluded);
  return rest === undefined
    ? { kind: 'unknown', code: 'pattern-too-large' }
    : shortestWord(rest, minLength, maxLength);
}

function without(dfa: DFA, excluded: readonly string[]): DFA | undefined {
  try {
    const factory = new DFA.LimitedNodeFactory(MAX_EXCLUDED_NODES);
    const words = DFA.fromWords(excluded.map(codePoints), ALPHABET, factory);
    words.complement();
    return restrict(dfa, words);
  } catch (error) {
    if (!(error instanceof TooManyNodesError)) throw error;
    return undefined;
  }
}

function complementOf(dfa: DFA): DFA {
  const complement = dfa.copy(new DFA.LimitedNodeFactory(MAX_DFA_NODES * 2));
  complement.complement(new DFA.LimitedNodeFactory(MAX_DFA_NODES * 2));
  return complement;
}

function restrict(left: DFA, right: DFA): DFA | undefined {
  try {
    const both = DFA.fromIntersection(left, right, new DFA.LimitedNodeFactory(MAX_DFA_NODES * 2));
    both.minimize();
    return both;
  } catch (error) {
    if (!(error instanceof TooManyNodesError)) throw error;
    return undefined;
  }
}

function buildLanguage(pattern: string): Language {
  if (pattern.length > MAX_SOURCE_LENGTH || largestRepetition(pattern) > MAX_REPETITION) {
    return { kind: 'opaque', code: 'pattern-too-large' };
  }
  let expression: NoParent<RegexNode>;
  try {
    new RegExp(pattern, 'u');
    const parser = JS.Parser.fromLiteral({ source: `[^]*(?:${pattern})[^]*`, flags: 'u' });
    expression = decorate(parser.parse({ backreferences: 'throw', assertions: 'unknown' }).expression);
  } catch {
    return { kind: 'opaque', code: 'pattern-not-regular' };
  }
  try {
    const raw = NFA.fromRegex(
      expression as never,
      DECORATED_ALPHABET,
      {},
      new NFA.LimitedNodeFactory(MAX_NFA_NODES),
    );
    const ordered = NFA.fromIntersection(
      raw,
      orderedDecoration(),
      new NFA.LimitedNodeFactory(MAX_NFA_NODES * 2),
    );
    const dfa = DFA.fromTransitionIterator(
      eraseDecoration(ordered),
      ALPHABET,
      new DFA.LimitedNodeFactory(MAX_DFA_NODES),
    );
    dfa.minimize();
    return { kind: 'automaton', dfa: withEmptyWord(dfa, new RegExp(pattern, 'u').test('')) };
  } catch (error) {
    if (!(error instanceof TooManyNodesError)) throw error;
    return { kind: 'opaque', code: 'pattern-too-large' };
  }
}

/** Replaces `^` and `$` by the letters START and END; throws on every other assertion. */
function decorate<T>(node: T): T {
  const visit = (current: unknown): unknown => {
    if (Array.isArray(current)) return current.map(visit);
    if (typeof current !== 'object' || current === null) return current;
    const typed = current as { type: string; id?: string; characters?: CharSet };
    if (typed.type === 'Unknown') {
      if (typed.id !== '^' && typed.id !== '$')
        throw new Error(`assertion ${typed.id} has no automaton here`);
      const letter = typed.id === '^' ? START : END;
      return { type: 'CharacterClass', characters: CharSet.empty(END).union([{ min: letter, max: letter }]) };
    }
    if (typed.type === 'CharacterClass' && typed.characters !== undefined) {
      return {
        ...typed,
        characters: CharSet.empty(END).union(typed.characters.ranges as readonly CharRange[]),
      };
    }
    const children = Object.entries(typed).filter(([key]) => key !== 'parent' && key !== 'source');
    return Object.fromEntries(children.map(([key, value]) => [key, visit(value)]));
  };
  return visit(node) as T;
}

/**
 * START* text+ END*. In a text that is not empty `^` holds only before its first character and `$` only after its last, so
 * a pattern whose assertions eat these letters matches the decorated text if and only if it matches the text.
 * The wildcards that surround the pattern eat no letters of decoration, and need not: as many are put as are asked for.
 */
function orderedDecoration(): NFA {
  const start = CharSet.empty(END).union([{ min: START, max: START }]);
  const end = CharSet.empty(END).union([{ min: END, max: END }]);
  const result = NFA.empty(DECORATED_ALPHABET);
  const { initial } = result;
  const factory = new NFA.LimitedNodeFactory(10);
  const starts = factory.createNode();
  const text = factory.createNode();
  const ends = factory.createNode();
  initial.link(starts, start);
  initial.link(text, TEXT_CHARACTERS);
  starts.link(starts, start);
  starts.link(text, TEXT_CHARACTERS);
  text.link(text, TEXT_CHARACTERS);
  text.link(ends, end);
  ends.link(ends, end);
  result.finals.add(text);
  result.finals.add(ends);
  return result;
}

function eraseDecoration(nfa: NFA): FAIterator<NFA.ReadonlyNode, ReadonlyMap<NFA.ReadonlyNode, CharSet>> {
  const closures = new Map<NFA.ReadonlyNode, Set<NFA.ReadonlyNode>>();
  const closureOf = (node: NFA.ReadonlyNode): Set<NFA.ReadonlyNode> => {
    const known = closures.get(node);
    if (known !== undefined) return known;
    const closure = new Set([node]);
    for (const current of closure) {
      for (const [target, characters] of current.out) {
        if (characters.has(START) || characters.has(END)) closure.add(target);
      }
    }
    closures.set(node, closure);
    return closure;
  };
  return {
    initial: nfa.initial,
    getOut: (node) => {
      const out = new Map<NFA.ReadonlyNode, CharSet>();
      for (const current of closureOf(node)) {
        for (const [target, characters] of current.out) {
          const text = textPart(characters);
          if (text.isEmpty) continue;
          out.set(target, out.get(target)?.union(text) ?? text);
        }
      }
      return out;
    },
    isFinal: (node) => [...closureOf(node)].some((current) => nfa.finals.has(current as NFA.Node)),
  };
}

function textPart(characters: CharSet): CharSet {
  const ranges = characters.ranges
    .filter(({ min }) => min <= MAX_CODE_POINT)
    .map(({ min, max }) => ({ min, max: Math.min(max, MAX_CODE_POINT) }));
  return CharSet.empty(MAX_CODE_POINT).union(ranges);
}

function withEmptyWord(dfa: DFA, accepted: boolean): DFA {
  const nonEmpty = DFA.fromWords([[]], ALPHABET);
  nonEmpty.complement();
  const rest = DFA.fromIntersection(dfa, nonEmpty);
  if (!accepted) {
    rest.minimize();
    return rest;
  }
  const nfa = NFA.fromFA(rest);
  nfa.union(NFA.emptyWord(ALPHABET));
  const result = DFA.fromFA(nfa, new DFA.LimitedNodeFactory(MAX_DFA_NODES));
  result.minimize();
  return result;
}

const MAX_SAMPLE_LENGTH = 20_000;
const MAX_LAYER_WORK = 3_000_000;

/** Walks the automaton length by length; a state is kept once per length, so the walk is exact and bounded. */
function shortestWord(dfa: DFA, minLength: number, maxLength: number): StringAnswer {
  if (dfa.isEmpty || minLength > maxLength) return { kind: 'empty' };
  if (minLength > MAX_SAMPLE_LENGTH) return { kind: 'unknown', code: 'witness-too-large' };
  const states = dfa.countNodes();
  const last = Math.min(maxLength, minLength + states);
  if (last * states > MAX_LAYER_WORK) return { kind: 'unknown', code: 'pattern-too-large' };
  type Step = { from: DFA.Node; character: number };
  const layers: Map<DFA.Node, Step | undefined>[] = [new Map([[dfa.initial, undefined]])];
  for (let length = 0; length <= last; length += 1) {
    const layer = layers[length] as Map<DFA.Node, Step | undefined>;
    if (length >= minLength) {
      for (const state of layer.keys()) {
        if (dfa.finals.has(state)) return { kind: 'sample', value: readBack(layers, state, length) };
      }
    }
    const next = new Map<DFA.Node, Step | undefined>();
    for (const state of layer.keys()) {
      for (const [characters, target] of state.out) {
        const character = pleasantCharacter(characters);
        const known = next.get(target);
        if (known === undefined || rank(character) < rank(known.character))
          next.set(target, { from: state, character });
      }
    }
    if (next.size === 0) return { kind: 'empty' };
    layers.push(next);
  }
  return { kind: 'empty' };

  function readBack(steps: Map<DFA.Node, Step | undefined>[], final: DFA.Node, length: number): string {
    const characters: string[] = [];
    let state = final;
    for (let at = length; at > 0; at -= 1) {
      const step = (steps[at] as Map<DFA.Node, Step>).get(state) as Step;
      characters.push(String.fromCodePoint(step.character));
      state = step.from;
    }
    return characters.reverse().join('');
  }
}

const PLEASANT: readonly CharRange[] = [
  { min: 97, max: 122 },
  { min: 48, max: 57 },
  { min: 65, max: 90 },
  { min: 33, max: 126 },
  { min: 32, max: 32 },
];

function pleasantCharacter(range: CharRange): number {
  for (const { min, max } of PLEASANT) {
    const low = Math.max(min, range.min);
    if (low <= Math.min(max, range.max)) return low;
  }
  // A lone surrogate does not survive UTF-8.
  return range.min >= 0xd800 && range.min <= 0xdfff && range.max > 0xdfff ? 0xe000 : range.min;
}

function rank(character: number): number {
  const index = PLEASANT.findIndex(({ min, max }) => character >= min && character <= max);
  return index === -1 ? PLEASANT.length : index;
}

function largestRepetition(pattern: string): number {
  let largest = 0;
  for (const [, low, high] of pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    largest = Math.max(largest, Number(low), Number(high ?? 0));
  }
  return largest;
}

export function codePoints(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) as number);
}
