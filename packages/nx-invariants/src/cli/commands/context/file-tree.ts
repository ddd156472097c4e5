import type { TakenFile } from '@nx-invariants/docker-context';

/** A line of a tree of files: a folder with all that lies below it, or a file. */
export interface TreeLine {
  readonly depth: number;
  /** A name; a folder that holds one thing only stands on the line of that thing. Folders end in `/`. */
  readonly name: string;
  readonly files: number;
  /** In bytes; undefined of a file whose size is not known. */
  readonly bytes: number | undefined;
  readonly isFolder: boolean;
}

interface Folder {
  readonly entries: Map<string, Folder | TakenFile>;
  files: number;
  bytes: number;
}

/** Files as a tree, line by line, in the order they are given in. */
export function* treeLines(files: readonly TakenFile[]): Generator<TreeLine> {
  const root = newFolder();
  for (const file of files) addFile(root, file);
  yield* linesBelow(root, 0);
}

function newFolder(): Folder {
  return { entries: new Map(), files: 0, bytes: 0 };
}

function addFile(root: Folder, file: TakenFile): void {
  const parts = file.path.split('/');
  const name = parts.pop() ?? '';
  let folder = root;
  count(folder, file);
  for (const part of parts) {
    const found = folder.entries.get(part);
    const below = found !== undefined && isFolder(found) ? found : newFolder();
    folder.entries.set(part, below);
    folder = below;
    count(folder, file);
  }
  folder.entries.set(name, file);
}

function count(folder: Folder, { size = 0 }: TakenFile): void {
  folder.files += 1;
  folder.bytes += size;
}

function* linesBelow(folder: Folder, depth: number): Generator<TreeLine> {
  for (const [name, entry] of folder.entries) yield* linesOf(name, entry, depth);
}

function* linesOf(name: string, entry: Folder | TakenFile, depth: number): Generator<TreeLine> {
  if (!isFolder(entry)) {
    yield { depth, name, files: 1, bytes: entry.size, isFolder: false };
    return;
  }
  const [only, ...others] = entry.entries;
  if (only !== undefined && others.length === 0) {
    yield* linesOf(`${name}/${only[0]}`, only[1], depth);
    return;
  }
  yield { depth, name: `${name}/`, files: entry.files, bytes: entry.bytes, isFolder: true };
  yield* linesBelow(entry, depth + 1);
}

function isFolder(entry: Folder | TakenFile): entry is Folder {
  return 'entries' in entry;
}
