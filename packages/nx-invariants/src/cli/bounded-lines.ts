/** A line of a stream, without its end. */
export type Line =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * The lines of a stream of UTF-8. A line of more than `maxBytes`, or that is not UTF-8, is refused; no more of it is held
 * in memory than that. A last line without an end is a line too.
 */
export async function* boundedLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Line> {
  let pending: Uint8Array[] = [];
  let length = 0;
  const take = (part: Uint8Array) => {
    length += part.length;
    if (length <= maxBytes) pending.push(part);
    else pending = [];
  };
  const finish = (): Line => {
    const line =
      length <= maxBytes ? decode(Buffer.concat(pending)) : refused(`it is longer than ${maxBytes} bytes`);
    pending = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, from)) {
      take(chunk.subarray(from, end));
      yield finish();
      from = end + 1;
    }
    take(chunk.subarray(from));
  }
  if (length > 0) yield finish();
}

const lineFeed = 0x0a;
const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): Line {
  try {
    return { kind: 'line', text: utf8.decode(bytes) };
  } catch {
    return refused('it is not UTF-8');
  }
}

function refused(reason: string): Line {
  return { kind: 'refused', reason };
}
