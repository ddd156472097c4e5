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

  forEach(visit: (hits: number, line: number) => void): void {
    const { size, table } = this;
    for (let index = 0; index < size; index += 1) visit(table[size + index] ?? 0, table[index] ?? 0);
  }

  *[Symbol.iterator](): Generator<readonly [line: number, hits: number]> {
    for (let index = 0; index < this.size; index += 1) {
      yield [this.table[index] ?? 0, this.table[this.size + index] ?? 0];
    }
  }
}

const ROOM = 1024;

/** Collects the lines of one file after another as a report lists them: in any order, and more than once. */
export class LineTable {
  private lines = new Uint32Array(ROOM);
  private hits = new Uint32Array(ROOM);
  private size = 0;
  private last = 0;
  private isSorted = true;

  /** A line counts once, with the largest hit count that is recorded for it. */
  record(line: number, hits: number): void {
    const kept = Math.min(hits, MAX_HITS);
    if (line === this.last) {
      const at = this.size - 1;
      if (kept > (this.hits[at] ?? 0)) this.hits[at] = kept;
      return;
    }
    if (line < this.last) this.isSorted = false;
    if (this.size === this.lines.length) this.grow();
    this.lines[this.size] = line;
    this.hits[this.size] = kept;
    this.size += 1;
    this.last = line;
  }

  /** The lines recorded since the last call. */
  take(): LineHits {
    const lines = this.lines.subarray(0, this.size);
    const hits = this.hits.subarray(0, this.size);
    const packed = this.isSorted ? pack(lines, hits) : packUnsorted(lines, hits);
    this.size = 0;
    this.last = 0;
    this.isSorted = true;
    return packed;
  }

  private grow(): void {
    const { lines, hits, size } = this;
    this.lines = new Uint32Array(2 * size);
    this.lines.set(lines);
    this.hits = new Uint32Array(2 * size);
    this.hits.set(hits);
  }
}

function pack(lines: Uint32Array, hits: Uint32Array): LineHits {
  const table = new Uint32Array(2 * lines.length);
  table.set(lines);
  table.set(hits, lines.length);
  return new PackedLineHits(table);
}

function packUnsorted(lines: Uint32Array, hits: Uint32Array): LineHits {
  const order = [...lines.keys()].sort((a, b) => (lines[a] ?? 0) - (lines[b] ?? 0));
  const united = new LineTable();
  for (const index of order) united.record(lines[index] ?? 0, hits[index] ?? 0);
  return united.take();
}
