import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { isInside, joinPath } from './paths';

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
    const slash = path.lastIndexOf('/');
    const folder = slash < 0 ? '.' : path.slice(0, slash);
    return this.read(folder).files.includes(path.slice(slash + 1)) && !this.isIgnored(folder);
  }

  /** Whether an ignore file keeps the path, file or folder, out of the sources. It need not exist. */
  ignores(path: string): boolean {
    const parts = path.split('/');
    return parts.some((_, index) => {
      const above = parts.slice(0, index).join('/') || '.';
      const partial = parts.slice(0, index + 1).join('/');
      const { ignores } = this.read(above);
      return ignoredBy(ignores, partial, false) || ignoredBy(ignores, partial, true);
    });
  }

  private collect(folder: string, found: string[], depth: number): void {
    if (depth > maxDepth) return;
    const { files, folders } = this.read(folder);
    for (const name of files) found.push(joinPath(folder, name));
    for (const name of folders) this.collect(joinPath(folder, name), found, depth + 1);
  }

  private isIgnored(folder: string): boolean {
    if (folder === '.') return false;
    const slash = folder.lastIndexOf('/');
    const parent = slash < 0 ? '.' : folder.slice(0, slash);
    return !this.read(parent).folders.includes(folder.slice(slash + 1)) || this.isIgnored(parent);
  }

  private read(folder: string): Folder {
    const known = this.folders.get(folder);
    if (known) return known;
    const entries = entriesOf(join(this.root, folder));
    const ignores = [...this.ignoresAbove(folder), ...this.ignoresOf(folder, entries)];
    const kept = (name: string, isFolder: boolean) =>
      !neverSource.has(name) && !ignoredBy(ignores, joinPath(folder, name), isFolder);
    const read: Folder = {
      ignores,
      files: entries.filter((e) => !e.isDirectory() && kept(e.name, false)).map((e) => e.name),
      folders: entries.filter((e) => e.isDirectory() && kept(e.name, true)).map((e) => e.name),
    };
    this.folders.set(folder, read);
    return read;
  }

  private ignoresAbove(folder: string): readonly IgnoreFile[] {
    if (folder === '.') return [];
    const slash = folder.lastIndexOf('/');
    return this.read(slash < 0 ? '.' : folder.slice(0, slash)).ignores;
  }

  private ignoresOf(folder: string, entries: readonly Dirent[]): IgnoreFile[] {
    const names = folder === '.' ? ['.gitignore', '.nxignore'] : ['.gitignore'];
    return names
      .filter((name) => entries.some((entry) => entry.name === name && entry.isFile()))
      .map((name) => ({
        folder,
        rules: ignore().add(readFileSync(join(this.root, folder, name), 'utf8')),
      }));
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
