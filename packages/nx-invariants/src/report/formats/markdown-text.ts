import { visibleText } from '../visible-text';

/**
 * A text inside of a line of GitHub's Markdown, shown as it is: it makes no markup, no link, no mention of a person or
 * an issue, no cell of a table and no line.
 */
export function markdownText(text: string): string {
  return visibleText(text)
    .replace(/\s+/g, ' ')
    .replace(/[!-/:-@[-`{-~]/g, '\\$&')
    .replace(/\\[@#]/g, '$&\u2060');
}

/** The same as code; what a code span cannot hold in a table stands in an element. */
export function markdownCode(text: string): string {
  return `<code>${markdownText(text)}</code>`;
}

/** Lines of text as a block of code, which ends only after its last line. */
export function markdownBlock(text: string, indent: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map(visibleText);
  return [`${fence}text`, ...lines, fence].map((line) => `${indent}${line}`);
}

/** A link to an address that is known to be one. */
export function markdownLink(content: string, address: string | undefined): string {
  return address === undefined ? content : `[${content}](<${address}>)`;
}

/** A table; the cells are Markdown without line ends. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
