import { childPath, parentPath, pathParts } from '../go/path';
import type { DirectoryNode, Node } from './node';
import { nodeAt } from './node';

/** How many links one path may lead through, as in BuildKit and on Linux. */
const MAX_LINKS = 255;

/**
 * Where a path leads within a tree that it cannot leave: absolute targets start at the tree's root and `..` above
 * the root stays there. `missing` is where something would have to be.
 */
export type FollowedPath =
  | { readonly kind: 'found'; readonly path: string; readonly node: Node }
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'too-many-links' };

/** Follows every link of a root-relative path, the last component's too. */
export function followPath(root: DirectoryNode, path: string): FollowedPath {
  let current = '';
  let pending = pathParts(path).reverse();
  let links = 0;
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      current = parentPath(current);
      continue;
    }
    const next = childPath(current, part);
    const node = nodeAt(root, next);
    if (node?.kind !== 'link') {
      current = next;
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) return { kind: 'too-many-links' };
    if (node.target.startsWith('/')) current = '';
    pending = pending.concat(node.target.split('/').reverse());
  }
  const node = nodeAt(root, current);
  return node === undefined ? { kind: 'missing', path: current } : { kind: 'found', path: current, node };
}
