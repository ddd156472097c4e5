import type { FindFormerPlace } from '../former-lines';
import { includesLine, type LineRange } from '../line-ranges';
import type { MissedLines } from '../patch-coverage';
import { reaches } from '../percent';
import type { Baseline, Measurement } from './baseline-file';

/** What two measurements do not have in common, so that they cannot be compared. */
export type Difference = 'tool' | 'version' | 'metric' | 'scope';

const COMPARED = ['tool', 'version', 'metric', 'scope'] as const satisfies readonly Difference[];

export function differences(now: Measurement, before: Measurement): Difference[] {
  return COMPARED.filter((key) => now[key] !== before[key]);
}

/**
 * The baseline of a measurement among those of its project: of those it can be compared with the one with the highest
 * bar (the stricter of two branches that were merged), else any; undefined where there is none.
 */
export function baselineFor(now: Measurement, ofProject: readonly Baseline[]): Baseline | undefined {
  const comparable = ofProject.filter((baseline) => differences(now, baseline).length === 0);
  const [first, ...others] = comparable.length > 0 ? comparable : ofProject;
  return first && others.reduce((highest, other) => (other.bar > highest.bar ? other : highest), first);
}

/** How a measurement stands to its baseline. */
export type DropJudgement =
  /** It reaches the bar. */
  | { readonly kind: 'held' }
  /** It is below the bar, but nothing that is still there lost its coverage: what was covered was removed. */
  | { readonly kind: 'shrunk' }
  | {
      readonly kind: 'dropped';
      /** How many units more are not covered; 0 or less where only `lost` is the reason. */
      readonly uncoveredMore: number;
      /** Lines that were there before and covered, by file. Undefined where it is not known. */
      readonly lost: readonly MissedLines[] | undefined;
    }
  /** It is below the bar, no more is uncovered, and whether a line lost its coverage is not known. */
  | { readonly kind: 'unknown' }
  /** Another measurement: it asks for a new baseline. */
  | { readonly kind: 'remeasured'; readonly differences: readonly Difference[] };

/**
 * A drop is a share below the bar of which one of two is true: more units are uncovered than before, or a line that is
 * still there lost its coverage. Deleting covered code is neither.
 *
 * @param former where the lines of today were in the commit of the baseline, where that is known
 */
export function judgeDrop(
  now: Measurement,
  baseline: Baseline,
  former: FindFormerPlace | undefined,
): DropJudgement {
  const different = differences(now, baseline);
  if (different.length > 0) return { kind: 'remeasured', differences: different };
  if (reaches(now, baseline.bar)) return { kind: 'held' };
  const uncoveredMore = now.total - now.covered - (baseline.total - baseline.covered);
  const lost = former && lostLines(now.missed, baseline.missed, former);
  if (uncoveredMore > 0 || (lost && lost.length > 0)) return { kind: 'dropped', uncoveredMore, lost };
  return { kind: lost ? 'shrunk' : 'unknown' };
}

function lostLines(
  now: Measurement['missed'],
  before: Measurement['missed'],
  former: FindFormerPlace,
): readonly MissedLines[] | undefined {
  if (!now || !before) return undefined;
  return [...now].flatMap(([path, ranges]): MissedLines[] => {
    const lines = linesIn(ranges).filter((line) => {
      const place = former(path, line);
      return place && !includesLine(before.get(place.path) ?? [], place.line);
    });
    return lines.length > 0 ? [{ path, lines }] : [];
  });
}

const linesIn = (ranges: readonly LineRange[]): number[] =>
  ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
