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
  comment?(text: string): void;
  /** The document is whole. */
  finish(): Result<Reading, FormatFailure>;
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
  private depth = 0;
  private elements = 0;

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
    if (text !== '') this.parser.write(text);
    return !this.isDone;
  }

  finish(): XmlOutcome {
    if (!this.isDone) this.parser.close();
    if (this.failure) return { kind: 'refused', failure: this.failure };
    if (!this.chosen || !this.handler) return { kind: 'unknown-root' };
    return { kind: 'read', format: this.chosen.format, reading: this.handler.finish() };
  }

  private get isDone(): boolean {
    return this.isUnknown || this.failure !== undefined;
  }

  private open(element: XmlElement): void {
    if (this.isDone) return;
    this.depth += 1;
    this.elements += 1;
    if (element.name === this.handler?.textIn) this.listen();
    const { maxDepth, maxRecords } = this.limits;
    if (this.depth > maxDepth) this.failure = { kind: 'limit-exceeded', limit: 'depth', allowed: maxDepth };
    else if (this.elements > maxRecords)
      this.failure = { kind: 'limit-exceeded', limit: 'records', allowed: maxRecords };
    else if (this.elements === 1) this.start(element);
    else this.failure = this.handler?.open(element, this.parser.line);
  }

  private start(root: XmlElement): void {
    this.chosen = this.choose(root);
    this.handler = this.chosen?.read();
    if (this.handler) this.failure = this.handler.open(root, this.parser.line);
    else this.isUnknown = true;
  }

  private close(name: string): void {
    if (this.isDone) return;
    this.depth -= 1;
    if (name === this.handler?.textIn) this.parser.off('text');
    this.failure = this.handler?.close(name, this.parser.line);
  }

  private listen(): void {
    this.parser.on('text', (text) => {
      if (!this.isDone) this.handler?.text?.(text);
    });
  }

  /** The first failure stands, and none after the root element showed that this is no report. */
  private refuse(problem: string): void {
    if (this.isDone) return;
    const { line, columnIndex } = this.parser;
    this.failure = malformed(this.chosen?.format ?? this.name, { line, column: columnIndex + 1 }, problem);
  }
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
