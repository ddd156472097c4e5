import { childPath } from '../go/path';
import type { DirectoryNode, Node } from './node';

/** A file or link that is taken, by its path in its origin. */
export interface TakenFile {
  readonly path: string;
  /** In bytes, where the tree tells it. */
  readonly size?: number;
}

/** Lists already made: many instructions take the same directory of the same tree. */
const listed = new WeakMap<DirectoryNode, Map<string, readonly TakenFile[]>>();

/** The files and links below a directory that lies at `path`, sorted by path in code unit order. */
export function filesBelow(directory: DirectoryNode, path = ''): readonly TakenFile[] {
  if (directory.children.size === 0) return [];
  const byPath = listed.get(directory) ?? new Map<string, readonly TakenFile[]>();
  const known = byPath.get(path);
  if (known !== undefined) return known;
  const files: TakenFile[] = [];
  addFilesBelow(files, directory, path);
  listed.set(directory, byPath.set(path, files));
  return files;
}

/** A file or link as one that is taken from `path`. */
export function takenFile(path: string, node: Exclude<Node, DirectoryNode>): TakenFile {
  return node.kind === 'file' && node.size !== undefined ? { path, size: node.size } : { path };
}

function addFilesBelow(files: TakenFile[], directory: DirectoryNode, path: string): void {
  for (const { name, node } of inPathOrder(directory)) {
    const below = childPath(path, name);
    if (node.kind === 'directory') addFilesBelow(files, node, below);
    else files.push(takenFile(below, node));
  }
}

/** The children in the order of the paths below them: a directory counts with its slash, so that `a-b` is before `a/b`. */
function inPathOrder({ children }: DirectoryNode): { readonly name: string; readonly node: Node }[] {
  return Array.from(children, ([name, node]) => ({
    name,
    node,
    start: node.kind === 'directory' ? `${name}/` : name,
  })).sort((left, right) => (left.start < right.start ? -1 : 1));
}
