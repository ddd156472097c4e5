const NEWLINE = 0x0a;
const RETURN = 0x0d;
const COMMA = 0x2c;
const ZERO = 0x30;
const digitOf = (byte: number | undefined): number => (byte ?? 0) - ZERO;
const NOTHING = Buffer.alloc(0);

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
  private bytes: Buffer = NOTHING;
  private start = 0;
  private end = 0;
  private next = 0;
  /** What `advanceNumbers` read. */
  readonly numbers: number[] = [0, 0, 0, 0];

  constructor(private readonly chunks: Iterator<Uint8Array>) {}

  /** Bytes of the present line. */
  get length(): number {
    return this.end - this.start;
  }

  /** Steps to the next line; false at the end. */
  advance(): boolean {
    const { bytes, next } = this;
    for (let at = next; at < bytes.length; at += 1) {
      if (bytes[at] === NEWLINE) return this.place(at, at + 1);
    }
    return this.refill();
  }

  /** The present line. */
  text(): string {
    return this.bytes.toString('utf8', this.start, this.end);
  }

  /**
   * Steps over the next line if it is this prefix and so many plain numbers (1 to 9 digits) with commas between: they
   * are in `numbers` then. Else it stays, and `advance` gives the line. For the lines that most of a report is.
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
      if (bytes[at] !== (index + 1 < count ? COMMA : NEWLINE)) return false;
      numbers[index] = value;
      at += 1;
    }
    return this.place(at - 1, at);
  }

  /** Takes more bytes until they hold a line end; the last line may have none. */
  private refill(): boolean {
    const pieces: Uint8Array[] = [this.bytes.subarray(this.next)];
    let length = this.bytes.length - this.next;
    for (let chunk = this.chunks.next(); !chunk.done; chunk = this.chunks.next()) {
      pieces.push(chunk.value);
      const found = chunk.value.indexOf(NEWLINE);
      if (found >= 0) {
        this.bytes = Buffer.concat(pieces);
        this.next = 0;
        return this.place(length + found, length + found + 1);
      }
      length += chunk.value.length;
    }
    this.bytes = Buffer.concat(pieces);
    this.next = 0;
    if (length === 0) return false;
    this.isLastComplete = false;
    return this.place(length, length);
  }

  private place(end: number, next: number): true {
    this.number += 1;
    this.start = this.next;
    this.end = end > this.start && this.bytes[end - 1] === RETURN ? end - 1 : end;
    this.next = next;
    return true;
  }
}
