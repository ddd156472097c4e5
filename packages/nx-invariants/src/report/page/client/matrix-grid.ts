import { moved } from './grid-keys';

/** What a cell or a head of the matrix stands for. */
export interface Chosen {
  readonly title: string;
  /** What the row says, where it says something. */
  readonly text: string;
  /** Indices of leaves. */
  readonly leaves: readonly number[];
}

/**
 * Makes the matrix a grid of which one cell can be reached by Tab, and the others from there by keys. Rows that a filter
 * hides are passed over.
 */
export function useMatrix(table: HTMLTableElement, choose: (chosen: Chosen) => void): void {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  let current = table.querySelector<HTMLElement>('[tabindex="0"]');

  const rowsShown = () => [...table.rows].filter(({ hidden }) => !hidden);

  const focus = (cell: HTMLElement | undefined) => {
    if (cell === undefined) return;
    if (current !== null) current.tabIndex = -1;
    cell.tabIndex = 0;
    current = cell;
    cell.focus();
  };

  table.addEventListener('keydown', (event) => {
    const cell = cellOf(event.target);
    if (cell === undefined || event.altKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      open(cell);
      return;
    }
    const rows = rowsShown();
    const position = { row: rows.indexOf(cell.parentElement as HTMLTableRowElement), column: cell.cellIndex };
    const size = { rows: rows.length, columns: heads.length };
    const next = moved(position, event, size, 10);
    if (next === undefined) return;
    event.preventDefault();
    focus(rows[next.row]?.cells[next.column]);
  });

  table.addEventListener('click', (event) => {
    const cell = cellOf(event.target);
    if (cell === undefined) return;
    focus(cell);
    open(cell);
  });

  function open(cell: HTMLTableCellElement): void {
    const row = cell.parentElement as HTMLTableRowElement;
    const isHead = cell.cellIndex === 0;
    const isColumnHead = row.parentElement === table.tHead;
    const cells = isColumnHead
      ? [...(table.tBodies[0]?.rows ?? [])].map(({ cells: own }) => own[cell.cellIndex])
      : isHead
        ? [...row.cells]
        : [cell];
    const leaves = [...new Set(cells.flatMap((one) => leavesOf(one)))];
    if (leaves.length === 0) return;
    const names = [
      isColumnHead ? undefined : nameOf(row.cells[0]),
      isHead ? undefined : nameOf(heads[cell.cellIndex]),
    ];
    choose({
      title: names.filter((name) => name !== undefined).join(' · '),
      text: isColumnHead ? '' : textOf(row),
      leaves,
    });
  }
}

/** What a row is found by beside its own words: the names of the columns that say something of it. */
export function columnNames(row: HTMLTableRowElement): string {
  const heads = row.closest('table')?.tHead?.rows[0]?.cells;
  return [...row.cells]
    .map((cell, index) => (cell.dataset.leaves === undefined ? '' : nameOf(heads?.[index])))
    .join(' ');
}

function leavesOf(cell: HTMLTableCellElement | undefined): number[] {
  const written = cell?.dataset.leaves;
  return written === undefined ? [] : written.split(' ').map(Number);
}

function textOf(row: HTMLTableRowElement): string {
  return row.querySelector('.text')?.textContent ?? '';
}

function nameOf(head: HTMLTableCellElement | undefined): string | undefined {
  return head?.querySelector('.name')?.textContent ?? undefined;
}

function cellOf(target: EventTarget | null): HTMLTableCellElement | undefined {
  const cell = target instanceof Element ? target.closest<HTMLTableCellElement>('td, th') : null;
  return cell === null || cell.classList.contains('corner') ? undefined : cell;
}
