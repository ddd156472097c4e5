/** A place in a text file: line and column are 1-based, columns count UTF-16 units as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A stretch of a text file; the end is exclusive. */
export interface SourceRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export function rangeBetween(start: Position, end: Position): SourceRange {
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

/** Why a text is not a Dockerfile, in BuildKit's words, and where. */
export interface ParseError {
  readonly kind: 'parse-error';
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export function parseError(message: string, position: Position): ParseError {
  return { kind: 'parse-error', message, line: position.line, column: position.column };
}
