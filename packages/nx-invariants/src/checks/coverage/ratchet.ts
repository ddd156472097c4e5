import {
  type Baseline,
  baselineFor,
  type DropJudgement,
  formatDelta,
  formatFraction,
  formatPercent,
  judgeDrop,
  type Measurement,
  type ProjectThreshold,
  parseBaselines,
  type RatchetConfig,
  reaches,
  unitsShortOf,
} from '@nx-invariants/coverage';
import { commit } from '../../baseline/baseline';
import { changesSince } from '../../baseline/changed-files';
import { coverageBaselineFile, coverageBaselineVariable, parseBaseFile } from '../../baseline/coverage-base';
import { git } from '../../baseline/git';
import type { CheckContext } from '../../check/define-check';
import type { FindingDraft, Location } from '../../check/finding';
import { unreachable } from '../../unreachable';
import type { BaselineRow } from './details';
import { floorPlace } from './floor-findings';
import { missedFindings } from './missed-findings';

/** What the ratchet found. */
export interface Ratcheted {
  readonly findings: readonly FindingDraft[];
  /** The baseline that was compared with and what came of it; undefined where there was none. */
  readonly compared: { readonly baseline: Baseline; readonly judgement: DropJudgement } | undefined;
}

const writeBaseline =
  'run "nx generate nx-invariants:ratchet" on the default branch, and commit what it writes';

/** Compares a measurement with its project's baseline at the base revision. */
export async function ratchet(
  context: CheckContext<unknown>,
  now: Measurement,
  threshold: ProjectThreshold,
  { mode }: RatchetConfig,
): Promise<Ratcheted> {
  const { name } = context.project;
  const read = await baselineAtBase(context, now);
  const place = floorPlace(threshold);
  switch (read.kind) {
    case 'unknown': {
      const message = `whether the coverage of ${name} has fallen cannot be told: ${read.reason}`;
      const fix = 'fetch the history (actions/checkout with fetch-depth: 0), or name the base in NX_BASE';
      return { findings: [{ ...undecidable(mode), ...place, message, fix }], compared: undefined };
    }
    case 'none': {
      const message = `${name} has no baseline yet that its coverage could fall below`;
      return { findings: [{ severity: 'note', ...place, message, fix: writeBaseline }], compared: undefined };
    }
    case 'unreadable': {
      const message = `${coverageBaselineFile} has no baseline for ${name} at the base revision, and line ${read.line} of it cannot be read: ${read.reason}`;
      return {
        findings: [{ ...undecidable(mode), ...place, message, fix: writeBaseline }],
        compared: undefined,
      };
    }
    case 'read': {
      const { baseline } = read;
      const judgement = judgeDrop(now, baseline, await formerPlaces(context, now, baseline));
      const findings = dropFindings(name, place, now, baseline, judgement, mode);
      return { findings, compared: { baseline, judgement } };
    }
    default:
      return unreachable(read);
  }
}

/** What cannot be decided weighs as much as a drop would. */
function undecidable(mode: RatchetConfig['mode']): Pick<FindingDraft, 'severity' | 'undecided'> {
  return mode === 'fail' ? { severity: 'error', undecided: true } : { severity: 'warning' };
}

type BaselineReading =
  | { readonly kind: 'read'; readonly baseline: Baseline }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'unreadable'; readonly line: number; readonly reason: string };

async function baselineAtBase(
  { workspaceRoot, env, project }: CheckContext<unknown>,
  now: Measurement,
): Promise<BaselineReading> {
  const file = parseBaseFile(env[coverageBaselineVariable]);
  if (file.kind === 'unknown') return file;
  if (file.kind === 'absent') return { kind: 'none' };
  const blob = await git(workspaceRoot, ['cat-file', 'blob', file.sha]);
  if (!blob.ok) return { kind: 'unknown', reason: blob.reason };
  const { baselines, problems } = parseBaselines(blob.text);
  const baseline = baselineFor(
    now,
    baselines.filter((one) => one.project === project.name),
  );
  if (baseline) return { kind: 'read', baseline };
  const [problem] = problems;
  return problem ? { kind: 'unreadable', line: problem.line, reason: problem.message } : { kind: 'none' };
}

/** Asked of git only where coverage is below the bar: else nothing depends on it. */
async function formerPlaces(
  { workspaceRoot, project }: CheckContext<unknown>,
  now: Measurement,
  baseline: Baseline,
) {
  if (reaches(now, baseline.bar) || (await commit(workspaceRoot, baseline.commit)) === undefined)
    return undefined;
  const changes = await changesSince(workspaceRoot, baseline.commit, project.root);
  return changes.kind === 'read' ? changes.former : undefined;
}

function dropFindings(
  name: string,
  place: Location,
  now: Measurement,
  baseline: Baseline,
  judgement: DropJudgement,
  mode: RatchetConfig['mode'],
): FindingDraft[] {
  const fell = `${now.metric} coverage of ${name} is ${formatPercent(now)} (${formatFraction(now)}), below its bar of ${baseline.bar}%`;
  const severity = mode === 'fail' ? 'error' : 'warning';
  const expected = `${unitsShortOf(now, baseline.bar)} more of ${now.total} covered; the baseline was ${formatPercent(baseline)} (${formatFraction(baseline)})`;
  switch (judgement.kind) {
    case 'held':
      return [];
    case 'shrunk':
      return [
        { severity: 'note', ...place, message: `${fell}, since covered code was removed: that is no drop` },
      ];
    case 'dropped': {
      const { uncoveredMore, lost = [] } = judgement;
      const why =
        uncoveredMore > 0 ? 'more is uncovered than before' : 'lines that were covered are not any more';
      return [
        {
          severity,
          ...place,
          message: `${fell}: ${why}`,
          expected,
          ...(uncoveredMore > 0 && { evidence: `uncovered units more: ${uncoveredMore}` }),
          fix: 'add tests; a drop that is meant is waived, with a reason, until the default branch has a new baseline',
        },
        ...missedFindings(lost, 'note', 'was covered at the baseline and is not any more'),
      ];
    }
    case 'unknown':
      return [
        {
          ...undecidable(mode),
          ...place,
          message: `${fell}, and whether covered code was removed or lost its tests cannot be told`,
          expected,
          fix: now.missed
            ? `fetch the history: the commit ${baseline.commit} that was measured is not in this clone`
            : 'let the tool write a report with lines, then write a new baseline',
        },
      ];
    case 'remeasured': {
      const changes = judgement.differences.map(
        (key) => `${key} ${baseline[key] ?? 'unknown'} became ${now[key] ?? 'unknown'}`,
      );
      return [
        {
          severity: 'warning',
          ...place,
          message: `${name} is measured in another way than its baseline, so the two cannot be compared: ${changes.join(', ')}`,
          expected: 'a baseline that was measured in the same way',
          fix: writeBaseline,
        },
      ];
    }
    default:
      return unreachable(judgement);
  }
}

/** How the first row of a report's floors stands to the baseline; nothing where the two cannot be compared. */
export function baselineColumns(now: Measurement | undefined, { compared }: Pick<Ratcheted, 'compared'>) {
  if (!now || !compared || compared.judgement.kind === 'remeasured') return { baseline: null, delta: null };
  const { covered, total, bar } = compared.baseline;
  const baseline: BaselineRow = { covered, total, percent: formatPercent({ covered, total }), bar };
  return { baseline, delta: formatDelta(now, baseline) };
}
