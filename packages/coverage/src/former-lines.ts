/** A place in an earlier state of the workspace. */
export interface FormerPlace {
  readonly path: string;
  readonly line: number;
}

/** Where a line of today was before; undefined if it was added or changed since. */
export type FindFormerPlace = (path: string, line: number) => FormerPlace | undefined;

/** A hunk of a diff without context lines, as `@@ -start,count +start,count @@` says it. */
export interface Hunk {
  readonly formerCount: number;
  /** Where it has no lines, the line after which some were removed. */
  readonly start: number;
  readonly count: number;
}

/** What changed in the files of a workspace. Paths are those that coverage has. */
export interface FileChanges {
  /** The files that existed before under their name of today, changed or not. */
  readonly known: ReadonlySet<string>;
  /** By the name of today: the name before and the hunks, in order. */
  readonly changed: ReadonlyMap<string, { readonly formerPath: string; readonly hunks: readonly Hunk[] }>;
}

export function formerPlacesIn({ known, changed }: FileChanges): FindFormerPlace {
  return (path, line) => {
    const change = changed.get(path);
    if (!change) return known.has(path) ? { path, line } : undefined;
    const former = formerLine(change.hunks, line);
    return former === undefined ? undefined : { path: change.formerPath, line: former };
  };
}

function formerLine(hunks: readonly Hunk[], line: number): number | undefined {
  let shift = 0;
  for (const { formerCount, start, count } of hunks) {
    const first = count === 0 ? start + 1 : start;
    if (line < first) break;
    if (line < first + count) return undefined;
    shift += formerCount - count;
  }
  return line + shift;
}
