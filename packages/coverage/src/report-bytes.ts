import { StringDecoder } from 'node:string_decoder';

/** A report: its whole text, or its bytes (UTF-8) in pieces, in order, as they are read from a file. */
export type ReportSource = string | Iterable<Uint8Array>;

const SNIFFED = 4096;
const CHUNK = 64 * 1024;
const BYTE_ORDER_MARK = '\uFEFF';
const MARK_BYTES = 3;

/** The bytes of one report, read once from front to end and no further than a limit. */
export class ReportBytes {
  /** The first few thousand characters, without byte order mark: enough to tell what it is. */
  readonly start: string;
  private readonly chunks: Iterator<Uint8Array>;
  private readonly head: readonly Uint8Array[];
  private size = 0;

  constructor(
    source: ReportSource,
    private readonly maxBytes: number,
  ) {
    this.chunks = typeof source === 'string' ? piecesOf(source) : source[Symbol.iterator]();
    const head: Uint8Array[] = [];
    for (let sniffed = 0; sniffed < SNIFFED; ) {
      const chunk = this.take();
      if (!chunk) break;
      head.push(chunk);
      sniffed += chunk.length;
    }
    this.head = withoutByteOrderMark(head);
    this.start = Buffer.concat(this.head).toString('utf8', 0, SNIFFED);
  }

  /** Was the limit met? Then what was read is not the whole report. */
  get isTooLarge(): boolean {
    return this.size > this.maxBytes;
  }

  /** All bytes, without byte order mark; to be read once. */
  *bytes(): Generator<Uint8Array, void, undefined> {
    yield* this.head;
    for (let chunk = this.take(); chunk; chunk = this.take()) yield chunk;
  }

  /** All text in pieces that never cut a character in two. */
  *texts(): Generator<string, void, undefined> {
    const decoder = new StringDecoder('utf8');
    for (const chunk of this.bytes()) {
      for (let at = 0; at < chunk.length; at += CHUNK)
        yield decoder.write(
          Buffer.from(chunk.buffer, chunk.byteOffset + at, Math.min(CHUNK, chunk.length - at)),
        );
    }
    yield decoder.end();
  }

  private take(): Uint8Array | undefined {
    if (this.isTooLarge) return undefined;
    const next = this.chunks.next();
    if (next.done) return undefined;
    this.size += next.value.length;
    return this.isTooLarge ? undefined : next.value;
  }
}

/** A text as bytes, so that no second copy of it is ever whole. */
function* piecesOf(text: string): Generator<Uint8Array> {
  for (let at = 0; at < text.length; ) {
    const cut = Math.min(at + CHUNK, text.length);
    const isInPair = cut < text.length && /[\uD800-\uDBFF]/.test(text[cut - 1] ?? '');
    const end = isInPair ? cut + 1 : cut;
    yield Buffer.from(text.slice(at, end), 'utf8');
    at = end;
  }
}

/** The pieces stay as they were cut: what is in pieces is read in pieces from its first byte on. */
function withoutByteOrderMark(head: readonly Uint8Array[]): readonly Uint8Array[] {
  if (Buffer.concat(head).toString('utf8', 0, MARK_BYTES) !== BYTE_ORDER_MARK) return head;
  let left = MARK_BYTES;
  return head.map((piece) => {
    const rest = piece.subarray(left);
    left -= piece.length - rest.length;
    return rest;
  });
}
