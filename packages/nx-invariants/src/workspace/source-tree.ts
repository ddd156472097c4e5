import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { isInside, joinPath, leavesWorkspace } from './paths';

const neverSource = new Set(['.git', 'node_modules', '.nx', '.invariants']);
const maxDepth = 64;

interface Folder {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly ignores: readonly IgnoreFile[];
}

interface IgnoreFile {
  readonly folder: string;
  readonly rules: Ignore;
}

/**
 * The workspace's source files: what lies on disk and is not named by a .gitignore or .nxignore, which is
 * also what Nx hashes. Names only; each folder is read at most once.
 */
export class SourceTree {
  private readonly folders = new Map<string, Folder>();

  constructor(private readonly root: string) {}

  /** Source files at and below a workspace folder, sorted; empty if it is no folder. */
  filesIn(folder: string): string[] {
    const found: string[] = [];
    this.collect(folder, found, 0);
    return found.sort();
  }

  /** Names of the source files directly in a workspace folder. */
  namesIn(folder: string): readonly string[] {
    return this.read(folder).files;
  }

  /** Names of the folders directly in a workspace folder. */
  foldersIn(folder: string): readonly string[] {
    return this.read(folder).folders;
  }

  has(path: string): boolean {
    const { folder, name } = split(path);
    return this.read(folder).files.includes(name);
  }

  /** Whether an ignore file keeps the path out of the sources. What does not exist may be a file or a folder. */
  ignores(path: string): boolean {
    const clean = joinPath(path);
    if (clean === '.' || leavesWorkspace(clean) || this.has(clean)) return false;
    const parts = clean.split('/');
    return parts.some((_, index) => {
      const above = parts.slice(0, index).join('/') || '.';
      const partial = parts.slice(0, index + 1).join('/');
      const { ignores } = this.read(above);
      const mayBeFile = index === parts.length - 1;
      return ignoredBy(ignores, partial, true) || (mayBeFile && ignoredBy(ignores, partial, false));
    });
  }

  private collect(folder: string, found: string[], depth: number): void {
    if (depth > maxDepth) return;
    const { files, folders } = this.read(folder);
    for (const name of files) found.push(joinPath(folder, name));
    for (const name of folders) this.collect(joinPath(folder, name), found, depth + 1);
  }

  private read(folder: string): Folder {
    const known = this.folders.get(folder);
    if (known) return known;
    const read = folder === '.' ? this.readFolder(folder, []) : this.readBelow(split(folder));
    this.folders.set(folder, read);
    return read;
  }

  /** Empty where the folder is ignored or lies in what is, is a link or leads out of the workspace. */
  private readBelow({ folder, name }: Place): Folder {
    const above = this.read(folder);
    return above.folders.includes(name)
      ? this.readFolder(joinPath(folder, name), above.ignores)
      : { files: [], folders: [], ignores: above.ignores };
  }

  private readFolder(folder: string, above: readonly IgnoreFile[]): Folder {
    const entries = entriesOf(join(this.root, folder));
    const ignores = [...above, ...this.ignoresOf(folder, entries)];
    const kept = (name: string, isFolder: boolean) =>
      !neverSource.has(name) && !ignoredBy(ignores, joinPath(folder, name), isFolder);
    return {
      ignores,
      files: entries.filter((e) => isFileOrLink(e) && kept(e.name, false)).map((e) => e.name),
      folders: entries.filter((e) => e.isDirectory() && kept(e.name, true)).map((e) => e.name),
    };
  }

  private ignoresOf(folder: string, entries: readonly Dirent[]): IgnoreFile[] {
    const names = folder === '.' ? ['.gitignore', '.nxignore'] : ['.gitignore'];
    return names
      .filter((name) => entries.some((entry) => entry.name === name && entry.isFile()))
      .map((name) => ({
        folder,
        rules: ignore({ ignorecase: false }).add(textOf(join(this.root, folder, name))),
      }));
  }
}

interface Place {
  readonly folder: string;
  readonly name: string;
}

function split(path: string): Place {
  const slash = path.lastIndexOf('/');
  return { folder: slash < 0 ? '.' : path.slice(0, slash), name: path.slice(slash + 1) };
}

function isFileOrLink(entry: Dirent): boolean {
  return entry.isFile() || entry.isSymbolicLink();
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** git's rule: the deepest ignore file that says anything about the path decides. */
function ignoredBy(ignores: readonly IgnoreFile[], path: string, isFolder: boolean): boolean {
  let ignored = false;
  for (const { folder, rules } of ignores) {
    if (!isInside(path, folder)) continue;
    const relative = folder === '.' ? path : path.slice(folder.length + 1);
    const verdict = rules.test(isFolder ? `${relative}/` : relative);
    if (verdict.ignored) ignored = true;
    if (verdict.unignored) ignored = false;
  }
  return ignored;
}
