import { posix } from 'node:path';
import {
  type CoverageReport,
  describeMergeFailure,
  describeReadFailure,
  type GoModule,
  goModulePath,
  type MergeFailure,
  mapToWorkspace,
  mergeCoverage,
  type ProjectCoverage,
  type ProjectThreshold,
  readCoverage,
} from '@nx-invariants/coverage';
import type { DeclaredFiles } from '../../check/declared-files';
import type { FindingDraft } from '../../check/finding';
import { coverageConfigFile } from '../../plugin/coverage-entries';
import { goModOf } from '../../workspace/go-modules';
import { floorPlace, waiveEmptiness } from './floor-findings';

/** The reports of a project, or why one of them cannot be read. */
export type Reports =
  | {
      readonly ok: true;
      readonly reports: readonly CoverageReport[];
      readonly findings: readonly FindingDraft[];
    }
  | {
      readonly ok: false;
      readonly findings: readonly FindingDraft[];
      /** The reports, where nothing is wrong but that they hold no data, which a waiver may accept; else none. */
      readonly empty: readonly string[];
    };

/** @param command the one that measures, for remedies. */
export function readReports(
  files: DeclaredFiles,
  paths: readonly string[],
  project: string,
  threshold: ProjectThreshold,
  command: string,
): Reports {
  if (paths.length === 0) {
    const finding: FindingDraft = {
      severity: 'error',
      ...floorPlace(threshold),
      message: 'nothing says where the coverage report lies',
      expected: '"tool" (one that is known) or "report" (a path in the project)',
      fix: 'add one of the two to the entry',
    };
    return { ok: false, findings: [finding], empty: [] };
  }
  const reports: CoverageReport[] = [];
  const failures: FindingDraft[] = [];
  const warnings: FindingDraft[] = [];
  let isOnlyEmpty = true;
  for (const path of paths) {
    const content = files.read(path);
    const read =
      content.kind === 'read'
        ? readCoverage(content.text, { path, ...(threshold.format && { format: threshold.format }) })
        : ({ ok: false, failure: { kind: 'missing', report: path } } as const);
    if (read.ok) {
      reports.push(read.value);
      warnings.push(
        ...read.value.warnings.map(
          (warning): FindingDraft => ({
            severity: 'warning',
            file: path,
            ...(warning.line === undefined ? {} : { line: warning.line }),
            message: warning.message,
          }),
        ),
      );
    } else {
      const reason = content.kind === 'unreadable' ? { evidence: content.reason } : {};
      const isEmpty = read.failure.kind === 'no-data';
      const text = describeReadFailure(read.failure, command);
      isOnlyEmpty &&= isEmpty;
      failures.push({
        severity: 'error',
        file: path,
        ...text,
        ...(isEmpty && { fix: `${text.fix}; ${waiveEmptiness(project)}` }),
        ...reason,
      });
    }
  }
  return failures.length > 0
    ? { ok: false, findings: failures, empty: isOnlyEmpty ? paths : [] }
    : { ok: true, reports, findings: warnings };
}

export type Placed =
  | { readonly ok: true; readonly value: ProjectCoverage }
  | { readonly ok: false; readonly findings: readonly FindingDraft[] };

/**
 * The reports as one, reduced to the files of the project.
 *
 * @param workspaceRoot absolute and without links: what tools that name absolute paths make them of.
 */
export function placeReports(
  files: DeclaredFiles,
  workspaceRoot: string,
  projectRoot: string,
  reports: readonly CoverageReport[],
): Placed {
  const known = files.list();
  const placed = reports.map((report) =>
    mapToWorkspace(report, {
      workspaceRoot,
      projectRoot,
      otherProjectRoots: files.otherProjectRoots,
      files: known,
      goModules: goModules(files, known, projectRoot),
    }),
  );
  const coverages: ProjectCoverage[] = [];
  for (const result of placed) {
    if (!result.ok) return unmergeable(reports, result.failure);
    coverages.push(result.value);
  }
  const [first, ...rest] = coverages;
  if (first && rest.length === 0) return { ok: true, value: first };
  const merged = mergeCoverage(coverages);
  if (!merged.ok) return unmergeable(reports, merged.failure);
  return { ok: true, value: { ...merged.value, unplaced: coverages.flatMap(({ unplaced }) => unplaced) } };
}

/** The module that the project is or is a part of: its name begins those of the files in a coverprofile. */
function goModules(files: DeclaredFiles, known: readonly string[], projectRoot: string): GoModule[] {
  const goMod = goModOf(projectRoot, (path) => known.includes(path));
  const content = goMod === undefined ? undefined : files.read(goMod);
  const module = content?.kind === 'read' ? goModulePath(content.text) : undefined;
  if (goMod === undefined || module === undefined) return [];
  const folder = posix.dirname(goMod);
  return [{ module, root: folder === '.' ? '' : folder }];
}

function unmergeable(reports: readonly CoverageReport[], failure: MergeFailure): Placed {
  const { message, ...remedy } = describeMergeFailure(failure);
  const finding: FindingDraft = {
    severity: 'error',
    file: reports[0]?.report ?? coverageConfigFile,
    message: `the reports cannot be united: ${message}`,
    ...remedy,
  };
  return { ok: false, findings: [finding] };
}
