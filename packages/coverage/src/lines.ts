const NEWLINE = 0x0a;
const RETURN = 0x0d;
const COMMA = 0x2c;
const ZERO = 0x30;
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
  private at = 0;

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

  /** The present line, or the part of it between two of its columns, from 0. */
  text(from = 0, to = this.length): string {
    return this.bytes.toString('utf8', this.start + from, this.start + to);
  }

  /** Does the present line begin with these ASCII characters? Then the scan stands behind them. */
  scanStart(prefix: string): boolean {
    if (this.length < prefix.length) return false;
    for (let index = 0; index < prefix.length; index += 1) {
      if (this.bytes[this.start + index] !== prefix.charCodeAt(index)) return false;
    }
    this.at = this.start + prefix.length;
    return true;
  }

  /** The number of 1 to 9 digits where the scan stands, which moves behind it; else -1. */
  scanNumber(): number {
    let value = 0;
    let digits = 0;
    for (; this.at < this.end; this.at += 1) {
      const digit = (this.bytes[this.at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = 10 * value + digit;
      digits += 1;
    }
    return digits >= 1 && digits <= 9 ? value : -1;
  }

  scanComma(): boolean {
    if (this.at >= this.end || this.bytes[this.at] !== COMMA) return false;
    this.at += 1;
    return true;
  }

  get isScanned(): boolean {
    return this.at >= this.end;
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
