import { type Dirent, lstatSync, opendirSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { pathParts } from '../go/path';
import type { ContextTree, DirectoryListing, TreeEntry } from './context-tree';

export interface FileSystemTreeOptions {
  /** How many entries may be read in all before listings become unreadable. Default 2,000,000. */
  readonly maxEntries?: number;
  /** How deep below the root directories are listed. Default 256. */
  readonly maxDepth?: number;
  /** Whether to look up the size of each file, one more system call per file. Default false. */
  readonly sizes?: boolean;
}

/**
 * A directory of the real file system. Reads names and link texts only, each directory once: one tree serves
 * every Dockerfile of a workspace. It never leaves its root, since links are entries and are not followed.
 * What cannot be read (permissions, a directory that vanished, a bound) is an `unreadable` listing, never an exception.
 *
 * @param root an absolute path; the root itself may be a link.
 */
export function fileSystemTree(
  root: string,
  { maxEntries = 2_000_000, maxDepth = 256, sizes = false }: FileSystemTreeOptions = {},
): ContextTree {
  const listings = new Map<string, DirectoryListing>();
  let remaining = maxEntries;

  const read = (directory: string): DirectoryListing => {
    const parts = pathParts(directory);
    if (parts.includes('..') || parts.includes('.'))
      return unreadable(`${directory}: not a path of this tree`);
    if (parts.length > maxDepth) return unreadable(`${directory}: deeper than ${maxDepth} directories`);
    const entries: TreeEntry[] = [];
    try {
      const path = directory === '' ? root : `${root}/${directory}`;
      for (const found of entriesOf(path)) {
        if (remaining === 0) return unreadable(`more than ${maxEntries} files and directories`);
        remaining -= 1;
        entries.push(entryOf(path, found, sizes));
      }
    } catch (error) {
      return unreadable(systemReason(directory, error));
    }
    return { kind: 'entries', entries };
  };

  return {
    list(directory) {
      const known = listings.get(directory);
      if (known !== undefined) return known;
      const listing = read(directory);
      listings.set(directory, listing);
      return listing;
    },
  };
}

/** In bytes, the size of a directory itself: that of some ten thousands of names. */
const LARGE_DIRECTORY = 1024 * 1024;

/** Reading all names at once takes a third of the time; a directory of millions is read piece by piece. */
function entriesOf(path: string): Iterable<Dirent> {
  return statSync(path).size < LARGE_DIRECTORY
    ? readdirSync(path, { withFileTypes: true })
    : entriesInPieces(path);
}

function* entriesInPieces(path: string): Generator<Dirent> {
  const handle = opendirSync(path, { bufferSize: 1024 });
  try {
    for (let found = handle.readSync(); found !== null; found = handle.readSync()) yield found;
  } finally {
    handle.closeSync();
  }
}

function entryOf(directory: string, found: Dirent, sizes: boolean): TreeEntry {
  const { name } = found;
  if (found.isDirectory()) return { kind: 'directory', name };
  if (found.isSymbolicLink()) {
    return { kind: 'link', name, target: slashes(readlinkSync(`${directory}/${name}`)) };
  }
  return sizes
    ? { kind: 'file', name, size: lstatSync(`${directory}/${name}`).size }
    : { kind: 'file', name };
}

function unreadable(reason: string): DirectoryListing {
  return { kind: 'unreadable', reason };
}

function systemReason(directory: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return `${directory === '' ? 'the context' : directory}: ${code}`;
}

function slashes(target: string): string {
  return process.platform === 'win32' ? target.replaceAll('\\', '/') : target;
}
