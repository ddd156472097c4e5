import { counted } from '../counted';
import { html, type Markup } from './html';
import { type Mark, markWords } from './mark';
import type { Matrix, MatrixCell, MatrixHead } from './matrix';
import { sign } from './sign';

/** A browser shows more, but not while it stays smooth. */
export const maxCells = 60_000;

/** The matrix as a grid (ARIA Authoring Practices, grid pattern): every cell says its state in words. */
export function matrixSection({ rows, columns, cells }: Matrix): Markup {
  const shown = rows.slice(0, Math.floor(maxCells / Math.max(1, columns.length)));
  const left = rows.length - shown.length;
  return html`<section id="matrix" aria-labelledby="matrix-title">
<h2 id="matrix-title">Invariants by project</h2>
<div class="matrix">
<table role="grid" aria-labelledby="matrix-title" aria-rowcount="${shown.length + 1}" aria-colcount="${columns.length + 1}">
<thead role="rowgroup"><tr role="row"><td role="gridcell" class="corner" aria-label="none"></td>${columns.map(columnHead)}</tr></thead>
<tbody role="rowgroup">
${shown.map((head, index) => row(head, cells[index] ?? [], index))}</tbody>
</table>
</div>
<p class="none" hidden>No row of the matrix matches.</p>
${left > 0 ? html`<p class="meta">… and ${counted(left, 'row')} more: nx-invariants report --format json</p>` : undefined}
</section>`;
}

function columnHead({ name, text, mark }: MatrixHead): Markup {
  const label = text === '' ? name : `${name}: ${text}`;
  return html`<th role="columnheader" scope="col" tabindex="-1" aria-label="${label}: ${markWords[mark]}"><span class="name">${name}</span>${sign(mark)}</th>`;
}

function row(
  { name, text, mark }: MatrixHead,
  cells: readonly (MatrixCell | undefined)[],
  index: number,
): Markup {
  const described = text === '' ? undefined : html` <span class="text">${text}</span>`;
  return html`<tr role="row" data-marks="${marksIn(mark, cells)}"><th role="rowheader" scope="row" tabindex="${index === 0 ? 0 : -1}" title="${text === '' ? name : text}">${sign(mark)}<span class="name">${name}</span>${described}<span class="hidden">: ${markWords[mark]}</span></th>${cells.map(cell)}</tr>\n`;
}

function cell(judged: MatrixCell | undefined): Markup {
  if (judged === undefined) return html`<td role="gridcell" tabindex="-1" aria-label="none"></td>`;
  const { mark, says, isFromCache, leaves } = judged;
  return html`<td role="gridcell" tabindex="-1" class="${mark}${isFromCache ? ' cache' : ''}" data-leaves="${leaves.join(' ')}" aria-label="${says}"></td>`;
}

/** What a row is found by. */
function marksIn(own: Mark, cells: readonly (MatrixCell | undefined)[]): string {
  const found = new Set<string>([own]);
  for (const judged of cells) {
    if (judged === undefined) continue;
    found.add(judged.mark);
    if (judged.isFromCache) found.add('cache');
  }
  return [...found].join(' ');
}
