import { type CharacterTest, notLineFeed, notSlash, type Token, wholeMatcher } from './automaton';
import { compileGlob } from './glob';
import { cleanPath, pathParts } from './path';
import { trimSpace } from './text';

/**
 * moby/patternmatcher: the language of .dockerignore, of `--exclude`, of `--parents`, and of the list of paths
 * that are sent to the builder. A pattern also matches everything below a path it matches, and the last
 * pattern that says something about a path wins.
 */
export interface PatternMatcher {
  readonly patterns: readonly Pattern[];
  readonly plainReach: Reach;
  readonly exceptionReach: Reach;
}

/** The directories below which patterns can match: given by their fixed paths, or unbounded. */
export type Reach = readonly string[] | 'anywhere';

export interface Pattern {
  /** The cleaned pattern without its `!`. */
  readonly text: string;
  /** Whether it began with `!`: it then takes back what earlier patterns matched. */
  readonly exception: boolean;
  /** Its position in the list it was compiled from. */
  readonly index: number;
  readonly test: PathTest;
}

/** `invalid`: BuildKit fails while walking. `undecidable`: a Go regular expression construct not modelled here. */
export type PathTest =
  | { readonly kind: 'path'; readonly matches: (path: string) => boolean }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'undecidable' };

export type CompiledPatterns =
  | { readonly kind: 'matcher'; readonly matcher: PatternMatcher }
  | { readonly kind: 'invalid'; readonly reason: string; readonly index: number };

/** What the patterns said about a directory; its entries are judged from here. */
export interface ParentMatches {
  readonly matched: readonly boolean[];
}

export type PathMatch =
  | {
      readonly kind: 'judged';
      readonly matched: boolean;
      readonly by?: Pattern;
      readonly asParent: ParentMatches;
    }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'undecidable'; readonly pattern: string };

/** Compiles patterns as patternmatcher.New does. The reasons are its words. */
export function compilePatterns(patterns: readonly string[]): CompiledPatterns {
  const compiled: Pattern[] = [];
  for (const [index, written] of patterns.entries()) {
    const trimmed = trimSpace(written);
    if (trimmed === '') continue;
    const cleaned = cleanPath(trimmed);
    const exception = cleaned.startsWith('!');
    if (cleaned === '!') return { kind: 'invalid', reason: 'illegal exclusion pattern: "!"', index };
    const text = exception ? cleaned.slice(1) : cleaned;
    if (compileGlob(text) === undefined) return { kind: 'invalid', reason: 'syntax error in pattern', index };
    compiled.push({ text, exception, index, test: compilePathTest(text) });
  }
  const plainReach = reachOf(compiled.filter((pattern) => !pattern.exception));
  const exceptionReach = reachOf(compiled.filter((pattern) => pattern.exception));
  return { kind: 'matcher', matcher: { patterns: compiled, plainReach, exceptionReach } };
}

/**
 * Judges one path from what was said about its parent directory (`undefined` at the top). A pattern is not even
 * tried where it could not change the verdict, and an entry inherits only what was tried: that is why
 * `src/index.ts` then `!src` does not bring `src/index.ts` back.
 */
export function matchPath(
  matcher: PatternMatcher,
  path: string,
  parent: ParentMatches | undefined,
): PathMatch {
  let matched = false;
  let by: Pattern | undefined;
  const tried: boolean[] = new Array(matcher.patterns.length).fill(false);
  for (const [position, pattern] of matcher.patterns.entries()) {
    let match = parent?.matched[position] ?? false;
    if (!match) {
      if (pattern.exception !== matched) continue;
      if (pattern.test.kind === 'invalid') return { kind: 'invalid' };
      if (pattern.test.kind === 'undecidable') return { kind: 'undecidable', pattern: pattern.text };
      match = pattern.test.matches(path);
    }
    tried[position] = match;
    if (match) {
      matched = !pattern.exception;
      by = pattern;
    }
  }
  return { kind: 'judged', matched, ...(by && { by }), asParent: { matched: tried } };
}

/** Judges a path given no walk that led to it, parent by parent: the verdict a walk would reach. */
export function matchPathFromRoot(matcher: PatternMatcher, path: string): PathMatch {
  let parent: ParentMatches | undefined;
  let match: PathMatch = { kind: 'judged', matched: false, asParent: { matched: [] } };
  let current = '';
  for (const part of pathParts(path)) {
    current = current === '' ? part : `${current}/${part}`;
    match = matchPath(matcher, current, parent);
    if (match.kind !== 'judged') return match;
    parent = match.asParent;
  }
  return match;
}

