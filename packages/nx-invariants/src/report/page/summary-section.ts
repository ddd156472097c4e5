import { counted } from '../counted';
import { wordOf } from '../invariant-status';
import type { WorkspaceStatus } from '../workspace-status';
import { html, type Markup } from './html';
import { markOfInvariant, markOfLeaf } from './judged-marks';
import { heaviest, type Mark, marks, markWords } from './mark';
import { type Segment, segmentBar } from './segments';
import { sign } from './sign';

/** The first thing to read: how it stands, in a sentence, a bar and figures. */
export function summarySection(status: WorkspaceStatus): Markup {
  const { leaves, today, version } = status;
  const cached = leaves.filter((leaf) => leaf.kind === 'current' && leaf.isFromCache).length;
  const projects = new Set(leaves.map(({ project }) => project)).size;
  const segments = countsOf(status);
  const { named, checks } = judgedMarks(status);
  return html`<header class="summary">
<p class="eyebrow">Invariants</p>
<h1>${sign(heaviest([...named, ...checks], 'unjudged'))}${headline(status)}</h1>
<p class="meta">${counted(leaves.length, 'check')} on ${counted(projects, 'project')}${cached > 0 ? html`, ${cached} from cache` : undefined} <span aria-hidden="true">·</span> <time datetime="${today}">${today}</time> <span aria-hidden="true">·</span> nx-invariants ${version}</p>
${segmentBar(segments)}
<ul class="counts">
${segments.map(({ mark, count }) => html`<li><span class="count">${count}</span> ${sign(mark)} ${markWords[mark]}</li>\n`)}</ul>
</header>`;
}

/**
 * How it stands in one sentence: how the invariants do, but a check that upholds none of them and does not hold is said
 * before any of it is called good.
 */
export function headline(status: WorkspaceStatus): string {
  const { named, checks } = judgedMarks(status);
  const violated = firstCount(named, checks, ['violated']);
  if (violated)
    return `${counted(violated.count, violated.noun)} ${violated.count === 1 ? 'is' : 'are'} violated`;
  const open = firstCount(named, checks, ['undecided', 'unjudged']);
  if (open) return `${counted(open.count, open.noun)} cannot be told`;
  const unaffected = firstCount(named, checks, ['unaffected']);
  if (unaffected) {
    return `Nothing is violated; the change leaves ${counted(unaffected.count, unaffected.noun)} alone`;
  }
  const [noun, all] =
    named.length > 0
      ? (['invariant', named.length] as const)
      : (['check', checks.filter((mark) => mark !== 'opted-out').length] as const);
  if (all === 0) return 'Nothing is judged';
  return all === 1 ? `The one ${noun} holds` : `All ${counted(all, noun)} hold`;
}

/** How many invariants have one of the marks; where none has, how many checks; undefined where none of these has. */
function firstCount(
  named: readonly Mark[],
  checks: readonly Mark[],
  wanted: readonly Mark[],
): { readonly noun: string; readonly count: number } | undefined {
  const count = (of: readonly Mark[]) => of.filter((mark) => wanted.includes(mark)).length;
  if (count(named) > 0) return { noun: 'invariant', count: count(named) };
  return count(checks) > 0 ? { noun: 'check', count: count(checks) } : undefined;
}

/** The invariants that something enforces, and all checks. */
function judgedMarks({ invariants, leaves }: WorkspaceStatus): {
  readonly named: readonly Mark[];
  readonly checks: readonly Mark[];
} {
  const enforced = invariants.filter(({ leaves: upholding }) => upholding.length > 0);
  return {
    named: enforced.map(markOfInvariant),
    checks: leaves.map((leaf) => markOfLeaf(wordOf(leaf))),
  };
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
