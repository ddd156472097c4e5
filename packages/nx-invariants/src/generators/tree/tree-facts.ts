import { lstatSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Tree } from '@nx/devkit';
import ignore, { type Ignore } from 'ignore';
import { optOutOf } from '../../config/opt-out';
import type { PluginOptions } from '../../config/plugin-options';
import { ignoreLines, isPattern } from '../../workspace/ignore-lines';
import { isInside, joinPath } from '../../workspace/paths';
import { maxTextBytes } from '../../workspace/read-bounded';
import { SourceTree } from '../../workspace/source-tree';
import { WorkspaceFacts } from '../../workspace/workspace-facts';

const maxDepth = 64;
const neverSource = new Set(['.git', 'node_modules', '.nx', '.invariants']);

/**
 * The workspace as a generator sees it: what lies on disk with what the generator has changed so far. The
 * plugin's own inference works on it, so that a generator knows which leaves the plugin will place.
 */
export class TreeFacts extends WorkspaceFacts {
  constructor(
    private readonly tree: Tree,
    options: PluginOptions,
  ) {
    super(tree.root, options, new TreeSources(tree));
  }

  override text(path: string): string | undefined {
    if (!this.tree.exists(path) || !this.tree.isFile(path)) return undefined;
    const content = this.tree.read(path);
    return content === null || content.length > maxTextBytes ? undefined : content.toString('utf8');
  }

  /** Whether the project in a folder does without a check. */
  optsOut(root: string, check: string): boolean {
    return optOutOf((file) => this.text(joinPath(root, file)), check) !== undefined;
  }
}

interface Folder {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

const noFolder: Folder = { files: [], folders: [] };

/** The source files of a tree: what no .gitignore or .nxignore names. */
class TreeSources extends SourceTree {
  private readonly byPath = new Map<string, Folder>();

  constructor(private readonly tree: Tree) {
    super(tree.root);
    this.scan('.', [], 0);
  }

  override filesIn(folder: string, except: readonly string[] = []): string[] {
    if (except.includes(folder)) return [];
    const { files, folders } = this.folder(folder);
    return [
      ...files.map((name) => joinPath(folder, name)),
      ...folders.flatMap((name) => this.filesIn(joinPath(folder, name), except)),
    ].sort();
  }

  override namesIn(folder: string): readonly string[] {
    return this.folder(folder).files;
  }

  override foldersIn(folder: string): readonly string[] {
    return this.folder(folder).folders;
  }

  override has(path: string): boolean {
    return this.folder(posix.dirname(path)).files.includes(posix.basename(path));
  }

  override ignores(path: string): boolean {
    const parts = path.split('/');
    const above = parts.map((_, index) => parts.slice(0, index).join('/') || '.');
    const rules = above.flatMap((folder) => ignoreRulesOf(this.tree, folder));
    return isIgnored(rules, path, false) || above.slice(1).some((folder) => isIgnored(rules, folder, true));
  }

  private folder(path: string): Folder {
    return this.byPath.get(path) ?? noFolder;
  }

  private scan(folder: string, above: readonly IgnoreRules[], depth: number): void {
    if (depth > maxDepth) return;
    const rules = [...above, ...ignoreRulesOf(this.tree, folder)];
    const entries = this.tree
      .children(folder)
      .filter((name) => !neverSource.has(name))
      .map((name) => ({
        name,
        path: joinPath(folder, name),
        isFile: this.tree.isFile(joinPath(folder, name)),
      }))
      .filter(({ path, isFile }) => !isIgnored(rules, path, !isFile))
      // Linked folders are not followed, as in the plugin: they may lead in circles.
      .filter(({ path, isFile }) => isFile || !isLink(this.tree, path));
    const folders = entries.filter(({ isFile }) => !isFile);
    this.byPath.set(folder, {
      files: entries.filter(({ isFile }) => isFile).map(({ name }) => name),
      folders: folders.map(({ name }) => name),
    });
    for (const { path } of folders) this.scan(path, rules, depth + 1);
  }
}

/** Whether a path of a tree is a link on disk: a tree reads and writes through links, and does not tell them. */
export function isLink(tree: Tree, path: string): boolean {
  return lstatSync(join(tree.root, path), { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

interface IgnoreRules {
  readonly folder: string;
  readonly rules: Ignore;
}

function ignoreRulesOf(tree: Tree, folder: string): IgnoreRules[] {
  const names = folder === '.' ? ['.gitignore', '.nxignore'] : ['.gitignore'];
  return names.flatMap((name) => {
    const text = tree.read(joinPath(folder, name), 'utf-8');
    if (text === null) return [];
    const lines = ignoreLines(text).filter(isPattern);
    return [{ folder, rules: ignore({ ignorecase: false }).add(lines) }];
  });
}

/** git's rule: the deepest ignore file that says anything about the path decides. */
function isIgnored(ignores: readonly IgnoreRules[], path: string, isFolder: boolean): boolean {
  let ignored = false;
  for (const { folder, rules } of ignores) {
    if (!isInside(path, folder)) continue;
    const relative = relativeTo(folder, path);
    const verdict = rules.test(isFolder ? `${relative}/` : relative);
    if (verdict.ignored) ignored = true;
    if (verdict.unignored) ignored = false;
  }
  return ignored;
}

function relativeTo(folder: string, path: string): string {
  return folder === '.' ? path : path.slice(folder.length + 1);
}
