import { type FormatFailure, malformed, tooManyRecords } from '../failure';
import { asCount, isObject, type JsonObject, own, pointerStep } from '../json-report';
import type { Limits } from '../limits';
import type { Counters } from '../metrics';
import { countLines, countUnits, type FileCoverage, type Unit } from '../report';
import { fail, ok, type Result } from '../result';
import { Warnings } from '../warnings';
import type { FormatReader, Reading } from './format-reader';
import { hitsOf } from './hits';

const FORMAT = 'simplecov';
const PRINTING = 'SimpleCov rounds to two decimals at most';

/**
 * SimpleCov's .resultset.json, of one or several commands. A line with a number is relevant, one with null is not.
 * Lines between `# :nocov:` marks are still in the resultset; SimpleCov takes them out when it reads the sources, so its
 * total may differ. Headline: lines, printed with two decimals.
 */
export const simplecov: FormatReader = {
  format: FORMAT,
  syntax: 'json',
  detect: (json) =>
    Object.values(json).some((command) => isObject(command) && isObject(own(command, 'coverage'))),
  read: readResultset,
};

function readResultset(json: JsonObject, limits: Limits): Result<Reading, FormatFailure> {
  const warnings = new Warnings();
  const files: FileCoverage[] = [];
  let records = 0;
  for (const [name, command] of Object.entries(json)) {
    const pointer = `${pointerStep(name)}/coverage`;
    const coverage = isObject(command) ? own(command, 'coverage') : undefined;
    if (!isObject(coverage)) return fail(malformed(FORMAT, { pointer }, 'the coverage is not an object'));
    for (const [path, value] of Object.entries(coverage)) {
      const file = readFile(path, value, `${pointer}${pointerStep(path)}`, warnings);
      if (!file.ok) return file;
      files.push(file.value);
      records += 1 + file.value.lineHits.size;
      if (records > limits.maxRecords) return fail(tooManyRecords(limits.maxRecords));
    }
  }
  warnOfAge(json, warnings);
  return ok({
    headline: 'lines',
    files: withRelevantLines(files),
    print,
    printing: PRINTING,
    warnings: warnings.list(),
  });
}

/**
 * A line that did not run is relevant only if every command that has the file says so (lines_combiner.rb): one that merely
 * tracks a file takes lines for relevant that Ruby, when it loads the file, does not.
 */
function withRelevantLines(files: readonly FileCoverage[]): readonly FileCoverage[] {
  /** By file: how many commands have it, and how many of them count each line. */
  const tallies = new Map<string, { commands: number; readonly counting: Map<number, number> }>();
  for (const { path, lineHits } of files) {
    const tally = tallies.get(path) ?? { commands: 0, counting: new Map<number, number>() };
    tally.commands += 1;
    lineHits.forEach((_, line) => {
      tally.counting.set(line, (tally.counting.get(line) ?? 0) + 1);
    });
    tallies.set(path, tally);
  }
  return files.map((file) => {
    const tally = tallies.get(file.path);
    if (tally === undefined || tally.commands === 1) return file;
    const { commands, counting } = tally;
    const lineHits = new Map(
      [...file.lineHits].filter(([line, hits]) => hits > 0 || counting.get(line) === commands),
    );
    return { ...file, counters: { ...file.counters, lines: countLines(lineHits) }, lineHits };
  });
}

/** What SimpleCov's `merge_timeout` is unless it is set, in seconds. */
const MERGE_TIMEOUT = 600;

/** A command that ran long before the last one may be left from another run; SimpleCov counts it only within a timeout. */
function warnOfAge(json: JsonObject, warnings: Warnings): void {
  const commands = Object.entries(json).flatMap(([name, command]) => {
    const timestamp = isObject(command) ? asCount(own(command, 'timestamp')) : undefined;
    return timestamp === undefined ? [] : [{ name, timestamp }];
  });
  const last = commands.reduce((latest, { timestamp }) => Math.max(latest, timestamp), 0);
  for (const { name, timestamp } of commands) {
    if (last - timestamp < MERGE_TIMEOUT) continue;
    const message = `the command ${name} ran ${last - timestamp} seconds before the last one, and counts: SimpleCov leaves it out, unless its merge_timeout (${MERGE_TIMEOUT} by default) is longer. Delete the resultset before the tests run`;
    warnings.add({ kind: 'incomplete', message });
  }
}

/** Releases before 0.18 wrote the list of lines itself. */
function readFile(
  path: string,
  value: unknown,
  pointer: string,
  warnings: Warnings,
): Result<FileCoverage, FormatFailure> {
  const lines = isObject(value) ? own(value, 'lines') : value;
  if (!Array.isArray(lines)) return fail(malformed(FORMAT, { pointer }, 'the lines are not a list'));
  const lineHits = new Map<number, number>();
  for (const [index, count] of lines.entries()) {
    if (count === null || count === 'ignored') continue;
    const hits = hitsOf(count, warnings, { file: path });
    const at = { pointer: `${pointer}/lines/${index}` };
    if (hits === undefined)
      return fail(malformed(FORMAT, at, 'the count of a line is neither integer nor null'));
    lineHits.set(index + 1, hits);
  }
  const stated = isObject(value) ? own(value, 'branches') : undefined;
  if (stated === undefined) {
    return ok({ path, counters: { lines: countLines(lineHits) }, lineHits, units: {} });
  }
  const branches = readBranches(stated, path, `${pointer}/branches`, warnings);
  if (!branches.ok) return branches;
  const counters = { lines: countLines(lineHits), branches: countUnits(branches.value) };
  return ok({ path, counters, lineHits, units: { branches: branches.value } });
}

/** `{"[:if, 0, 3, 4, 5, 6]": {"[:then, 1, 4, 4, 4, 9]": 2, ...}}`: kind, number, first line and column, last. */
function readBranches(
  value: unknown,
  path: string,
  pointer: string,
  warnings: Warnings,
): Result<Map<string, Unit>, FormatFailure> {
  if (!isObject(value)) return fail(malformed(FORMAT, { pointer }, 'the branches are not an object'));
  const units = new Map<string, Unit>();
  for (const [condition, arms] of Object.entries(value)) {
    const at = { pointer: `${pointer}${pointerStep(condition)}` };
    if (!isObject(arms)) return fail(malformed(FORMAT, at, 'a condition is not an object'));
    for (const [arm, count] of Object.entries(arms)) {
      const hits = hitsOf(count, warnings, { file: path });
      const line = Number(/^\[:\w+, \d+, (\d{1,9}),/.exec(arm)?.[1]);
      if (hits === undefined || !(line > 0)) {
        return fail(malformed(FORMAT, at, 'an arm is not "[:kind, number, line, ...]" with a count'));
      }
      units.set(JSON.stringify([condition, arm]), { line, weight: 1, covered: hits > 0 ? 1 : 0 });
    }
  }
  return ok(units);
}

function print({ lines }: Counters): string {
  if (!lines?.total) return '100.0%';
  const hundredths = Math.round((lines.covered / lines.total) * 10_000);
  return `${hundredths % 100 === 0 ? `${hundredths / 100}.0` : hundredths / 100}%`;
}
