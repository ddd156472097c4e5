import type { DirectoryNode } from '../image/node';

/**
 * A read-only view of a directory tree: names and kinds, never contents. Paths are relative to its root,
 * slash-separated, without `.` or `..`; the root is `''`. It does not change: what one build found out about it serves the next.
 */
export interface ContextTree {
  /**
   * The entries of a directory, in any order. Links are entries of their own and never followed.
   * Called only with `''` and with paths of entries of kind `directory`.
   */
  list(directory: string): DirectoryListing;
}

export type DirectoryListing =
  | { readonly kind: 'entries'; readonly entries: readonly TreeEntry[] }
  | { readonly kind: 'unreadable'; readonly reason: string };

export type TreeEntry =
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly size?: number;
      /** What ADD unpacks it to, where its content is known; `false` if it is no archive. */
      readonly unpacked?: DirectoryNode | false;
    }
  | { readonly kind: 'directory'; readonly name: string }
  /** `target` is the link's text. */
  | { readonly kind: 'link'; readonly name: string; readonly target: string };
