import type { Verdict } from '../verdict';
import type { Difference } from './difference';

export type Bump = 'none' | 'patch' | 'minor' | 'major';
export type RequiredBump = Bump | 'undecided';

export type BumpEvidence = {
  /** From `differenceBetween(older, newer)`. */
  difference: Difference;
  /** From `checkCompatibility(older, newer, mode)`: one for each direction that consumers rely on. */
  verdicts: readonly Verdict[];
  /** What breaking only through undeclared members asks for. Default `minor`: an optional field on an open object may be added. */
  undeclaredOnly?: 'minor' | 'major';
};

/**
 * The version step the evidence asks for: none where nothing changed, patch for annotations alone; of other changes major
 * for one that breaks, undecided where that cannot be told, and minor for what is compatible.
 */
export function requiredBump({ difference, verdicts, undeclaredOnly = 'minor' }: BumpEvidence): RequiredBump {
  if (difference === 'none') return 'none';
  if (difference === 'annotations') return 'patch';
  const bumps = verdicts.map((verdict) => bumpOf(verdict, undeclaredOnly));
  if (bumps.includes('major')) return 'major';
  return bumps.includes('undecided') ? 'undecided' : 'minor';
}

function bumpOf(verdict: Verdict, undeclaredOnly: 'minor' | 'major'): RequiredBump {
  switch (verdict.kind) {
    case 'compatible':
      return 'minor';
    case 'breaking':
      return verdict.grade === 'breaking' ? 'major' : undeclaredOnly;
    case 'undecided':
      return 'undecided';
  }
}
