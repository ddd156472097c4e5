import { compileGlob, containsWildcards } from '../go/glob';
import { baseName, childPath, parentPath, pathParts } from '../go/path';
import { compilePatterns, matchPath, type ParentMatches, type PatternMatcher } from '../go/pattern-matcher';
import { quote } from '../go/text';
import { followPath } from './links';
import { type DirectoryNode, EMPTY_DIRECTORY, type Node, nodeAt, nodesBelow } from './node';

/** Something that a source resolves to. */
export interface TakenEntry {
  /** Where it lies, links followed. */
  readonly path: string;
  /** The name it gets in a destination directory. */
  readonly name: string;
  /** What is copied of it: a directory without what is excluded. */
  readonly node: Node;
}

/**
 * What a source takes from a tree. `phase` is where BuildKit notices: all checksums are computed before anything
 * is copied. `prefix`: a wildcard's literal directory is not there, which another source might have asked for.
 */
export type Taken =
  | { readonly kind: 'taken'; readonly entries: readonly TakenEntry[] }
  | {
      readonly kind: 'fails';
      readonly phase: 'checksum' | 'copy';
      readonly reason: string;
      readonly path: string;
      readonly prefix?: boolean;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface TakeOptions {
  /** `--exclude` patterns, relative to each directory that is copied. */
  readonly exclude: readonly string[];
  /** The `--parents` pattern, relative to the pivot. */
  readonly include?: string;
  /** The path that `--parents` must find, root-relative, where neither pivot nor pattern has a wildcard. */
  readonly required?: string;
  /** Whether wildcards count: they do not in bind mounts. */
  readonly wildcards: boolean;
}

/** Resolves a root-relative source path or pattern within a tree. */
export function take(root: DirectoryNode, path: string, options: TakeOptions): Taken {
  const filter = entryFilter(options);
  if (filter.kind !== 'filter') return filter;
  if (options.wildcards && containsWildcards(path)) return takeMatches(root, path, filter);
  const problem = filter.active ? problemOfFiltered(root, path, filter, options.required) : undefined;
  if (problem !== undefined) return problem;
  const followed = followPath(root, path);
  switch (followed.kind) {
    case 'found':
      return filterAll([{ path: followed.path, name: baseName(path), node: followed.node }], filter);
    case 'missing':
      // With a filter the checksum is that of the selected files, none here, and only the copy finds out.
      return filter.active ? noSuchFile(followed.path, 'copy') : notFound(path);
    case 'too-many-links':
      return tooManyLinks(path);
    default:
      return followed satisfies never;
  }
}

/**
 * With a filter the checksum is taken over the selected entries singly: nothing is selected through a link at the end
 * of the path, and of the entries at the root itself, but no deeper ones, links must lead somewhere.
 */
function problemOfFiltered(
  root: DirectoryNode,
  path: string,
  filter: EntryFilter,
  required: string | undefined,
): Exclude<Taken, { kind: 'taken' }> | undefined {
  const parent = followPath(root, parentPath(path));
  const node = path === '' ? root : parent.kind === 'found' ? nodeAt(parent.node, baseName(path)) : undefined;
  const filtered = node?.kind === 'directory' ? filterDirectory(node, filter) : undefined;
  if (filtered !== undefined && filtered.kind !== 'node') return filtered;
  const selected = filtered?.node ?? EMPTY_DIRECTORY;
  if (required !== undefined) {
    // BuildKit finds no checksum for the root itself here.
    const found = required !== '' && [...nodesBelow(selected, path)].some(([at]) => at.startsWith(required));
    if (!found) return notFound(required);
  }
  if (path !== '') return undefined;
  for (const [name, child] of selected.children) {
    if (child.kind !== 'link') continue;
    const followed = followPath(root, name);
    if (followed.kind === 'too-many-links') return tooManyLinks(name);
    if (followed.kind === 'missing') return notFound(name);
  }
  return undefined;
}

/** A wildcard matching nothing is no failure, but its literal directory must be there. */
function takeMatches(root: DirectoryNode, path: string, filter: EntryFilter): Taken {
  const parts = pathParts(path);
  const first = parts.findIndex(containsWildcards);
  const prefix = parts.slice(0, first).join('/');
  const pattern = parts.slice(first).join('/');
  const base = followPath(root, prefix);
  if (base.kind === 'too-many-links') return tooManyLinks(prefix);
  if (base.kind === 'missing') return { ...noSuchFile(base.path, 'copy'), prefix: true };
  const glob = compileGlob(pattern);
  if (glob === undefined)
    return { kind: 'fails', phase: 'checksum', reason: 'syntax error in pattern', path };
  if (base.node.kind !== 'directory') return { kind: 'taken', entries: [] };
  const entries: TakenEntry[] = [];
  for (const match of matchesBelow(base.node, pattern, glob.matches)) {
    const followed = followPath(root, childPath(base.path, match));
    if (followed.kind === 'too-many-links') return tooManyLinks(childPath(prefix, match));
    if (followed.kind === 'missing') return notFound(childPath(prefix, match));
    entries.push({ path: followed.path, name: baseName(match), node: followed.node });
  }
  return filterAll(entries, filter);
}

/** Matches, sorted; nothing below a match is looked at, and links are not entered. */
function matchesBelow(
  directory: DirectoryNode,
  pattern: string,
  matches: (path: string) => boolean,
): string[] {
  // Only a class can match a slash, so that a match may lie deeper than the pattern.
  const depth = pattern.includes('[') ? Number.POSITIVE_INFINITY : pathParts(pattern).length;
  const found: string[] = [];
  const pending: { node: DirectoryNode; path: string; level: number }[] = [
    { node: directory, path: '', level: 1 },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const [name, child] of next.node.children) {
      const path = childPath(next.path, name);
      if (matches(path)) found.push(path);
      else if (child.kind === 'directory' && next.level < depth) {
        pending.push({ node: child, path, level: next.level + 1 });
      }
    }
  }
  return found.sort();
}

