import { unreachable } from '../unreachable';
import { counted } from './counted';
import { renderCoverage } from './coverage/render-coverage';
import {
  doesUphold,
  type InvariantStatus,
  type JudgedInvariant,
  type LeafWord,
  type UpholdingLeaf,
  wordOf,
} from './invariant-status';
import { leafWords, runAgain, sayLeafState } from './leaf-sentence';
import type { LeafState } from './leaf-state';
import { isWorthShowing, renderLeaf } from './render-leaf';
import { printableLine, type Style } from './style';
import type { WorkspaceStatus } from './workspace-status';

/** How a workspace stands: the invariants one a line, then every leaf that does not simply hold, with its findings. */
export function renderStatus({ invariants, leaves, coverage, today }: WorkspaceStatus, style: Style): string {
  const enforced = invariants.filter(({ leaves: upholding }) => upholding.length > 0);
  return [
    ...(invariants.length === 0 ? [] : [style.bold('Invariants'), '']),
    ...enforced.map((judged) => invariantLine(judged, style)),
    ...idsLine('documented only', 'documented-only', invariants, style),
    ...idsLine('planned, not enforced yet', 'planned', invariants, style),
    ...(invariants.length === 0 ? [] : ['']),
    ...leaves.flatMap((leaf) => leafLines(leaf, today, style)),
    ...renderCoverage(coverage, style),
    tally(leaves, style),
    '',
  ].join('\n');
}

function invariantLine({ invariant, status, leaves, total }: JudgedInvariant, style: Style): string {
  const id = style.bold(printableLine(invariant.id).padEnd(4));
  const reasons = leaves.filter(({ state }) => !doesUphold(wordOf(state))).map(leafReason);
  const why =
    reasons.length > 0 && (status === 'violated' || status === 'unknown') ? ` (${reasons.join('; ')})` : '';
  const part = leaves.length < total ? ` (${leaves.length} of its ${total} checks)` : '';
  return `${statusMark(status, style)} ${id} ${printableLine(invariant.statement)}${statusNote(status, style)}${style.dim(why)}${style.dim(part)}`;
}

function idsLine(
  label: string,
  wanted: InvariantStatus,
  invariants: readonly JudgedInvariant[],
  style: Style,
): string[] {
  const ids = invariants.filter(({ status }) => status === wanted).map(({ invariant }) => invariant.id);
  return ids.length === 0 ? [] : [style.dim(`○ ${label}: ${printableLine(ids.join(' '))}`)];
}

/** The sign for a status. */
export function statusMark(status: InvariantStatus, style: Style): string {
  switch (status) {
    case 'holds':
      return style.green('✔');
    case 'warns':
      return style.yellow('✔');
    case 'violated':
      return style.red('✖');
    case 'unknown':
      return style.yellow('?');
    case 'unaffected':
      return style.dim('·');
    case 'documented-only':
    case 'planned':
    case 'not-asked':
      return style.dim('○');
    default:
      return unreachable(status);
  }
}

function statusNote(status: InvariantStatus, style: Style): string {
  switch (status) {
    case 'unknown':
      return style.yellow(': cannot tell');
    case 'violated':
      return style.red(': violated');
    case 'unaffected':
      return style.dim(': unaffected');
    case 'holds':
    case 'warns':
    case 'documented-only':
    case 'planned':
    case 'not-asked':
      return '';
    default:
      return unreachable(status);
  }
}

function leafReason({ project, check, state }: UpholdingLeaf): string {
  return printableLine(`${project}:${check} ${leafWords[wordOf(state)]}`);
}

function leafLines(leaf: LeafState, today: string, style: Style): string[] {
  switch (leaf.kind) {
    case 'current': {
      const shown = leaf.report.verdict !== 'holds' || leaf.report.findings.some(isWorthShowing);
      return shown ? [renderLeaf(leaf.report, leaf.path, style, today), ''] : [];
    }
    case 'unaffected':
      return [];
    case 'failed':
      return unjudgedLines(leaf, style.red('✖'), style);
    case 'stale':
    case 'missing':
    case 'malformed':
      return unjudgedLines(leaf, style.yellow('?'), style);
    default:
      return unreachable(leaf);
  }
}

function unjudgedLines(leaf: LeafState, mark: string, style: Style): string[] {
  const name = `${style.bold(`check-${leaf.check}`)} ${printableLine(leaf.project)}`;
  return [
    `${mark} ${name}: ${printableLine(sayLeafState(leaf))}`,
    style.dim(`  run it: ${printableLine(runAgain(leaf))}`),
    '',
  ];
}

const tallied: readonly LeafWord[] = [
  'holds',
  'warns',
  'opted-out',
  'violated',
  'undecided',
  'error',
  'stale',
  'missing',
  'failed',
  'malformed',
  'unaffected',
];

function tally(leaves: readonly LeafState[], style: Style): string {
  const counts = tallied.flatMap((word) => {
    const count = leaves.filter((leaf) => wordOf(leaf) === word).length;
    return count === 0 ? [] : [`${count} ${leafWords[word]}`];
  });
  return style.bold(`${counted(leaves.length, 'check')}: ${counts.join(', ')}${origins(leaves)}`);
}

/** Where what was counted comes from, and what the unaffected were compared with. */
function origins(leaves: readonly LeafState[]): string {
  const cached = leaves.filter((leaf) => leaf.kind === 'current' && leaf.isFromCache).length;
  const bases = new Set(leaves.flatMap((leaf) => (leaf.kind === 'unaffected' ? [leaf.base] : [])));
  return [
    ...(cached === 0 ? [] : [`; ${cached} from cache`]),
    ...[...bases].map((base) => `; unaffected since ${printableLine(base)}`),
  ].join('');
}
