import { type FormatFailure, inconsistent, malformed, tooManyRecords } from '../failure';
import { asCount, isObject, type JsonObject, own, pointerStep } from '../json-report';
import type { Limits } from '../limits';
import type { Counter, Counters } from '../metrics';
import { coverageOf, type FileCoverage } from '../report';
import { fail, ok, type Result } from '../result';
import { Warnings } from '../warnings';
import type { FormatReader, Reading } from './format-reader';
import { istanbulPrinting, printIstanbulPercent } from './istanbul-percent';

const FORMAT = 'istanbul-summary';
const SUMMARY_METRICS = ['lines', 'statements', 'functions', 'branches'] as const;

/**
 * istanbul's coverage-summary.json: four metrics per file and in total, sums only, so it can be neither united nor
 * asked for lines. Headline: lines. Only the integers count; `pct` is a rounded copy or the text "Unknown".
 */
export const istanbulSummary: FormatReader = {
  format: FORMAT,
  syntax: 'json',
  detect: (json) => {
    const total = own(json, 'total');
    return isObject(total) && isObject(own(total, 'lines')) && isObject(own(total, 'statements'));
  },
  read: readSummary,
};

function readSummary(json: JsonObject, limits: Limits): Result<Reading, FormatFailure> {
  const warnings = new Warnings();
  const files: FileCoverage[] = [];
  let stated: Counters | undefined;
  for (const [path, value] of Object.entries(json)) {
    const counters = readCounters(value, pointerStep(path));
    if (!counters.ok) return counters;
    if (path === 'total') stated = counters.value;
    else files.push({ path, counters: counters.value, lineHits: new Map(), units: {} });
    if (files.length > limits.maxRecords) return fail(tooManyRecords(limits.maxRecords));
  }
  if (!stated) return fail(malformed(FORMAT, { pointer: '/total' }, 'the total is missing'));
  const { lines } = stated;
  const { totals } = coverageOf('lines', files);
  for (const metric of SUMMARY_METRICS) {
    const sum = totals[metric] ?? { covered: 0, total: 0 };
    const told = stated[metric];
    if (told && (told.covered !== sum.covered || told.total !== sum.total)) {
      warnings.add({
        kind: 'inconsistent-summary',
        message: `total ${metric} says ${told.covered}/${told.total}, its files sum to ${sum.covered}/${sum.total}`,
      });
    }
  }
  const print = () => printIstanbulPercent(lines);
  return ok({ headline: 'lines', files, print, printing: istanbulPrinting, warnings: warnings.list() });
}

function readCounters(value: unknown, pointer: string): Result<Counters, FormatFailure> {
  if (!isObject(value)) return fail(malformed(FORMAT, { pointer }, 'a summary is not an object'));
  const counters: { [M in (typeof SUMMARY_METRICS)[number]]?: Counter } = {};
  for (const metric of SUMMARY_METRICS) {
    const at = { pointer: `${pointer}/${metric}` };
    const stated = own(value, metric);
    const covered = isObject(stated) ? asCount(own(stated, 'covered')) : undefined;
    const total = isObject(stated) ? asCount(own(stated, 'total')) : undefined;
    if (covered === undefined || total === undefined) {
      return fail(malformed(FORMAT, at, 'covered and total are not both non-negative integers'));
    }
    if (covered > total) return fail(inconsistent(FORMAT, at, `${covered} of ${total} cannot be covered`));
    counters[metric] = { covered, total };
  }
  return ok(counters);
}
