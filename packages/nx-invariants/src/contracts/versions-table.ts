/** A row of a Markdown table: its cells without formatting, and its line. */
export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows of all tables in a Markdown text, headings and rulers included (GitHub Flavored Markdown, section 4.10). */
export function tableRows(markdown: string): TableRow[] {
  return readable(markdown).flatMap((text, index) => {
    const trimmed = text.trim();
    if (!/^ {0,3}\|/.test(text)) return [];
    const cells = trimmed.replace(/^\||\|$/g, '').split(/(?<!\\)\|/);
    return [{ line: index + 1, cells: cells.map(plainCell) }];
  });
}

/**
 * The lines, blank where a reader sees no table: in comments and in fenced code (CommonMark 0.31.2, sections 4.5 and
 * 4.6).
 */
function readable(markdown: string): string[] {
  const lines = markdown.replace(/<!--[\s\S]*?(-->|$)/g, (comment) => comment.replace(/[^\r\n]/g, ''));
  let fence: string | undefined;
  return lines.split(/\r?\n/).map((line) => {
    const marker = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    const [, run = '', rest = ''] = marker ?? [];
    if (fence === undefined) {
      if (marker && !(run.startsWith('`') && rest.includes('`'))) fence = run;
      else return line;
    } else if (run.startsWith(fence) && rest.trim() === '') fence = undefined;
    return '';
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
