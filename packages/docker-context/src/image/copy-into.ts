import { childPath, cleanPath, parentPath } from '../go/path';
import { followPath } from './links';
import { type DirectoryNode, EMPTY_DIRECTORY, type Node, nodeAt, withDirectory, withNode } from './node';
import type { TakenEntry } from './take';

/** The image after a copy, or why it cannot be made, in BuildKit's words. */
export type Copied =
  | { readonly kind: 'copied'; readonly root: DirectoryNode }
  | { readonly kind: 'fails'; readonly reason: string };

/**
 * Copies entries in order to an absolute destination, whose trailing `/` or `/.` makes it a directory. A directory's
 * contents are copied, never the directory; a file goes into a destination that is a directory.
 */
export function copyInto(image: DirectoryNode, entries: readonly TakenEntry[], destination: string): Copied {
  let root = image;
  for (const entry of gathered(image, entries, destination)) {
    const copied = copyOne(root, entry, destination);
    if (copied.kind === 'fails') return copied;
    root = copied.root;
  }
  return { kind: 'copied', root };
}

/** Files that go into one directory, as the contents of one: adding them singly would copy the directory each time. */
function gathered(
  image: DirectoryNode,
  entries: readonly TakenEntry[],
  destination: string,
): readonly TakenEntry[] {
  const followed = followPath(image, cleanPath(destination).slice(1));
  const intoDirectory =
    isDirectoryPath(destination) || (followed.kind === 'found' && followed.node.kind === 'directory');
  if (!intoDirectory || entries.length < 2 || entries.some(({ node }) => node.kind === 'directory'))
    return entries;
  const children = new Map(entries.map(({ name, node }) => [name, node]));
  return [{ path: '', name: '', node: { kind: 'directory', children } }];
}

function isDirectoryPath(destination: string): boolean {
  return destination.endsWith('/') || destination.endsWith('/.');
}

function copyOne(image: DirectoryNode, entry: TakenEntry, destination: string): Copied {
  const ensured = makeDirectory(
    image,
    isDirectoryPath(destination) ? destination : parentPath(destination.slice(1)),
  );
  if (ensured.kind === 'fails') return ensured;
  const followed = followPath(ensured.root, cleanPath(destination).slice(1));
  if (followed.kind === 'too-many-links') return { kind: 'fails', reason: 'too many links' };
  const existing = followed.kind === 'found' ? followed.node : undefined;
  const intoDirectory = existing?.kind === 'directory' && entry.node.kind !== 'directory';
  const path = intoDirectory ? childPath(followed.path, entry.name) : followed.path;
  const made = makeDirectory(
    ensured.root,
    entry.node.kind === 'directory' && existing === undefined ? path : parentPath(path),
  );
  if (made.kind === 'fails') return made;
  const merged = mergeNode(nodeAt(made.root, path), entry.node, path);
  if (merged.kind === 'fails') return merged;
  return { kind: 'copied', root: withNode(made.root, path, merged.node) };
}

/**
 * Unpacks the tree of an archive into a destination, which becomes a directory. Unlike a copy it replaces whatever is in
 * the way; `undefined` where it would write through a link of the image.
 */
export function unpackInto(
  image: DirectoryNode,
  tree: DirectoryNode,
  destination: string,
): Copied | undefined {
  const made = makeDirectory(image, destination);
  if (made.kind === 'fails') return made;
  const followed = followPath(made.root, cleanPath(destination).slice(1));
  if (followed.kind !== 'found' || followed.node.kind !== 'directory') return undefined;
  if (meetsLink(followed.node, tree)) return undefined;
  return { kind: 'copied', root: withNode(made.root, followed.path, overlay(followed.node, tree)) };
}

function meetsLink(existing: DirectoryNode, tree: DirectoryNode): boolean {
  return [...tree.children].some(([name, node]) => {
    const found = existing.children.get(name);
    if (node.kind !== 'directory' || found === undefined) return false;
    return found.kind === 'link' || (found.kind === 'directory' && meetsLink(found, node));
  });
}

/** The tree with a directory and its parents, links on the way followed. */
export function makeDirectory(image: DirectoryNode, path: string): Copied {
  const followed = followPath(image, cleanPath(`/${path}`).slice(1));
  if (followed.kind === 'too-many-links') return { kind: 'fails', reason: 'too many links' };
  const made = withDirectory(image, followed.path);
  if (made.kind === 'tree') return { kind: 'copied', root: made.root };
  return { kind: 'fails', reason: `mkdir /${made.path}: not a directory` };
}

type Merged =
  | { readonly kind: 'node'; readonly node: Node }
  | { readonly kind: 'fails'; readonly reason: string };

/** Directories are merged, anything else is replaced; a directory and something else cannot take each other's place. */
function mergeNode(existing: Node | undefined, node: Node, path: string): Merged {
  if (existing === undefined || existing === node) return { kind: 'node', node };
  if (node.kind !== 'directory') {
    if (existing.kind !== 'directory') return { kind: 'node', node };
    return { kind: 'fails', reason: `cannot replace to directory /${path} with file` };
  }
  if (existing.kind !== 'directory')
    return { kind: 'fails', reason: `cannot copy to non-directory: /${path}` };
  if (existing === EMPTY_DIRECTORY) return { kind: 'node', node };
  const children = new Map(existing.children);
  for (const [name, child] of node.children) {
    const merged = mergeNode(children.get(name), child, childPath(path, name));
    if (merged.kind === 'fails') return merged;
    children.set(name, merged.node);
  }
  return { kind: 'node', node: { kind: 'directory', children } };
}

/** An image with a layer laid over it: directories are merged, anything else in the layer replaces what is there. */
export function overlay(image: DirectoryNode, layer: DirectoryNode): DirectoryNode {
  const children = new Map(image.children);
  for (const [name, node] of layer.children) {
    const below = children.get(name);
    const merged = below?.kind === 'directory' && node.kind === 'directory' ? overlay(below, node) : node;
    children.set(name, merged);
  }
  return { kind: 'directory', children };
}
