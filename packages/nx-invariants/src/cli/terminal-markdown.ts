import { stripVTControlCharacters } from 'node:util';
import type { MarkedToken, Token, Tokens } from 'marked' with { 'resolution-mode': 'import' };
import { printableText, type Style } from '../report/style';

/** No line of prose is longer, however wide the terminal is. */
const READABLE_WIDTH = 100;

/** The parser takes time that grows with the square of some texts, so a longer page is shown as it is written. */
const MAX_LENGTH = 32 * 1024;

/**
 * Markdown as a terminal shows it, in the manner of a manual: headings stand out, what is below them is indented and wrapped,
 * a table that is too wide is a list of its rows. Code is not wrapped, since it is copied. A page of more than 32 Ki
 * characters, or nested deeper than can be parsed, is shown as it is written.
 *
 * @param columns of the terminal
 */
export async function terminalMarkdown(markdown: string, style: Style, columns: number): Promise<string> {
  const { lexer } = await import('marked');
  const page = new TerminalPage(style);
  const text = printableText(markdown.replaceAll('\r\n', '\n'));
  const asWritten = `${text.trimEnd()}\n`;
  if (text.length > MAX_LENGTH) return asWritten;
  try {
    return `${page.blocks(lexer(text), Math.max(20, Math.min(columns, READABLE_WIDTH))).join('\n')}\n`;
  } catch (error) {
    // The stack is exhausted.
    if (error instanceof RangeError) return asWritten;
    throw error;
  }
}

class TerminalPage {
  constructor(private readonly style: Style) {}

  /** The lines of blocks that stand one below the other, with an empty line between them. */
  blocks(tokens: readonly Token[], width: number): string[] {
    return tokens
      .map((token) => this.block(token as MarkedToken, width))
      .filter((lines) => lines.length > 0)
      .flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
  }

  private block(token: MarkedToken, width: number): string[] {
    switch (token.type) {
      case 'heading':
        return wrapped(this.style.bold(this.inline(token.tokens)), width);
      case 'paragraph':
      case 'text':
        return indented(wrapped(this.inline(token.tokens ?? [token]), width - 2));
      case 'code':
        return indented(indented(token.text.split('\n').map((line) => this.style.cyan(line))));
      case 'list':
        return indented(token.items.flatMap((item, index) => this.item(item, token, index, width - 2)));
      case 'table':
        return indented(this.table(token, width - 2));
      case 'blockquote':
        return indented(this.blocks(token.tokens, width - 2).map((line) => marked('│', line)));
      case 'checkbox':
      case 'space':
      case 'def':
        return [];
      default:
        return indented(token.raw.trimEnd().split('\n'));
    }
  }

  private item(item: Tokens.ListItem, list: Tokens.List, index: number, width: number): string[] {
    const bullet = list.ordered ? `${Number(list.start) + index}.` : '•';
    const mark = item.task ? `${bullet} [${item.checked ? 'x' : ' '}]` : bullet;
    const lines = item.tokens.flatMap((token) => this.block(token as MarkedToken, width - mark.length + 1));
    return lines.map((line, at) => marked(at === 0 ? mark : ' '.repeat(mark.length), line));
  }

  private table({ header, rows }: Tokens.Table, width: number): string[] {
    const titles = header.map(({ tokens }) => this.inline(tokens));
    const cells = rows.map((row) => row.map(({ tokens }) => this.inline(tokens)));
    const widths = titles.map((title, column) =>
      Math.max(...[title, ...cells.map((row) => row[column] ?? '')].map(visibleLength)),
    );
    if (widths.reduce((sum, each) => sum + each + 2, -2) > width) return this.entries(titles, cells, width);
    const line = (row: readonly string[]) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - visibleLength(cell)))
        .join('  ')
        .trimEnd();
    const hasTitles = titles.some((title) => title !== '');
    return [...(hasTitles ? [line(titles.map((title) => this.style.dim(title)))] : []), ...cells.map(line)];
  }

  /** A row is its first cell and below it the others, each after its title. */
  private entries(titles: readonly string[], rows: readonly string[][], width: number): string[] {
    return rows.flatMap(([first = '', ...others]) => [
      ...wrapped(this.style.bold(first), width),
      ...others.flatMap((cell, index) => {
        const title = titles[index + 1] ?? '';
        const entry = title === '' ? cell : `${this.style.dim(`${title}:`)} ${cell}`;
        return cell === '' ? [] : indented(wrapped(entry, width - 2));
      }),
    ]);
  }

  private inline(tokens: readonly Token[]): string {
    return tokens.map((token) => this.span(token as MarkedToken)).join('');
  }

  private span(token: MarkedToken): string {
    switch (token.type) {
      case 'codespan':
        return this.style.cyan(token.text);
      case 'strong':
        return this.style.bold(this.inline(token.tokens));
      case 'em':
      case 'del':
        return this.inline(token.tokens);
      case 'link': {
        const text = this.inline(token.tokens);
        return /^https?:/.test(token.href) && token.href !== token.text ? `${text} (${token.href})` : text;
      }
      case 'br':
        return ' ';
      case 'checkbox':
        return '';
      case 'text':
        return token.tokens ? this.inline(token.tokens) : token.text;
      case 'escape':
        return token.text;
      default:
        return token.raw;
    }
  }
}

const visibleLength = (text: string): number => stripVTControlCharacters(text).length;

const indented = (lines: readonly string[]): string[] =>
  lines.map((line) => (line === '' ? '' : `  ${line}`));

/** A line behind a mark, which stands in the place of the line's indent. A heading has none. */
const marked = (mark: string, line: string): string => `${mark} ${line.replace(/^ {1,2}/, '')}`.trimEnd();

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    if (line !== '' && visibleLength(line) + 1 + visibleLength(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
