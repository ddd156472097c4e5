import { SaxesParser } from 'saxes';
import { type FormatFailure, malformed } from './failure';
import type { Reading } from './formats/format-reader';
import type { Limits } from './limits';
import type { Format } from './report';
import type { Result } from './result';

export interface XmlElement {
  readonly name: string;
  /** Without prototype: `__proto__` is a name like any other. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a format makes of one report's elements, in document order. A failure it returns ends the reading. */
export interface XmlHandler {
  /** @param line of the report, from 1, where the start tag ends */
  open(element: XmlElement, line: number): FormatFailure | undefined;
  close(name: string, line: number): FormatFailure | undefined;
  /** The one element whose text is wanted: reading that of all others takes time. */
  readonly textIn?: string;
  text?(text: string): void;
  /** Elements that are read without the parser, where they stand right after a tag: those that most of a report is. */
  readonly plainLines?: PlainLines;
  comment?(text: string): void;
  /** The document is whole. */
  finish(): Result<Reading, FormatFailure>;
}

/** Lines of a report that hold an element without content and nothing else. */
export interface PlainLines {
  /**
   * Sticky: a line end, blanks, the element; then, looked ahead at, the next line end. It matches only what is well-formed
   * wherever an element may stand; of all else the parser decides.
   */
  readonly pattern: RegExp;
  /** In place of `open` and `close`. @param line of the report, from 1 */
  read(match: RegExpExecArray, line: number): FormatFailure | undefined;
}

export interface XmlFormat {
  readonly format: Format;
  /** A handler for one report. */
  readonly read: () => XmlHandler;
}

export type XmlOutcome =
  | { readonly kind: 'unknown-root' }
  | { readonly kind: 'refused'; readonly failure: FormatFailure }
  | { readonly kind: 'read'; readonly format: Format; readonly reading: Result<Reading, FormatFailure> };

/**
 * Reads well-formed XML piece by piece. A DOCTYPE is normal and never followed; one with an internal subset, where entities
 * would be declared, is refused, and so is every entity that XML itself does not define.
 *
 * @param name what a text that is no XML should have been
 * @param choose the format of a report with this root element, or undefined when there is none
 */
export function readXml(
  texts: Iterable<string>,
  limits: Limits,
  name: Format | 'xml',
  choose: (root: XmlElement) => XmlFormat | undefined,
): XmlOutcome {
  const reader = new XmlReader(limits, name, choose);
  for (const text of texts) if (!reader.write(text)) break;
  return reader.finish();
}

/** Those of XML itself, and no others: not even names that objects inherit. */
const ENTITIES: Record<string, string> = Object.assign(Object.create(null), {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
});

class XmlReader {
  private readonly parser = new SaxesParser<{ xmlns: false; position: false }>({
    xmlns: false,
    position: false,
  });
  private chosen: XmlFormat | undefined;
  private handler: XmlHandler | undefined;
  private failure: FormatFailure | undefined;
  private isUnknown = false;
  private isListening = false;
  private depth = 0;
  private elements = 0;
  /** Characters that the parser was given, and after how many of them the last tag ended. */
  private written = 0;
  private tagEnd = 0;
  /** Lines that the parser was not given. */
  private skippedLines = 0;

  constructor(
    private readonly limits: Limits,
    private readonly name: Format | 'xml',
    private readonly choose: (root: XmlElement) => XmlFormat | undefined,
  ) {
    const { parser } = this;
    parser.ENTITIES = ENTITIES;
    parser.on('error', ({ message }) => this.refuse(message.replace(/\.$/, '')));
    parser.on('doctype', (text) => {
      if (hasInternalSubset(text)) {
        this.refuse('its DOCTYPE has an internal subset, where entities could be declared');
      }
    });
    parser.on('opentag', (element) => this.open(element));
    parser.on('closetag', ({ name }) => this.close(name));
    parser.on('comment', (text) => {
      if (!this.isDone) this.handler?.comment?.(text);
    });
  }

  /** False when no more text is wanted. */
  write(text: string): boolean {
    for (let at = 0; at < text.length && !this.isDone; ) {
      const from = this.skipPlainLines(text, at);
      at = this.handler && !this.handler.plainLines ? text.length : tagEndIn(text, from);
      this.written += at - from;
      this.parser.write(text.slice(from, at));
    }
    return !this.isDone;
  }

