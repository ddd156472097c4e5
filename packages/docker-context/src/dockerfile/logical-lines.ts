import { trimLeadingSpace, trimSpace } from '../go/text';
import { type ParseError, type Position, parseError, rangeBetween, type SourceRange } from './position';

/** The characters that may escape: the directive `# escape=` accepts these two. */
export type EscapeCharacter = '\\' | '`';

/** An instruction's text with its continuations joined, and where each character of it came from. */
export class LogicalLine {
  /** Offsets within the joined text at which a new physical line begins, ascending. */
  readonly #pieces: { readonly offset: number; readonly position: Position }[] = [];
  #text = '';
  #end: Position;

  constructor(start: Position) {
    this.#end = start;
  }

  get text(): string {
    return this.#text;
  }

  append(text: string, position: Position, end: Position): void {
    this.#pieces.push({ offset: this.#text.length, position });
    this.#text += text;
    this.#end = end;
  }

  /** Where the character at an offset of the joined text stands; past the end, the end of the last line. */
  positionAt(offset: number): Position {
    if (offset >= this.#text.length) return this.#end;
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#pieces[middle]?.offset ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const piece = this.#pieces[low];
    if (piece === undefined) return this.#end;
    return { line: piece.position.line, column: piece.position.column + offset - piece.offset };
  }

  /** Where the text between two offsets stands. Its end is after its last character, not on the next line. */
  rangeAt(start: number, end: number): SourceRange {
    if (end <= start) return rangeBetween(this.positionAt(start), this.positionAt(start));
    const last = this.positionAt(end - 1);
    return rangeBetween(this.positionAt(start), { line: last.line, column: last.column + 1 });
  }
}

/** A parser directive: a comment at the very top that configures the parse. */
export interface Directive {
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  readonly line: number;
}

/** The longest physical line BuildKit reads. */
const MAX_LINE_BYTES = 64 * 1024;

/**
 * Reads a Dockerfile as BuildKit's parser does: physical lines become logical ones. Comments are whole lines,
 * also between continuations; directives are recognised only until the first line that is not one.
 */
export class LineReader {
  readonly directives: Directive[] = [];
  escape: EscapeCharacter = '\\';
  readonly #lines: readonly string[];
  #next = 0;
  #directivesPossible = true;
  #continuation = continuationOf('\\');

  constructor(text: string) {
    const lines = text.replace(/^\ufeff/, '').split('\n');
    if (lines.at(-1) === '') lines.pop();
    this.#lines = lines;
  }

  /** The number of the last line read; 0 before the first. */
  get lineNumber(): number {
    return this.#next;
  }

  /** The next logical line, or nothing at the end of the file. */
  read(): LogicalLine | ParseError | undefined {
    for (let raw = this.#take(); raw !== undefined; raw = this.#take()) {
      if (typeof raw !== 'string') return raw;
      const text = trimLeadingSpace(raw);
      const problem = this.#readDirective(text);
      if (problem !== undefined) return problem;
      const content = text.startsWith('#') ? '' : text;
      if (content === '') continue;
      return this.#readContinuations(content, raw.length - text.length);
    }
    return undefined;
  }

  /** The next physical line as it stands, without its line end: heredoc bodies are read by these. */
  #take(): string | ParseError | undefined {
    const line = this.#lines[this.#next];
    if (line === undefined) return undefined;
    this.#next += 1;
    if (line.length * 3 > MAX_LINE_BYTES && Buffer.byteLength(line) >= MAX_LINE_BYTES) {
      const message = `dockerfile line greater than max allowed size of ${MAX_LINE_BYTES - 1}`;
      return parseError(message, { line: this.#next, column: 1 });
    }
    return withoutCarriageReturns(line);
  }

  /** Consumes lines up to and including a heredoc's terminator; false if the file ends before. */
  skipHeredoc(terminator: string, chomp: boolean): boolean | ParseError {
    for (let line = this.#take(); line !== undefined; line = this.#take()) {
      if (typeof line !== 'string') return line;
      if ((chomp ? line.replace(/^\t+/, '') : line) === terminator) return true;
    }
    return false;
  }

  /** The lines from one number to before another, both 1-based: a heredoc's body. */
  linesBetween(first: number, end: number): readonly string[] {
    return this.#lines.slice(first - 1, end - 1);
  }

  #readContinuations(first: string, indent: number): LogicalLine | ParseError {
    const line = new LogicalLine({ line: this.#next, column: indent + 1 });
    let content = first;
    let column = indent + 1;
    for (;;) {
      const continued = this.#continuation.test(content);
      const body = continued ? content.replace(this.#continuation, '$1') : content;
      line.append(body, { line: this.#next, column }, { line: this.#next, column: column + body.length });
      if (!continued) return line;
      const next = this.#takeContinuation();
      if (next === undefined) return line;
      if (typeof next !== 'string') return next;
      content = next;
      column = 1;
    }
  }

  /** The next line that continues an instruction: comments and blank lines between do not end it. */
  #takeContinuation(): string | ParseError | undefined {
    for (let raw = this.#take(); raw !== undefined; raw = this.#take()) {
      if (typeof raw !== 'string') return raw;
      const text = trimLeadingSpace(raw);
      if (text !== '' && !text.startsWith('#')) return raw;
    }
    return undefined;
  }

  #readDirective(text: string): ParseError | undefined {
    if (!this.#directivesPossible) return undefined;
    const [before = '', key = ''] = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=/.exec(text) ?? [];
    const name = key.toLowerCase();
    const value = trimSpace(text.slice(before.length));
    if (value === '' || (name !== 'syntax' && name !== 'escape' && name !== 'check')) {
      this.#directivesPossible = false;
      return undefined;
    }
    const position = { line: this.#next, column: 1 };
    if (this.directives.some((directive) => directive.name === name)) {
      return parseError(`only one ${name} parser directive can be used`, position);
    }
    this.directives.push({ name, value, line: this.#next });
    if (name !== 'escape') return undefined;
    if (value !== '\\' && value !== '`') {
      return parseError(`invalid escape token '${value}' does not match \` or \\`, position);
    }
    this.escape = value;
    this.#continuation = continuationOf(value);
    return undefined;
  }
}

/** An escape character at the end of a line continues it, unless another one stands before. */
function continuationOf(character: EscapeCharacter): RegExp {
  return character === '\\' ? /(^|[^\\])\\[ \t]*$/ : /(^|[^`])`[ \t]*$/;
}

function withoutCarriageReturns(line: string): string {
  let end = line.length;
  while (end > 0 && line.charAt(end - 1) === '\r') end -= 1;
  return line.slice(0, end);
}
