import {
  matcherOf,
  type ProjectCoverage,
  type RequireAll,
  staleFiles,
  unreportedSources,
} from '@nx-invariants/coverage';
import { git } from '../../baseline/git';
import type { DeclaredFiles } from '../../check/declared-files';
import type { FindingDraft } from '../../check/finding';
import { coverageConfigFile } from '../../plugin/coverage-entries';
import { unreachable } from '../../unreachable';
import { joinPath } from '../../workspace/paths';
import { floorPlace } from './floor-findings';
import { listOfFiles } from './list-of-files';

/** The files of the report that do not count, and why. */
export async function unplacedFindings(
  coverage: ProjectCoverage,
  files: DeclaredFiles,
  { workspaceRoot, project }: { readonly workspaceRoot: string; readonly project: { readonly root: string } },
  paths: readonly string[],
  command: string,
): Promise<FindingDraft[]> {
  const file = paths[0] ?? coverageConfigFile;
  const isIgnored = (path: string | undefined): path is string => path !== undefined && files.isIgnored(path);
  const committed = coverage.unplaced.some(({ reason, path }) => reason === 'unknown' && isIgnored(path))
    ? await committedIn(project.root, workspaceRoot)
    : new Set<string>();
  return coverage.unplaced.map(({ reported, reason, path }): FindingDraft => {
    const name = path ?? reported.split(/[\\/]/).slice(-3).join('/');
    switch (reason) {
      case 'foreign':
        return { severity: 'note', file, message: `${name} is not this project's file and does not count` };
      case 'unknown':
        if (!isIgnored(path)) return vanished(file, name, command);
        return committed.has(path) ? hidden(file, name) : ignored(file, name);
      case 'ambiguous':
        return {
          severity: 'error',
          file,
          message: `${name} in the report may be any of several files of the project`,
          expected: 'paths that tell which file is meant',
          fix: 'measure the parts of the project with a report each, or let the tool write paths from the root of the project',
        };
      default:
        return unreachable(reason);
    }
  });
}

/** The files below a folder that git tracks, as workspace paths; none where git cannot say. */
async function committedIn(folder: string, workspaceRoot: string): Promise<ReadonlySet<string>> {
  const listed = await git(`${workspaceRoot}/${folder}`, ['ls-files', '-z']);
  return new Set(listed.ok ? listed.text.split('\0').map((name) => joinPath(folder, name)) : []);
}

function hidden(file: string, name: string): FindingDraft {
  return {
    severity: 'error',
    file,
    message: `${name} is committed and in the report, but an ignore file names it: it does not count, and Nx does not see it change`,
    expected: 'sources that no ignore file names',
    fix: 'take it out of .gitignore or .nxignore; if it is generated, exclude it from the measurement',
  };
}

function ignored(file: string, name: string): FindingDraft {
  return {
    severity: 'warning',
    file,
    message: `${name} is in the report, but an ignore file names it, as what is generated; it does not count`,
    fix: 'exclude it from the measurement; if it is written by hand, take it out of .gitignore or .nxignore',
  };
}

function vanished(file: string, name: string, command: string): FindingDraft {
  return {
    severity: 'error',
    file,
    message: `${name} is in the report, but no such source file exists: the report measured another state of the project`,
    expected: 'a report of the files as they are',
    fix: `run "${command}"; if the file is generated, exclude it from the measurement`,
  };
}

/** The files that are not as they were measured. */
export function staleFindings(
  coverage: ProjectCoverage,
  files: DeclaredFiles,
  command: string,
): FindingDraft[] {
  return staleFiles(coverage.files, textsOf(files)).map((stale): FindingDraft => {
    const { path } = stale;
    const finding = {
      severity: 'error',
      file: path,
      expected: 'a report of the files as they are',
      fix: `run "${command}"`,
    } as const;
    switch (stale.kind) {
      case 'shorter': {
        const { counted, lines } = stale;
        const message = `the report counts line ${counted} of ${path}, which has ${lines}: it measured another state of the file`;
        return { ...finding, message };
      }
      case 'changed': {
        const message = `the report holds a digest of another text of ${path}: it measured another state of the file`;
        return { ...finding, ...(stale.line !== undefined && { line: stale.line }), message };
      }
      default:
        return unreachable(stale);
    }
  });
}

