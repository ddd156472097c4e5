import { passes, type Report, type Verdict } from '../check/report';
import type { Invariant } from '../config/catalogue';
import { groupFindings, mark, renderGroup } from './render-leaf';
import { printableLine, type Style } from './style';

/** A leaf that should have judged in this run and did not. */
export interface LostLeaf {
  readonly project: string;
  readonly check: string;
  readonly reason: 'not run' | 'no report' | 'unreadable report';
}

/**
 * The summary of a run by invariant: which hold, which do not and where, which nothing in this run judged.
 * Warnings of green leaves are shown too, since Nx hides the output of tasks that pass.
 *
 * @param lost leaves of the run that left no report behind: they failed before they could judge, or what they
 *   depend on failed. What they uphold does not hold.
 */
export function renderSummary(
  reports: readonly Report[],
  lost: readonly LostLeaf[],
  catalogue: readonly Invariant[],
  style: Style,
): string {
  const judged = catalogue.filter(
    (invariant) => reportsOf(invariant, reports).length > 0 || lost.some((leaf) => upholds(leaf, invariant)),
  );
  const lostUnlisted = lost.filter((leaf) => !catalogue.some((invariant) => upholds(leaf, invariant)));
  const unlisted = reports.filter(({ invariants, verdict }) => invariants.length === 0 && !passes(verdict));
  const idle = catalogue.filter((invariant) => invariant.upheldBy && !judged.includes(invariant));
  return [
    '',
    style.bold(' Invariants'),
    '',
    ...judged.map((invariant) => renderInvariant(invariant, reports, lost, style)),
    ...unlisted.map((report) => ` ${mark(report.verdict, style)} ${sayLeaf(report)}`),
    ...lostUnlisted.map((leaf) => ` ${style.red('✖')} ${sayLost(leaf)}`),
    ...renderIds('not in this run', idle, style),
    ...renderIds(
      'documented only',
      catalogue.filter(({ documentedOnly }) => documentedOnly),
      style,
    ),
    ...renderIds(
      'planned, not enforced yet',
      catalogue.filter(({ planned }) => planned),
      style,
    ),
    ...renderWarnings(reports, style),
    '',
  ].join('\n');
}

function renderInvariant(
  invariant: Invariant,
  reports: readonly Report[],
  lost: readonly LostLeaf[],
  style: Style,
): string {
  const id = style.bold(printableLine(invariant.id).padEnd(4));
  const judged = reportsOf(invariant, reports);
  const broken = [
    ...judged.filter((report) => breaks(report, invariant)).map(sayLeaf),
    ...lost.filter((leaf) => upholds(leaf, invariant)).map(sayLost),
  ];
  if (broken.length > 0) {
    const where = broken.join(', ');
    return ` ${style.red('✖')} ${id} ${printableLine(invariant.statement)} ${style.red(`(${where})`)}`;
  }
  const upheld = judged.filter((report) => upholds(report, invariant));
  const total = invariant.upheldBy?.length ?? 0;
  const part = upheld.length < total ? style.dim(` (${upheld.length} of ${total} in this run)`) : '';
  const withdrawn = upheld.filter(({ verdict }) => verdict === 'opted-out').map(sayLeaf);
  const without = withdrawn.length > 0 ? style.dim(` (${withdrawn.join(', ')} opted out)`) : '';
  return ` ${mark(weakestVerdict(upheld), style)} ${id} ${printableLine(invariant.statement)}${without}${part}`;
}

/** What leaves that all pass come to: it does not hold where one of them looked at nothing. */
function weakestVerdict(reports: readonly Report[]): Verdict {
  const verdicts = reports.map(({ verdict }) => verdict);
  if (verdicts.includes('opted-out')) return 'opted-out';
  return verdicts.includes('warns') ? 'warns' : 'holds';
}

/** The leaves that uphold an invariant, and those that found it broken: invariant-map speaks of others' rows. */
function reportsOf(invariant: Invariant, reports: readonly Report[]): Report[] {
  return reports.filter((report) => upholds(report, invariant) || breaks(report, invariant));
}

function upholds(leaf: Pick<Report, 'check' | 'project'>, { upheldBy }: Invariant): boolean {
  return upheldBy?.some(({ check, project }) => check === leaf.check && project === leaf.project) ?? false;
}

function sayLeaf({ project, check }: Pick<Report, 'project' | 'check'>): string {
  return printableLine(`${project}:${check}`);
}

function sayLost({ project, check, reason }: LostLeaf): string {
  return `${sayLeaf({ project, check })}, ${reason}`;
}

/**
 * A leaf may uphold several invariants; it breaks those that its standing findings name. A failure that names none
 * of its own breaks all of them.
 */
function breaks(report: Report, invariant: Invariant): boolean {
  if (passes(report.verdict)) return false;
  const named = report.findings
    .filter(({ severity, waivedBy, undecided }) => (severity === 'error' || undecided) && !waivedBy)
    .flatMap(({ invariants }) => invariants);
  const namesOwn = named.some((id) => report.invariants.includes(id));
  return named.includes(invariant.id) || (!namesOwn && report.invariants.includes(invariant.id));
}

function renderIds(label: string, invariants: readonly Invariant[], style: Style): string[] {
  if (invariants.length === 0) return [];
  return [style.dim(` · ${label}: ${printableLine(invariants.map(({ id }) => id).join(' '))}`)];
}

function renderWarnings(reports: readonly Report[], style: Style): string[] {
  const groups = reports
    .filter((report) => passes(report.verdict))
    .flatMap((report) => groupFindings(report.findings))
    .filter(({ first }) => first.severity === 'warning' || first.waivedBy);
  return groups.length === 0 ? [] : ['', ...groups.map((group) => renderGroup(group, style))];
}
