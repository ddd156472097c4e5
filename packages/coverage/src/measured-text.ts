import { createHash } from 'node:crypto';

/** What a report holds of the text that was measured: a digest of the whole file, or one of each line it counts. */
export type MeasuredText =
  /** Hexadecimal, of the text in UTF-8 with `\n` as line end. */
  | { readonly kind: 'file'; readonly sha256: string }
  /** By line, from 1: base64 without padding, of the line without its end (geninfo's and coverage.py's checksum). */
  | { readonly kind: 'lines'; readonly md5: ReadonlyMap<number, string> };

export function measuredFile(text: string): MeasuredText {
  return { kind: 'file', sha256: digestOf(text) };
}

/** Where a text is not the measured one: a line from 1, or `undefined` where only the file as a whole was digested. */
export type TextChange = { readonly line: number | undefined };

/** How a text differs from the measured one; undefined if it does not, as far as the report can tell. */
export function changeSince(measured: MeasuredText, text: string): TextChange | undefined {
  switch (measured.kind) {
    case 'file':
      return digestOf(text) === measured.sha256 ? undefined : { line: undefined };
    case 'lines':
      return firstChange(measured.md5, text.split('\n'));
  }
}

function firstChange(md5: ReadonlyMap<number, string>, lines: readonly string[]): TextChange | undefined {
  for (const [line, digest] of md5) {
    const text = lines[line - 1];
    if (text === undefined || !couldBe(digest, text)) return { line };
  }
  return undefined;
}

/** Whether the tool left out a carriage return or not is not told. */
function couldBe(digest: string, line: string): boolean {
  const plain = line.replace(/\r$/, '');
  return md5Of(plain) === digest || md5Of(`${plain}\r`) === digest;
}

const md5Of = (line: string): string => createHash('md5').update(line).digest('base64').replace(/=+$/, '');

const digestOf = (text: string): string =>
  createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
