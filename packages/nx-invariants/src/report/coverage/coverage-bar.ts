import type { FloorRow } from '../../checks/coverage/details';

const cells = 20;

/** A row's figures; `min` is null where nothing holds them to a floor. */
type Barred = Pick<FloorRow, 'covered' | 'total' | 'warn' | 'baseline'> & { readonly min: number | null };

/**
 * Coverage as a bar of twenty cells: what is covered is filled, and the floor, the warning mark and the baseline stand
 * where they lie. A share is never drawn as all or nothing where it is neither.
 */
export function coverageBar({ covered, total, min, warn, baseline }: Barred): string {
  if (covered === null || total === null || total === 0) return ' '.repeat(cells);
  const share = (covered * cells) / total;
  const filled =
    covered === total ? cells : Math.min(cells - 1, Math.max(covered > 0 ? 1 : 0, Math.floor(share)));
  const bar: string[] = Array.from({ length: cells }, (_, cell) => (cell < filled ? '█' : '░'));
  if (baseline !== null) bar[cellOf(baseline.bar)] = '╎';
  if (warn !== null) bar[cellOf(warn)] = '┆';
  if (min !== null) bar[cellOf(min)] = '│';
  return bar.join('');
}

/** The cell that a percentage ends in. */
function cellOf(percent: number): number {
  return Math.min(cells - 1, Math.max(0, Math.ceil((percent * cells) / 100) - 1));
}
