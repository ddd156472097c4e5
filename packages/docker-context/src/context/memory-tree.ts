import { baseName, childPath, parentPath, relativeToRoot } from '../go/path';
import type { DirectoryNode } from '../image/node';
import type { ContextTree, TreeEntry } from './context-tree';

/** What lies at a path of a tree held in memory. Parent directories need not be listed. */
export type MemoryEntry =
  | { readonly kind: 'file'; readonly size?: number; readonly unpacked?: DirectoryNode | false }
  | { readonly kind: 'directory' }
  | { readonly kind: 'link'; readonly target: string };

/**
 * A tree held in memory, for tests and for trees that are not on disk yet.
 *
 * @param entries what lies where, keyed by path relative to the root; a path is cleaned and cannot leave the root.
 *   Where two entries contradict each other (a file with something below it), the directory wins.
 */
export function memoryTree(entries: ReadonlyMap<string, MemoryEntry>): ContextTree {
  const directories = new Map<string, Map<string, TreeEntry>>([['', new Map()]]);
  const directory = (path: string): Map<string, TreeEntry> => {
    const known = directories.get(path);
    if (known !== undefined) return known;
    const created = new Map<string, TreeEntry>();
    directories.set(path, created);
    directory(parentPath(path)).set(baseName(path), { kind: 'directory', name: baseName(path) });
    return created;
  };
  for (const [written, entry] of entries) {
    const path = relativeToRoot(written);
    if (path === '') continue;
    if (entry.kind === 'directory') directory(path);
    else if (!directories.has(path))
      directory(parentPath(path)).set(baseName(path), { ...entry, name: baseName(path) });
  }
  return {
    list: (path) => {
      const found = directories.get(path);
      return found === undefined
        ? { kind: 'unreadable', reason: `${path}: no such directory` }
        : { kind: 'entries', entries: [...found.values()] };
    },
  };
}

/** A view of one directory of a tree as a tree of its own: the context of a service within a workspace. */
export function subtree(tree: ContextTree, directory: string): ContextTree {
  const root = relativeToRoot(directory);
  if (root === '') return tree;
  return { list: (path) => tree.list(path === '' ? root : childPath(root, path)) };
}
