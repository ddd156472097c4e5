import { notLineFeed, notSlash, type Token, wholeMatcher } from './automaton';
import { expressionClass } from './character-class';
import { compileGlob } from './glob';
import { cleanPath, isWithin, pathParts } from './path';
import { codedCharacter, escapedToken } from './regular-expression-escape';
import { trimSpace } from './text';

/**
 * moby/patternmatcher: the language of .dockerignore, of `--exclude`, of `--parents`, and of the list of paths
 * that are sent to the builder. A pattern also matches everything below a path it matches, and the last
 * pattern that says something about a path wins.
 */
export interface PatternMatcher {
  readonly patterns: readonly Pattern[];
  readonly plainReach: readonly Reach[];
  readonly exceptionReach: readonly Reach[];
  /** Whether every pattern can be tried on any path; if not, what is visited decides whether a build fails. */
  readonly sound: boolean;
}

/** Where one pattern can match something that it does not match by a parent. */
export interface Reach {
  /** The directory that every match lies below, or the match itself of a pattern without wildcards. */
  readonly prefix: string;
  /** How many components a match has at most; `0` of a pattern without wildcards. */
  readonly depth: number;
}

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
  const plainReach = compiled.filter(({ exception }) => !exception).map(reachOf);
  const exceptionReach = compiled.filter(({ exception }) => exception).map(reachOf);
  const sound = compiled.every(({ test }) => test.kind === 'path');
  return { kind: 'matcher', matcher: { patterns: compiled, plainReach, exceptionReach, sound } };
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
  let tried: boolean[] | undefined;
  for (let position = 0; position < matcher.patterns.length; position++) {
    const pattern = matcher.patterns[position] as Pattern;
    if (parent?.matched[position] !== true) {
      if (pattern.exception !== matched) continue;
      if (pattern.test.kind === 'invalid') return { kind: 'invalid' };
      if (pattern.test.kind === 'undecidable') return { kind: 'undecidable', pattern: pattern.text };
      if (!pattern.test.matches(path)) continue;
    }
    tried ??= new Array(matcher.patterns.length).fill(false);
    tried[position] = true;
    matched = !pattern.exception;
    by = pattern;
  }
  if (tried === undefined) return NOTHING_SAID;
  return { kind: 'judged', matched, ...(by && { by }), asParent: { matched: tried } };
}

/** Most paths of a tree are named by no pattern. */
const NOTHING_SAID: PathMatch = { kind: 'judged', matched: false, asParent: { matched: [] } };

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
  return !matcher.sound || mayLeadInto(matcher.plainReach, directory);
}

/** Whether an exception may still take back something below a directory that is matched. */
export function mayTakeBackBelow(matcher: PatternMatcher, directory: string): boolean {
  return !matcher.sound || mayLeadInto(matcher.exceptionReach, directory);
}

/**
 * The names of the only entries of a directory, itself not matched, that can be matched or lead to a match;
 * `undefined` when any entry may.
 */
export function namesTowardsMatches(
  { sound, plainReach, exceptionReach }: PatternMatcher,
  directory: string,
): ReadonlySet<string> | undefined {
  if (!sound || exceptionReach.length > 0) return undefined;
  const start = directory === '' ? '' : `${directory}/`;
  const level = pathParts(directory).length;
  const names = new Set<string>();
  for (const { prefix, depth } of plainReach) {
    if (level < depth && isWithin(directory, prefix)) return undefined;
    if (!prefix.startsWith(start) || prefix === '') continue;
    const end = prefix.indexOf('/', start.length);
    names.add(prefix.slice(start.length, end === -1 ? undefined : end));
  }
  return names;
}

/** Whether everything below a directory that is matched is matched too, and needs no judgement of its own. */
export function matchesAllBelow({ sound, exceptionReach }: PatternMatcher): boolean {
  return sound && exceptionReach.length === 0;
}

function mayLeadInto(reaches: readonly Reach[], directory: string): boolean {
  return reaches.some(({ prefix, depth }) => {
    if (prefix === '' || directory.startsWith(`${prefix}/`) || directory === prefix)
      return pathParts(directory).length < depth;
    return prefix.startsWith(`${directory}/`);
  });
}

function reachOf({ text }: Pattern): Reach {
  const special = text.search(/[*?[\]^\\]/);
  if (special === -1) return { prefix: text, depth: 0 };
  const prefix = text.slice(0, Math.max(0, text.lastIndexOf('/', special)));
  // `**` spans directories, and a class can match a slash.
  const bounded = !text.includes('**') && !text.includes('[');
  return { prefix, depth: bounded ? pathParts(text).length : Number.POSITIVE_INFINITY };
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
      const coded = codedCharacter(characters.slice(index + 1, index + 12).join(''));
      const token = coded?.token ?? escapedToken(characters[index + 1] ?? '');
      if (token.kind !== 'token') return token;
      tokens.push(token.token);
      type = 'expression';
      index += 1 + (coded?.length ?? 1);
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