  finish(): XmlOutcome {
    if (!this.isDone) this.parser.close();
    if (this.failure) return { kind: 'refused', failure: this.failure };
    if (!this.chosen || !this.handler) return { kind: 'unknown-root' };
    return { kind: 'read', format: this.chosen.format, reading: this.handler.finish() };
  }

  /** Reads plain lines from a place on, and returns where the first that is none begins. */
  private skipPlainLines(text: string, from: number): number {
    const lines = this.handler?.plainLines;
    if (!lines || !this.isBetweenElements) return from;
    const { pattern } = lines;
    const allowed = this.depth < this.limits.maxDepth ? this.limits.maxRecords : 0;
    pattern.lastIndex = from;
    let at = from;
    while (this.elements < allowed && !this.failure) {
      const match = pattern.exec(text);
      if (!match) break;
      at = pattern.lastIndex;
      this.elements += 1;
      this.skippedLines += 1;
      this.failure = lines.read(match, this.line);
    }
    return at;
  }

  /** In the content of an element, right after a tag: neither in a comment nor in a value nor in anything else. */
  private get isBetweenElements(): boolean {
    return this.depth > 0 && this.tagEnd === this.written && !this.isListening;
  }

  private get line(): number {
    return this.parser.line + this.skippedLines;
  }

  private get isDone(): boolean {
    return this.isUnknown || this.failure !== undefined;
  }

  private open(element: XmlElement): void {
    if (this.isDone) return;
    this.tagEnd = this.parser.position;
    this.depth += 1;
    this.elements += 1;
    if (element.name === this.handler?.textIn) this.listen();
    const { maxDepth, maxRecords } = this.limits;
    if (this.depth > maxDepth) this.failure = { kind: 'limit-exceeded', limit: 'depth', allowed: maxDepth };
    else if (this.elements > maxRecords)
      this.failure = { kind: 'limit-exceeded', limit: 'records', allowed: maxRecords };
    else if (this.elements === 1) this.start(element);
    else this.failure = this.handler?.open(element, this.line);
  }

  private start(root: XmlElement): void {
    this.chosen = this.choose(root);
    this.handler = this.chosen?.read();
    if (this.handler) this.failure = this.handler.open(root, this.line);
    else this.isUnknown = true;
  }

  private close(name: string): void {
    if (this.isDone) return;
    this.tagEnd = this.parser.position;
    this.depth -= 1;
    if (name === this.handler?.textIn) this.stopListening();
    this.failure = this.handler?.close(name, this.line);
  }

  private listen(): void {
    this.isListening = true;
    this.parser.on('text', (text) => {
      if (!this.isDone) this.handler?.text?.(text);
    });
  }

  private stopListening(): void {
    this.isListening = false;
    this.parser.off('text');
  }

  /** The first failure stands, and none after the root element showed that this is no report. */
  private refuse(problem: string): void {
    if (this.isDone) return;
    const at = { line: this.line, column: this.parser.columnIndex + 1 };
    this.failure = malformed(this.chosen?.format ?? this.name, at, problem);
  }
}

/** After the next `>`, or at the end. */
function tagEndIn(text: string, from: number): number {
  const found = text.indexOf('>', from);
  return found < 0 ? text.length : found + 1;
}

const hasInternalSubset = (doctype: string): boolean => doctype.replace(/"[^"]*"|'[^']*'/g, '').includes('[');

/** A count as tools write it, `12` or `12.0`, of at most 9 digits; else undefined. */
export const countOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}(?:\.0+)?$/.test(text) ? Number(text) : undefined;

const ZERO = 0x30;

/** A line number or small count of 1 to 9 digits, 0 included; else undefined. Without a pattern: there are millions. */
export function lineOf(text: string | undefined): number | undefined {
  if (text === undefined || text.length === 0 || text.length > 9) return undefined;
  let value = 0;
  for (let index = 0; index < text.length; index += 1) {
    const digit = text.charCodeAt(index) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    value = 10 * value + digit;
  }
  return value;
}

/** A copy of a text that is kept. As the parser gives it, it is a slice that keeps its whole piece of the report in memory. */
export const detached = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');
