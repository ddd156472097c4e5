/** A cell, counted from 0; the heads are column 0. */
export interface GridPosition {
  readonly row: number;
  readonly column: number;
}

/**
 * Where a key leads in a grid, as the ARIA Authoring Practices have it; undefined for a key that does not move.
 *
 * @param size how many rows and columns there are.
 * @param page how many rows a page has.
 */
export function moved(
  { row, column }: GridPosition,
  key: { readonly key: string; readonly ctrlKey: boolean },
  size: { readonly rows: number; readonly columns: number },
  page: number,
): GridPosition | undefined {
  const [lastRow, lastColumn] = [size.rows - 1, size.columns - 1];
  const at = (toRow: number, toColumn: number) => ({
    row: Math.min(lastRow, Math.max(0, toRow)),
    column: Math.min(lastColumn, Math.max(0, toColumn)),
  });
  switch (key.key) {
    case 'ArrowUp':
      return at(row - 1, column);
    case 'ArrowDown':
      return at(row + 1, column);
    case 'ArrowLeft':
      return at(row, column - 1);
    case 'ArrowRight':
      return at(row, column + 1);
    case 'PageUp':
      return at(row - page, column);
    case 'PageDown':
      return at(row + page, column);
    case 'Home':
      return at(key.ctrlKey ? 0 : row, 0);
    case 'End':
      return at(key.ctrlKey ? lastRow : row, lastColumn);
    default:
      return undefined;
  }
}
