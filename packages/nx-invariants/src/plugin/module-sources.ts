import { realpathSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isInside, isPatternToNx, joinPath, pathInside } from '../workspace/paths';
import type { WorkspaceFacts } from '../workspace/workspace-facts';

/** The sources that a module's code consists of: single files, and folders of which it may take anything. */
export interface ModuleSources {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /**
   * Files on disk that the code names and of which Nx sees no change: reached by a link, hidden by an ignore file, or
   * outside of the workspace.
   */
  readonly unseen: readonly string[];
}

type Workspace = Pick<WorkspaceFacts, 'root' | 'text' | 'sources'>;

const known = new WeakMap<Workspace, Map<string, ModuleSources>>();

/** Code beyond these bounds is not followed file by file. */
const maxModules = 500;
const maxCharacters = 1024 * 1024;

/**
 * The module and what it imports from the workspace by relative paths, transitively. Its text is not parsed: every
 * text in it that begins with `./` or `../` and names a source file counts as an import, so there may be too many,
 * never too few. A module that computes what it imports, or asks where it lies and may read anything beside it, stands
 * for its whole folder; more than 500 modules, or one of more than a million characters, for the whole workspace.
 *
 * @param modulePath a workspace path.
 */
export function moduleSources(modulePath: string, workspace: Workspace): ModuleSources {
  const ofWorkspace = known.get(workspace) ?? new Map<string, ModuleSources>();
  known.set(workspace, ofWorkspace);
  const found = ofWorkspace.get(modulePath) ?? findSources(modulePath, workspace);
  ofWorkspace.set(modulePath, found);
  return found;
}

function findSources(modulePath: string, workspace: Workspace): ModuleSources {
  const files = new Set([modulePath]);
  const folders = new Set<string>();
  const unseen = new Set(isUnseen(modulePath, workspace) ? [modulePath] : []);
  for (const file of files) {
    const folder = posix.dirname(file);
    if (isPatternToNx(file)) folders.add(plainFolder(folder));
    if (!isCode(file)) continue;
    const text = workspace.text(file) ?? computedImport;
    if (files.size > maxModules || text.length > maxCharacters)
      return { files: [], folders: ['.'], unseen: [...unseen].sort() };
    if (mayReadBeside.some((pattern) => pattern.test(text))) folders.add(plainFolder(folder));
    for (const path of relativePaths(text)) {
      for (const candidate of filesNamed(joinPath(folder, path))) {
        if (workspace.sources.has(candidate)) files.add(candidate);
        if (isUnseen(candidate, workspace)) unseen.add(candidate);
      }
    }
  }
  const outermost = [...folders].filter((folder) => isOutermost(folder, folders)).sort();
  for (const folder of outermost.filter((each) => each !== '.')) {
    for (const link of workspace.sources.linksIn(folder)) unseen.add(link);
  }
  return {
    files: [...files].filter((file) => !outermost.some((folder) => isInside(file, folder))).sort(),
    folders: outermost,
    unseen: [...unseen].sort(),
  };
}

/** Nx would read such a folder as a pattern, and see no change in it: one further up stands for it. */
function plainFolder(folder: string): string {
  return isPatternToNx(folder) ? plainFolder(posix.dirname(folder)) : folder;
}

function isOutermost(folder: string, folders: ReadonlySet<string>): boolean {
  return ![...folders].some((other) => other !== folder && isInside(folder, other));
}

function isCode(file: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(file);
}

const plainText = /'[^'\\\n]*'|"[^"\\\n]*"|`[^`\\$]*`/.source;

/** Stands for the text of a module that cannot be read. */
const computedImport = 'import()';

const mayReadBeside = [
  // a call with anything but a plain text
  new RegExp(`\\b(?:import|require)\\s*\\((?!\\s*(?:${plainText})\\s*[,)])`),
  // `require` under another name, or what it holds
  /\brequire\s*(?:[.;,)\]}=]|$)/m,
  // the module's own place
  /\bimport\.meta\b|\b__(?:dir|file)name\b/,
  // a path that is written with escapes
  /\b(?:from|import)\s*(?:'[^'\n]*\\|"[^"\n]*\\)/,
];

/** Every plain text of a source that is a relative path. */
function relativePaths(text: string): string[] {
  return [...text.matchAll(/(['"`])(\.{1,2}(?:\/[^'"`\\\n]*)?)\1/g)].map(([, , path = '']) => path);
}

const endings = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.jsx', '.tsx', '.json'];

/** The files that an import of a path may mean: as Node resolves it, or as jiti does. */
function filesNamed(path: string): string[] {
  const withoutEnding = path.replace(/\.([cm]?)jsx?$/, '');
  const candidates = [
    path,
    ...endings.flatMap((ending) => [`${path}${ending}`, joinPath(path, `index${ending}`)]),
    ...(withoutEnding === path ? [] : endings.map((ending) => `${withoutEnding}${ending}`)),
  ];
  return [...new Set(candidates)];
}

/** Whether a file is on disk, but not as a source that lies where its path says. */
function isUnseen(path: string, { root, sources }: Workspace): boolean {
  try {
    const real = realpathSync.native(join(root, path));
    const isInPlace = sources.has(path) && pathInside(realpathSync.native(root), real) === path;
    return !isInPlace && statSync(real).isFile();
  } catch {
    return false;
  }
}
