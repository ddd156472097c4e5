import type { FloorRow, PatchRow } from '../../checks/coverage/details';
import { type CoverageStatus, hasFigures, type ProjectCoverage } from '../coverage/coverage-status';
import { totalSentences } from '../coverage/coverage-table';
import { wordOf } from '../invariant-status';
import { leafWords } from '../leaf-sentence';
import { html, type Markup } from './html';
import { markOfLeaf } from './judged-marks';
import { type Mark, markWords } from './mark';
import { sign } from './sign';

/** A floor, or what has to be covered of what changed. */
type BarRow = Pick<
  FloorRow,
  'covered' | 'total' | 'percent' | 'min' | 'warn' | 'baseline' | 'delta' | 'metric'
> & {
  readonly part: string | null;
  readonly verdict: FloorRow['verdict'] | PatchRow['verdict'];
};

/** Coverage by project as bars with their marks; undefined where no project has figures. */
export function coverageSection(coverage: CoverageStatus): Markup | undefined {
  if (!hasFigures(coverage)) return undefined;
  return html`<section id="coverage" aria-labelledby="coverage-title">
<h2 id="coverage-title">Coverage</h2>
<p class="legend" aria-hidden="true"><span class="key floor"></span> floor <span class="key warn"></span> warning mark <span class="key baseline"></span> baseline</p>
<div class="scroll" role="region" aria-label="Coverage in a table" tabindex="0">
<table class="figures coverage">
<thead><tr><th scope="col">Project</th><th scope="col">Metric</th><th scope="col" class="wide">Bar</th><th scope="col" class="number">Covered</th><th scope="col" class="number">Units</th><th scope="col" class="number">Floor</th><th scope="col" class="number">Warn</th><th scope="col" class="number">Baseline</th><th scope="col" class="number">Change</th></tr></thead>
<tbody>
${coverage.projects.map(projectRows)}</tbody>
</table>
</div>
<ul class="totals">${totalSentences(coverage).map((sentence) => html`<li>Workspace: ${sentence}</li>`)}</ul>
</section>`;
}

function projectRows({ leaf, measured }: ProjectCoverage): readonly Markup[] {
  if (measured === undefined || measured.floors.length === 0) {
    const why = leaf.kind === 'current' ? 'no figures' : leafWords[wordOf(leaf)];
    const mark = leaf.kind === 'current' ? 'undecided' : markOfLeaf(wordOf(leaf));
    return [
      html`<tr data-marks="${mark}"><th scope="row">${sign(mark)}${leaf.project}</th><td colspan="8" class="why">${why}</td></tr>\n`,
    ];
  }
  const { floors, patch } = measured;
  const rows: readonly BarRow[] = [
    ...floors,
    ...(patch === null
      ? []
      : [{ ...patch, part: 'changed lines', metric: 'lines' as const, baseline: null, delta: null }]),
  ];
  return rows.map((row) => barRow(leaf.project, row));
}

function barRow(project: string, row: BarRow): Markup {
  const { part, metric, verdict, covered, total, percent, min, warn, baseline, delta } = row;
  const mark = markOfRow(verdict);
  const figures = total === null || covered === null ? '' : `${covered}/${total}`;
  return html`<tr data-marks="${mark}"><th scope="row">${sign(mark)}<span class="hidden">${markWords[mark]}: </span>${part === null ? project : html`<span class="part"><span class="of">${project} </span>${part}</span>`}</th><td>${metric ?? ''}</td><td class="wide">${bar(row, mark)}</td><td class="number strong">${percent ?? withoutFigures[verdict]}</td><td class="number">${figures}</td><td class="number">${min}%</td><td class="number">${warn === null ? '' : `${warn}%`}</td><td class="number">${baseline?.percent ?? ''}</td><td class="number">${delta ?? ''}</td></tr>\n`;
}

/** For the eye: each figure stands in a cell of its own. */
function bar({ covered, total, min, warn, baseline }: BarRow, mark: Mark): Markup | undefined {
  if (covered === null || total === null || total === 0) return undefined;
  const share = (covered * 100) / total;
  const at = (kind: string, percent: number) =>
    html`<line class="${kind}" x1="${percent}" x2="${percent}" y1="0" y2="16"/>`;
  return html`<svg class="bar" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true"><rect class="track" y="4" width="100" height="8"/><rect class="${mark}" y="4" width="${share.toFixed(2)}" height="8"/>${baseline === null ? undefined : at('baseline', baseline.bar)}${warn === null ? undefined : at('warn', warn)}${at('floor', min)}</svg>`;
}

function markOfRow(verdict: BarRow['verdict']): Mark {
  switch (verdict) {
    case 'pass':
      return 'holds';
    case 'warn':
      return 'warns';
    case 'unchanged':
      return 'unaffected';
    case 'fail':
    case 'no-match':
      return 'violated';
    case 'no-data':
    case 'not-measured':
      return 'undecided';
  }
}

const withoutFigures: Record<BarRow['verdict'], string> = {
  pass: '',
  warn: '',
  fail: '',
  unchanged: 'no line changed',
  'no-data': 'no data',
  'not-measured': 'not measured',
  'no-match': 'matches no file',
};
