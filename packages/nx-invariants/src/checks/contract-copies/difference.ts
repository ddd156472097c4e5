/** How a copy differs from its source. Lines and columns start at 1; a line that is not there is undefined. */
export type Difference =
  | { readonly kind: 'none' }
  | { readonly kind: 'line-endings' }
  | {
      readonly kind: 'content';
      readonly line: number;
      readonly column: number;
      readonly copyLine: string | undefined;
      readonly sourceLine: string | undefined;
    };

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Compares byte for byte. CRLF for LF is a difference too, but a place where more differs is told before it. */
export function differenceOf(copy: Buffer, source: Buffer): Difference {
  if (copy.equals(source)) return { kind: 'none' };
  const [ours, theirs] = [withLineFeeds(copy), withLineFeeds(source)];
  if (ours.equals(theirs)) return { kind: 'line-endings' };
  const offset = firstDifference(ours, theirs);
  const start = offset === 0 ? 0 : ours.lastIndexOf(lineFeed, offset - 1) + 1;
  return {
    kind: 'content',
    line: occurrences(ours.subarray(0, start), lineFeed) + 1,
    column: ours.toString('utf8', start, offset).length + 1,
    copyLine: lineAt(ours, start),
    sourceLine: lineAt(theirs, start),
  };
}

function withLineFeeds(bytes: Buffer): Buffer {
  return bytes.includes('\r\n')
    ? (bytes.filter((byte, index) => !(byte === carriageReturn && bytes[index + 1] === lineFeed)) as Buffer)
    : bytes;
}

function firstDifference(a: Buffer, b: Buffer): number {
  const length = Math.min(a.length, b.length);
  let offset = 0;
  while (offset < length && a[offset] === b[offset]) offset++;
  return offset;
}

function occurrences(bytes: Buffer, wanted: number): number {
  let count = 0;
  for (const byte of bytes) if (byte === wanted) count++;
  return count;
}

function lineAt(bytes: Buffer, start: number): string | undefined {
  if (start >= bytes.length) return undefined;
  const end = bytes.indexOf(lineFeed, start);
  return bytes.toString('utf8', start, end < 0 ? bytes.length : end);
}
