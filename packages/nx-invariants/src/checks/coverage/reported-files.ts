import { type ProjectCoverage, staleFiles } from '@nx-invariants/coverage';
import type { DeclaredFiles } from '../../check/declared-files';
import type { FindingDraft } from '../../check/finding';
import { coverageConfigFile } from '../../plugin/coverage-entries';
import { unreachable } from '../../unreachable';

/** The files of the report that do not count, and why. */
export function unplacedFindings(coverage: ProjectCoverage, paths: readonly string[]): FindingDraft[] {
  const file = paths[0] ?? coverageConfigFile;
  return coverage.unplaced.map(({ reported, reason, path }): FindingDraft => {
    const name = path ?? reported.split(/[\\/]/).slice(-3).join('/');
    switch (reason) {
      case 'foreign':
        return { severity: 'note', file, message: `${name} is not this project's file and does not count` };
      case 'unknown':
        return {
          severity: 'warning',
          file,
          message: `${name} is in the report, but no such source file exists; it does not count`,
          fix: 'if the file was removed, measure again; if it is generated, exclude it from the measurement',
        };
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

/** The files that changed so since they were measured that lines of the report are not there any more. */
export function staleFindings(
  coverage: ProjectCoverage,
  files: DeclaredFiles,
  command: string,
): FindingDraft[] {
  const textOf = (path: string) => {
    const content = files.read(path);
    return content.kind === 'read' ? content.text : undefined;
  };
  return staleFiles(coverage.files, textOf).map(
    ({ path, counted, lines }): FindingDraft => ({
      severity: 'error',
      file: path,
      message: `the report counts line ${counted} of ${path}, which has ${lines}: it measured another state of the file`,
      expected: 'a report of the files as they are',
      fix: `run "${command}"`,
    }),
  );
}
