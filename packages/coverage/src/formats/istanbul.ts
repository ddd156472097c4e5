import { type FormatFailure, malformed, tooManyRecords } from '../failure';
import { asCount, asLine, isObject, type JsonObject, own, pointerStep } from '../json-report';
import type { Limits } from '../limits';
import { countLines, countUnits, type FileCoverage, recordHits, type Unit } from '../report';
import { fail, ok, type Result } from '../result';
import { SeparateUnits } from '../separate-units';
import { Warnings } from '../warnings';
import type { FormatReader, Reading } from './format-reader';
import { hitsOf } from './hits';
import { istanbulPrinting, printIstanbulPercent } from './istanbul-percent';

const FORMAT = 'istanbul';

/**
 * istanbul's coverage-final.json (vitest, jest, nyc, c8). Statements, functions and branch arms are counted by
 * their hits, two in one place (decorators, overload stubs) as two; a line is the first line of its statements and has the hits of the one that ran most often
 * (istanbul-lib-coverage, file-coverage.js). Headline: lines.
 */
export const istanbul: FormatReader = {
  format: FORMAT,
  syntax: 'json',
  detect: (json) => Object.values(json).some((file) => isObject(file) && isObject(own(file, 'statementMap'))),
  read: readIstanbul,
};

function readIstanbul(json: JsonObject, limits: Limits): Result<Reading, FormatFailure> {
  const warnings = new Warnings();
  const files: FileCoverage[] = [];
  let records = 0;
  for (const [key, value] of Object.entries(json)) {
    const file = readFile(value, pointerStep(key), warnings);
    if (!file.ok) return file;
    files.push(file.value);
    for (const units of Object.values(file.value.units)) records += units.size;
    if (records > limits.maxRecords) return fail(tooManyRecords(limits.maxRecords));
  }
  return ok({
    headline: 'lines',
    files,
    print: ({ lines }) => printIstanbulPercent(lines),
    printing: istanbulPrinting,
    warnings: warnings.list(),
  });
}

function readFile(value: unknown, pointer: string, warnings: Warnings): Result<FileCoverage, FormatFailure> {
  const wrong = (step: string, problem: string) =>
    fail(malformed(FORMAT, { pointer: pointer + step }, problem));
  if (!isObject(value)) return wrong('', 'a file is not an object');
  const path = own(value, 'path');
  if (typeof path !== 'string' || path === '') return wrong('/path', 'the path of the file is missing');

  const statements = readUnits(value, 's', 'statementMap', path, pointer, warnings);
  if (!statements.ok) return statements;
  const functions = readUnits(value, 'f', 'fnMap', path, pointer, warnings);
  if (!functions.ok) return functions;
  const branches = readBranches(value, path, pointer, warnings);
  if (!branches.ok) return branches;

  const { lineHits } = statements.value;
  const units = {
    statements: statements.value.units,
    functions: functions.value.units,
    branches: branches.value,
  };
  return ok({
    path,
    counters: {
      lines: countLines(lineHits),
      statements: countUnits(units.statements),
      functions: countUnits(units.functions),
      branches: countUnits(units.branches),
    },
    lineHits,
    units,
  });
}

/** Units, and for every line on which some start the hits of the one that ran most often. */
interface HitUnits {
  readonly units: Map<string, Unit>;
  readonly lineHits: Map<number, number>;
}

