/** A row of a Markdown table: its cells without formatting, and its line. */
export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows of all tables in a Markdown text, headings and rulers included (GitHub Flavored Markdown, section 4.10). */
export function tableRows(markdown: string): TableRow[] {
  return markdown.split(/\r?\n/).flatMap((text, index) => {
    const trimmed = text.trim();
    if (!trimmed.startsWith('|')) return [];
    const cells = trimmed.replace(/^\||\|$/g, '').split(/(?<!\\)\|/);
    return [{ line: index + 1, cells: cells.map(plainCell) }];
  });
}

/** The rows whose first cell names the schema, with or without `.json`. */
export function rowsOfSchema(rows: readonly TableRow[], name: string): TableRow[] {
  return rows.filter(({ cells }) => cells[0] === name || cells[0] === `${name}.json`);
}

function plainCell(cell: string): string {
  return cell
    .trim()
    .replace(/^\[([^\]]*)\]\([^)]*\)$/, '$1')
    .replace(/^[`*_]+|[`*_]+$/g, '')
    .trim();
}
