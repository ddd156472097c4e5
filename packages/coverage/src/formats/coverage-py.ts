import { type FormatFailure, inconsistent, malformed, tooManyRecords } from '../failure';
import { asCount, isObject, type JsonObject, own, pointerStep } from '../json-report';
import type { Limits } from '../limits';
import { type Counter, type Counters, counterOf, type HeadlineMetric } from '../metrics';
import { coverageOf, type FileCoverage, type Unit, type Units } from '../report';
import { fail, ok, type Result } from '../result';
import { Warnings } from '../warnings';
import { coveragePyPrinting, printCoveragePyPercent } from './coverage-py-percent';
import type { FormatReader, Reading } from './format-reader';

const FORMAT = 'coverage-py';

/**
 * coverage.py's JSON report (also through pytest-cov). Its one percentage is statements that ran, plus branch
 * arcs that ran when branches were measured, over all of them (results.py, `ratio_covered`); headline: lines,
 * or lines+branches. Printed as `display_covered` prints it, with the precision the report was written with.
 */
export const coveragePy: FormatReader = {
  format: FORMAT,
  syntax: 'json',
  detect: (json) =>
    isObject(own(json, 'meta')) && isObject(own(json, 'files')) && isObject(own(json, 'totals')),
  read: readCoveragePy,
};

function readCoveragePy(json: JsonObject, limits: Limits): Result<Reading, FormatFailure> {
  const meta = own(json, 'meta');
  const listed = own(json, 'files');
  const stated = own(json, 'totals');
  if (!isObject(meta) || !isObject(listed) || !isObject(stated)) {
    return fail(malformed(FORMAT, { pointer: '' }, 'meta, files and totals are not all objects'));
  }
  const withBranches = own(meta, 'branch_coverage') === true;
  const headline: HeadlineMetric = withBranches ? 'lines+branches' : 'lines';
  const totals = readSummary(stated, withBranches, '/totals');
  if (!totals.ok) return totals;

  const warnings = new Warnings();
  const files: FileCoverage[] = [];
  let records = 0;
  for (const [path, value] of Object.entries(listed)) {
    const file = readFile(path, value, withBranches, warnings);
    if (!file.ok) return file;
    files.push(file.value);
    records += 1 + file.value.lineHits.size;
    if (records > limits.maxRecords) return fail(tooManyRecords(limits.maxRecords));
  }

  const total = counterOf(totals.value, headline) ?? { covered: 0, total: 0 };
  const sum = counterOf(coverageOf(headline, files).totals, headline) ?? { covered: 0, total: 0 };
  if (sum.covered !== total.covered || sum.total !== total.total) {
    const problem = `totals say ${total.covered}/${total.total}, the files sum to ${sum.covered}/${sum.total}`;
    return fail(inconsistent(FORMAT, { pointer: '/totals' }, problem));
  }
  const version = own(meta, 'version');
  return ok({
    headline,
    files,
    print: () => printCoveragePyPercent(total, precisionOf(own(stated, 'percent_covered_display'))),
    printing: coveragePyPrinting,
    ...(typeof version === 'string' ? { toolVersion: version } : {}),
    warnings: warnings.list(),
  });
}

function readFile(
  path: string,
  value: unknown,
  withBranches: boolean,
  warnings: Warnings,
): Result<FileCoverage, FormatFailure> {
  const pointer = `/files${pointerStep(path)}`;
  if (!isObject(value)) return fail(malformed(FORMAT, { pointer }, 'a file is not an object'));
  const counters = readSummary(own(value, 'summary'), withBranches, `${pointer}/summary`);
  if (!counters.ok) return counters;

  const executed = lineNumbers(own(value, 'executed_lines'));
  const missing = lineNumbers(own(value, 'missing_lines'));
  if (!executed || !missing) {
    return fail(
      malformed(FORMAT, { pointer }, 'executed_lines and missing_lines are not both lists of line numbers'),
    );
  }
  const lineHits = new Map<number, number>();
  for (const line of executed) lineHits.set(line, 1);
  // Releases before 7.6.2 list lines that ran although they are excluded; those are no statements.
  for (const line of lineNumbers(own(value, 'excluded_lines')) ?? []) lineHits.delete(line);
  for (const line of missing) lineHits.set(line, 0);

  const stated = counters.value.lines;
  const unrun = missing.length;
  if (stated && stated.total - stated.covered !== unrun) {
    const problem = `${stated.covered} of ${stated.total} lines ran by its summary, and ${unrun} are listed as missing`;
    return fail(inconsistent(FORMAT, { pointer }, problem));
  }
  if (stated && stated.total !== lineHits.size) {
    warnings.add({
      kind: 'inconsistent-summary',
      message: `${stated.total} statements are counted and ${lineHits.size} lines listed; the count holds`,
      file: path,
    });
  }
  const branches = withBranches ? readBranches(value) : undefined;
  return ok({ path, counters: counters.value, lineHits, units: branches ? { branches } : {} });
}

function readSummary(
  value: unknown,
  withBranches: boolean,
  pointer: string,
): Result<Counters, FormatFailure> {
  if (!isObject(value)) return fail(malformed(FORMAT, { pointer }, 'the summary is missing'));
  const lines = readCounter(value, 'covered_lines', 'num_statements', pointer);
  if (!lines.ok || !withBranches) return lines.ok ? ok({ lines: lines.value }) : lines;
  const branches = readCounter(value, 'covered_branches', 'num_branches', pointer);
  return branches.ok ? ok({ lines: lines.value, branches: branches.value }) : branches;
}

function readCounter(
  summary: JsonObject,
  coveredKey: string,
  totalKey: string,
  pointer: string,
): Result<Counter, FormatFailure> {
  const covered = asCount(own(summary, coveredKey));
  const total = asCount(own(summary, totalKey));
  if (covered === undefined || total === undefined) {
    return fail(
      malformed(FORMAT, { pointer }, `${coveredKey} and ${totalKey} are not both non-negative integers`),
    );
  }
  if (covered > total)
    return fail(inconsistent(FORMAT, { pointer }, `${covered} of ${total} cannot be covered`));
  return ok({ covered, total });
}

function lineNumbers(value: unknown): readonly number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const lines = value.map(asCount);
  if (!lines.every((line): line is number => line !== undefined)) return undefined;
  // Releases before 7 list line 0 for an empty module.
  return lines.filter((line) => line > 0);
}

/** The arcs of the file; absent before 7.0 and unusable when they do not pair up. */
function readBranches(file: JsonObject): Units | undefined {
  const units = new Map<string, Unit>();
  for (const [key, covered] of [
    ['missing_branches', 0],
    ['executed_branches', 1],
  ] as const) {
    const arcs = own(file, key);
    if (!Array.isArray(arcs)) return undefined;
    for (const arc of arcs as readonly unknown[]) {
      if (!Array.isArray(arc) || !arc.every(Number.isSafeInteger)) return undefined;
      const [from, to] = arc as readonly number[];
      units.set(`${from}->${to}`, { line: Math.max(1, Math.abs(from ?? 1)), weight: 1, covered });
    }
  }
  return units;
}

function precisionOf(display: unknown): number {
  const decimals = typeof display === 'string' ? /^\d{1,3}(?:\.(\d{1,15}))?$/.exec(display)?.[1] : undefined;
  return decimals?.length ?? 0;
}
