import { type FormatFailure, inconsistent, malformed, tooManyRecords } from '../failure';
import { asCount, isObject, type JsonObject, own } from '../json-report';
import type { Limits } from '../limits';
import { LineTable, MAX_HITS } from '../line-table';
import type { Counter, Counters, Metric } from '../metrics';
import { coverageOf, type FileCoverage, type LineHits } from '../report';
import { fail, ok, type Result } from '../result';
import { toFixedHalfEven } from '../rounding';
import { Warnings } from '../warnings';
import type { FormatReader, Reading } from './format-reader';

const FORMAT = 'llvm-cov';
const PRINTING = 'llvm-cov rounds half to even to two decimals';
const SUMMARY_METRICS = ['lines', 'functions', 'regions', 'branches'] as const;

/**
 * The JSON of `llvm-cov export` and cargo-llvm-cov. Counters are those of each file's `summary`: a function counts once
 * however often it is instantiated. Lines are found from the segments as llvm-cov's own report finds them. Headline: lines,
 * printed with two decimals.
 */
export const llvmCov: FormatReader = {
  format: FORMAT,
  syntax: 'json',
  detect: (json) => own(json, 'type') === 'llvm.coverage.json.export',
  read: readLlvmCov,
};

function readLlvmCov(json: JsonObject, limits: Limits): Result<Reading, FormatFailure> {
  const data = own(json, 'data');
  if (!Array.isArray(data)) return fail(malformed(FORMAT, { pointer: '/data' }, 'data is not a list'));
  const warnings = new Warnings();
  const budget = { records: limits.maxRecords };
  const files: FileCoverage[] = [];
  for (const [index, part] of data.entries()) {
    const listed = isObject(part) ? own(part, 'files') : undefined;
    const pointer = `/data/${index}/files`;
    if (!Array.isArray(listed)) return fail(malformed(FORMAT, { pointer }, 'files is not a list'));
    for (const [position, value] of listed.entries()) {
      const file = readFile(value, `${pointer}/${position}`, budget);
      if (!file.ok) return file;
      if (budget.records < 0) return fail(tooManyRecords(limits.maxRecords));
      files.push(file.value);
    }
    warnOfTotals(own(part as JsonObject, 'totals'), files, data.length, warnings);
  }
  return ok({ headline: 'lines', files, print, printing: PRINTING, warnings: warnings.list() });
}

/** The totals of a report in one part are the sums of its files. */
function warnOfTotals(
  totals: unknown,
  files: readonly FileCoverage[],
  parts: number,
  warnings: Warnings,
): void {
  const stated = parts === 1 && isObject(totals) ? readCounter(totals, 'lines') : undefined;
  if (!stated) return;
  const counted = coverageOf('lines', files).totals.lines ?? { covered: 0, total: 0 };
  if (counted.covered === stated.covered && counted.total === stated.total) return;
  warnings.add({
    kind: 'inconsistent-summary',
    message: `lines: the totals say ${stated.covered}/${stated.total}, the files sum to ${counted.covered}/${counted.total}; the files hold`,
  });
}

function readFile(
  value: unknown,
  pointer: string,
  budget: { records: number },
): Result<FileCoverage, FormatFailure> {
  if (!isObject(value)) return fail(malformed(FORMAT, { pointer }, 'a file is not an object'));
  const path = own(value, 'filename');
  if (typeof path !== 'string' || path === '') {
    return fail(malformed(FORMAT, { pointer: `${pointer}/filename` }, 'the name of the file is missing'));
  }
  const counters = readSummary(own(value, 'summary'), `${pointer}/summary`);
  if (!counters.ok) return counters;
  const segments = own(value, 'segments') ?? [];
  const lineHits = readSegments(segments, `${pointer}/segments`, budget);
  if (!lineHits.ok) return lineHits;
  return ok({ path, counters: counters.value, lineHits: lineHits.value, units: {} });
}

