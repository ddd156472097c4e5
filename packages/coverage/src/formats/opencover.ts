import { type FormatFailure, inconsistent, malformed } from '../failure';
import { LineTable } from '../line-table';
import { countLines, countUnits, coverageOf, type FileCoverage, type Unit } from '../report';
import { fail, ok, type Result } from '../result';
import { toFixedHalfEven } from '../rounding';
import { packUnits } from '../unit-table';
import { Warnings } from '../warnings';
import { countOf, detached, lineOf, type XmlElement, type XmlHandler } from '../xml-report';
import type { FormatReader, Reading } from './format-reader';
import { hitsOfDigits } from './hits';

const FORMAT = 'opencover';
const PRINTING = 'OpenCover rounds to two decimals at most';

/**
 * OpenCover's XML (also coverlet's and AltCover's). A sequence point is a statement, a branch point a branch, a method
 * with sequence points a function that ran if one of them did. Headline: statements. Printed as the console says
 * it, `Visited Points 23 of 178 (12.92)`, without the text around the number.
 */
export const opencover: FormatReader = {
  format: FORMAT,
  syntax: 'xml',
  detect: ({ name }) => name === 'CoverageSession',
  read: () => new OpenCoverHandler(),
};

/** The points of one source file. */
interface Points {
  readonly statements: Map<string, Unit>;
  readonly branches: Map<string, Unit>;
  readonly functions: Map<string, Unit>;
  readonly lines: [line: number, hits: number][];
}

class OpenCoverHandler implements XmlHandler {
  readonly textIn = 'Name';
  private readonly warnings = new Warnings();
  private readonly elements: string[] = [];
  private readonly points = new Map<string, Points>();
  /** uid to path; uids are unique in a session. */
  private readonly paths = new Map<string, string>();
  private summary: { readonly visited: number; readonly all: number } | undefined;
  /** Return type, class, name and parameters, as `Name` in a `Method` has them. */
  private methodName = '';
  private methodFile: string | undefined;
  /** Of the present method: the file of its first point, that point's line, and whether any ran. */
  private method: { readonly file: string; readonly line: number; didRun: boolean } | undefined;

  open({ name, attributes }: XmlElement, line: number): FormatFailure | undefined {
    const parent = this.elements.at(-1);
    this.elements.push(name);
    switch (name) {
      case 'Summary':
        return parent === 'CoverageSession' ? this.readSummary(attributes, line) : undefined;
      case 'File':
        if (!attributes.uid || !attributes.fullPath) {
          return malformed(FORMAT, { line }, 'a File has no uid or no fullPath');
        }
        return this.addFile(attributes.uid, attributes.fullPath, line);
      case 'Method':
        this.methodName = '';
        this.method = undefined;
        this.methodFile = undefined;
        return undefined;
      case 'FileRef':
        this.methodFile = attributes.uid;
        return undefined;
      case 'SequencePoint':
        return this.readStatement(attributes, line);
      case 'BranchPoint':
        return this.readBranch(attributes, line);
      default:
        return undefined;
    }
  }

  close(name: string): undefined {
    this.elements.pop();
    if (name === 'Name') this.methodName = detached(this.methodName);
    if (name !== 'Method' || !this.method) return;
    const { file, line, didRun } = this.method;
    record(this.pointsOf(file).functions, this.methodName, line, didRun);
    this.method = undefined;
  }

  text(text: string): void {
    if (this.elements.at(-1) === 'Name' && this.elements.at(-2) === 'Method') this.methodName += text;
  }

  finish(): Result<Reading, FormatFailure> {
    const table = new LineTable();
    const files: FileCoverage[] = [];
    for (const [uid, points] of this.points) {
      const path = this.paths.get(uid);
      if (path === undefined) return fail(malformed(FORMAT, {}, `no File has the uid ${uid.slice(0, 40)}`));
      files.push(fileOf(path, points, table));
    }
    const counted = coverageOf('statements', files).totals.statements ?? { covered: 0, total: 0 };
    const { summary } = this;
    if (summary && (summary.visited !== counted.covered || summary.all !== counted.total)) {
      this.warnings.add({
        kind: 'inconsistent-summary',
        message: `statements: the Summary says ${summary.visited}/${summary.all}, the points ${counted.covered}/${counted.total}; the points hold`,
      });
    }
    const visited = summary?.visited ?? counted.covered;
    const all = summary?.all ?? counted.total;
    const printed = all === 0 ? '0' : String(Number(toFixedHalfEven((visited * 100) / all, 2)));
    return ok({
      headline: 'statements',
      files,
      print: () => printed,
      printing: PRINTING,
      warnings: this.warnings.list(),
    });
  }

