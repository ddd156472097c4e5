import { posix } from 'node:path';

/** Read-only access to the files under the root, by a path relative to it with `/`. */
export interface FileReader {
  /** The file's text, or `undefined` when there is no such file. */
  read(path: string): string | undefined;
}

export type ResolvedPath =
  | { readonly kind: 'inside'; readonly path: string }
  | { readonly kind: 'outside'; readonly path: string };

/**
 * Resolves a path as written in a file of the folder `base` (relative to the root). A path that leaves the
 * root, is absolute or starts at a home folder is `outside`: it is not in the repository, so not readable.
 */
export function resolvePath(base: string, written: string): ResolvedPath {
  if (written.startsWith('/') || written.startsWith('~') || /^[A-Za-z]:[\\/]/.test(written)) {
    return { kind: 'outside', path: written };
  }
  const joined = posix.join(base === '' ? '.' : base, written);
  const trimmed = joined.length > 1 && joined.endsWith('/') ? joined.slice(0, -1) : joined;
  const leaves = trimmed === '..' || trimmed.startsWith('../') || trimmed.includes('\0');
  return leaves ? { kind: 'outside', path: trimmed } : { kind: 'inside', path: trimmed };
}

export function directoryOf(path: string): string {
  return posix.dirname(path);
}

export function baseName(path: string): string {
  return posix.basename(path);
}