function readSummary(summary: unknown, pointer: string): Result<Counters, FormatFailure> {
  if (!isObject(summary)) return fail(malformed(FORMAT, { pointer }, 'the summary is missing'));
  const counters: { [M in Metric]?: Counter } = {};
  for (const metric of SUMMARY_METRICS) {
    // Branches came with version 2.0.1.
    if (metric === 'branches' && !Object.hasOwn(summary, metric)) continue;
    const counter = readCounter(summary, metric);
    const at = { pointer: `${pointer}/${metric}` };
    if (!counter) return fail(malformed(FORMAT, at, 'count and covered are not both non-negative integers'));
    const { covered, total } = counter;
    if (covered > total) return fail(inconsistent(FORMAT, at, `${covered} of ${total} cannot be covered`));
    counters[metric] = counter;
  }
  return ok(counters);
}

function readCounter(summary: JsonObject, metric: string): Counter | undefined {
  const stated = own(summary, metric);
  const covered = isObject(stated) ? asCount(own(stated, 'covered')) : undefined;
  const total = isObject(stated) ? asCount(own(stated, 'count')) : undefined;
  return covered === undefined || total === undefined ? undefined : { covered, total };
}

/** From here on, up to the next segment, the count holds. */
interface Segment {
  readonly line: number;
  readonly count: number;
  readonly hasCount: boolean;
  /** Starts a region that is code, not the space between two. */
  readonly startsCode: boolean;
  readonly startsSkipped: boolean;
}

function readSegments(
  value: unknown,
  pointer: string,
  budget: { records: number },
): Result<LineHits, FormatFailure> {
  if (!Array.isArray(value)) return fail(malformed(FORMAT, { pointer }, 'the segments are not a list'));
  const table = new LineTable();
  let wrapping: Segment | undefined;
  let onLine: Segment[] = [];
  for (const [index, item] of value.entries()) {
    const segment = readSegment(item);
    const at = { pointer: `${pointer}/${index}` };
    if (!segment) return fail(malformed(FORMAT, at, 'it is not [line, column, count, hasCount, isEntry]'));
    const [previous] = onLine;
    if (previous && segment.line < previous.line) {
      return fail(malformed(FORMAT, at, 'the segments are not in the order of their lines'));
    }
    if (previous && segment.line > previous.line) {
      budget.records -= segment.line - previous.line;
      if (budget.records < 0) return ok(table.take());
      recordLine(table, previous.line, onLine, wrapping);
      wrapping = onLine.at(-1);
      for (let line = previous.line + 1; line < segment.line; line += 1)
        recordLine(table, line, [], wrapping);
      onLine = [];
    }
    onLine.push(segment);
  }
  const [last] = onLine;
  if (last) recordLine(table, last.line, onLine, wrapping);
  return ok(table.take());
}

/** A count beyond 2^53 has lost precision in JSON, which does not matter: it ran. */
function readSegment(item: unknown): Segment | undefined {
  if (!Array.isArray(item)) return undefined;
  const [line, , count, hasCount, isEntry, isGap] = item as readonly unknown[];
  if (asCount(line) === undefined || Number(line) < 1 || Number(line) > MAX_HITS) return undefined;
  if (typeof count !== 'number' || !(count >= 0)) return undefined;
  return {
    line: Number(line),
    count: Math.min(count, MAX_HITS),
    hasCount: hasCount === true,
    startsCode: hasCount === true && isEntry === true && isGap !== true,
    startsSkipped: hasCount !== true && isEntry === true,
  };
}

/** LineCoverageStats of LLVM's CoverageMapping.cpp: which lines are code, and how often each ran. */
function recordLine(
  table: LineTable,
  line: number,
  segments: readonly Segment[],
  wrapping: Segment | undefined,
): void {
  const starts = segments.filter(({ startsCode }) => startsCode);
  const isSkipped = segments[0]?.startsSkipped === true;
  const isCode = !isSkipped && (wrapping?.hasCount === true || starts.length > 0);
  if (!isCode) return;
  table.record(
    line,
    starts.reduce((most, { count }) => Math.max(most, count), wrapping?.count ?? 0),
  );
}

function print({ lines }: Counters): string {
  const percent = lines?.total ? (lines.covered / lines.total) * 100 : 0;
  return `${toFixedHalfEven(percent, 2)}%`;
}
