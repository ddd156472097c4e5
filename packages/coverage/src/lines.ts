const NEWLINE = 0x0a;
const RETURN = 0x0d;
const COMMA = 0x2c;
const ZERO = 0x30;
const digitOf = (byte: number | undefined): number => (byte ?? 0) - ZERO;

/**
 * Walks the lines of a report without making a string of each:
 *
 *     while (lines.advance()) if (lines.length > 0) read(lines.text());
 */
export class Lines {
  /** Number of the present line, from 1. */
  number = 0;
  /** Does the last line end in `\n`? Known once `advance` said that there are no more. */
  isLastComplete = true;
  /** The present line is bytes[start..end), without its `\n` or `\r\n`. */
  private bytes: Buffer = Buffer.alloc(0);
  private filled = 0;
  private start = 0;
  private end = 0;
  private next = 0;
  private readonly numbers = new Int32Array(4);

  constructor(private readonly chunks: Iterator<Uint8Array>) {}

  /** Bytes of the present line. */
  get length(): number {
    return this.end - this.start;
  }

  /** Steps to the next line; false at the end. */
  advance(): boolean {
    const { bytes, next, filled } = this;
    for (let at = next; at < filled; at += 1) {
      if (bytes[at] === NEWLINE) return this.place(at, at + 1);
    }
    return this.refill();
  }

  /** The present line. */
  text(): string {
    return this.bytes.toString('utf8', this.start, this.end);
  }

  /**
   * Steps over the next line if it is this prefix and so many plain numbers (at most 4, of 1 to 9 digits) with commas between,
   * which `numberAt` tells then. Else it stays, and `advance` gives the line. For the lines that most of a report is.
   */
  advanceNumbers(prefix: string, count: number): boolean {
    const { bytes, numbers } = this;
    let at = this.next;
    for (let index = 0; index < prefix.length; index += 1, at += 1) {
      if (bytes[at] !== prefix.charCodeAt(index)) return false;
    }
    for (let index = 0; index < count; index += 1) {
      const first = at;
      let value = 0;
      for (let digit = digitOf(bytes[at]); digit >= 0 && digit <= 9; digit = digitOf(bytes[at])) {
        value = 10 * value + digit;
        at += 1;
      }
      if (at === first || at > first + 9) return false;
      if (at >= this.filled || bytes[at] !== (index + 1 < count ? COMMA : NEWLINE)) return false;
      numbers[index] = value;
      at += 1;
    }
    return this.place(at - 1, at);
  }

  /** One of the numbers that `advanceNumbers` read, from 0. */
  numberAt(index: number): number {
    return this.numbers[index] ?? 0;
  }

  /** Takes more bytes until they hold a line end; the last line may have none. */
  private refill(): boolean {
    this.bytes.copyWithin(0, this.next, this.filled);
    this.filled -= this.next;
    this.next = 0;
    for (let chunk = this.chunks.next(); !chunk.done; chunk = this.chunks.next()) {
      const known = this.filled;
      this.append(chunk.value);
      const found = chunk.value.indexOf(NEWLINE);
      if (found >= 0) return this.place(known + found, known + found + 1);
    }
    if (this.filled === 0) return false;
    this.isLastComplete = false;
    return this.place(this.filled, this.filled);
  }

  private append(chunk: Uint8Array): void {
    const needed = this.filled + chunk.length;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(2 * needed);
      larger.set(this.bytes.subarray(0, this.filled));
      this.bytes = larger;
    }
    this.bytes.set(chunk, this.filled);
    this.filled = needed;
  }

  private place(end: number, next: number): true {
    this.number += 1;
    this.start = this.next;
    this.end = end > this.start && this.bytes[end - 1] === RETURN ? end - 1 : end;
    this.next = next;
    return true;
  }
}
