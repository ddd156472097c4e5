import type { FailureText } from './failure';
import type { Judgement, NoMatch } from './judge-coverage';
import type { MergeFailure } from './merge-coverage';

/** Says in words why reports of one project could not become one, or one report's files could not be placed. */
export function describeMergeFailure(failure: MergeFailure): FailureText {
  switch (failure.kind) {
    case 'nothing-to-merge':
      return {
        message: 'there is no coverage report to judge',
        expected: 'at least one report',
        fix: 'name it as "report" in coverage-config.json',
      };
    case 'sums-only':
      return {
        message: `${failure.path} is reported more than once, and only with sums for ${failure.metric}: what overlaps is unknown`,
        expected: 'reports that tell which lines and units ran',
        fix: 'use coverage-final.json instead of coverage-summary.json, or records instead of sums in lcov',
      };
    case 'no-common-metric': {
      const measured = failure.measured.map((metrics) => metrics.join(', ') || 'nothing').join(' / ');
      return {
        message: `the reports have no headline metric in common, and not all measure lines (${measured})`,
        expected: 'reports that all measure lines, or all the same headline metric',
        fix: 'give the parts entries of their own in coverage-config.json',
      };
    }
  }
}

/** A judgement in one line: `lines 79.95% (1599/2000), min 80: 1 more to cover`. */
export function describeJudgement(judgement: Judgement | NoMatch): string {
  switch (judgement.verdict) {
    case 'pass':
    case 'warn':
    case 'fail': {
      const { metric, percent, fraction, min, warn, short } = judgement;
      const bars = warn === undefined ? `min ${min}` : `min ${min}, warn ${warn}`;
      return `${metric} ${percent} (${fraction}), ${bars}${short > 0 ? `: ${short} more to cover` : ''}`;
    }
    case 'no-data':
      return `${judgement.metric}: nothing that could be covered, min ${judgement.min}: no data is not a pass`;
    case 'not-measured':
      return `${judgement.metric} is not measured (the report has ${judgement.measured.join(', ')}), min ${judgement.min}`;
    case 'no-match':
      return `${judgement.pattern} matches no reported file, min ${judgement.min}: correct the path, or write it with * and ** only`;
  }
}
