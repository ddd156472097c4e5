import { unreachable } from '../unreachable';
import { counted } from './counted';
import { type LeafWord, wordOf } from './invariant-status';
import type { LeafState } from './leaf-state';
import { groupFindings } from './render-leaf';

/** The words for what a leaf says. */
export const leafWords: Record<LeafWord, string> = {
  holds: 'holds',
  warns: 'holds, with warnings',
  'opted-out': 'opted out',
  violated: 'violated',
  undecided: 'undecided',
  error: 'could not be judged',
  stale: 'stale',
  missing: 'not run',
  failed: 'failed without a report',
  unaffected: 'unaffected',
  malformed: 'report malformed',
  absent: 'is not in the project graph',
};

/** What is known of a leaf, in a line without the leaf's name. */
export function sayLeafState(leaf: LeafState): string {
  switch (leaf.kind) {
    case 'current':
      return `${leafWords[wordOf(leaf)]}${leaf.isFromCache ? ', from cache' : ''}`;
    case 'stale': {
      const count = groupFindings(leaf.report.findings).length;
      const findings = count === 0 ? '' : `, with ${counted(count, 'finding')}`;
      return `stale; its inputs have changed since it was judged (then: ${leafWords[leaf.report.verdict]}${findings})`;
    }
    case 'missing':
      return `not run; there is no ${leaf.path}`;
    case 'failed':
      return `failed without a report${leaf.isSkipped ? '; what it depends on failed' : ''}`;
    case 'unaffected':
      return `unaffected since ${leaf.base}`;
    case 'malformed':
      return `${leaf.path} is no report: ${leaf.reason}`;
    default:
      return unreachable(leaf);
  }
}

/** The command that judges a leaf anew. */
export function runAgain(leaf: Pick<LeafState, 'project' | 'target'>): string {
  return `nx run ${leaf.project}:${leaf.target}`;
}
