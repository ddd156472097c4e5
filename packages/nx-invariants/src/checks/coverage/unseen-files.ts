import { isTest, type ProjectCoverage } from '@nx-invariants/coverage';
import type { DeclaredFiles } from '../../check/declared-files';
import type { FindingDraft } from '../../check/finding';
import { listOfFiles } from './list-of-files';

/**
 * Files that the coverage target measures and Nx does not ask about before it restores the target's report: what was
 * measured, and the tests where none is an input. Such a report may stand for another state of the project.
 *
 * @param target the coverage target.
 * @param report for the place of the finding.
 */
export function unseenFindings(
  coverage: ProjectCoverage,
  files: DeclaredFiles,
  project: string,
  target: string,
  report: string,
): FindingDraft[] {
  const isUnseen = (path: string) => files.isUnseenBy(target, path);
  const measured = coverage.files.map(({ path }) => path).filter(isUnseen);
  const tests = files.list().filter(isTest);
  const unseen = [...measured, ...(tests.every(isUnseen) ? tests : [])];
  if (unseen.length === 0) return [];
  return [
    {
      severity: 'error',
      file: report,
      message: `the target ${target} of ${project} is cached, and files that it measures are not among its inputs: when they change, the old report is restored`,
      expected: `the sources and tests of ${project} among the inputs of ${target}`,
      evidence: listOfFiles(unseen),
      fix: `add "{projectRoot}/**/*" to the inputs of ${target}, or set its "cache" to false`,
    },
  ];
}
