import { counted } from '../counted';
import { html, type Markup } from './html';
import type { Mark } from './mark';
import type { PageData, PageFinding, PageLeaf } from './page-data';
import { sign } from './sign';

const titles: readonly (readonly [Mark, string])[] = [
  ['violated', 'Violations'],
  ['undecided', 'Undecided'],
  ['warns', 'Warnings'],
  ['waived', 'Waived'],
];

/** The findings as text that needs no script, the heaviest first, and the checks of which there is no evidence. */
export function findingsSection({ findings, leaves }: PageData): Markup {
  const unjudged = leaves.filter(({ mark }) => mark === 'unjudged');
  const of = (mark: Mark) => findings.filter((finding) => finding.mark === mark);
  const notes = of('note');
  const left = leaves.reduce((sum, { more = 0 }) => sum + more, 0);
  const isEmpty = findings.length + unjudged.length === 0;
  return html`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
${isEmpty ? html`<p class="empty">Nothing was found, and nothing is left to judge.</p>` : undefined}
${titles.map(([mark, title]) =>
  group(
    title,
    of(mark).map((finding) => item(finding, leaves)),
  ),
)}
${group('Without evidence', unjudged.map(unjudgedItem))}
${notes.length === 0 ? undefined : html`<details class="notes"><summary>${counted(notes.length, 'note')}</summary><ul class="findings">${notes.map((finding) => item(finding, leaves))}</ul></details>`}
<p class="none" hidden>No finding matches.</p>
${left > 0 ? html`<p class="meta">… and ${counted(left, 'finding')} more: nx-invariants report --format json</p>` : undefined}
</section>`;
}

function group(title: string, items: readonly Markup[]): Markup | undefined {
  if (items.length === 0) return undefined;
  return html`<div class="group"><h3>${title} <span class="count">${items.length}</span></h3>
<ul class="findings">
${items}</ul></div>
`;
}

function item(finding: PageFinding, leaves: readonly PageLeaf[]): Markup {
  const { id, mark, message, place, expected, fix, waiver, invariants } = finding;
  const leaf = leaves[finding.leaf];
  return html`<li id="${id}" data-marks="${mark}">${sign(mark)}<div>
<a class="message" href="#${id}">${message}</a>
<p class="meta"><span class="place">${place}</span> ${leafName(leaf)}${invariants.map((one) => html` <span class="id">${one}</span>`)}</p>
${waiver === undefined ? cure(expected, fix) : html`<p class="meta">${waiver}</p>`}</div></li>
`;
}

function cure(expected: string | undefined, fix: string | undefined): Markup | undefined {
  if (expected === undefined && fix === undefined) return undefined;
  return html`<dl>${expected === undefined ? undefined : html`<dt>Expected</dt><dd>${expected}</dd>`}${fix === undefined ? undefined : html`<dt>Fix</dt><dd>${fix}</dd>`}</dl>`;
}

function unjudgedItem({ project, check, says, run, mark }: PageLeaf): Markup {
  return html`<li data-marks="${mark}">${sign(mark)}<div>
<p class="message">${leafName({ project, check })}: ${says}</p>
${run === undefined ? undefined : html`<dl><dt>Run it</dt><dd><code>${run}</code></dd></dl>`}</div></li>
`;
}

function leafName(leaf: Pick<PageLeaf, 'project' | 'check'> | undefined): Markup | undefined {
  return leaf && html`<span class="leaf">${leaf.project}:${leaf.check}</span>`;
}
