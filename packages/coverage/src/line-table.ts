import type { LineHits } from './report';

/** The largest hit count that is kept; more ran as well. */
export const MAX_HITS = 2 ** 32 - 1;

/** Lines and their hits in two columns of one array, sorted by line: 8 bytes a line, where a Map takes 40. */
class PackedLineHits implements LineHits {
  readonly size: number;

  constructor(private readonly table: Uint32Array) {
    this.size = table.length / 2;
  }

  get(line: number): number | undefined {
    let low = 0;
    let high = this.size - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.table[middle] ?? 0;
      if (found === line) return this.table[this.size + middle];
      if (found < line) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  *[Symbol.iterator](): Generator<readonly [line: number, hits: number]> {
    for (let index = 0; index < this.size; index += 1) {
      yield [this.table[index] ?? 0, this.table[this.size + index] ?? 0];
    }
  }
}

/** Collects the lines of one file after another as a report lists them: in any order, and more than once. */
export class LineTable {
  private lines: number[] = [];
  private hits: number[] = [];
  private isSorted = true;

  /** A line counts once, with the largest hit count that is recorded for it. */
  record(line: number, hits: number): void {
    const last = this.lines.length - 1;
    const previous = last < 0 ? 0 : (this.lines[last] ?? 0);
    if (line === previous) {
      if (hits > (this.hits[last] ?? 0)) this.hits[last] = Math.min(hits, MAX_HITS);
      return;
    }
    if (line < previous) this.isSorted = false;
    this.lines.push(line);
    this.hits.push(Math.min(hits, MAX_HITS));
  }

  /** The lines recorded since the last call. */
  take(): LineHits {
    const packed = this.isSorted ? pack(this.lines, this.hits) : packUnsorted(this.lines, this.hits);
    this.lines = [];
    this.hits = [];
    this.isSorted = true;
    return packed;
  }
}

function pack(lines: readonly number[], hits: readonly number[]): LineHits {
  const table = new Uint32Array(2 * lines.length);
  table.set(lines);
  table.set(hits, lines.length);
  return new PackedLineHits(table);
}

function packUnsorted(lines: readonly number[], hits: readonly number[]): LineHits {
  const order = [...lines.keys()].sort((a, b) => (lines[a] ?? 0) - (lines[b] ?? 0));
  const united = new LineTable();
  for (const index of order) united.record(lines[index] ?? 0, hits[index] ?? 0);
  return united.take();
}