/** Whether something below a directory that no pattern matched may still be matched; if not, the walk skips it. */
export function mayMatchBelow(matcher: PatternMatcher, directory: string): boolean {
  return mayLeadInto(matcher.plainReach, directory);
}

/** Whether an exception may still take back something below a directory that is matched. */
export function mayTakeBackBelow(matcher: PatternMatcher, directory: string): boolean {
  return mayLeadInto(matcher.exceptionReach, directory);
}

function mayLeadInto(reach: Reach, directory: string): boolean {
  return reach === 'anywhere' || reach.some((path) => `${path}/`.startsWith(`${directory}/`));
}

/** One pattern with a wildcard before its end makes the walk visit everything. */
function reachOf(patterns: readonly Pattern[]): Reach {
  const paths = patterns.map((pattern) => withoutTrailingGlob(pattern.text));
  return paths.some((path) => /[*[\]?^\\]/.test(path)) ? 'anywhere' : paths;
}

function withoutTrailingGlob(pattern: string): string {
  return pattern.replace(/\/\*\*$/, '').replace(/\/\*$/, '');
}

/** How a pattern came to be matched; the cheap kinds are not regular expressions in moby and differ from them. */
type MatchType = 'exact' | 'prefix' | 'suffix' | 'expression';

function compilePathTest(pattern: string): PathTest {
  const characters = [...pattern];
  const tokens: Token[] = [];
  let type: MatchType = 'exact';
  let index = 0;
  while (index < characters.length) {
    const character = characters[index] ?? '';
    if (character === '*' && characters[index + 1] === '*') {
      const first = index === 0;
      index += characters[index + 2] === '/' ? 3 : 2;
      if (index < characters.length) {
        tokens.push({ kind: 'directories' });
        type = 'expression';
      } else if (type === 'exact') {
        type = 'prefix';
      } else {
        tokens.push({ kind: 'many', accepts: notLineFeed });
        type = 'expression';
      }
      if (first) type = 'suffix';
    } else if (character === '*') {
      tokens.push({ kind: 'many', accepts: notSlash });
      type = 'expression';
      index += 1;
    } else if (character === '?') {
      tokens.push({ kind: 'one', accepts: notSlash });
      type = 'expression';
      index += 1;
    } else if (character === '\\' && index + 1 < characters.length) {
      const token = escapedToken(characters[index + 1] ?? '');
      if (token.kind !== 'token') return token;
      tokens.push(token.token);
      type = 'expression';
      index += 2;
    } else if (character === '[') {
      const parsed = expressionClass(characters, index + 1);
      if (parsed.kind !== 'class') return parsed;
      tokens.push({ kind: 'one', accepts: parsed.accepts });
      type = 'expression';
      index = parsed.next;
    } else {
      if (character === ']') type = 'expression';
      tokens.push(character === '^' ? { kind: 'start' } : { kind: 'literal', character });
      index += 1;
    }
  }
  return { kind: 'path', matches: pathPredicate(type, pattern, tokens) };
}

function pathPredicate(
  type: MatchType,
  pattern: string,
  tokens: readonly Token[],
): (path: string) => boolean {
  switch (type) {
    case 'exact':
      return (path) => path === pattern;
    case 'prefix': {
      const prefix = pattern.slice(0, -2);
      return (path) => path.startsWith(prefix);
    }
    case 'suffix': {
      const suffix = pattern.slice(2);
      return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
    }
    case 'expression':
      return wholeMatcher(tokens);
    default:
      throw new Error(`unknown match type ${type satisfies never}`);
  }
}

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

type Escape =
  | { readonly kind: 'set'; readonly accepts: CharacterTest }
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'undecidable' };

function regularExpressionEscape(character: string): Escape {
  const accepts = SETS.get(character);
  if (accepts !== undefined) return { kind: 'set', accepts };
  const control = CONTROLS.get(character);
  if (control !== undefined) return { kind: 'character', character: control };
  if (UNMODELLED.test(character)) return { kind: 'undecidable' };
  const punctuation = character.charCodeAt(0) < 0x80 && !WORD(character);
  return punctuation || character === '_' ? { kind: 'character', character } : { kind: 'invalid' };
}

type EscapedToken =
  | { readonly kind: 'token'; readonly token: Token }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'undecidable' };

function escapedToken(character: string): EscapedToken {
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

type ExpressionClass =
  | { readonly kind: 'class'; readonly accepts: CharacterTest; readonly next: number }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'undecidable' };

/** A character class as Go's regexp reads it; the text has already passed the glob syntax check. */
function expressionClass(characters: readonly string[], start: number): ExpressionClass {
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
