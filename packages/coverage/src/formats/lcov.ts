import { BranchTable, type CountedUnits } from '../branch-table';
import { type FormatFailure, inconsistent, malformed, tooManyRecords } from '../failure';
import type { Limits } from '../limits';
import { LineTable } from '../line-table';
import type { Lines } from '../lines';
import type { Counter, Counters, Metric } from '../metrics';
import { countLines, countUnits, type FileCoverage, type Unit } from '../report';
import { fail, ok, type Result } from '../result';
import { toFixedHalfEven } from '../rounding';
import { packUnits } from '../unit-table';
import { Warnings } from '../warnings';
import type { FormatReader, Reading } from './format-reader';
import { hitsOfDigits } from './hits';
import { type FunctionStart, functionsByKey, functionsOf, type StartedFunction } from './lcov-functions';

const FORMAT = 'lcov';
const PRINTING = 'lcov --summary rounds half to even to one decimal, but never to 0.0 or 100.0';
const TAG = /^[A-Z]+$/;
const MD5 = /^[A-Za-z0-9+/]{22}(?:==)?$/;

/**
 * lcov's info files as geninfo 1.x and 2.x, istanbul, node:test, coverage.py and llvm-cov write them. Headline: lines,
 * counted from the DA records; the LF and LH sums are believed only where a file has no DA at all. Printed as
 * `lcov --summary` prints it (`rate`: one decimal, never rounded to 0.0 or 100.0).
 */
