import { type FormatFailure, malformed, tooManyRecords } from '../failure';
import { asLine, isObject, type JsonObject, own, pointerStep } from '../json-report';
import type { Limits } from '../limits';
import { type Counter, sumCounters } from '../metrics';
import { countLines, countUnits, type FileCoverage, recordHits, type Unit } from '../report';
import { fail, ok, type Result } from '../result';
import { Warnings } from '../warnings';
import type { FormatReader, Reading } from './format-reader';
import { hitsOf } from './hits';

const FORMAT = 'coverlet';
const PRINTING = 'coverlet floors to two decimals and counts a line of two methods twice';

/**
 * coverlet's own JSON: module, document, class, method, lines and branches. A line that several methods hold (lambdas) is
 * one line here and several in coverlet's total, so the printed total may differ. Headline: lines, floored to two decimals.
 */
export const coverlet: FormatReader = {
  format: FORMAT,
  syntax: 'json',
  detect: (json) =>
    Object.entries(json).some(
      ([name, documents]) => isObject(documents) && (/\.(?:dll|exe)$/i.test(name) || holdsMethods(documents)),
    ),
  read: readCoverlet,
};

const holdsMethods = (documents: JsonObject): boolean =>
  objectsIn(documents).some((classes) =>
    objectsIn(classes).some((methods) => objectsIn(methods).some((method) => isObject(own(method, 'Lines')))),
  );

const objectsIn = (object: JsonObject): readonly JsonObject[] => Object.values(object).filter(isObject);

/** What is read of one document (a source file) so far. */
interface Document {
  readonly lineHits: Map<number, number>;
  readonly branches: Map<string, Unit>;
  readonly functions: Map<string, Unit>;
}

function readCoverlet(json: JsonObject, limits: Limits): Result<Reading, FormatFailure> {
  const warnings = new Warnings();
  const files: FileCoverage[] = [];
  const perMethod: Counter[] = [];
  let records = 0;
  for (const [module, documents] of Object.entries(json)) {
    if (!isObject(documents)) {
      return fail(malformed(FORMAT, { pointer: pointerStep(module) }, 'a module is not an object'));
    }
    for (const [path, classes] of Object.entries(documents)) {
      const pointer = `${pointerStep(module)}${pointerStep(path)}`;
      const document: Document = { lineHits: new Map(), branches: new Map(), functions: new Map() };
      for (const step of stepsOf(classes, pointer)) {
        if (!step.ok) return step;
        const method = readMethod(document, step.value, path, warnings);
        if (!method.ok) return method;
        perMethod.push(method.value);
        records += 1 + method.value.total;
        if (records > limits.maxRecords) return fail(tooManyRecords(limits.maxRecords));
      }
      files.push(fileOf(path, document));
    }
  }
  const { lines = { covered: 0, total: 0 } } = sumCounters(perMethod.map((counter) => ({ lines: counter })));
  return ok({
    headline: 'lines',
    files,
    print: () => print(lines),
    printing: PRINTING,
    warnings: warnings.list(),
  });
}

interface MethodStep {
  /** Class and signature. */
  readonly key: string;
  readonly pointer: string;
  readonly method: JsonObject;
}

function* stepsOf(classes: unknown, pointer: string): Generator<Result<MethodStep, FormatFailure>> {
  if (!isObject(classes)) return yield fail(malformed(FORMAT, { pointer }, 'a document is not an object'));
  for (const [className, methods] of Object.entries(classes)) {
    const ofClass = `${pointer}${pointerStep(className)}`;
    if (!isObject(methods)) {
      return yield fail(malformed(FORMAT, { pointer: ofClass }, 'a class is not an object'));
    }
    for (const [signature, method] of Object.entries(methods)) {
      const at = `${ofClass}${pointerStep(signature)}`;
      if (!isObject(method))
        return yield fail(malformed(FORMAT, { pointer: at }, 'a method is not an object'));
      yield ok({ key: `${className} ${signature}`, pointer: at, method });
    }
  }
  return undefined;
}

/** Takes a method into its document; returns its own lines, as coverlet counts them. */
function readMethod(
  document: Document,
  { key, pointer, method }: MethodStep,
  file: string,
  warnings: Warnings,
): Result<Counter, FormatFailure> {
  const lines = own(method, 'Lines');
  if (!isObject(lines)) {
    return fail(malformed(FORMAT, { pointer: `${pointer}/Lines` }, 'the lines are not an object'));
  }
  const hitsOfMethod = new Map<number, number>();
  for (const [number, count] of Object.entries(lines)) {
    const line = /^\d{1,9}$/.test(number) ? asLine(Number(number)) : undefined;
    const hits = hitsOf(count, warnings, { file });
    if (line === undefined || hits === undefined) {
      const at = { pointer: `${pointer}/Lines${pointerStep(number)}` };
      return fail(malformed(FORMAT, at, 'line and hits are not both integers'));
    }
    hitsOfMethod.set(line, hits);
    recordHits(document.lineHits, line, hits);
  }
  const counter = countLines(hitsOfMethod);
  // coverlet counts no method without lines.
  if (counter.total > 0) {
    const [line = 1] = hitsOfMethod.keys();
    document.functions.set(key, { line, weight: 1, covered: counter.covered > 0 ? 1 : 0 });
  }
  const problem = readBranches(document, own(method, 'Branches') ?? [], key, pointer, file, warnings);
  return problem ? fail(problem) : ok(counter);
}

function readBranches(
  document: Document,
  branches: unknown,
  method: string,
  pointer: string,
  file: string,
  warnings: Warnings,
): FormatFailure | undefined {
  if (!Array.isArray(branches)) {
    return malformed(FORMAT, { pointer: `${pointer}/Branches` }, 'the branches are not a list');
  }
  for (const [index, branch] of branches.entries()) {
    const line = isObject(branch) ? asLine(own(branch, 'Line')) : undefined;
    const hits = isObject(branch) ? hitsOf(own(branch, 'Hits'), warnings, { file }) : undefined;
    if (line === undefined || hits === undefined) {
      const at = { pointer: `${pointer}/Branches/${index}` };
      return malformed(FORMAT, at, 'Line and Hits of a branch are not both integers');
    }
    const [offset, path, ordinal] = ['Offset', 'Path', 'Ordinal'].map((key) =>
      own(branch as JsonObject, key),
    );
    const key = JSON.stringify([method, line, offset, path, ordinal]);
    const covered = hits > 0 || document.branches.get(key)?.covered ? 1 : 0;
    document.branches.set(key, { line, weight: 1, covered });
  }
  return undefined;
}

function fileOf(path: string, { lineHits, branches, functions }: Document): FileCoverage {
  return {
    path,
    counters: {
      lines: countLines(lineHits),
      branches: countUnits(branches),
      functions: countUnits(functions),
    },
    lineHits,
    units: { branches, functions },
  };
}

const print = ({ covered, total }: Counter): string =>
  `${total === 0 ? 100 : Math.floor((covered / total) * 10_000) / 100}%`;
