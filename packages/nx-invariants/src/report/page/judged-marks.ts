import { unreachable } from '../../unreachable';
import { type InvariantStatus, type JudgedInvariant, type LeafWord, wordFor } from '../invariant-status';
import type { Mark } from './mark';

/** The mark of what a check says. */
export function markOfLeaf(word: LeafWord): Mark {
  switch (word) {
    case 'holds':
    case 'warns':
    case 'violated':
    case 'undecided':
    case 'opted-out':
    case 'unaffected':
      return word;
    case 'error':
      return 'undecided';
    case 'stale':
    case 'missing':
    case 'failed':
    case 'malformed':
    case 'absent':
      return 'unjudged';
    default:
      return unreachable(word);
  }
}

/** The mark of how an invariant stands: what cannot be told is undecided only where a check has judged it. */
export function markOfInvariant({ invariant, status, leaves }: JudgedInvariant): Mark {
  if (status !== 'unknown') return markOfStatus(status);
  const found = leaves.map(({ state }) => markOfLeaf(wordFor(state, invariant.id)));
  return found.includes('undecided') ? 'undecided' : 'unjudged';
}

/** The mark of a status of which no more is known. */
export function markOfStatus(status: InvariantStatus): Mark {
  switch (status) {
    case 'holds':
    case 'warns':
    case 'violated':
    case 'unaffected':
    case 'documented-only':
    case 'planned':
      return status;
    case 'unknown':
      return 'undecided';
    case 'not-asked':
      return 'unjudged';
    default:
      return unreachable(status);
  }
}
