import type { Invariant } from '../config/catalogue';
import { isPassing, type JudgedInvariant, wordOf } from '../report/invariant-status';
import type { LeafState } from '../report/leaf-state';
import { type ExitCode, type Failure, failure } from './command';
import type { CatalogueState } from './workspace-state';

/** The invariants of a catalogue; none where there is none. */
export function invariantsIn(catalogue: CatalogueState): readonly Invariant[] | Failure {
  switch (catalogue.kind) {
    case 'read':
      return catalogue.invariants;
    case 'missing':
      return [];
    case 'invalid':
      return failure(
        `The catalogue cannot be read: ${catalogue.problems.join('; ')}.`,
        'mend invariants.json; its "$schema" lets an editor say what is wrong',
      );
  }
}

/** How the leaves and the invariants stand together: what is violated counts for more than what cannot be told. */
export function exitCodeOf(
  leaves: readonly LeafState[],
  invariants: readonly Pick<JudgedInvariant, 'status'>[],
): ExitCode {
  const words = leaves.map(wordOf);
  const statuses = invariants.map(({ status }) => status);
  if (words.includes('violated') || statuses.includes('violated')) return 1;
  return words.every(isPassing) && !statuses.includes('unknown') ? 0 : 2;
}
