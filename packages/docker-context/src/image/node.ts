import { baseName, childPath, parentPath, pathParts } from '../go/path';

/**
 * A file tree as a value: what was sent to the builder, and what is in a stage's image. Nodes are never changed,
 * so a copied directory is shared with its source and a stage starts from its parent for nothing.
 */
export type Node = DirectoryNode | FileNode | LinkNode;

export interface DirectoryNode {
  readonly kind: 'directory';
  readonly children: ReadonlyMap<string, Node>;
}

export interface FileNode {
  readonly kind: 'file';
  readonly size?: number;
  /** What ADD unpacks it to, where its content is known; `false` if it is no archive. */
  readonly unpacked?: DirectoryNode | false;
}

export interface LinkNode {
  readonly kind: 'link';
  readonly target: string;
}

export const EMPTY_DIRECTORY: DirectoryNode = { kind: 'directory', children: new Map() };

/** The node at a path, following no link. */
export function nodeAt(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root;
  for (const part of pathParts(path)) {
    if (node?.kind !== 'directory') return undefined;
    node = node.children.get(part);
  }
  return node;
}

/** The tree with `node` at `path`, whose parent must be a directory of the tree. */
export function withNode(root: DirectoryNode, path: string, node: Node): DirectoryNode {
  if (path === '') {
    if (node.kind !== 'directory') throw new Error('the root of a tree is a directory');
    return node;
  }
  const parent = parentPath(path);
  const directory = nodeAt(root, parent);
  if (directory?.kind !== 'directory') throw new Error(`${parent} is not a directory of the tree`);
  const children = new Map(directory.children).set(baseName(path), node);
  return withNode(root, parent, { kind: 'directory', children });
}

/** The tree with `path` and every parent of it as directories, or the path of the entry that is in the way. */
export function withDirectory(
  root: DirectoryNode,
  path: string,
):
  | { readonly kind: 'tree'; readonly root: DirectoryNode }
  | { readonly kind: 'blocked'; readonly path: string } {
  let tree = root;
  let current = '';
  for (const part of pathParts(path)) {
    current = childPath(current, part);
    const node = nodeAt(tree, current);
    if (node === undefined) tree = withNode(tree, current, EMPTY_DIRECTORY);
    else if (node.kind !== 'directory') return { kind: 'blocked', path: current };
  }
  return { kind: 'tree', root: tree };
}

/** Every node below a directory with its path, parents first, names in code unit order. */
export function* nodesBelow(directory: DirectoryNode, path = ''): Generator<[path: string, node: Node]> {
  const pending: [string, Node][] = childrenOf(directory, path);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next;
    const [nextPath, node] = next;
    if (node.kind === 'directory') for (const child of childrenOf(node, nextPath)) pending.push(child);
  }
}

/** The children in reverse order, as a stack gives them back. */
function childrenOf(directory: DirectoryNode, path: string): [string, Node][] {
  const names = [...directory.children.keys()].sort().reverse();
  return names.map((name) => [childPath(path, name), directory.children.get(name) ?? EMPTY_DIRECTORY]);
}
