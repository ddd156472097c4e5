import { type Dirent, readdirSync, readlinkSync } from 'node:fs';
import { join, posix } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { ignoreLines, isPattern } from './ignore-lines';
import { joinPath, leavesWorkspace, toPosix, withFoldersAbove } from './paths';
import { readText } from './read-text';

const neverSource = new Set(['.git', 'node_modules', '.nx', '.invariants']);
const maxDepth = 64;

interface Folder {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Those of the files that are links. */
  readonly links: readonly string[];
  /** The rules for what lies in the folder: its own ignore files' and those of the folders above. */
  readonly rules: Ignore;
}

/**
 * The workspace's source files: what lies on disk and is not named by a .gitignore, .nxignore or .git/info/exclude,
 * which is also what Nx hashes (24.0.6; it heeds no core.excludesFile, and not the exclude file of a linked
 * worktree). Names only; each folder is read at most once.
 */
export class SourceTree {
  private readonly folders = new Map<string, Folder>();
  private readonly unhidden: ReadonlySet<string>;

  /** @param unhidden files that count as sources whatever ignore files say of them, as workspace paths. */
  constructor(
    private readonly root: string,
    unhidden: readonly string[] = [],
  ) {
    this.unhidden = new Set(unhidden.flatMap(withFoldersAbove));
  }

  /**
   * Source files at and below a workspace folder, sorted; empty if it is no folder.
   *
   * @param except folders below it that are not entered, as workspace paths.
   */
  filesIn(folder: string, except: readonly string[] = []): string[] {
    const found: string[] = [];
    this.collect(folder, 'files', found, 0, new Set(except));
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

  /** Links at and below a workspace folder, sorted. */
  linksIn(folder: string): string[] {
    const found: string[] = [];
    this.collect(folder, 'links', found, 0, new Set());
    return found.sort();
  }

  /** The workspace path that a link names; undefined if it is no link among the sources or leads out. */
  linkTarget(path: string): string | undefined {
    const { folder, name } = split(path);
    if (!this.read(folder).links.includes(name)) return undefined;
    const target = targetOf(join(this.root, path));
    const isForeign = target === undefined || posix.isAbsolute(target);
    const located = isForeign ? '..' : joinPath(folder, target);
    return leavesWorkspace(located) ? undefined : located;
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
      const { rules } = this.read(above);
      const mayBeFile = index === parts.length - 1;
      return rules.ignores(`${partial}/`) || (mayBeFile && rules.ignores(partial));
    });
  }

  private collect(
    folder: string,
    what: 'files' | 'links',
    found: string[],
    depth: number,
    except: ReadonlySet<string>,
  ): void {
    if (depth > maxDepth || except.has(folder)) return;
    const read = this.read(folder);
    for (const name of read[what]) found.push(joinPath(folder, name));
    for (const name of read.folders) this.collect(joinPath(folder, name), what, found, depth + 1, except);
  }

  private read(folder: string): Folder {
    const known = this.folders.get(folder);
    if (known) return known;
    const read = folder === '.' ? this.readFolder(folder, noRules()) : this.readBelow(split(folder));
    this.folders.set(folder, read);
    return read;
  }

  /** Empty where the folder is ignored or lies in what is, is a link or leads out of the workspace. */
  private readBelow({ folder, name }: Place): Folder {
    const above = this.read(folder);
    return above.folders.includes(name)
      ? this.readFolder(joinPath(folder, name), above.rules)
      : { files: [], folders: [], links: [], rules: above.rules };
  }

  private readFolder(folder: string, above: Ignore): Folder {
    const entries = entriesOf(join(this.root, folder));
    const rules = this.rulesIn(folder, entries, above);
    const kept = ({ name }: Dirent, ending: '' | '/') => {
      const path = joinPath(folder, name);
      return !neverSource.has(name) && (this.unhidden.has(path) || !rules.ignores(`${path}${ending}`));
    };
    const files = entries.filter((e) => isFileOrLink(e) && kept(e, ''));
    return {
      rules,
      files: files.map((e) => e.name),
      links: files.filter((e) => e.isSymbolicLink()).map((e) => e.name),
      folders: entries.filter((e) => e.isDirectory() && kept(e, '/')).map((e) => e.name),
    };
  }

  private rulesIn(folder: string, entries: readonly Dirent[], above: Ignore): Ignore {
    const isRepository = entries.some((entry) => entry.name === '.git' && entry.isDirectory());
    const local = isRepository ? this.rulesOf(joinPath(folder, '.git/info/exclude'), folder) : [];
    const own = ['.gitignore', '.nxignore']
      .filter((name) => entries.some((entry) => entry.name === name && entry.isFile()))
      .flatMap((name) => this.rulesOf(joinPath(folder, name), folder));
    return local.length + own.length === 0 ? above : noRules().add(local).add(above).add(own);
  }

  private rulesOf(file: string, folder: string): string[] {
    const lines = ignoreLines(readText(this.root, file) ?? '');
    return (folder === '.' ? lines : lines.flatMap((line) => rebased(line, folder))).filter(isPattern);
  }
}

function noRules(): Ignore {
  return ignore({ ignorecase: false });
}

/**
 * A line of a folder's ignore file as a rule of the workspace's root (gitignore, "PATTERN FORMAT"): one with a slash
 * before its end holds for the folder, any other for everything below it.
 */
function rebased(line: string, folder: string): string[] {
  if (line.trim() === '' || line.startsWith('#')) return [];
  const isNegated = line.startsWith('!');
  const pattern = line.slice(isNegated ? 1 : 0).replace(/^\\([!#])/, '$1');
  const isAnchored = /\/(?=\s*\S)/.test(pattern);
  const home = folder.replace(/[\\*?[\] ]/g, '\\$&');
  return [`${isNegated ? '!' : ''}/${home}/${isAnchored ? pattern.replace(/^\//, '') : `**/${pattern}`}`];
}

interface Place {
  readonly folder: string;
  readonly name: string;
}

function split(path: string): Place {
  return { folder: posix.dirname(path), name: posix.basename(path) };
}

function isFileOrLink(entry: Dirent): boolean {
  return entry.isFile() || entry.isSymbolicLink();
}

function targetOf(link: string): string | undefined {
  try {
    return toPosix(readlinkSync(link));
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
