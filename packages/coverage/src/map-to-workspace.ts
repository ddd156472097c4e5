import { PackageFiles } from './package-files';
import { type Coverage, type CoverageReport, coverageOf, type FileCoverage, type Format } from './report';
import { ok, type Result } from './result';
import { type SumsOnly, uniteByPath } from './unite';

/** Where a Go module lies: what `go.mod` calls it and its folder, relative to the workspace root ('' is the root). */
export interface GoModule {
  readonly module: string;
  readonly root: string;
}

export interface Workspace {
  /** The project's folder relative to the workspace root, POSIX; '' or '.' is the root itself. */
  readonly projectRoot: string;
  /** Files known to exist, relative to the workspace root, POSIX: at least the project's, better all. */
  readonly files: Iterable<string>;
  /** Folders of the other projects: what lies there is theirs, also where one of them lies inside this one. */
  readonly otherProjectRoots?: readonly string[];
  /** The absolute path of the workspace on this machine; without it absolute paths are matched by suffix alone. */
  readonly workspaceRoot?: string;
  readonly goModules?: readonly GoModule[];
}

/** A file of the report that does not count, and why. */
export interface UnplacedFile {
  /** As the report has it. */
  readonly reported: string;
  /**
   * `foreign`: it lies outside the project, or in a project nested in it.
   * `unknown`: it would lie in the project, but no such file is known (deleted, generated or ignored).
   * `ambiguous`: the report names it so that several files of the workspace could be meant.
   */
  readonly reason: 'foreign' | 'unknown' | 'ambiguous';
  /** Where it would lie in the workspace, when that is known. */
  readonly path?: string;
}

/** A report reduced to the files of one project, under their workspace paths. */
export interface ProjectCoverage extends Coverage {
  readonly unplaced: readonly UnplacedFile[];
}

/**
 * Gives the report's files their workspace paths and drops every file that is not the project's.
 *
 * Go import paths go through the module with the longest matching name, JaCoCo's packages through the project's files that
 * end in package/file. Relative paths are taken from the report's own source folders where one of those lies in the
 * workspace, else tried from the project's root, then from the workspace's. Absolute paths under `workspaceRoot` are exact; those of another machine are
 * placed by the longest suffix that is a known file, and must agree on one root: the folder that explains
 * most files of the report, as the workspace before as the project alone. A path through a folder named as another project's
 * says nothing of this one. A report that names files under
 * `workspaceRoot` has no such other root. Windows separators and drive letters are understood. A file the report names in two
 * ways is united; it is a failure when the report holds only its sums.
 */
export function mapToWorkspace(
  report: CoverageReport,
  workspace: Workspace,
): Result<ProjectCoverage, SumsOnly> {
  const places = new Places(workspace, report.format);
  const sources = (report.sources ?? []).map(toPosix);
  const paths = report.files.map((file) => toPosix(file.path));
  const absolute = paths.flatMap((path) => candidatesOf(path, sources)).filter(isAbsolute);
  // A report made here has no folder elsewhere: what lies outside the workspace is foreign, whatever its name ends in.
  const elsewhere = absolute.some((path) => places.isHere(path)) ? undefined : places.foreignRoot(absolute);

  const files: FileCoverage[] = [];
  const unplaced: UnplacedFile[] = [];
  for (const [index, file] of report.files.entries()) {
    const path = places.find(paths[index] ?? '', sources, elsewhere);
    const reason = path === AMBIGUOUS ? AMBIGUOUS : places.reasonAgainst(path);
    if (path !== undefined && reason === undefined) files.push({ ...file, path });
    else
      unplaced.push({
        reported: file.path,
        reason: reason ?? 'foreign',
        ...(path !== undefined && path !== AMBIGUOUS && { path }),
      });
  }
  const united = uniteByPath(files);
  return united.ok ? ok({ ...coverageOf(report.headline, united.value), unplaced }) : united;
}

const AMBIGUOUS = 'ambiguous';

