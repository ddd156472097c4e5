import type { Finding } from '../../check/finding';
import { unreachable } from '../../unreachable';
import { counted } from '../counted';
import { type InvariantStatus, type JudgedInvariant, wordOf } from '../invariant-status';
import { leafWords, runAgain, sayLeafState } from '../leaf-sentence';
import type { LeafState } from '../leaf-state';
import { placeText } from '../place-text';
import { type FindingGroup, groupFindings, isWorthShowing } from '../render-leaf';
import { daysLeft } from '../waiver-days';
import type { WorkspaceStatus } from '../workspace-status';
import { markdownCoverage } from './markdown-coverage';
import { markdownBlock, markdownCode, markdownLink, markdownTable, markdownText } from './markdown-text';

/** The first line: whoever updates a comment finds it by this, and no finding can forge it, as text has no HTML. */
export const markdownMarker = '<!-- nx-invariants report -->';

/** A comment on GitHub holds 65,536 characters. */
const maxLength = 60_000;
const shownFindings = 20;

/** A status as Markdown, for the summary of a workflow's step or one comment on a pull request. */
export function renderMarkdown(status: WorkspaceStatus): string {
  const { invariants, leaves } = status;
  const enforced = invariants.filter(({ leaves: upholding }) => upholding.length > 0);
  const head = [
    markdownMarker,
    '## Invariants',
    '',
    headline(enforced, leaves),
    ...(enforced.length === 0 ? [] : ['', ...invariantTable(enforced)]),
    ...idsLine('Documented only', 'documented-only', invariants),
    ...idsLine('Planned, not enforced yet', 'planned', invariants),
  ];
  const sections = leaves.filter(isShown).map((leaf) => leafLines(leaf, status));
  return `${withinLength([...head, ...markdownCoverage(status.coverage)], sections).join('\n')}\n`;
}

/** As many sections as fit, in their order, and how many do not. */
function withinLength(head: readonly string[], sections: readonly (readonly string[])[]): string[] {
  const lines = [...head];
  let length = head.join('\n').length;
  for (const [index, section] of sections.entries()) {
    length += section.join('\n').length + 2;
    if (length > maxLength) {
      const left = counted(sections.length - index, 'check');
      return [...lines, '', `… and ${left} more: run ${markdownCode('nx-invariants report')}`];
    }
    lines.push('', ...section);
  }
  return lines;
}

function headline(invariants: readonly JudgedInvariant[], leaves: readonly LeafState[]): string {
  const counts = (Object.keys(statusWords) as InvariantStatus[]).flatMap((status) => {
    const count = invariants.filter((judged) => judged.status === status).length;
    return count === 0 ? [] : [`${count} ${statusWords[status]}`];
  });
  const cached = leaves.filter((leaf) => leaf.kind === 'current' && leaf.isFromCache).length;
  return `**${counts.join(', ') || 'No invariant is enforced'}**; ${counted(leaves.length, 'check')}, ${cached} from cache`;
}

const statusWords: Record<InvariantStatus, string> = {
  violated: 'violated',
  unknown: 'cannot tell',
  warns: 'hold, with warnings',
  holds: 'hold',
  unaffected: 'unaffected',
  'not-asked': 'not asked',
  'documented-only': 'documented only',
  planned: 'planned',
};

/** The matrix: a row per invariant, its cells by the projects that uphold it. */
function invariantTable(invariants: readonly JudgedInvariant[]): string[] {
  return markdownTable(
    ['', 'id', 'invariant', 'upheld by'],
    invariants.map(({ invariant, status, leaves }) => [
      statusSign(status),
      markdownText(invariant.id),
      markdownText(invariant.statement),
      leaves
        .map(({ project, check, state }) => {
          const word = wordOf(state);
          const said = word === 'holds' ? '' : ` ${leafWords[word]}`;
          return `${markdownText(`${project}:${check}`)}${said}`;
        })
        .join('<br>'),
    ]),
  );
}

function statusSign(status: InvariantStatus): string {
  switch (status) {
    case 'holds':
      return '✅';
    case 'warns':
      return '⚠️';
    case 'violated':
      return '❌';
    case 'unknown':
      return '❔';
    case 'unaffected':
    case 'not-asked':
    case 'documented-only':
    case 'planned':
      return '➖';
    default:
      return unreachable(status);
  }
}

function idsLine(label: string, wanted: InvariantStatus, invariants: readonly JudgedInvariant[]): string[] {
  const ids = invariants.filter(({ status }) => status === wanted).map(({ invariant }) => invariant.id);
  return ids.length === 0 ? [] : ['', `${label}: ${ids.map(markdownText).join(' ')}`];
}

function isShown(leaf: LeafState): boolean {
  if (leaf.kind === 'unaffected') return false;
  return (
    leaf.kind !== 'current' || leaf.report.verdict !== 'holds' || leaf.report.findings.some(isWorthShowing)
  );
}

function leafLines(leaf: LeafState, status: WorkspaceStatus): string[] {
  const name = `### ${markdownText(`check-${leaf.check} ${leaf.project}`)}: ${markdownText(sayLeafState(leaf))}`;
  if (leaf.kind !== 'current') return [name, '', `Run it: ${markdownCode(runAgain(leaf))}`];
  const groups = groupFindings(leaf.report.findings);
  const hidden = groups.length - shownFindings;
  return [
    name,
    '',
    ...groups.slice(0, shownFindings).flatMap((group) => findingLines(group, status)),
    ...(hidden > 0 ? [`- … and ${hidden} more, in ${markdownCode(leaf.path)}`] : []),
    '',
    `Why and how: ${pageLink(leaf.check, status)}`,
  ];
}

function pageLink(check: string, { checks, links }: WorkspaceStatus): string {
  const file = checks.get(check)?.pageFile;
  return markdownLink(
    markdownCode(`nx-invariants explain ${check}`),
    file === undefined ? undefined : links.addressOf(file),
  );
}

function findingLines({ first, others }: FindingGroup, { links, today }: WorkspaceStatus): string[] {
  const place = markdownLink(markdownCode(placeText(first)), links.addressOf(first.file, first.line));
  const more = others > 0 ? ` (and ${others} more like it)` : '';
  return [
    `- **${label(first)}** ${place} ${markdownText(first.message)}${more}`,
    ...(first.waivedBy ? waivedLines(first.waivedBy, today) : cureLines(first)),
  ];
}

function label({ severity, undecided, waivedBy }: Finding): string {
  if (waivedBy) return 'waived';
  return undecided ? 'undecided' : severity;
}

function waivedLines({ expires, owner, reason }: NonNullable<Finding['waivedBy']>, today: string): string[] {
  return [
    `  - until ${markdownText(expires)} (${daysLeft(expires, today)}) by ${markdownText(owner)}: ${markdownText(reason)}`,
  ];
}

function cureLines({ expected, evidence, fix }: Finding): string[] {
  return [
    ...(expected === undefined ? [] : [`  - expected: ${markdownText(expected)}`]),
    ...(fix === undefined ? [] : [`  - fix: ${markdownText(fix)}`]),
    ...(evidence === undefined ? [] : ['  - evidence:', '', ...markdownBlock(evidence, '    ')]),
  ];
}
