import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Difference, differenceOf } from './difference';

const compare = (copy: string | Buffer, source: string | Buffer) =>
  differenceOf(Buffer.from(copy as string), Buffer.from(source as string));

describe('differenceOf', () => {
  it.each<[string, string | Buffer, string | Buffer, Difference]>([
    ['the same bytes', 'a\nb\n', 'a\nb\n', { kind: 'none' }],
    ['two empty files', '', '', { kind: 'none' }],
    ['CRLF for LF', 'a\r\nb\r\n', 'a\nb\n', { kind: 'line-endings' }],
    ['LF for CRLF in one line', 'a\r\nb\n', 'a\r\nb\r\n', { kind: 'line-endings' }],
    [
      'a carriage return that ends no line',
      'a\rb\n',
      'ab\n',
      { kind: 'content', line: 1, column: 2, copyLine: 'a\rb', sourceLine: 'ab' },
    ],
    [
      'a line behind other line endings',
      'a\r\nxé1\r\n',
      'a\nxé2\n',
      { kind: 'content', line: 2, column: 3, copyLine: 'xé1', sourceLine: 'xé2' },
    ],
    [
      'no last line feed',
      'a\nb',
      'a\nb\n',
      { kind: 'content', line: 2, column: 2, copyLine: 'b', sourceLine: 'b' },
    ],
    [
      'a line too few',
      'a\n',
      'a\nb\n',
      { kind: 'content', line: 2, column: 1, copyLine: undefined, sourceLine: 'b' },
    ],
    [
      'an empty file',
      '',
      'a\n',
      { kind: 'content', line: 1, column: 1, copyLine: undefined, sourceLine: 'a' },
    ],
    [
      'a byte order mark',
      '\uFEFFa',
      'a',
      { kind: 'content', line: 1, column: 1, copyLine: '\uFEFFa', sourceLine: 'a' },
    ],
    [
      'bytes that are no UTF-8, and alike as text',
      Buffer.from([0x61, 0xff]),
      Buffer.from([0x61, 0xfe]),
      { kind: 'content', line: 1, column: 2, copyLine: 'a\uFFFD', sourceLine: 'a\uFFFD' },
    ],
  ])('tells %s', (_, copy, source, expected) => expect(compare(copy, source)).toEqual(expected));

  it('names the first line that differs, as splitting the texts does', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'é', '\n', '\r\n'), { maxLength: 12 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (copy, source) => {
        const [ours = [], theirs = []] = [copy, source].map(
          (content) => content.replaceAll('\r\n', '\n').match(/[^\n]*\n|[^\n]+/g) ?? [],
        );
        const index = ours.findIndex((line, at) => line !== theirs[at]);
        const line = index < 0 ? ours.length + 1 : index + 1;
        const found = compare(copy, source);
        if (copy === source) expect(found).toEqual({ kind: 'none' });
        else if (ours.join('') === theirs.join('')) expect(found).toEqual({ kind: 'line-endings' });
        else expect(found).toMatchObject({ kind: 'content', line });
      }),
    );
  });
});
