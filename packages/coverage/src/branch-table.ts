import type { Counter } from './metrics';
import type { Unit, Units } from './report';

/** Line, block, branch, and whether it ran. */
const FIELDS = 4;
const ROOM = 1024;

const keyOf = (line: number, block: number, branch: number): string => `${line},${block},${branch}`;

/** Numbered branches in columns; their keys are only made for who asks for them. */
class NumberedBranches implements Units {
  constructor(private readonly table: Uint32Array) {}

  get size(): number {
    return this.table.length / FIELDS;
  }

  forEach(visit: (unit: Unit, key: string) => void): void {
    for (const [key, unit] of this) visit(unit, key);
  }

  *[Symbol.iterator](): Generator<readonly [key: string, unit: Unit]> {
    for (let at = 0; at < this.table.length; at += FIELDS) {
      const [line = 0, block = 0, branch = 0, covered = 0] = this.table.subarray(at, at + FIELDS);
      yield [keyOf(line, block, branch), { line: Math.max(1, line), weight: 1, covered }];
    }
  }
}

export interface CountedUnits {
  readonly units: Units;
  readonly counter: Counter;
}

/** Collects the numbered branches of one file after another, as lcov lists them: nearly always in order, each once. */
export class BranchTable {
  private table = new Uint32Array(FIELDS * ROOM);
  private size = 0;
  private covered = 0;
  private isInOrder = true;

  record(line: number, block: number, branch: number, didRun: boolean): void {
    if (this.size + FIELDS > this.table.length) this.grow();
    const { table, size } = this;
    if (size > 0 && !this.follows(line, block, branch)) this.isInOrder = false;
    table[size] = line;
    table[size + 1] = block;
    table[size + 2] = branch;
    table[size + 3] = didRun ? 1 : 0;
    this.size += FIELDS;
    if (didRun) this.covered += 1;
  }

  /** The branches recorded since the last call with their count, or undefined where one may occur twice: see `drain`. */
  take(): CountedUnits | undefined {
    if (!this.isInOrder) return undefined;
    const counter = { covered: this.covered, total: this.size / FIELDS };
    const units = new NumberedBranches(this.table.slice(0, this.size));
    this.clear();
    return { units, counter };
  }

  /** The branches recorded since the last call, one after another. */
  drain(visit: (line: number, key: string, didRun: boolean) => void): void {
    for (let at = 0; at < this.size; at += FIELDS) {
      const [line = 0, block = 0, branch = 0, covered] = this.table.subarray(at, at + FIELDS);
      visit(line, keyOf(line, block, branch), covered === 1);
    }
    this.clear();
  }

  private follows(line: number, block: number, branch: number): boolean {
    const { table, size } = this;
    const lastLine = table[size - FIELDS] ?? 0;
    if (line !== lastLine) return line > lastLine;
    const lastBlock = table[size - FIELDS + 1] ?? 0;
    if (block !== lastBlock) return block > lastBlock;
    return branch > (table[size - FIELDS + 2] ?? 0);
  }

  private clear(): void {
    this.size = 0;
    this.covered = 0;
    this.isInOrder = true;
  }

  private grow(): void {
    const larger = new Uint32Array(2 * this.table.length);
    larger.set(this.table);
    this.table = larger;
  }
}
