import type { Verdict } from '../verdict';
import type { ContractChange } from './change';

export type Bump = 'none' | 'patch' | 'minor' | 'major';
export type RequiredBump = Bump | 'undecided';

export type BumpEvidence = {
  /** From `diffContract(older, newer)`. */
  changes: readonly ContractChange[];
  /** From `checkContainment(older, newer)`, if it was asked. */
  verdict?: Verdict;
  /** What breaking only through undeclared members asks for. Default `minor`: an optional field on an open object may be added. */
  undeclaredOnly?: 'minor' | 'major';
};

const ORDER: readonly Bump[] = ['none', 'patch', 'minor', 'major'];

/**
 * The version step the evidence asks for: major if anything breaks; else undecided if anything is; else minor for an addition,
 * patch for annotations alone, none where nothing changed. A decided verdict settles changes that the rules alone leave
 * undecided: then at least minor.
 */
export function requiredBump({ changes, verdict, undeclaredOnly = 'minor' }: BumpEvidence): RequiredBump {
  const byRules = changes.map((change) => bumpOfChange(change, verdict));
  const byVerdict = verdict === undefined ? 'none' : bumpOfVerdict(verdict, undeclaredOnly);
  const all = [...byRules, byVerdict];
  if (all.includes('major')) return 'major';
  if (all.includes('undecided')) return 'undecided';
  const highest = Math.max(...all.map((bump) => ORDER.indexOf(bump as Bump)));
  return ORDER[highest] ?? 'undecided';
}

function bumpOfChange(change: ContractChange, verdict: Verdict | undefined): RequiredBump {
  switch (change.class) {
    case 'breaking':
      return 'major';
    case 'additive':
      return 'minor';
    case 'annotation':
      return 'patch';
    case 'undecided':
      return verdict === undefined || verdict.kind === 'undecided' ? 'undecided' : 'minor';
  }
}

function bumpOfVerdict(verdict: Verdict, undeclaredOnly: 'minor' | 'major'): RequiredBump {
  switch (verdict.kind) {
    case 'compatible':
      return 'none';
    case 'breaking':
      return verdict.grade === 'breaking' ? 'major' : undeclaredOnly;
    case 'undecided':
      return 'undecided';
  }
}
