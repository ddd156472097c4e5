import {
  type ConfiguredFloor,
  type Coverage,
  type FindFormerPlace,
  formatLines,
  formerPlacesIn,
  hasChangedLine,
  judgeCoverage,
  patchCoverage,
} from '@nx-invariants/coverage';
import { parseBaseline } from '../../baseline/baseline';
import { type ChangesReading, changesSince } from '../../baseline/changed-files';
import { coverageBaseVariable } from '../../baseline/coverage-base';
import type { CheckContext } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import { unreachable } from '../../unreachable';
import type { PatchRow } from './details';
import { floorPlace } from './floor-findings';
import { missedFindings } from './missed-findings';

export interface Patched {
  readonly findings: readonly FindingDraft[];
  readonly row: PatchRow | null;
}

/**
 * Holds the lines that were added or changed since the base revision to a floor of their own.
 *
 * @param unreported sources that are in no report, and that nothing says may be.
 */
export async function patch(
  context: CheckContext<unknown>,
  coverage: Coverage,
  floor: ConfiguredFloor,
  unreported: readonly string[],
  command: string,
): Promise<Patched> {
  const { name } = context.project;
  const place = floorPlace(floor);
  const changes = await changesSinceBase(context);
  if (changes.kind === 'unreadable') {
    const message = `which lines of ${name} have changed cannot be told: ${changes.reason}`;
    const fix = 'fetch the history (actions/checkout with fetch-depth: 0), or name the base in NX_BASE';
    return { findings: [{ severity: 'error', undecided: true, ...place, message, fix }], row: null };
  }
  const { counter, missed, sumsOnly } = patchCoverage(coverage.files, changes.former);
  const [blind] = sumsOnly;
  if (blind !== undefined) {
    const message = `the report tells sums only of ${blind}, so whether its changed lines are covered is unknown`;
    const fix = 'let the tool write its detailed format, and name that as "report"';
    return { findings: [{ severity: 'error', ...place, message, fix }], row: null };
  }
  const uncounted = uncountedFindings(context, unreported, changes.former);
  const judged = judgeCoverage({ headline: 'lines', totals: { lines: counter } }, floor);
  const { min, warn = null } = floor;
  switch (judged.verdict) {
    case 'pass':
    case 'warn':
    case 'fail': {
      const { verdict, covered, total, percent, fraction, short } = judged;
      const limit = verdict === 'fail' ? `floor of ${min}%` : `warning mark of ${warn}%`;
      const below: FindingDraft = {
        severity: verdict === 'fail' ? 'error' : 'warning',
        ...place,
        message: `coverage of the changed lines of ${name} is ${percent} (${fraction}), below its ${limit}`,
        expected: `${short} more of ${total} covered`,
        fix: `add tests for them, then run "${command}"`,
      };
      const lines = missedFindings(
        missed,
        verdict === 'pass' ? 'note' : 'warning',
        'changed and is covered by no test',
      );
      const missedByPath = Object.fromEntries(missed.map(({ path, lines }) => [path, formatLines(lines)]));
      return {
        findings: [...(verdict === 'pass' ? [] : [below]), ...lines, ...uncounted],
        row: { verdict, covered, total, percent, min, warn, short, missed: missedByPath },
      };
    }
    case 'no-data':
      return {
        findings: uncounted,
        row: { verdict: 'unchanged', covered: 0, total: 0, percent: null, min, warn, short: 0, missed: {} },
      };
    case 'not-measured':
      throw new Error('lines are always measured here');
    default:
      return unreachable(judged);
  }
}

/** Changed sources that no report counts: a file of types alone is as likely as one without tests, so it is no error. */
function uncountedFindings(
  { files }: CheckContext<unknown>,
  unreported: readonly string[],
  former: FindFormerPlace,
): FindingDraft[] {
  const hasChanged = (path: string) => {
    const content = files.read(path);
    return content.kind !== 'read' || hasChangedLine(path, content.text, former);
  };
  return unreported.filter(hasChanged).map((path) => ({
    severity: 'warning',
    file: path,
    message: `${path} changed and is in no report, so the floor of the changed lines does not count it`,
    fix: 'let the tool measure it even where no test loads it (its include or source option), then set "requireAll" in the entry; if nothing in it can be covered, name it in "except" of "requireAll"',
  }));
}

async function changesSinceBase({
  workspaceRoot,
  env,
  project,
}: CheckContext<unknown>): Promise<ChangesReading> {
  const base = parseBaseline(env[coverageBaseVariable], coverageBaseVariable);
  switch (base.kind) {
    case 'tree':
      return changesSince(workspaceRoot, base.sha, project.root);
    case 'absent':
      return { kind: 'read', former: formerPlacesIn({ known: new Set(), changed: new Map() }) };
    case 'unknown':
      return { kind: 'unreadable', reason: base.reason };
    default:
      return unreachable(base);
  }
}
