import { cleanPath } from '../go/path';
import {
  compilePatterns,
  matchPathFromRoot,
  type PathMatch,
  type PatternMatcher,
} from '../go/pattern-matcher';
import { trimSpace } from '../go/text';

/** An ignore file's text; `path` is how messages name it. */
export interface IgnoreFile {
  readonly path: string;
  readonly text: string;
}

/** The line of an ignore file that keeps a path out of the context. */
export interface IgnoreRule {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** The pattern as written, without the blanks around it. */
  readonly pattern: string;
}

/** The rules of one ignore file, ready to judge paths relative to the context root. */
export interface IgnoreRules {
  /** The text they were compiled from. */
  readonly text: string;
  readonly matcher: PatternMatcher;
  /** The rule that keeps `path` out of the context, or `undefined` if nothing does. */
  ruleAgainst(path: string): IgnoreRule | undefined;
}

/** `invalid` fails every build that reads the file. `reason` is BuildKit's. */
export type CompiledIgnoreFile =
  | { readonly kind: 'rules'; readonly rules: IgnoreRules }
  | { readonly kind: 'invalid'; readonly reason: string; readonly file: string; readonly line: number };

/** The Dockerfile and context directory of a build, in whatever terms the caller names files. */
export interface BuildPaths {
  readonly dockerfile: string;
  readonly context: string;
}

/**
 * The one ignore file of a build: `<Dockerfile>.dockerignore` beside the Dockerfile wins entirely, even when
 * empty, over `.dockerignore` at the root of the context; no other file is read.
 *
 * @param readText the text of a regular file (links followed), or `undefined` when there is none; a directory is none.
 */
export function chooseIgnoreFile(
  paths: BuildPaths,
  readText: (path: string) => string | undefined,
): IgnoreFile | undefined {
  for (const path of ignoreFileCandidates(paths)) {
    const text = readText(path);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}

/** The two places where a build's ignore file may lie, the winning one first: inputs of whatever depends on it. */
export function ignoreFileCandidates({ dockerfile, context }: BuildPaths): readonly [string, string] {
  const root = context === '' ? '.' : context;
  return [`${cleanPath(dockerfile)}.dockerignore`, cleanPath(`${root}/.dockerignore`)];
}

/** An ignore file that takes no part in any build. */
export interface UnreadIgnoreFile {
  readonly path: string;
  /** The file that is read in its place, where one is. */
  readonly instead?: string;
}

/**
 * The ignore files that no build reads: those that lie elsewhere than where one is looked for (only at the root of a
 * context, or beside the Dockerfile under its full name), and those that another file always replaces.
 *
 * @param present the ignore files of the workspace: every path that ends in `.dockerignore`
 * @param builds every build, and with it the directories given as named contexts
 */
export function unreadIgnoreFiles(
  present: Iterable<string>,
  builds: readonly (BuildPaths & { readonly namedContexts?: readonly string[] })[],
): UnreadIgnoreFile[] {
  const files = new Set([...present].map((path) => cleanPath(path)));
  const read = new Set<string>();
  const replaced = new Map<string, string>();
  for (const build of builds) {
    const [own, root] = ignoreFileCandidates(build);
    read.add(files.has(own) ? own : root);
    if (files.has(own)) replaced.set(root, own);
    for (const directory of build.namedContexts ?? []) read.add(cleanPath(`${directory}/.dockerignore`));
  }
  return [...files]
    .filter((path) => !read.has(path))
    .sort()
    .map((path) => {
      const instead = replaced.get(path);
      return instead === undefined ? { path } : { path, instead };
    });
}

/** Compiles an ignore file as BuildKit does. */
export function compileIgnoreFile(file: IgnoreFile): CompiledIgnoreFile {
  const written = ignorePatterns(file.text);
  const compiled = compilePatterns(written.map((line) => line.pattern));
  if (compiled.kind === 'invalid') {
    const line = written[compiled.index]?.line ?? 1;
    return { kind: 'invalid', reason: compiled.reason, file: file.path, line };
  }
  const { matcher } = compiled;
  const ruleOf = (match: PathMatch): IgnoreRule | undefined => {
    if (match.kind !== 'judged' || !match.matched || match.by === undefined) return undefined;
    const source = written[match.by.index];
    return source && { file: file.path, line: source.line, pattern: source.text };
  };
  return {
    kind: 'rules',
    rules: { text: file.text, matcher, ruleAgainst: (path) => ruleOf(matchPathFromRoot(matcher, path)) },
  };
}

interface WrittenPattern {
  readonly line: number;
  readonly text: string;
  readonly pattern: string;
}

/** The lines that are patterns: `#` in the first column is a comment, blanks around a pattern do not count. */
function ignorePatterns(text: string): WrittenPattern[] {
  const patterns: WrittenPattern[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    if (line.startsWith('#')) continue;
    const trimmed = trimSpace(line);
    if (trimmed === '') continue;
    patterns.push({ line: index + 1, text: trimmed, pattern: cleanedPattern(trimmed) });
  }
  return patterns;
}

function cleanedPattern(trimmed: string): string {
  const exception = trimmed.startsWith('!');
  const body = exception ? trimSpace(trimmed.slice(1)) : trimmed;
  if (body === '') return '!';
  const cleaned = cleanPath(body);
  const relative = cleaned.length > 1 && cleaned.startsWith('/') ? cleaned.slice(1) : cleaned;
  return exception ? `!${relative}` : relative;
}
