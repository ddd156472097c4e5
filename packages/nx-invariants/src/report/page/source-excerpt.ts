import type { Location } from '../../check/finding';
import type { ReadText } from '../../workspace/read-text';
import { shortened } from '../shortened';
import type { SourceExcerpt } from './page-data';

const linesAround = 3;
const maxMarked = 12;
const maxColumns = 240;

/**
 * Reads excerpts of source files, each file once. There is none of a place without a line, of a file that may not be
 * read, and of a line that the file does not have.
 */
export function excerptReader(read: ReadText): (place: Location) => SourceExcerpt | undefined {
  const files = new Map<string, readonly string[] | undefined>();
  return (place) => {
    if (place.line === undefined) return undefined;
    if (!files.has(place.file)) files.set(place.file, read(place.file)?.split(/\r\n|\n|\r/));
    const lines = files.get(place.file);
    return lines && excerptOf(lines, { ...place, line: place.line });
  };
}

function excerptOf(
  lines: readonly string[],
  { line, column, endLine, endColumn }: Location & { readonly line: number },
): SourceExcerpt | undefined {
  if (line < 1 || line > lines.length) return undefined;
  const last = Math.min(Math.max(line, endLine ?? line), line + maxMarked - 1, lines.length);
  const start = Math.max(1, line - linesAround);
  const isOneLine = endLine === undefined || endLine === line;
  return {
    start,
    lines: lines.slice(start - 1, last + linesAround).map((text) => shortened(text, maxColumns)),
    marked: [line, last],
    ...(column !== undefined && endColumn !== undefined && isOneLine && endColumn > column
      ? { columns: [column, endColumn] as const }
      : {}),
  };
}
