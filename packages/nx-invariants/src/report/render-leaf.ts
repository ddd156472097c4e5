import type { Finding, Severity } from '../check/finding';
import type { Report, Verdict } from '../check/report';
import { placeText } from './place-text';
import { printableText, type Style } from './style';

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

/** A leaf's report as text for people. Identical findings are grouped; at most twenty are shown. */
export function renderLeaf(report: Report, reportPath: string, style: Style): string {
  const groups = groupFindings(report.findings);
  const shown = groups.slice(0, shownFindings).map((group) => renderGroup(group, style));
  const hidden = groups.length - shown.length;
  return [
    `${mark(report.verdict, style)} ${style.bold(`check-${report.check}`)} ${printableText(report.project)}: ${verdictWords[report.verdict]}${upheld(report)}`,
    ...shown,
    ...(hidden > 0 ? [`  … and ${hidden} more, in ${reportPath}`] : []),
    ...(groups.length > 0 ? [style.dim(`  why and how: nx-invariants explain ${report.check}`)] : []),
  ].join('\n');
}

/** One finding (and how many more like it) as text. */
export function renderGroup(group: FindingGroup, style: Style): string {
  const { others } = group;
  const first = printable(group.first);
  const lines = [
    `  ${label(first, style)} ${style.cyan(placeText(first))} ${first.message}${others > 0 ? ` (and ${others} more like it)` : ''}`,
  ];
  if (first.waivedBy) {
    lines.push(
      `    waived until ${first.waivedBy.expires} by ${first.waivedBy.owner}: ${first.waivedBy.reason}`,
    );
    return lines.join('\n');
  }
  if (first.expected) lines.push(`    expected: ${first.expected}`);
  if (first.evidence) lines.push(...indent(`evidence: ${first.evidence}`));
  if (first.fix) lines.push(`    fix: ${first.fix}`);
  return lines.join('\n');
}

/** Findings quote files, and a hostile one must not steer the terminal. */
function printable(finding: Finding): Finding {
  return JSON.parse(JSON.stringify(finding), (_key, value) =>
    typeof value === 'string' ? printableText(value) : value,
  );
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
  return report.invariants.length > 0 ? ` (${report.invariants.join(', ')})` : '';
}

function indent(text: string): string[] {
  return text.split('\n').map((line) => `    ${line}`);
}
