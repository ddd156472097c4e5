/** What a sign on the page stands for. Each has a shape, a colour and a word of its own. */
export type Mark =
  | 'violated'
  | 'undecided'
  | 'unjudged'
  | 'warns'
  | 'waived'
  | 'holds'
  | 'unaffected'
  | 'opted-out'
  | 'documented-only'
  | 'planned'
  | 'note';

/** The words, the heaviest mark first. */
export const markWords: Record<Mark, string> = {
  violated: 'violated',
  undecided: 'undecided',
  unjudged: 'no evidence',
  warns: 'holds, with warnings',
  waived: 'waived',
  holds: 'holds',
  unaffected: 'unaffected',
  'opted-out': 'opted out',
  'documented-only': 'documented only',
  planned: 'planned',
  note: 'note',
};

export const marks = Object.keys(markWords) as Mark[];

/** The heaviest of some marks. */
export function heaviest(some: readonly Mark[], otherwise: Mark): Mark {
  return marks.find((mark) => some.includes(mark)) ?? otherwise;
}
