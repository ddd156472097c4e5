import type { Finding, Severity } from '../check/finding';
import type { Report, Verdict } from '../check/report';
import { placeText } from './place-text';
import { printableLine, printableText, type Style } from './style';
import { daysLeft } from './waiver-days';

const shownFindings = 20;

/** The words for a verdict. */
export const verdictWords: Record<Verdict, string> = {
  holds: 'holds',
  warns: 'holds, with warnings',
  violated: 'violated',
  undecided: 'cannot tell',
  error: 'could not be judged',
  'opted-out': 'opted out',
};

/**
 * A leaf's report as text for people. Identical findings are grouped; at most twenty are shown.
 *
 * @param today for the days that waivers have left; without it they are not counted, as in output that is cached.
 */
export function renderLeaf(report: Report, reportPath: string, style: Style, today?: string): string {
  const groups = groupFindings(report.findings);
  const shown = groups.slice(0, shownFindings).map((group) => renderGroup(group, style, today));
  const hidden = groups.length - shown.length;
  return [
    `${mark(report.verdict, style)} ${style.bold(`check-${report.check}`)} ${printableLine(report.project)}: ${verdictWords[report.verdict]}${upheld(report)}`,
    ...shown,
    ...(hidden > 0 ? [`  … and ${hidden} more, in ${printableLine(reportPath)}`] : []),
    ...(groups.length > 0 ? [style.dim(`  why and how: nx-invariants explain ${report.check}`)] : []),
  ].join('\n');
}

/** One finding (and how many more like it) as text. */
export function renderGroup(group: FindingGroup, style: Style, today?: string): string {
  const { others } = group;
  const first = printable(group.first);
  const lines = [
    `  ${label(first, style)} ${style.cyan(placeText(first))} ${first.message}${others > 0 ? ` (and ${others} more like it)` : ''}`,
  ];
  if (first.waivedBy) {
    const { expires, owner, reason } = first.waivedBy;
    const left = today === undefined ? '' : ` (${daysLeft(expires, today)})`;
    lines.push(`    waived until ${expires}${left} by ${owner}: ${reason}`);
    return lines.join('\n');
  }
  if (first.expected) lines.push(`    expected: ${first.expected}`);
  if (first.evidence) lines.push(...indent(`evidence: ${first.evidence}`));
  if (first.fix) lines.push(`    fix: ${first.fix}`);
  return lines.join('\n');
}

/** Findings quote files, and a hostile one must not steer the terminal. Evidence alone has lines. */
function printable(finding: Finding): Finding {
  return JSON.parse(JSON.stringify(finding), (key, value) => {
    if (typeof value !== 'string') return value;
    return key === 'evidence' ? printableText(value) : printableLine(value);
  });
}

export interface FindingGroup {
  readonly first: Finding;
  readonly others: number;
}

/** Findings that say the same word for word count as one, at the first of their places. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, { first: Finding; others: number }>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.severity, finding.message, finding.fix, finding.waivedBy]);
    const known = groups.get(key);
    if (known) known.others++;
    else groups.set(key, { first: finding, others: 0 });
  }
  return [...groups.values()];
}

/** Whether a finding of a leaf that holds is shown nevertheless. */
export function isWorthShowing({ severity, waivedBy }: Finding): boolean {
  return severity !== 'note' || waivedBy !== undefined;
}

/** The sign for a verdict. */
export function mark(verdict: Verdict, style: Style): string {
  switch (verdict) {
    case 'holds':
      return style.green('✔');
    case 'warns':
      return style.yellow('✔');
    case 'opted-out':
      return style.dim('-');
    default:
      return style.red('✖');
  }
}

const labels: Record<Severity, (style: Style) => string> = {
  error: (style) => style.red('error'),
  warning: (style) => style.yellow('warning'),
  note: (style) => style.dim('note'),
};

function label(finding: Finding, style: Style): string {
  if (finding.waivedBy) return style.dim('waived');
  return finding.undecided ? style.red('undecided') : labels[finding.severity](style);
}

function upheld(report: Report): string {
  return report.invariants.length > 0 ? ` (${printableLine(report.invariants.join(', '))})` : '';
}

function indent(text: string): string[] {
  return text.split('\n').map((line) => `    ${line}`);
}
