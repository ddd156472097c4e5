import { counted } from '../counted';
import { wordOf } from '../invariant-status';
import type { WorkspaceStatus } from '../workspace-status';
import { html, type Markup } from './html';
import { markOfInvariant, markOfLeaf } from './judged-marks';
import { type Mark, marks, markWords } from './mark';
import { type Segment, segmentBar } from './segments';
import { sign } from './sign';

/** The first thing to read: how it stands, in a sentence, a bar and figures. */
export function summarySection(status: WorkspaceStatus): Markup {
  const { leaves, today, version } = status;
  const cached = leaves.filter((leaf) => leaf.kind === 'current' && leaf.isFromCache).length;
  const projects = new Set(leaves.map(({ project }) => project)).size;
  const segments = countsOf(status);
  const worst = segments[0]?.mark ?? 'holds';
  return html`<header class="summary">
<p class="eyebrow">Invariants</p>
<h1>${sign(worst)}${headline(status)}</h1>
<p class="meta">${counted(leaves.length, 'check')} on ${counted(projects, 'project')}${cached > 0 ? html`, ${cached} from cache` : undefined} <span aria-hidden="true">·</span> <time datetime="${today}">${today}</time> <span aria-hidden="true">·</span> nx-invariants ${version}</p>
${segmentBar(segments)}
<ul class="counts">
${segments.map(({ mark, count }) => html`<li><span class="count">${count}</span> ${sign(mark)} ${markWords[mark]}</li>\n`)}</ul>
</header>`;
}

/** How the invariants stand in one sentence; of a workspace without any, how its checks do. */
export function headline(status: WorkspaceStatus): string {
  const { invariants, leaves } = status;
  const enforced = invariants.filter(({ leaves: upholding }) => upholding.length > 0);
  const noun = enforced.length > 0 ? 'invariant' : 'check';
  const judged: readonly Mark[] =
    enforced.length > 0 ? enforced.map(markOfInvariant) : leaves.map((leaf) => markOfLeaf(wordOf(leaf)));
  const count = (...wanted: readonly Mark[]) => judged.filter((mark) => wanted.includes(mark)).length;
  const violated = count('violated');
  const open = count('undecided', 'unjudged');
  const unaffected = count('unaffected');
  if (violated > 0) return `${counted(violated, noun)} ${violated === 1 ? 'is' : 'are'} violated`;
  if (open > 0) return `${counted(open, noun)} cannot be told`;
  if (unaffected > 0) return `Nothing is violated; the change leaves ${counted(unaffected, noun)} alone`;
  return judged.length === 1 ? `The one ${noun} holds` : `All ${counted(judged.length, noun)} hold`;
}

function countsOf({ invariants, leaves }: WorkspaceStatus): Segment[] {
  const counts = new Map<Mark, number>();
  const all =
    invariants.length > 0 ? invariants.map(markOfInvariant) : leaves.map((leaf) => markOfLeaf(wordOf(leaf)));
  for (const mark of all) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  return marks.flatMap((mark) => {
    const count = counts.get(mark) ?? 0;
    return count === 0 ? [] : [{ mark, count }];
  });
}
