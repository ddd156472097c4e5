import { type FormatFailure, inconsistent, malformed, tooManyRecords } from '../failure';
import { asCount, asLine, isObject, type JsonObject, own } from '../json-report';
import type { Limits } from '../limits';
import { measuredFile } from '../measured-text';
import type { Counter } from '../metrics';
import { coverageOf, type FileCoverage } from '../report';
import { fail, ok, type Result } from '../result';
import { toFixedHalfEven } from '../rounding';
import { Warnings } from '../warnings';
import type { FormatReader, Reading } from './format-reader';
import { hitsOf } from './hits';

const FORMAT = 'tarpaulin';
const PRINTING = 'tarpaulin rounds half to even to two decimals';

/**
 * cargo-tarpaulin's JSON. Headline: lines. A line trace is one unit, a branch two, a condition two for each of its
 * parts (traces.rs, `amount_coverable`). Printed as `{:.2}%` of covered/coverable * 100 (report/mod.rs).
 */
export const tarpaulin: FormatReader = {
  format: FORMAT,
  syntax: 'json',
  detect: (json) => {
    const files = own(json, 'files');
    return Array.isArray(files) && (Object.hasOwn(json, 'coverable') || isTraced(files[0]));
  },
  read: readTarpaulin,
};

const isTraced = (file: unknown): boolean => isObject(file) && Array.isArray(own(file, 'traces'));

function readTarpaulin(json: JsonObject, limits: Limits): Result<Reading, FormatFailure> {
  const warnings = new Warnings();
  const listed = own(json, 'files');
  if (!Array.isArray(listed)) return fail(malformed(FORMAT, { pointer: '/files' }, 'files is not a list'));
  const files: FileCoverage[] = [];
  let records = 0;
  for (const [index, value] of listed.entries()) {
    const file = readFile(value, `/files/${index}`, warnings);
    if (!file.ok) return file;
    files.push(file.value);
    records += 1 + file.value.lineHits.size;
    if (records > limits.maxRecords) return fail(tooManyRecords(limits.maxRecords));
  }

  const sum = coverageOf('lines', files).totals.lines ?? { covered: 0, total: 0 };
  const stated = readStated(json, '', sum);
  if (!stated.ok) return stated;
  if (stated.value.covered !== sum.covered || stated.value.total !== sum.total) {
    const { covered, total } = stated.value;
    warnings.add({
      kind: 'inconsistent-summary',
      message: `the report says ${covered}/${total}, its files sum to ${sum.covered}/${sum.total}: tarpaulin leaves out files it cannot read again`,
    });
  }
  return ok({
    headline: 'lines',
    files,
    print: () => printSummary(stated.value),
    printing: PRINTING,
    warnings: warnings.list(),
  });
}

function readFile(value: unknown, pointer: string, warnings: Warnings): Result<FileCoverage, FormatFailure> {
  if (!isObject(value)) return fail(malformed(FORMAT, { pointer }, 'a file is not an object'));
  const path = joinPath(own(value, 'path'));
  if (path === undefined) {
    return fail(malformed(FORMAT, { pointer: `${pointer}/path` }, 'the path is not a list of segments'));
  }
  const traces = own(value, 'traces');
  if (!Array.isArray(traces)) {
    return fail(malformed(FORMAT, { pointer: `${pointer}/traces` }, 'the traces are not a list'));
  }

  const lineHits = new Map<number, number>();
  let lines: Counter = { covered: 0, total: 0 };
  for (const [index, trace] of traces.entries()) {
    const line = isObject(trace) ? asLine(own(trace, 'line')) : undefined;
    const units = isObject(trace) ? readStats(own(trace, 'stats'), path, warnings) : undefined;
    if (line === undefined || !units) {
      return fail(
        malformed(FORMAT, { pointer: `${pointer}/traces/${index}` }, 'the trace has no line or no stats'),
      );
    }
    if (lineHits.has(line)) {
      const problem = `line ${line} has two traces: tarpaulin writes one (traces.rs, \`dedup\`)`;
      return fail(malformed(FORMAT, { pointer: `${pointer}/traces/${index}` }, problem));
    }
    lineHits.set(line, units.hits);
    lines = { covered: lines.covered + units.covered, total: lines.total + units.total };
  }
  const stated = readStated(value, pointer, lines);
  if (!stated.ok) return stated;
  if (stated.value.covered !== lines.covered || stated.value.total !== lines.total) {
    const { covered, total } = stated.value;
    const problem = `${path} says ${covered}/${total}, its traces sum to ${lines.covered}/${lines.total}`;
    return fail(inconsistent(FORMAT, { pointer }, problem));
  }
  const content = own(value, 'content');
  const measured = typeof content === 'string' && { measured: [measuredFile(content)] };
  return ok({ path, counters: { lines }, lineHits, units: {}, ...measured });
}

/** The sums written beside the traces; releases before 0.29 wrote none. */
function readStated(object: JsonObject, pointer: string, counted: Counter): Result<Counter, FormatFailure> {
  if (!Object.hasOwn(object, 'covered') && !Object.hasOwn(object, 'coverable')) return ok(counted);
  const covered = asCount(own(object, 'covered'));
  const total = asCount(own(object, 'coverable'));
  if (covered === undefined || total === undefined) {
    return fail(malformed(FORMAT, { pointer }, 'covered and coverable are not both non-negative integers'));
  }
  if (covered > total)
    return fail(inconsistent(FORMAT, { pointer }, `${covered} of ${total} cannot be covered`));
  return ok({ covered, total });
}

function readStats(
  stats: unknown,
  file: string,
  warnings: Warnings,
): { readonly covered: number; readonly total: number; readonly hits: number } | undefined {
  if (!isObject(stats)) return undefined;
  if (Object.hasOwn(stats, 'Line')) {
    const hits = hitsOf(own(stats, 'Line'), warnings, { file });
    return hits === undefined ? undefined : { covered: hits > 0 ? 1 : 0, total: 1, hits };
  }
  const branches = Object.hasOwn(stats, 'Branch') ? [own(stats, 'Branch')] : own(stats, 'Condition');
  if (!Array.isArray(branches) || !branches.every(isObject)) return undefined;
  const ways = branches.flatMap((branch) => [own(branch, 'been_true'), own(branch, 'been_false')]);
  const covered = ways.filter((taken) => taken === true).length;
  return { covered, total: ways.length, hits: covered };
}

/** Rust's path components: `["/", "home", "x.rs"]`, `["C:", "\\", "x.rs"]`. */
function joinPath(segments: unknown): string | undefined {
  if (!Array.isArray(segments) || segments.length === 0) return undefined;
  if (!segments.every((segment): segment is string => typeof segment === 'string')) return undefined;
  return segments
    .join('/')
    .replace(/^\/\//, '/')
    .replace(/^([^/]*)\/\\\//, '$1/');
}

function printSummary({ covered, total }: Counter): string {
  return total === 0 ? 'No coverable lines found' : `${toFixedHalfEven((covered / total) * 100, 2)}%`;
}