export const lcov: FormatReader = {
  format: FORMAT,
  syntax: 'text',
  detect: (start) => /^(?:#[^\n]*\r?\n)*(?:TN:|SF:)/.test(start),
  read: readLcov,
};

/** What stands between `SF` and `end_of_record`. */
class Section {
  /** The branches whose names are text, and all if one may occur twice. */
  readonly branches = new Map<string, Unit>();
  /** FN (lcov 1.x and most others). */
  readonly starts: FunctionStart[] = [];
  /** FNDA, by name in their order. */
  readonly functionHits = new Map<string, number[]>();
  /** FNL and FNA (lcov 2.2 and later): a function by index, which ran if one of its aliases did. */
  readonly leaders = new Map<string, StartedFunction>();
  readonly sums = new Map<string, number>();
  /** The checksums of lines (`geninfo --checksum`, coverage.py 6). */
  readonly md5 = new Map<number, string>();

  constructor(
    readonly path: string,
    readonly startsAt: number,
    /** Both empty when the section starts. */
    readonly lines: LineTable,
    readonly numbered: BranchTable,
  ) {}
}

type LineOutcome = FormatFailure | undefined;

function readLcov(lines: Lines, limits: Limits): Result<Reading, FormatFailure> {
  const warnings = new Warnings();
  const files: FileCoverage[] = [];
  const lineTable = new LineTable();
  const branchTable = new BranchTable();
  let section: Section | undefined;

  for (;;) {
    const isRead: boolean = section !== undefined && readPlainRecord(section, lines, warnings);
    if (!isRead && !lines.advance()) break;
    if (lines.number > limits.maxRecords) return fail(tooManyRecords(limits.maxRecords));
    if (isRead) continue;
    const text = lines.text();
    if (text === '' || text.startsWith('#')) continue;
    const at = { line: lines.number };
    if (text === 'end_of_record') {
      if (!section) return fail(malformed(FORMAT, at, 'end_of_record without SF'));
      const closed = closeSection(section, warnings);
      if (!closed.ok) return closed;
      files.push(closed.value);
      section = undefined;
      continue;
    }

    const colon = text.indexOf(':');
    const tag = text.slice(0, Math.max(0, colon));
    const rest = text.slice(colon + 1);
    if (!TAG.test(tag)) return fail(malformed(FORMAT, at, 'the line is not an lcov record'));
    if (tag === 'TN') continue;
    if (tag === 'SF') {
      if (section) return fail(malformed(FORMAT, at, `${section.path} has no end_of_record`));
      if (rest === '') return fail(malformed(FORMAT, at, 'SF names no file'));
      section = new Section(rest, lines.number, lineTable, branchTable);
      continue;
    }
    if (!section) return fail(malformed(FORMAT, at, `${tag} before any SF`));
    const problem = readRecord(section, tag, rest, lines.number, warnings);
    if (problem) return fail(problem);
  }
  if (section)
    return fail(malformed(FORMAT, { line: section.startsAt }, `${section.path} has no end_of_record`));

  return ok({ headline: 'lines', files, print, printing: PRINTING, warnings: warnings.list() });
}

/** Takes the records that nearly all lines are, in plain numbers, without making strings and matches of them. */
function readPlainRecord(section: Section, lines: Lines, warnings: Warnings): boolean {
  if (lines.advanceNumbers('DA:', 2)) {
    recordLine(section, lines.numberAt(0), lines.numberAt(1), lines.number, warnings);
    return true;
  }
  if (!lines.advanceNumbers('BRDA:', 4)) return false;
  const didRun = lines.numberAt(3) > 0;
  section.numbered.record(lines.numberAt(0), lines.numberAt(1), lines.numberAt(2), didRun);
  return true;
}

function recordLine(section: Section, line: number, hits: number, at: number, warnings: Warnings): void {
  if (line > 0) section.lines.record(line, hits);
  else
    warnings.add({
      kind: 'line-zero',
      message: 'DA for line 0 is left out',
      file: section.path,
      line: at,
    });
}

function recordBranch(section: Section, line: number, key: string, taken: number): void {
  const covered = taken > 0 ? 1 : (section.branches.get(key)?.covered ?? 0);
  section.branches.set(key, { line: Math.max(1, line), weight: 1, covered });
}

function readRecord(
  section: Section,
  tag: string,
  rest: string,
  line: number,
  warnings: Warnings,
): LineOutcome {
  switch (tag) {
    case 'DA':
      return readLine(section, rest, line, warnings);
    case 'BRDA':
      return readBranch(section, rest, line, warnings);
    case 'FN':
      return readFunction(section, rest, line);
    case 'FNDA':
      return readFunctionHits(section, rest, line, warnings);
    case 'FNL':
      return readLeader(section, rest, line);
    case 'FNA':
      return readAlias(section, rest, line, warnings);
    case 'LF':
    case 'LH':
    case 'BRF':
    case 'BRH':
    case 'FNF':
    case 'FNH':
      return readSum(section, tag, rest, line);
    default:
      // VER, MCDC, MCF, MCH and what later releases add carry nothing that is counted here.
      return undefined;
  }
}

const wrong = (line: number, problem: string): FormatFailure => malformed(FORMAT, { line }, problem);

function readLine(section: Section, rest: string, line: number, warnings: Warnings): LineOutcome {
  const [, number, digits = '', checksum = ''] = /^(\d{1,9}),(-?\d{1,30})(?:,(.*))?$/.exec(rest) ?? [];
  const hits = hitsOfDigits(digits, warnings, { file: section.path, line });
  if (number === undefined || hits === undefined) return wrong(line, 'DA is not "line,hits"');
  recordLine(section, Number(number), hits, line, warnings);
  if (MD5.test(checksum) && Number(number) > 0) section.md5.set(Number(number), checksum.slice(0, 22));
  return undefined;
}

function readBranch(section: Section, rest: string, line: number, warnings: Warnings): LineOutcome {
  // The branch may be text with commas of its own: the line is before the first, `taken` after the last.
  const [, number, name = '', taken = ''] = /^(\d{1,9}),([^,]*,.*),(-|-?\d{1,30})$/.exec(rest) ?? [];
  if (number === undefined) return wrong(line, 'BRDA is not "line,block,branch,taken"');
  const hits = taken === '-' ? 0 : hitsOfDigits(taken, warnings, { file: section.path, line });
  // One branch, be it read as numbers or as text: `0,01` is `0,1`.
  const plain = name.replace(/^0*(\d+),0*(\d+)$/, '$1,$2');
  recordBranch(section, Number(number), `${Number(number)},${plain}`, hits ?? 0);
  return undefined;
}

function readFunction(section: Section, rest: string, line: number): LineOutcome {
  const [, number, name] = /^(\d{1,9}),(?:\d{1,9},)?(.+)$/.exec(rest) ?? [];
  if (number === undefined || name === undefined) return wrong(line, 'FN is not "line,name"');
  section.starts.push({ name, line: Number(number) });
  return undefined;
}

function readFunctionHits(section: Section, rest: string, line: number, warnings: Warnings): LineOutcome {
  const comma = rest.indexOf(',');
  const name = rest.slice(comma + 1);
  const hits = hitsOfDigits(rest.slice(0, Math.max(0, comma)), warnings, { file: section.path, line });
  if (name === '' || hits === undefined) return wrong(line, 'FNDA is not "hits,name"');
  const known = section.functionHits.get(name);
  if (known) known.push(hits);
  else section.functionHits.set(name, [hits]);
  return undefined;
}

function readLeader(section: Section, rest: string, line: number): LineOutcome {
  const [, index, start, end = ''] = /^(\d{1,9}),(\d{1,9})(?:,(\d{1,9}))?$/.exec(rest) ?? [];
  if (index === undefined || start === undefined) return wrong(line, 'FNL is not "index,line"');
  section.leaders.set(index, { key: `${start}-${end}`, line: Number(start), didRun: false });
  return undefined;
}

function readAlias(section: Section, rest: string, line: number, warnings: Warnings): LineOutcome {
  const [, index, digits = ''] = /^(\d{1,9}),(-?\d{1,30}),.+$/.exec(rest) ?? [];
  const hits = hitsOfDigits(digits, warnings, { file: section.path, line });
  if (index === undefined || hits === undefined) return wrong(line, 'FNA is not "index,hits,name"');
  const leader = section.leaders.get(index);
  if (!leader) return wrong(line, `FNA names function ${index}, which no FNL defines`);
  leader.didRun ||= hits > 0;
  return undefined;
}

function readSum(section: Section, tag: string, rest: string, line: number): LineOutcome {
  if (!/^\d{1,15}$/.test(rest)) return wrong(line, `${tag} is not a number`);
  section.sums.set(tag, Number(rest));
  return undefined;
}

function closeSection(section: Section, warnings: Warnings): Result<FileCoverage, FormatFailure> {
  const started = new Set(section.starts.map(({ name }) => name));
  for (const name of section.functionHits.keys()) {
    if (started.has(name) || started.size === 0) continue;
    const message = `FNDA names ${name}, which no FN defines`;
    warnings.add({ kind: 'orphan-record', message, file: section.path, line: section.startsAt });
  }
  const functions =
    section.leaders.size > 0
      ? functionsByKey(section.leaders.values())
      : functionsOf(section.starts, section.functionHits, section.sums.get('FNF'));
  const lineHits = section.lines.take();
  const lines = reconcile(section, 'lines', countLines(lineHits), 'LF', 'LH', warnings);
  if (!lines.ok) return lines;
  const branches = branchesOf(section);
  const branchCounts = reconcile(section, 'branches', branches.counter, 'BRF', 'BRH', warnings);
  if (!branchCounts.ok) return branchCounts;
  const functionCounts = reconcile(section, 'functions', countUnits(functions), 'FNF', 'FNH', warnings);
  if (!functionCounts.ok) return functionCounts;

  const counters: Counters = {
    ...(lines.value && { lines: lines.value }),
    ...(branchCounts.value && { branches: branchCounts.value }),
    ...(functionCounts.value && { functions: functionCounts.value }),
  };
  return ok({
    path: section.path,
    counters,
    lineHits,
    units: {
      ...(branches.units.size > 0 && { branches: branches.units }),
      ...(functions.size > 0 && { functions: packUnits(functions) }),
    },
    ...(section.md5.size > 0 && { measured: [{ kind: 'lines', md5: section.md5 }] }),
  });
}

function branchesOf(section: Section): CountedUnits {
  const inOrder = section.branches.size === 0 ? section.numbered.take() : undefined;
  if (inOrder) return inOrder;
  section.numbered.drain((line, key, didRun) => recordBranch(section, line, key, didRun ? 1 : 0));
  return { units: packUnits(section.branches), counter: countUnits(section.branches) };
}

/** Records beat the sums beside them; sums stand in where there are no records; neither means not measured. */
function reconcile(
  section: Section,
  metric: Metric,
  counted: Counter,
  foundTag: string,
  hitTag: string,
  warnings: Warnings,
): Result<Counter | undefined, FormatFailure> {
  const total = section.sums.get(foundTag);
  const covered = section.sums.get(hitTag);
  if (total === undefined || covered === undefined) {
    if (counted.total > 0) return ok(counted);
    if (!total && !covered) return ok(undefined);
    const [stated, missing] = total === undefined ? [hitTag, foundTag] : [foundTag, hitTag];
    const problem = `${stated} counts ${metric} without a record of them and without ${missing}`;
    return fail(inconsistent(FORMAT, { line: section.startsAt }, problem));
  }
  if (counted.total === 0) {
    // A file without lines (an empty module) is a file with 0 of 0; coverage.py 6 even writes LF:0 LH:1 for it.
    if (covered <= total) return ok({ covered, total });
    if (total === 0) return ok({ covered: 0, total: 0 });
    const problem = `${hitTag} ${covered} exceeds ${foundTag} ${total}, and no record tells which is right`;
    return fail(inconsistent(FORMAT, { line: section.startsAt }, problem));
  }
  if (counted.total !== total || counted.covered !== covered) {
    warnings.add({
      kind: 'inconsistent-summary',
      message: `${metric}: ${hitTag}/${foundTag} say ${covered}/${total}, the records ${counted.covered}/${counted.total}; the records hold`,
      file: section.path,
      line: section.startsAt,
    });
  }
  return ok(counted);
}

function print({ lines }: Counters): string {
  if (!lines?.total) return 'no data found';
  const { covered, total } = lines;
  const rate = toFixedHalfEven((covered * 100) / total, 1);
  if (Number(rate) === 0 && covered > 0) return '0.1%';
  if (Number(rate) === 100 && covered !== total) return '99.9%';
  return `${rate}%`;
}