  private addFile(uid: string, path: string, line: number): FormatFailure | undefined {
    const known = this.paths.get(uid);
    if (known !== undefined && known !== path) {
      return inconsistent(FORMAT, { line }, `the uid ${uid.slice(0, 40)} stands for two files`);
    }
    this.paths.set(detached(uid), detached(path));
    return undefined;
  }

  private readSummary(attributes: XmlElement['attributes'], line: number): FormatFailure | undefined {
    const visited = countOf(attributes.visitedSequencePoints);
    const all = countOf(attributes.numSequencePoints);
    if (visited === undefined || all === undefined) return undefined;
    if (visited > all) return inconsistent(FORMAT, { line }, `${visited} of ${all} points cannot be visited`);
    this.summary = { visited, all };
    return undefined;
  }

  private readStatement(attributes: XmlElement['attributes'], at: number): FormatFailure | undefined {
    const line = lineOf(attributes.sl);
    const hits = hitsOfDigits(attributes.vc ?? '', this.warnings, { line: at });
    if (line === undefined || hits === undefined) {
      return malformed(FORMAT, { line: at }, 'vc and sl of a SequencePoint are not both integers');
    }
    const file = attributes.fileid ?? this.methodFile;
    if (file === undefined || line === 0) return this.leaveOut('SequencePoint', at);
    const points = this.pointsOf(file);
    const { sc = '', el = '', ec = '' } = attributes;
    const key = `${this.methodName}:${attributes.ordinal ?? ''}:${line}.${sc},${el}.${ec}`;
    record(points.statements, key, line, hits > 0);
    points.lines.push([line, hits]);
    this.method ??= { file, line, didRun: false };
    this.method.didRun ||= hits > 0;
    return undefined;
  }

  private readBranch(attributes: XmlElement['attributes'], at: number): FormatFailure | undefined {
    const line = lineOf(attributes.sl ?? '0');
    const hits = hitsOfDigits(attributes.vc ?? '', this.warnings, { line: at });
    if (line === undefined || hits === undefined) {
      return malformed(FORMAT, { line: at }, 'vc and sl of a BranchPoint are not both integers');
    }
    const file = attributes.fileid ?? this.methodFile;
    if (file === undefined) return this.leaveOut('BranchPoint', at);
    const { ordinal = '', offset = '', path = '' } = attributes;
    const key = `${this.methodName}:${ordinal}:${offset}:${path}`;
    record(this.pointsOf(file).branches, key, Math.max(1, line), hits > 0);
    return undefined;
  }

  private leaveOut(point: string, line: number): undefined {
    this.warnings.add({ kind: 'orphan-record', message: `a ${point} lies in no source file`, line });
  }

  private pointsOf(uid: string): Points {
    const known = this.points.get(uid);
    if (known) return known;
    const points: Points = { statements: new Map(), branches: new Map(), functions: new Map(), lines: [] };
    this.points.set(detached(uid), points);
    return points;
  }
}

/** What stands in several modules, each loaded by a process of its own, ran if it did in one of them. */
function record(units: Map<string, Unit>, key: string, line: number, didRun: boolean): void {
  if (!units.get(key)?.covered) units.set(key, { line, weight: 1, covered: didRun ? 1 : 0 });
}

/** @param table empty before and after */
function fileOf(
  path: string,
  { statements, branches, functions, lines }: Points,
  table: LineTable,
): FileCoverage {
  for (const [line, hits] of lines) table.record(line, hits);
  const lineHits = table.take();
  return {
    path,
    counters: {
      lines: countLines(lineHits),
      statements: countUnits(statements),
      branches: countUnits(branches),
      functions: countUnits(functions),
    },
    lineHits,
    units: {
      statements: packUnits(statements),
      branches: packUnits(branches),
      functions: packUnits(functions),
    },
  };
}
