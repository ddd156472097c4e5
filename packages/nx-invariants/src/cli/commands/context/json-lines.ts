/** A line of a stream, numbered from 1. */
export type Line =
  | { readonly kind: 'text'; readonly number: number; readonly text: string }
  | { readonly kind: 'unreadable'; readonly number: number; readonly reason: string };

const LINE_FEED = 10;

/**
 * The lines of a stream, each as soon as it is complete. Of a line that is too long nothing is kept.
 *
 * @param maxBytes how long a line may be
 */
export async function* readLines(input: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line> {
  const line = new LineBuffer(maxBytes);
  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      line.add(chunk.subarray(start, end));
      yield line.take();
      start = end + 1;
    }
    line.add(chunk.subarray(start));
  }
  if (!line.isEmpty) yield line.take();
}

class LineBuffer {
  #pieces: Uint8Array[] = [];
  #length = 0;
  #number = 0;

  constructor(readonly maxBytes: number) {}

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  add(piece: Uint8Array): void {
    this.#length += piece.length;
    if (this.#length <= this.maxBytes) this.#pieces.push(piece);
    else this.#pieces = [];
  }

  take(): Line {
    const [pieces, length] = [this.#pieces, this.#length];
    this.#pieces = [];
    this.#length = 0;
    this.#number += 1;
    const number = this.#number;
    if (length > this.maxBytes) {
      return { kind: 'unreadable', number, reason: `it is longer than ${this.maxBytes} bytes` };
    }
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
      return { kind: 'text', number, text };
    } catch {
      return { kind: 'unreadable', number, reason: 'it is not UTF-8' };
    }
  }
}
