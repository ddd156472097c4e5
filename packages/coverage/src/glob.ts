/**
 * Does a path match a glob? `*` stands for any characters within a segment, `?` for one, `**` as a whole segment for any
 * number of segments. Everything else is itself, brackets and braces included: they occur in file names
 * (`app/[id]/page.tsx`). Takes at most pattern length times path length steps, where a glob turned into a regular
 * expression can take exponentially many.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  const names = path.split('/');
  // reached[i]: the part of the pattern so far matches the first i names.
  let reached = [true, ...names.map(() => false)];
  for (const segment of pattern.split('/')) {
    reached = segment === '**' ? fromFirst(reached) : afterOneMore(reached, names, segment);
  }
  return reached.at(-1) ?? false;
}

function fromFirst(reached: readonly boolean[]): boolean[] {
  const first = reached.indexOf(true);
  return reached.map((_, index) => first >= 0 && index >= first);
}

const afterOneMore = (reached: readonly boolean[], names: readonly string[], segment: string): boolean[] => [
  false,
  ...names.map((name, index) => reached[index] === true && matchesSegment(segment, name)),
];

/** Greedy matching that returns only to the last star: what a star before it took never needs revision. */
function matchesSegment(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let starTook = 0;
  for (let index = 0; index < name.length; ) {
    if (pattern[at] === '*') {
      star = at;
      starTook = index;
      at += 1;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[index])) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      starTook += 1;
      index = starTook;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}