/** Sources of the project that are in no report, as workspace paths. */
export function unreportedFiles(
  coverage: ProjectCoverage,
  files: DeclaredFiles,
  projectRoot: string,
): readonly string[] {
  return unreportedSources(coverage, files.list(), projectRoot, textsOf(files));
}

/**
 * Says which sources are in no report: in one note, or where all must be, in an error for each that nothing excepts.
 * Exceptions that except nothing, or all that is measured too, are errors as well.
 */
export function unreportedFindings(
  coverage: ProjectCoverage,
  unreported: readonly string[],
  project: { readonly name: string; readonly root: string },
  requireAll: RequireAll | undefined,
  paths: readonly string[],
): FindingDraft[] {
  if (!requireAll) return listUnreported(unreported, project.name, paths);
  const prefix = project.root === '.' ? '' : `${project.root}/`;
  const exceptions = requireAll.except.map(({ pattern, at }) => {
    const matches = matcherOf(pattern);
    const excepts = (path: string) => matches(path.slice(prefix.length));
    return { pattern, at, excepts, isUsed: unreported.some(excepts) };
  });
  const used = exceptions.filter(({ isUsed }) => isUsed);
  const isExcepted = (path: string) => used.some(({ excepts }) => excepts(path));
  const [first] = used;
  const requiresNothing = first !== undefined && coverage.files.every(({ path }) => isExcepted(path));
  return [
    ...(requiresNothing ? [exceptsAll(project.name, first.at)] : []),
    ...unreported.filter((path) => !isExcepted(path)).map((path) => mustBeReported(project.name, path)),
    ...exceptions
      .filter(({ isUsed }) => !isUsed)
      .map(({ pattern, at }) => exceptsNothing(project.name, pattern, at)),
  ];
}

function mustBeReported(project: string, path: string): FindingDraft {
  return {
    severity: 'error',
    file: path,
    message: `${path} is in no report, so it counts nowhere`,
    expected: `every source of ${project} in its report`,
    fix: 'let the tool measure it even where no test loads it (its include or source option); if nothing in it can be covered, name it in "except" of "requireAll"',
  };
}

type Exception = RequireAll['except'][number];

function exceptsNothing(project: string, pattern: string, at: Exception['at']): FindingDraft {
  return {
    severity: 'error',
    ...floorPlace({ at }),
    message: `"except" of ${project} names ${pattern}, but every source that it matches is in a report, or it matches none`,
    fix: 'correct the pattern, or delete it',
  };
}

function exceptsAll(project: string, at: Exception['at']): FindingDraft {
  return {
    severity: 'error',
    ...floorPlace({ at }),
    message: `"except" of ${project} excepts every source, those that are measured too, so "requireAll" requires nothing`,
    expected: 'the sources in which nothing can be covered, and no others',
    fix: 'name those files, or delete "requireAll"',
  };
}

function listUnreported(
  unreported: readonly string[],
  project: string,
  paths: readonly string[],
): FindingDraft[] {
  if (unreported.length === 0) return [];
  return [
    {
      severity: 'note',
      file: paths[0] ?? coverageConfigFile,
      message: `sources of ${project} are in no report, so they count nowhere`,
      evidence: listOfFiles(unreported),
      fix: 'let the tool measure them even where no test loads them, then set "requireAll": true in the entry',
    },
  ];
}

function textsOf(files: DeclaredFiles): (path: string) => string | undefined {
  return (path) => {
    const content = files.read(path);
    return content.kind === 'read' ? content.text : undefined;
  };
}