/** Where a path may lie: an absolute one, or below each of the source folders. */
const candidatesOf = (path: string, sources: readonly string[]): readonly string[] =>
  isAbsolute(path) || sources.length === 0 ? [path] : sources.map((source) => join(source, path));

class Places {
  private readonly projectRoot: string;
  private readonly workspaceRoot: string | undefined;
  private readonly others: readonly string[];
  private readonly nested: readonly string[];
  private readonly files: ReadonlySet<string>;
  private readonly goModules: readonly GoModule[];
  private readonly packageFiles: PackageFiles | undefined;
  /** The most segments that a file's path has: no longer suffix of another path is one. */
  private readonly depth: number;

  constructor(
    workspace: Workspace,
    private readonly format: Format,
  ) {
    this.projectRoot = normalize(workspace.projectRoot) ?? '';
    this.workspaceRoot = workspace.workspaceRoot && normalize(toPosix(workspace.workspaceRoot));
    this.others = (workspace.otherProjectRoots ?? []).flatMap((root) => normalize(root) || []);
    this.nested = this.others.filter((root) => root !== this.projectRoot && isUnder(root, this.projectRoot));
    this.files = new Set(workspace.files);
    this.depth = [...this.files].reduce((most, file) => Math.max(most, file.split('/').length), 0);
    if (format === 'jacoco') this.packageFiles = new PackageFiles(this.files, (file) => this.isOwn(file));
    this.goModules = [...(workspace.goModules ?? [])].sort((a, b) => b.module.length - a.module.length);
  }

  isHere(path: string): boolean {
    return this.workspaceRoot !== undefined && isUnder(normalize(path) ?? '', this.workspaceRoot);
  }

  /** The workspace path of a reported one, whatever names it; undefined when it lies outside the workspace. */
  find(
    path: string,
    sources: readonly string[],
    elsewhere: ForeignRoot | undefined,
  ): string | typeof AMBIGUOUS | undefined {
    if (this.packageFiles) {
      const [first, ...others] = this.packageFiles.find(path);
      if (first !== undefined && others.length > 0 && this.isOwn(first)) return AMBIGUOUS;
      return first ?? normalize(join(this.projectRoot, path.slice(path.lastIndexOf(':') + 1)));
    }
    if (isAbsolute(path)) return this.locate(path, elsewhere);
    const located = candidatesOf(path, sources).flatMap(
      (candidate) => this.locate(candidate, elsewhere) ?? [],
    );
    const known = [...new Set(located)].filter((candidate) => this.files.has(candidate));
    if (known.length > 1) return AMBIGUOUS;
    return known[0] ?? located[0] ?? this.locate(path, elsewhere);
  }

  /** The workspace path of a path that stands for itself; undefined when it lies outside the workspace. */
  locate(path: string, elsewhere: ForeignRoot | undefined): string | undefined {
    if (isAbsolute(path)) {
      const absolute = normalize(path);
      if (absolute === undefined) return undefined;
      if (this.workspaceRoot !== undefined && isUnder(absolute, this.workspaceRoot)) {
        return relativeTo(absolute, this.workspaceRoot);
      }
      if (!elsewhere || !isUnder(absolute, elsewhere.root)) return undefined;
      return join(elsewhere.standsFor, relativeTo(absolute, elsewhere.root));
    }
    const goModule = this.goModules.find(({ module }) => isUnder(path, module));
    if (goModule) return normalize(join(goModule.root, relativeTo(path, goModule.module)));

    const fromProject = normalize(join(this.projectRoot, path));
    const fromWorkspace = normalize(path);
    if (fromProject !== undefined && this.files.has(fromProject)) return fromProject;
    if (fromWorkspace !== undefined && this.files.has(fromWorkspace)) return fromWorkspace;
    const isOtherGoModule = this.format === 'go-coverprofile' && this.goModules.length > 0;
    return isOtherGoModule ? undefined : fromProject;
  }

