import type { ContextTree, TreeEntry } from '../context/context-tree';
import { childPath, isWithin, parentPath, pathParts, relativeToRoot } from '../go/path';
import type { NearMiss } from './result';

/** Where to look for what a missing source may have meant. Paths are relative to the workspace. */
export interface Surroundings {
  readonly context: { readonly path: string; readonly tree: ContextTree };
  readonly dockerfile: string;
  /** The whole workspace, to look beyond the context. */
  readonly workspace: ContextTree | undefined;
}

/** The entry at a root-relative path, following no link. */
export function entryAt(tree: ContextTree, path: string): TreeEntry | undefined {
  let directory = '';
  let entry: TreeEntry | undefined;
  for (const part of pathParts(path)) {
    if (entry !== undefined && entry.kind !== 'directory') return undefined;
    const listing = tree.list(directory);
    if (listing.kind === 'unreadable') return undefined;
    entry = listing.entries.find((candidate) => candidate.name === part);
    if (entry === undefined) return undefined;
    directory = childPath(directory, part);
  }
  return entry;
}

/** What a missing literal source would have matched, the likeliest explanation first. */
export function nearMiss(path: string, surroundings: Surroundings): NearMiss | undefined {
  if (path === '') return undefined;
  return otherContext(path, surroundings) ?? otherCase(path, surroundings.context.tree);
}

function otherContext(path: string, { context, dockerfile, workspace }: Surroundings): NearMiss | undefined {
  const root = relativeToRoot(context.path);
  for (const candidate of candidateContexts(root, relativeToRoot(dockerfile))) {
    const found = childPath(candidate, path);
    if (isWithin(found, root)) {
      const inContext = found.slice(root === '' ? 0 : root.length + 1);
      if (inContext !== '' && entryAt(context.tree, inContext) === undefined) continue;
    } else if (workspace === undefined || entryAt(workspace, found) === undefined) continue;
    return { kind: 'other-context', context: candidate === '' ? '.' : candidate, path: found };
  }
  return undefined;
}

/** The Dockerfile's own directory, then the directories above it and above the context, nearest first. */
function candidateContexts(root: string, dockerfile: string): Set<string> {
  const candidates = new Set<string>();
  for (const start of [parentPath(dockerfile), root]) {
    for (let directory = start; ; directory = parentPath(directory)) {
      candidates.add(directory);
      if (directory === '') break;
    }
  }
  candidates.delete(root);
  return candidates;
}

function otherCase(path: string, tree: ContextTree): NearMiss | undefined {
  let found = '';
  for (const part of pathParts(path)) {
    const listing = tree.list(found);
    if (listing.kind === 'unreadable') return undefined;
    const entry =
      listing.entries.find(({ name }) => name === part) ??
      listing.entries.find(({ name }) => name.toLowerCase() === part.toLowerCase());
    if (entry === undefined) return undefined;
    found = childPath(found, entry.name);
    if (entry.kind !== 'directory' && found.length !== path.length) return undefined;
  }
  return found === path ? undefined : { kind: 'case', path: found };
}
