export interface TextLine {
  readonly number: number;
  readonly text: string;
}

/** The lines of a text, numbered from 1, without their `\n` or `\r\n`, one at a time. */
export function* linesOf(text: string): Generator<TextLine> {
  let start = 0;
  for (let number = 1; start < text.length; number += 1) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    yield { number, text: text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end) };
    start = end + 1;
  }
}
