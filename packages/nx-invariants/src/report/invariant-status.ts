import { passes } from '../check/report';
import type { Invariant } from '../config/catalogue';
import { unreachable } from '../unreachable';
import type { LeafName, LeafState } from './leaf-state';

/**
 * How an invariant stands: `violated` by a current report, `unknown` where the evidence of a leaf is missing, stale,
 * malformed or undecided or its project opts out, `holds` if every leaf that upholds it has a current report that passes, `unaffected` if
 * the change that was judged leaves the others alone.
 */
export type InvariantStatus =
  | 'holds'
  | 'warns'
  | 'unaffected'
  | 'violated'
  | 'unknown'
  | 'documented-only'
  | 'planned'
  | 'not-asked';

export interface JudgedInvariant {
  readonly invariant: Invariant;
  readonly status: InvariantStatus;
  /** The leaves that were asked for. */
  readonly leaves: readonly UpholdingLeaf[];
  /** How many leaves the catalogue names; where it is more than were asked for, `holds` is said of a part only. */
  readonly total: number;
}

/** A leaf that the catalogue names, with its state; undefined where the graph has no such leaf. */
export interface UpholdingLeaf extends LeafName {
  readonly state: LeafState | undefined;
}

/** What a leaf says, in one word. */
export type LeafWord =
  | 'holds'
  | 'warns'
  | 'opted-out'
  | 'violated'
  | 'undecided'
  | 'error'
  | 'stale'
  | 'missing'
  | 'failed'
  | 'unaffected'
  | 'malformed'
  | 'absent';

/**
 * How an invariant stands.
 *
 * @param asked whether a leaf is among those asked for; an invariant of which none is, is `not-asked`.
 */
export function judgeInvariant(
  invariant: Invariant,
  states: readonly LeafState[],
  asked: (leaf: LeafName) => boolean = () => true,
): JudgedInvariant {
  if (invariant.documentedOnly) return { invariant, status: 'documented-only', leaves: [], total: 0 };
  if (invariant.planned) return { invariant, status: 'planned', leaves: [], total: 0 };
  const { upheldBy = [] } = invariant;
  const total = upheldBy.length;
  const leaves = upheldBy.filter(asked).map(({ project, check }) => ({
    project,
    check,
    state: leafIndex(states).get(leafKey({ project, check })),
  }));
  if (leaves.length === 0) return { invariant, status: 'not-asked', leaves, total };
  const words = leaves.map((leaf) => wordFor(leaf.state, invariant.id));
  return { invariant, status: statusOf(words), leaves, total };
}

const indices = new WeakMap<readonly LeafState[], ReadonlyMap<string, LeafState>>();

/** The leaves by name, made once for all invariants that are asked about them. */
function leafIndex(states: readonly LeafState[]): ReadonlyMap<string, LeafState> {
  const known = indices.get(states) ?? new Map(states.map((state) => [leafKey(state), state]));
  indices.set(states, known);
  return known;
}

function leafKey({ project, check }: LeafName): string {
  return JSON.stringify([project, check]);
}

function statusOf(words: readonly LeafWord[]): InvariantStatus {
  if (words.includes('violated')) return 'violated';
  if (!words.every(doesUphold)) return 'unknown';
  if (words.includes('unaffected')) return 'unaffected';
  return words.every((word) => word === 'holds') ? 'holds' : 'warns';
}

/** Whether nothing stands against a leaf of which this is said. */
export function isPassing(word: LeafWord): boolean {
  switch (word) {
    case 'holds':
    case 'warns':
    case 'opted-out':
    case 'unaffected':
      return true;
    case 'violated':
    case 'undecided':
    case 'error':
    case 'stale':
    case 'missing':
    case 'failed':
    case 'malformed':
    case 'absent':
      return false;
    default:
      return unreachable(word);
  }
}

/**
 * Whether a leaf of which this is said upholds an invariant that names it: one that is opted out of passes, and looks at
 * nothing.
 */
export function doesUphold(word: LeafWord): boolean {
  return isPassing(word) && word !== 'opted-out';
}

/** What a leaf says of itself. */
export function wordOf(state: LeafState | undefined): LeafWord {
  if (state === undefined) return 'absent';
  return state.kind === 'current' ? state.report.verdict : state.kind;
}

/** What a leaf says of one of the invariants it upholds: its errors may name others. */
export function wordFor(state: LeafState | undefined, id: string): LeafWord {
  const word = wordOf(state);
  if (state?.kind !== 'current' || passes(state.report.verdict) || word === 'error') return word;
  const standing = state.report.findings.filter(
    ({ severity, undecided, waivedBy }) => (severity === 'error' || undecided) && waivedBy === undefined,
  );
  const concerned = standing.filter(({ invariants }) => invariants.includes(id));
  if (standing.length === 0) return word;
  if (concerned.length === 0) return 'holds';
  return concerned.every(({ undecided }) => undecided) ? 'undecided' : word;
}
