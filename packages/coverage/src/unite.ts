import { METRICS, type Metric } from './metrics';
import { countLines, countUnits, type FileCoverage, recordHits, type Unit, type Units } from './report';
import { fail, ok, type Result } from './result';

/** A file occurs more than once, and one occurrence has only sums for a metric: nobody knows what overlaps. */
export interface SumsOnly {
  readonly kind: 'sums-only';
  readonly path: string;
  readonly metric: Metric;
}

/** One entry per path: every unit and line of all its occurrences, each with its largest hit count. */
export function uniteByPath(files: Iterable<FileCoverage>): Result<readonly FileCoverage[], SumsOnly> {
  const occurrences = new Map<string, [FileCoverage, ...FileCoverage[]]>();
  for (const file of files) {
    const known = occurrences.get(file.path);
    if (known) known.push(file);
    else occurrences.set(file.path, [file]);
  }
  const united: FileCoverage[] = [];
  for (const same of occurrences.values()) {
    const file = uniteOccurrences(same);
    if (!file.ok) return file;
    united.push(file.value);
  }
  return ok(united);
}

function uniteOccurrences(files: readonly [FileCoverage, ...FileCoverage[]]): Result<FileCoverage, SumsOnly> {
  const [first] = files;
  if (files.length === 1) return ok(first);

  const lineHits = new Map<number, number>();
  for (const file of files) for (const [line, hits] of file.lineHits) recordHits(lineHits, line, hits);

  const counters: { -readonly [M in keyof FileCoverage['counters']]: FileCoverage['counters'][M] } = {};
  const units: { -readonly [M in keyof FileCoverage['units']]: Units } = {};
  for (const metric of METRICS) {
    if (files.every((file) => !file.counters[metric])) continue;
    if (!files.every((file) => isUnitized(file, metric)))
      return fail({ kind: 'sums-only', path: first.path, metric });
    if (metric === 'lines') {
      counters.lines = countLines(lineHits);
    } else {
      const united = uniteUnits(files.map((file) => file.units[metric] ?? new Map()));
      counters[metric] = countUnits(united);
      units[metric] = united;
    }
  }
  const measured = files.flatMap((file) => file.measured ?? []);
  return ok({ path: first.path, counters, lineHits, units, ...(measured.length > 0 && { measured }) });
}

/** Do the listed units add up to the counter? A metric the file has nothing of does so trivially. */
function isUnitized({ counters, lineHits, units }: FileCoverage, metric: Metric): boolean {
  const counter = counters[metric];
  if (!counter || counter.total === 0) return true;
  const listed = metric === 'lines' ? countLines(lineHits) : countUnits(units[metric] ?? new Map());
  return listed.total === counter.total && listed.covered === counter.covered;
}

/** Where only the number that ran is known, the larger one is what surely ran: a lower bound, never too much. */
const uniteUnit = (a: Unit, b: Unit): Unit => ({
  line: Math.min(a.line, b.line),
  weight: Math.max(a.weight, b.weight),
  covered: Math.max(a.covered, b.covered),
});

function uniteUnits(parts: readonly Units[]): Units {
  const united = new Map<string, Unit>();
  for (const part of parts) {
    for (const [key, unit] of part) {
      const known = united.get(key);
      united.set(key, known ? uniteUnit(known, unit) : unit);
    }
  }
  return united;
}
