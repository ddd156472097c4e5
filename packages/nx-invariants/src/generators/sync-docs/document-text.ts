/** A text in a cell of a table in a Markdown file: one line that makes no markup and no cell. */
export function documentText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Surrogate}\s]+/gu, ' ')
    .trim()
    .replace(/[\\|`*_<[\]~]|&(?=#?\w+;)/g, '\\$&');
}

/** A name as code in a cell. Where it holds what a code span in a table cannot, it stands there as text. */
export function documentCode(name: string): string {
  return /^[^`|\\\p{Cc}\p{Surrogate}\p{Zl}\p{Zp}]+$/u.test(name) ? `\`${name}\`` : documentText(name);
}

/** A table of Markdown with columns in line, as formatters write it. The cells are Markdown without line ends. */
export function alignedTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...all.map((cells) => (cells[column] ?? '').length)));
  const line = (cells: readonly string[], fill: string) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width, fill)).join(' | ')} |`;
  return [line(head, ' '), line([], '-'), ...rows.map((cells) => line(cells, ' '))];
}
