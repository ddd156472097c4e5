import {
  type Coverage,
  type CoverageReport,
  type MergeFailure,
  mergeCoverage,
} from '@nx-invariants/coverage';
import { unreachable } from '../../../unreachable';
import { type Failure, failure } from '../../command';

export type United = { readonly kind: 'united'; readonly coverage: Coverage } | Failure;

/** Reports of one project as one: what two of them name counts once, and is covered if either covers it. */
export function unite(reports: readonly CoverageReport[]): United {
  const [first, ...rest] = reports;
  if (first && rest.length === 0) return { kind: 'united', coverage: first };
  const alias = twoNames(reports);
  if (alias !== undefined) {
    return failure(
      `The reports seem to name one file in two ways: ${alias[0]} and ${alias[1]}.`,
      'make the reports in the same folder of the same machine, so that a file has one name and counts once',
    );
  }
  const merged = mergeCoverage(reports);
  return merged.ok ? { kind: 'united', coverage: merged.value } : refuseMerge(merged.failure);
}

/**
 * Two names in different reports, of which one ends with the other and neither report has both: uniting would count
 * that file twice.
 */
function twoNames(reports: readonly CoverageReport[]): readonly [string, string] | undefined {
  const names = reports.map((report) => new Set(report.files.map(({ path }) => path.replaceAll('\\', '/'))));
  for (const [index, own] of names.entries()) {
    for (const other of names.filter((_, position) => position !== index)) {
      const longest = [...other].reduce((most, path) => Math.max(most, path.split('/').length), 0);
      const endings = new Map(
        [...own].flatMap((path) => endingsOf(path, longest).map((ending) => [ending, path] as const)),
      );
      for (const path of other) {
        const longer = endings.get(path);
        if (longer !== undefined && !other.has(longer) && !own.has(path)) return [longer, path];
      }
    }
  }
  return undefined;
}

/** What a path ends with after each of its separators, in at most so many parts. */
function endingsOf(path: string, longest: number): string[] {
  const parts = path.split('/');
  const last = parts.slice(1).slice(-longest);
  return last.map((_, index) => last.slice(index).join('/'));
}

function refuseMerge(why: MergeFailure): Failure {
  switch (why.kind) {
    case 'sums-only':
      return failure(
        `The reports cannot be united: they share ${why.path}, and at least one holds only its sums.`,
        'let each tool write its detailed format (coverage-final.json, lcov)',
      );
    case 'no-common-metric':
      return failure(
        `The reports cannot be united: they measure ${why.measured.map((metrics) => metrics.join(', ')).join(' | ')}.`,
        'give reports of tools that count the same units',
      );
    case 'nothing-to-merge':
      return failure('There is no report.', 'name at least one');
    default:
      return unreachable(why);
  }
}
