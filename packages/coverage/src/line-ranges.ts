/** A run of lines, from 1, both ends included. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** Lines as the fewest runs, in order. */
export function rangesOf(lines: Iterable<number>): LineRange[] {
  const ranges: { from: number; to: number }[] = [];
  for (const line of [...lines].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && line <= last.to + 1) last.to = line;
    else ranges.push({ from: line, to: line });
  }
  return ranges;
}

/** Lines in few characters: `3-5,9`; '' for none. */
export function formatLines(lines: Iterable<number>): string {
  return formatRanges(rangesOf(lines));
}

/** The same of lines that are runs already. */
export function formatRanges(ranges: readonly LineRange[]): string {
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** Reads what {@link formatLines} wrote; undefined if it is not that: in order, no run touching the next. */
export function parseLines(text: string): LineRange[] | undefined {
  if (text === '') return [];
  const ranges: LineRange[] = [];
  for (const part of text.split(',')) {
    const [, first, last = first] = /^([1-9]\d{0,8})(?:-([1-9]\d{0,8}))?$/.exec(part) ?? [];
    const range = { from: Number(first), to: Number(last) };
    const isNext = range.from > (ranges.at(-1)?.to ?? -1) + 1;
    if (first === undefined || !isNext || range.to < range.from) return undefined;
    ranges.push(range);
  }
  return ranges;
}

/** Whether a line lies in one of the runs, which are in order. */
export function includesLine(ranges: readonly LineRange[], line: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle] as LineRange;
    if (line < range.from) high = middle - 1;
    else if (line > range.to) low = middle + 1;
    else return true;
  }
  return false;
}