interface EntryFilter {
  readonly kind: 'filter';
  readonly include: PatternMatcher | undefined;
  readonly exclude: PatternMatcher | undefined;
  readonly active: boolean;
}

function entryFilter({ include, exclude }: TakeOptions): EntryFilter | Exclude<Taken, { kind: 'taken' }> {
  const included = include === undefined ? undefined : compilePatterns([include]);
  if (included?.kind === 'invalid')
    return invalidPatterns('includepatterns', [include ?? ''], included.reason);
  const excluded = exclude.length === 0 ? undefined : compilePatterns(exclude);
  if (excluded?.kind === 'invalid') return invalidPatterns('excludepatterns', exclude, excluded.reason);
  return {
    kind: 'filter',
    include: included?.matcher,
    exclude: excluded?.matcher,
    active: included !== undefined || excluded !== undefined,
  };
}

function invalidPatterns(
  name: string,
  patterns: readonly string[],
  reason: string,
): Taken & { kind: 'fails' } {
  const message = `invalid ${name}: [${patterns.join(' ')}]: ${reason}`;
  return { kind: 'fails', phase: 'checksum', reason: message, path: patterns.join(' ') };
}

function filterAll(entries: readonly TakenEntry[], filter: EntryFilter): Taken {
  if (!filter.active) return { kind: 'taken', entries };
  const kept: TakenEntry[] = [];
  for (const entry of entries) {
    const filtered = entry.node.kind === 'directory' ? filterDirectory(entry.node, filter) : entry;
    if ('kind' in filtered && filtered.kind !== 'node') return filtered;
    kept.push({ ...entry, node: filtered.node ?? EMPTY_DIRECTORY });
  }
  return { kind: 'taken', entries: kept };
}

type Filtered =
  | { readonly kind: 'node'; readonly node: DirectoryNode | undefined }
  | Exclude<Taken, { kind: 'taken' }>;

/** The directory without what the patterns leave out; directories on the way to something kept are kept. */
function filterDirectory(
  directory: DirectoryNode,
  filter: EntryFilter,
  path = '',
  parents: { readonly include?: ParentMatches; readonly exclude?: ParentMatches } = {},
): Filtered {
  const children = new Map<string, Node>();
  for (const [name, node] of directory.children) {
    const childAt = childPath(path, name);
    const included = filter.include && matchPath(filter.include, childAt, parents.include);
    const excluded = filter.exclude && matchPath(filter.exclude, childAt, parents.exclude);
    for (const match of [included, excluded]) {
      if (match === undefined || match.kind === 'judged') continue;
      if (match.kind === 'undecidable')
        return { kind: 'unknown', reason: `the pattern ${match.pattern} is not modelled` };
      return { kind: 'fails', phase: 'checksum', reason: 'syntax error in pattern', path: childAt };
    }
    const kept =
      (included?.kind !== 'judged' || included.matched) && !(excluded?.kind === 'judged' && excluded.matched);
    if (node.kind !== 'directory') {
      if (kept) children.set(name, node);
      continue;
    }
    const below = filterDirectory(node, filter, childAt, {
      ...(included?.kind === 'judged' && { include: included.asParent }),
      ...(excluded?.kind === 'judged' && { exclude: excluded.asParent }),
    });
    if (below.kind !== 'node') return below;
    if (below.node !== undefined) children.set(name, below.node);
    else if (kept) children.set(name, EMPTY_DIRECTORY);
  }
  return { kind: 'node', node: children.size === 0 ? undefined : { kind: 'directory', children } };
}

function notFound(path: string): Taken & { kind: 'fails' } {
  return { kind: 'fails', phase: 'checksum', reason: `${quote(`/${path}`)}: not found`, path };
}

function noSuchFile(path: string, phase: 'checksum' | 'copy'): Taken & { kind: 'fails' } {
  return { kind: 'fails', phase, reason: `lstat /${path}: no such file or directory`, path };
}

function tooManyLinks(path: string): Taken & { kind: 'fails' } {
  return { kind: 'fails', phase: 'checksum', reason: 'too many links', path };
}
