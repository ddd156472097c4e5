import { counted } from '../counted';
import type { EarlierStatus } from '../earlier-status';
import type { InvariantStatus } from '../invariant-status';
import type { WorkspaceStatus } from '../workspace-status';
import { html, type Markup } from './html';
import { markOfStatus } from './judged-marks';
import { type Mark, marks, markWords } from './mark';
import { segmentBar } from './segments';
import { sign } from './sign';

interface Moment {
  readonly label: string;
  readonly statuses: ReadonlyMap<string, InvariantStatus>;
}

/** How the invariants stood in earlier reports and stand now; undefined where none was given. */
export function historySection({ earlier, invariants, today }: WorkspaceStatus): Markup | undefined {
  const last = earlier.at(-1);
  if (last === undefined) return undefined;
  const now: Moment = {
    label: `${today}, now`,
    statuses: new Map(invariants.map(({ invariant, status }) => [invariant.id, status])),
  };
  const moments: readonly Moment[] = [...earlier, now];
  return html`<section id="history" aria-labelledby="history-title">
<h2 id="history-title">History</h2>
<div class="beside">${holdingLine(moments)}
<ul class="changes">${changeSentences(last, now).map((sentence) => html`<li>${sentence}</li>`)}</ul></div>
<details><summary>${counted(moments.length, 'report')}</summary>
<div class="scroll" role="region" aria-label="Earlier reports" tabindex="0">
<table class="figures"><thead><tr><th scope="col">Report</th><th scope="col" class="wide">Invariants</th><th scope="col" class="number">Hold</th><th scope="col" class="number">Violated</th><th scope="col" class="number">Cannot tell</th></tr></thead>
<tbody>${moments.map(momentRow)}</tbody></table></div></details>
</section>`;
}

function momentRow({ label, statuses }: Moment): Markup {
  const found = [...statuses.values()].map(markOfStatus);
  const count = (...wanted: readonly Mark[]) => found.filter((mark) => wanted.includes(mark)).length;
  const segments = marks.map((mark) => ({ mark, count: count(mark) }));
  return html`<tr><th scope="row">${label}</th><td class="wide">${segmentBar(segments)}</td><td class="number">${count('holds', 'warns')}</td><td class="number">${count('violated')}</td><td class="number">${count('undecided', 'unjudged')}</td></tr>\n`;
}

/** How many invariants hold, from report to report. The figures stand in the table. */
function holdingLine(moments: readonly Moment[]): Markup {
  const figures = moments.map(({ statuses }) => {
    const all = [...statuses.values()];
    return {
      holding: all.filter((status) => status === 'holds' || status === 'warns').length,
      all: all.length,
    };
  });
  const most = Math.max(1, ...figures.map(({ all }) => all));
  const points = figures.map(({ holding }, index) => ({
    x: (index * 300) / (figures.length - 1),
    y: 56 - (holding * 48) / most,
  }));
  const [first, last] = [figures[0]?.holding ?? 0, figures.at(-1)?.holding ?? 0];
  const line = points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return html`<figure class="line"><svg viewBox="-6 0 312 64" role="img" aria-label="${first} invariants held in the first report, ${last} hold now"><line class="base" x1="0" x2="300" y1="56" y2="56"/><polyline points="${line}"/>${points.map(({ x, y }) => html`<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3"/>`)}</svg>
<figcaption><span>${moments[0]?.label}: ${first} held</span><span>now: ${last} hold</span></figcaption></figure>`;
}

/** What became of the invariants since a report. */
function changeSentences(before: EarlierStatus, { statuses }: Moment): readonly (string | Markup)[] {
  const changes = new Map<Mark, string[]>();
  for (const [id, status] of statuses) {
    const [then, mark] = [before.statuses.get(id), markOfStatus(status)];
    if (then === undefined || markOfStatus(then) === mark) continue;
    changes.set(mark, [...(changes.get(mark) ?? []), id]);
  }
  const added = [...statuses.keys()].filter((id) => !before.statuses.has(id));
  const removed = [...before.statuses.keys()].filter((id) => !statuses.has(id));
  const since = `since ${before.label}`;
  const sentences = [
    ...marks.flatMap((mark) => {
      const ids = changes.get(mark);
      return ids === undefined
        ? []
        : [html`${sign(mark)}${markWords[mark]} ${since}: <span class="ids">${ids.join(', ')}</span>`];
    }),
    ...(added.length > 0 ? [`new ${since}: ${added.join(', ')}`] : []),
    ...(removed.length > 0 ? [`gone ${since}: ${removed.join(', ')}`] : []),
  ];
  return sentences.length > 0 ? sentences : [`nothing has changed ${since}`];
}
