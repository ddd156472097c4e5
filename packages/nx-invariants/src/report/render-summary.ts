import { passes, type Report } from '../check/report';
import type { Invariant } from '../config/catalogue';
import { groupFindings, mark, renderGroup } from './render-leaf';
import type { Style } from './style';

/**
 * The summary of a run by invariant: which hold, which do not and where, which nothing in this run judged.
 * Warnings of green leaves are shown too, since Nx hides the output of tasks that pass.
 */
export function renderSummary(
  reports: readonly Report[],
  catalogue: readonly Invariant[],
  style: Style,
): string {
  const lines = ['', style.bold(' Invariants'), ''];
  for (const invariant of catalogue) lines.push(renderInvariant(invariant, reports, style));
  const unlisted = reports.filter((report) => report.invariants.length === 0 && !passes(report.verdict));
  for (const report of unlisted) {
    lines.push(` ${mark(report.verdict, style)} ${report.project}:${report.check}`);
  }
  const warnings = reports
    .filter((report) => passes(report.verdict))
    .flatMap((report) => groupFindings(report.findings));
  const shown = warnings.filter(({ first }) => first.severity === 'warning' || first.waivedBy);
  if (shown.length > 0) lines.push('', ...shown.map((group) => renderGroup(group, style)));
  return `${lines.join('\n')}\n`;
}

function renderInvariant(invariant: Invariant, reports: readonly Report[], style: Style): string {
  const id = style.bold(invariant.id.padEnd(4));
  if (invariant.planned) return ` ${style.dim('○')} ${id} ${style.dim(`planned: ${invariant.statement}`)}`;
  if (invariant.documentedOnly) {
    return ` ${style.dim('○')} ${id} ${style.dim(`documented only: ${invariant.statement}`)}`;
  }
  const judged = reports.filter((report) =>
    invariant.upheldBy?.some((leaf) => leaf.check === report.check && leaf.project === report.project),
  );
  if (judged.length === 0)
    return ` ${style.dim('·')} ${id} ${style.dim(`not in this run: ${invariant.statement}`)}`;
  const broken = judged.filter((report) => !passes(report.verdict));
  if (broken.length > 0) {
    const where = broken.map((report) => `${report.project}:${report.check}`).join(', ');
    return ` ${style.red('✖')} ${id} ${invariant.statement} ${style.red(`(${where})`)}`;
  }
  const worst = judged.some((report) => report.verdict === 'warns') ? 'warns' : 'holds';
  const total = invariant.upheldBy?.length ?? 0;
  const part = judged.length < total ? style.dim(` (${judged.length} of ${total} in this run)`) : '';
  return ` ${mark(worst, style)} ${id} ${invariant.statement}${part}`;
}
