import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundedLines, type Line } from './bounded-lines';

async function* stream(chunks: readonly Uint8Array[]) {
  yield* chunks;
}

async function linesOf(chunks: readonly (string | Uint8Array)[], maxBytes = 8): Promise<Line[]> {
  const bytes = chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
  const lines: Line[] = [];
  for await (const line of boundedLines(stream(bytes), maxBytes)) lines.push(line);
  return lines;
}

const line = (text: string): Line => ({ kind: 'line', text });
const tooLong: Line = { kind: 'refused', reason: 'it is longer than 8 bytes' };

describe('boundedLines', () => {
  it.each<[string, (string | Uint8Array)[], Line[]]>([
    ['nothing', [], []],
    ['one without an end', ['ab'], [line('ab')]],
    ['some', ['a\nb\n\nc'], [line('a'), line('b'), line(''), line('c')]],
    ['one in pieces', ['a', 'b', '\n', 'c\n'], [line('ab'), line('c')]],
    ['one as long as may be', ['12345678\n'], [line('12345678')]],
    ['one that is longer', ['a\n123456789\nb'], [line('a'), tooLong, line('b')]],
    ['one that is longer, in pieces, at the end', ['12345', '67890', 'a'], [tooLong]],
    ['a character in two pieces', [Buffer.from([0xc3]), Buffer.from([0xa9, 0x0a])], [line('é')]],
    [
      'what is not UTF-8',
      [Buffer.from([0xff, 0x0a, 0x61])],
      [{ kind: 'refused', reason: 'it is not UTF-8' }, line('a')],
    ],
  ])('%s', async (_what, chunks, expected) => {
    expect(await linesOf(chunks)).toEqual(expected);
  });

  it('has the same lines, however the text is cut', async () => {
    const texts = fc.array(fc.stringMatching(/^[ab\n]{0,12}$/), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(texts, async (chunks) => {
        const whole = chunks.join('');
        const expected = whole
          .replace(/\n$/, '')
          .split('\n')
          .map((text) => (text.length > 8 ? tooLong : line(text)));
        expect(await linesOf(chunks)).toEqual(whole === '' ? [] : expected);
      }),
    );
  });
});
