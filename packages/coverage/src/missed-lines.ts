import { type HeadlineMetric, partsOf } from './metrics';
import type { FileCoverage } from './report';

/**
 * The lines of a file that lack coverage by a metric, in no order: those that did not run, or those where a unit starts
 * that did not (or, of a line's branches, not all did). Undefined where the report tells sums only.
 */
export function missedLines(file: FileCoverage, metric: HeadlineMetric): ReadonlySet<number> | undefined {
  const missed = new Set<number>();
  for (const part of partsOf(metric)) {
    const units = part === 'lines' ? undefined : file.units[part];
    if (units) {
      units.forEach(({ line, weight, covered }) => {
        if (covered < weight) missed.add(line);
      });
    } else {
      if ((file.counters[part]?.total ?? 0) === 0) continue;
      if (part !== 'lines' || file.lineHits.size === 0) return undefined;
      file.lineHits.forEach((hits, line) => {
        if (hits === 0) missed.add(line);
      });
    }
  }
  return missed;
}