  reasonAgainst(path: string | undefined): UnplacedFile['reason'] | undefined {
    if (path === undefined || !this.isOwn(path)) return 'foreign';
    return this.files.has(path) ? undefined : 'unknown';
  }

  /** Does it lie in the project, and in none that is nested in it? */
  private isOwn(path: string): boolean {
    return isUnder(path, this.projectRoot) && !this.nested.some((root) => isUnder(path, root));
  }

  /**
   * The folder on another machine that was the workspace or the project there. Every path votes for the root that its
   * longest known suffix implies. One that holds the project's own folder outweighs all that do not, since other projects
   * have files of the same names; then the most votes win, then the longest suffix, then the shorter root.
   */
  foreignRoot(paths: readonly string[]): ForeignRoot | undefined {
    const candidates = new Map<string, ForeignRoot & { votes: number; suffix: number }>();
    for (const path of paths) {
      const vote = this.isOfAnother(path) ? undefined : this.vote(path);
      if (!vote) continue;
      const key = `${vote.standsFor}\0${vote.root}`;
      const known = candidates.get(key);
      if (known) {
        known.votes += 1;
        known.suffix = Math.max(known.suffix, vote.suffix);
      } else candidates.set(key, { ...vote, votes: 1 });
    }
    const ranked = [...candidates.values()].sort(
      (a, b) =>
        a.standsFor.length - b.standsFor.length ||
        b.votes - a.votes ||
        b.suffix - a.suffix ||
        a.root.length - b.root.length ||
        (a.root < b.root ? -1 : 1),
    );
    return ranked[0];
  }

  /**
   * Whether a path of another machine leads through another project's folder, such as `libs/lib`, and not through this
   * one's. A single name says too little: containers have an `app` for any project.
   */
  private isOfAnother(path: string): boolean {
    const leadsThrough = (root: string) => root.includes('/') && path.includes(`/${root}/`);
    return (
      this.others.some((root) => !isUnder(this.projectRoot, root) && leadsThrough(root)) &&
      !(this.projectRoot !== '' && path.includes(`/${this.projectRoot}/`))
    );
  }

  private vote(path: string): (ForeignRoot & { suffix: number }) | undefined {
    const segments = (normalize(path) ?? '').split('/');
    for (let cut = Math.max(1, segments.length - this.depth); cut < segments.length; cut += 1) {
      const suffix = segments.slice(cut).join('/');
      const standsFor = ['', this.projectRoot].find((root) => this.files.has(join(root, suffix)));
      if (standsFor === undefined) continue;
      return { root: segments.slice(0, cut).join('/'), standsFor, suffix: segments.length - cut };
    }
    return undefined;
  }
}

/** An absolute folder of another machine and the workspace folder it was there. */
interface ForeignRoot {
  readonly root: string;
  readonly standsFor: string;
}

const WINDOWS_PATH = /^(?:\\\\\?\\)?[A-Za-z]:[\\/]|^[^/]*\\/;

/** Separators become `/` where the path is Windows'; on POSIX a backslash may be part of a name. */
function toPosix(path: string): string {
  const plain = path.replace(/^file:\/\//, '');
  if (!WINDOWS_PATH.test(plain)) return plain;
  return plain
    .replace(/^\\\\\?\\/, '')
    .replaceAll('\\', '/')
    .replace(/^[a-z]:/, (drive) => drive.toUpperCase());
}

const isAbsolute = (path: string): boolean => path.startsWith('/') || /^[A-Za-z]:\//.test(path);

/** Removes `.`, `..` and empty segments; undefined when the path climbs out of where it starts. */
function normalize(path: string): string | undefined {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') {
      if (segments.length === 0) return undefined;
      segments.pop();
    } else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return (path.startsWith('/') ? '/' : '') + segments.join('/');
}

const join = (root: string, path: string): string => (root === '' || root === '.' ? path : `${root}/${path}`);

const isUnder = (path: string, root: string): boolean =>
  root === '' || path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`);

const relativeTo = (path: string, root: string): string => path.slice(root.length).replace(/^\//, '');