function readUnits(
  file: JsonObject,
  countsKey: 's' | 'f',
  mapKey: 'statementMap' | 'fnMap',
  path: string,
  pointer: string,
  warnings: Warnings,
): Result<HitUnits, FormatFailure> {
  const counts = own(file, countsKey);
  const map = own(file, mapKey);
  if (!isObject(counts))
    return fail(malformed(FORMAT, { pointer: `${pointer}/${countsKey}` }, 'the counts are missing'));
  if (!isObject(map))
    return fail(malformed(FORMAT, { pointer: `${pointer}/${mapKey}` }, 'the map is missing'));

  const uncounted = firstUncounted(map, counts, pointer, mapKey, countsKey);
  if (uncounted) return fail(uncounted);

  const units = new SeparateUnits();
  const lineHits = new Map<number, number>();
  for (const [id, count] of Object.entries(counts)) {
    const hits = hitsOf(count, warnings, { file: path });
    const at = { pointer: `${pointer}/${countsKey}${pointerStep(id)}` };
    if (hits === undefined) return fail(malformed(FORMAT, at, 'the count is not an integer'));
    const place = placeOf(own(map, id));
    if (!place) return fail(malformed(FORMAT, at, `${mapKey} has no location for it`));
    units.add(place.key, { line: place.line, weight: 1, covered: hits > 0 ? 1 : 0 });
    recordHits(lineHits, place.line, hits);
  }
  return ok({ units: units.byKey, lineHits });
}

function readBranches(
  file: JsonObject,
  path: string,
  pointer: string,
  warnings: Warnings,
): Result<Map<string, Unit>, FormatFailure> {
  const counts = own(file, 'b');
  const map = own(file, 'branchMap');
  if (!isObject(counts))
    return fail(malformed(FORMAT, { pointer: `${pointer}/b` }, 'the counts are missing'));
  if (!isObject(map))
    return fail(malformed(FORMAT, { pointer: `${pointer}/branchMap` }, 'the map is missing'));
  const uncounted = firstUncounted(map, counts, pointer, 'branchMap', 'b');
  if (uncounted) return fail(uncounted);

  const units = new SeparateUnits();
  for (const [id, arms] of Object.entries(counts)) {
    const at = { pointer: `${pointer}/b${pointerStep(id)}` };
    if (!Array.isArray(arms)) return fail(malformed(FORMAT, at, 'the counts of the arms are not a list'));
    const branch = own(map, id);
    const place = placeOf(branch);
    if (!place) return fail(malformed(FORMAT, at, 'branchMap has no location for it'));
    for (const [arm, count] of arms.entries()) {
      const hits = hitsOf(count, warnings, { file: path });
      if (hits === undefined) return fail(malformed(FORMAT, at, 'the count of an arm is not an integer'));
      const line = armLine(branch, arm) ?? place.line;
      units.add(`${place.key}:${arm}`, { line, weight: 1, covered: hits > 0 ? 1 : 0 });
    }
  }
  return ok(units.byKey);
}

/** istanbul counts what has a count; a unit of the map that has none would be missed by nobody. */
function firstUncounted(
  map: JsonObject,
  counts: JsonObject,
  pointer: string,
  mapKey: string,
  countsKey: string,
): FormatFailure | undefined {
  const id = Object.keys(map).find((key) => own(counts, key) === undefined);
  if (id === undefined) return undefined;
  return malformed(
    FORMAT,
    { pointer: `${pointer}/${mapKey}${pointerStep(id)}` },
    `${countsKey} has no count for it`,
  );
}

function placeOf(item: unknown): { readonly key: string; readonly line: number } | undefined {
  if (!isObject(item)) return undefined;
  const range = isObject(own(item, 'start')) ? item : (own(item, 'loc') ?? own(item, 'decl'));
  if (!isObject(range)) return undefined;
  const start = own(range, 'start');
  const end = own(range, 'end');
  if (!isObject(start) || !isObject(end)) return undefined;
  const line = asLine(own(start, 'line'));
  return line === undefined ? undefined : { line, key: `${spot(start)},${spot(end)}` };
}

const spot = (place: JsonObject): string =>
  `${asCount(own(place, 'line')) ?? ''}.${asCount(own(place, 'column')) ?? ''}`;

function armLine(branch: unknown, arm: number): number | undefined {
  const locations = isObject(branch) ? own(branch, 'locations') : undefined;
  return Array.isArray(locations) ? placeOf(locations[arm])?.line : undefined;
}
