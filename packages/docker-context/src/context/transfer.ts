import { compileGlob, containsWildcards } from '../go/glob';
import { childPath, cleanPath, parentPath } from '../go/path';
import {
  compilePatterns,
  matchesAllBelow,
  matchPath,
  mayMatchBelow,
  mayTakeBackBelow,
  namesTowardsMatches,
  type ParentMatches,
  type PatternMatcher,
} from '../go/pattern-matcher';
import { type DirectoryNode, EMPTY_DIRECTORY, type Node } from '../image/node';
import type { ContextTree, TreeEntry } from './context-tree';
import type { IgnoreRules } from './ignore-file';

/**
 * What the builder receives of a context. `fails` is BuildKit's reason, with the path that is to blame for it where
 * one is; `unknown` is a bound or a permission.
 */
export type Transfer =
  | { readonly kind: 'sent'; readonly root: DirectoryNode }
  | { readonly kind: 'fails'; readonly reason: string; readonly path?: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * The part of a context that is sent to the builder. The client sends the union of what the build asks for, and
 * only that: a wildcard whose literal directory nothing else asks for fails for want of the directory.
 *
 * @param wanted the sources of all reachable instructions, rooted and clean; `/` asks for everything.
 */
export function transfer(
  tree: ContextTree,
  wanted: Iterable<string>,
  ignored: IgnoreRules | undefined,
): Transfer {
  const client = new Client(tree);
  const paths = [...new Set(wanted)].map((path) => path.slice(1)).sort();
  const asked = paths.includes('') ? undefined : client.followLinks(paths);
  if (asked === undefined && client.problem === undefined) return transferAll(tree, ignored);
  let included: PatternMatcher | undefined;
  if (asked !== undefined && asked.length > 0) {
    const compiled = compilePatterns(asked);
    if (compiled.kind === 'invalid') {
      const reason = `invalid includepatterns: [${asked.join(' ')}]: ${compiled.reason}`;
      const path = asked[compiled.index];
      return { kind: 'fails', reason, ...(path !== undefined && { path }) };
    }
    included = compiled.matcher;
  }
  const root = client.collect(included, ignored?.matcher);
  return client.problem ?? { kind: 'sent', root };
}

/** What whole trees send, by the text of the ignore file: many builds of a workspace copy their whole context. */
const sentWhole = new WeakMap<ContextTree, Map<string | undefined, Transfer>>();

function transferAll(tree: ContextTree, ignored: IgnoreRules | undefined): Transfer {
  const byIgnoreFile = sentWhole.get(tree) ?? new Map<string | undefined, Transfer>();
  const known = byIgnoreFile.get(ignored?.text);
  if (known !== undefined) return known;
  const client = new Client(tree);
  const root = client.collect(undefined, ignored?.matcher);
  const sent = client.problem ?? { kind: 'sent' as const, root };
  sentWhole.set(tree, byIgnoreFile.set(ignored?.text, sent));
  return sent;
}

/** How deep a tree is followed, and how often a pattern is tried on a path before the answer is given up. */
const MAX_DEPTH = 1000;
const MAX_TRIES = 300_000_000;

interface Matchers {
  /** Absent where everything is asked for. */
  readonly included?: PatternMatcher | undefined;
  readonly ignored?: PatternMatcher | undefined;
}

/** The client's side of a transfer: it walks the unfiltered tree and remembers the first thing that went wrong. */
class Client {
  problem: Exclude<Transfer, { kind: 'sent' }> | undefined;
  readonly #listings = new Map<string, ReadonlyMap<string, TreeEntry>>();
  #tries = 0;

  constructor(readonly tree: ContextTree) {}

  /**
   * The paths with the targets of every link on their way, a link matched by a wildcard component too.
   * `undefined` when one of them leads to the root: then everything is sent.
   */
  followLinks(paths: readonly string[]): string[] | undefined {
    const resolved = new Set<string>();
    const pending = [...paths].reverse();
    for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
      for (const target of this.#resolve(path, resolved).reverse()) pending.push(target);
    }
    return withoutCovered([...resolved].sort());
  }

  /** Walks one path up to its end or its first link, and answers where the link leads. */
  #resolve(path: string, resolved: Set<string>): string[] {
    const parts = path === '' ? ['.'] : path.split('/');
    let current = '';
    for (const [index, part] of parts.entries()) {
      if (part !== '.') current = childPath(current, part);
      const rest = parts.slice(index + 1).join('/');
      const targets = this.#linkTargets(current);
      if (targets.length === 0 && rest !== '') continue;
      const key = current === '' ? '.' : current;
      if (resolved.has(key)) return [];
      resolved.add(key);
      return targets.map((target) => cleanPath(`${target}/${rest}`).slice(1));
    }
    return [];
  }

  #linkTargets(path: string): string[] {
    const directory = parentPath(path);
    const name = path.slice(directory === '' ? 0 : directory.length + 1);
    const entries = this.#entries(directory);
    if (entries === undefined) return [];
    if (!containsWildcards(name)) return linkTarget(directory, entries.get(name));
    const glob = compileGlob(name);
    if (glob === undefined) return [];
    return [...entries.values()]
      .filter((entry) => glob.matches(entry.name))
      .flatMap((entry) => linkTarget(directory, entry));
  }

  /** The entries of a directory that no link leads to; `undefined` where there is no directory. */
  #entries(directory: string): ReadonlyMap<string, TreeEntry> | undefined {
    if (directory !== '') {
      const parent = parentPath(directory);
      const name = directory.slice(parent === '' ? 0 : parent.length + 1);
      if (this.#entries(parent)?.get(name)?.kind !== 'directory') return undefined;
    }
    return this.#byName(directory);
  }

  #byName(directory: string): ReadonlyMap<string, TreeEntry> {
    const known = this.#listings.get(directory);
    if (known !== undefined) return known;
    const byName = new Map(this.#list(directory).map((entry) => [entry.name, entry]));
    this.#listings.set(directory, byName);
    return byName;
  }

  #list(directory: string): readonly TreeEntry[] {
    const listing = this.tree.list(directory);
    if (listing.kind === 'entries') return listing.entries;
    this.problem ??= { kind: 'unknown', reason: `cannot read ${listing.reason}` };
    return [];
  }

  /** The tree of everything included and not ignored; directories on the way to something kept are kept empty. */
  collect(included: PatternMatcher | undefined, ignored: PatternMatcher | undefined): DirectoryNode {
    return this.#collect('', 0, { included, ignored }, {}) ?? EMPTY_DIRECTORY;
  }

  #collect(
    directory: string,
    depth: number,
    matchers: Matchers,
    parents: { readonly included?: ParentMatches; readonly ignored?: ParentMatches },
  ): DirectoryNode | undefined {
    if (depth > MAX_DEPTH)
      this.problem ??= { kind: 'unknown', reason: `deeper than ${MAX_DEPTH} directories` };
    const children = new Map<string, Node>();
    for (const entry of this.#entriesToJudge(directory, matchers)) {
      if (this.problem !== undefined) break;
      const path = childPath(directory, entry.name);
      const inclusion = this.#judge('includepatterns', matchers.included, path, parents.included);
      const unwanted = matchers.included !== undefined && inclusion?.matched === false;
      const askedBelow = entry.kind === 'directory' && mayBeAskedBelow(matchers.included, path);
      if (unwanted && !askedBelow && matchers.ignored?.sound !== false) continue;
      const exclusion = this.#judge('excludepatterns', matchers.ignored, path, parents.ignored);
      const kept = !unwanted && !(exclusion?.matched ?? false);
      if (entry.kind !== 'directory') {
        if (kept) children.set(entry.name, entry);
        continue;
      }
      const hopeless =
        (unwanted && !askedBelow) ||
        (matchers.ignored && exclusion?.matched === true && !mayTakeBackBelow(matchers.ignored, path));
      const wholly = matchers.included && inclusion?.matched === true && matchesAllBelow(matchers.included);
      const below = hopeless
        ? undefined
        : this.#collect(path, depth + 1, wholly ? { ignored: matchers.ignored } : matchers, {
            ...(inclusion && { included: inclusion.asParent }),
            ...(exclusion && { ignored: exclusion.asParent }),
          });
      if (below !== undefined) children.set(entry.name, below);
      else if (kept) children.set(entry.name, EMPTY_DIRECTORY);
    }
    return children.size > 0 ? { kind: 'directory', children } : undefined;
  }

  /** Of a directory of which only some entries can be wanted, those. */
  #entriesToJudge(directory: string, { included, ignored }: Matchers): readonly TreeEntry[] {
    const entries = this.#list(directory);
    // A pattern that cannot be tried on every path fails the build when it is tried, wanted or not.
    const names = included && ignored?.sound !== false ? namesTowardsMatches(included, directory) : undefined;
    return names === undefined ? entries : entries.filter(({ name }) => names.has(name));
  }

  #judge(
    name: 'includepatterns' | 'excludepatterns',
    matcher: PatternMatcher | undefined,
    path: string,
    parent: ParentMatches | undefined,
  ): { readonly matched: boolean; readonly asParent: ParentMatches } | undefined {
    if (matcher === undefined) return undefined;
    this.#tries += matcher.patterns.length;
    if (this.#tries > MAX_TRIES) {
      this.problem ??= { kind: 'unknown', reason: 'too many patterns for a tree of this size' };
      return undefined;
    }
    const match = matchPath(matcher, path, parent);
    switch (match.kind) {
      case 'judged':
        return match;
      case 'invalid':
        this.problem ??= {
          kind: 'fails',
          reason: `error from sender: failed to match ${name}: syntax error in pattern`,
        };
        return undefined;
      case 'undecidable':
        this.problem ??= { kind: 'unknown', reason: `the pattern ${match.pattern} is not modelled` };
        return undefined;
      default:
        return match satisfies never;
    }
  }
}

function mayBeAskedBelow(included: PatternMatcher | undefined, directory: string): boolean {
  return included === undefined || mayMatchBelow(included, directory);
}

function linkTarget(directory: string, entry: TreeEntry | undefined): string[] {
  if (entry?.kind !== 'link') return [];
  return [
    entry.target.startsWith('/') ? cleanPath(entry.target) : cleanPath(`/${directory}/${entry.target}`),
  ];
}

/** Sorted paths without those below another, or `undefined` if one of them is the root. */
function withoutCovered(sorted: readonly string[]): string[] | undefined {
  const kept: string[] = [];
  for (const path of sorted) {
    if (path === '.') return undefined;
    const last = kept.at(-1);
    if (last === undefined || !path.startsWith(`${last}/`)) kept.push(path);
  }
  return kept;
}
