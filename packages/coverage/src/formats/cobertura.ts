import { type FormatFailure, inconsistent, malformed } from '../failure';
import { LineTable } from '../line-table';
import type { Counter, Counters, Metric } from '../metrics';
import {
  countLines,
  countUnits,
  coverageOf,
  type FileCoverage,
  type LineHits,
  type Unit,
  type Units,
} from '../report';
import { fail, ok, type Result } from '../result';
import { packUnits } from '../unit-table';
import { uniteByPath } from '../unite';
import { Warnings } from '../warnings';
import { countOf, detached, lineOf, type PlainLines, type XmlElement, type XmlHandler } from '../xml-report';
import { writerOf } from './cobertura-writer';
import type { FormatReader, Reading } from './format-reader';
import { hitsOfDigits } from './hits';

const FORMAT = 'cobertura';

/**
 * Cobertura XML of any writer. Lines are the `line` elements of a class, or those of its methods where it has none of its
 * own; branches the fractions of their `condition-coverage`, or where a line has none its `condition` elements of coverage 0 or 1 (old grcov);
 * a method is a function that ran if one of its lines did. The counts in the root element are compared, and where they differ the lines
 * hold. Headline: lines; coverage.py's is lines and branches.
 */
export const cobertura: FormatReader = {
  format: FORMAT,
  syntax: 'xml',
  detect: ({ name, attributes }) =>
    name === 'coverage' &&
    ['line-rate', 'lines-valid', 'branch-rate'].some((attribute) => attributes[attribute] !== undefined),
  read: () => new CoberturaHandler(),
};

/** As most writers put most lines: `<line number="4" hits="1" branch="true" condition-coverage="50% (1/2)"/>`. */
const PLAIN_LINE =
  /\r?\n[ \t]*<line number="(\d{1,9})" hits="(\d{1,9})"(?: branch="(?:true|false)")?(?: condition-coverage="([\d.]+% \(\d+\/\d+\))"(?: missing-branches="[\w,-]*")?)? ?\/>(?=\r?\n)/y;

/** A `method` element: a function, if it has lines or a count of its own. */
interface Method {
  readonly name: string;
  firstLine: number;
  isCounted: boolean;
  didRun: boolean;
}

/** The lines of one class so far, and how many branches of each ran. */
interface Tally {
  readonly lines: LineTable;
  readonly branches: Map<string, Unit>;
}

class CoberturaHandler implements XmlHandler {
  readonly textIn = 'source';
  readonly plainLines: PlainLines = {
    pattern: PLAIN_LINE,
    read: ([, number, hits, conditions], at) => this.record(Number(number), Number(hits), conditions, at),
  };
  private readonly warnings = new Warnings();
  private readonly files: FileCoverage[] = [];
  private readonly sources: string[] = [];
  private root: XmlElement['attributes'] = {};
  private saysCoveragePy = false;
  private packageName = '';
  private hasPackagePerFile = true;
  private source: string | undefined;

  private path: string | undefined;
  private className = '';
  private method: Method | undefined;
  private readonly ofClass: Tally = { lines: new LineTable(), branches: new Map() };
  private readonly ofMethods: Tally = { lines: new LineTable(), branches: new Map() };
  private functions = new Map<string, Unit>();
  /** The open line if no fraction tells its branches, and those of its `condition` elements so far. */
  private unsummed: { readonly line: number; covered: number; weight: number } | undefined;

  open({ name, attributes }: XmlElement, line: number): FormatFailure | undefined {
    switch (name) {
      case 'coverage':
        this.root = attributes;
        return undefined;
      case 'source':
        this.source = '';
        return undefined;
      case 'package':
        this.packageName = detached(attributes.name ?? '');
        return undefined;
      case 'class':
        if (this.path !== undefined) return malformed(FORMAT, { line }, 'a class stands in a class');
        if (!attributes.filename) return malformed(FORMAT, { line }, 'a class has no filename');
        this.path = detached(attributes.filename);
        this.hasPackagePerFile &&= this.path === this.packageName;
        this.className = attributes.name ?? '';
        return undefined;
      case 'method':
        return this.openMethod(attributes, line);
      case 'line':
        return this.readLine(attributes, line);
      case 'condition':
        this.readCondition(attributes);
        return undefined;
      default:
        return undefined;
    }
  }

  close(name: string): undefined {
    if (name === 'source') {
      const source = this.source?.trim();
      if (source) this.sources.push(source);
      this.source = undefined;
    } else if (name === 'line') this.closeLine();
    else if (name === 'method') this.closeMethod();
    else if (name === 'class') this.closeClass();
  }

  text(text: string): void {
    if (this.source !== undefined) this.source += text;
  }

  comment(text: string): void {
    if (/\bcoverage\.py\b/.test(text)) this.saysCoveragePy = true;
  }

  finish(): Result<Reading, FormatFailure> {
    const united = uniteByPath(this.files);
    if (!united.ok) return fail(malformed(FORMAT, {}, `${united.failure.path} occurs twice`));
    const { totals } = coverageOf('lines', united.value);
    const stated = this.compareWithHeader(totals);
    const { root: attributes, saysCoveragePy, hasPackagePerFile } = this;
    const writer = writerOf({ attributes, saysCoveragePy, hasPackagePerFile });
    const version = /^(?:gcovr )?(\d[\w.+-]*)$/.exec(this.root.version ?? '')?.[1];
    const isToolVersion = this.saysCoveragePy || this.root.version?.startsWith('gcovr ');
    return ok({
      headline: writer.headline(totals),
      files: united.value,
      sources: this.sources,
      print: () => writer.print({ ...totals, ...stated }),
      printing: writer.printing,
      ...(version !== undefined && isToolVersion ? { toolVersion: version } : {}),
      warnings: this.warnings.list(),
    });
  }

  private openMethod({ name, signature, hits }: XmlElement['attributes'], line: number) {
    if (this.method) return malformed(FORMAT, { line }, 'a method stands in a method');
    const own = hits === undefined ? undefined : hitsOfDigits(hits, this.warnings, { line });
    this.method = {
      name: `${this.className}.${name ?? ''}${signature ?? ''}`,
      firstLine: 0,
      isCounted: own !== undefined,
      didRun: (own ?? 0) > 0,
    };
    return undefined;
  }

  private get tally(): Tally {
    return this.method ? this.ofMethods : this.ofClass;
  }

  private readLine(attributes: XmlElement['attributes'], at: number): FormatFailure | undefined {
    const file = this.path;
    if (file === undefined) return outsideClass(at);
    const line = lineOf(attributes.number);
    const hits =
      lineOf(attributes.hits) ?? hitsOfDigits(attributes.hits ?? '', this.warnings, { file, line: at });
    if (line === undefined || hits === undefined) {
      return malformed(FORMAT, { line: at }, 'number and hits of a line are not both integers');
    }
    const conditions = attributes['condition-coverage'];
    if (conditions === undefined && line > 0) this.unsummed = { line, covered: 0, weight: 0 };
    return this.record(line, hits, conditions, at);
  }

  private record(
    line: number,
    hits: number,
    conditions: string | undefined,
    at: number,
  ): FormatFailure | undefined {
    const file = this.path;
    if (file === undefined) return outsideClass(at);
    if (line === 0) {
      this.warnings.add({ kind: 'line-zero', message: 'line 0 is left out', file, line: at });
      return undefined;
    }
    this.tally.lines.record(line, hits);
    if (this.method) {
      this.method.firstLine ||= line;
      this.method.isCounted = true;
      this.method.didRun ||= hits > 0;
    }
    return conditions === undefined ? undefined : this.readFraction(conditions, line, at);
  }

  /** `50% (1/2)`: how many branches of the line ran, but not which. */
  private readFraction(conditions: string, line: number, at: number): FormatFailure | undefined {
    const slash = conditions.indexOf('/');
    const covered = lineOf(conditions.slice(conditions.indexOf('(') + 1, Math.max(0, slash)));
    const weight = lineOf(conditions.slice(slash + 1, Math.max(0, conditions.indexOf(')'))));
    if (covered === undefined || weight === undefined) {
      const message = `condition-coverage "${conditions.slice(0, 40)}" is no fraction; its branches are left out`;
      this.warnings.add({ kind: 'incomplete', message, line: at });
      return undefined;
    }
    if (covered > weight) {
      return inconsistent(FORMAT, { line: at }, `${covered} of ${weight} branches cannot be covered`);
    }
    this.recordBranches(line, covered, weight);
    return undefined;
  }

  /** One branch, as grcov writes it. Cobertura's own are percentages of two, beside the fraction of their line. */
  private readCondition({ coverage }: XmlElement['attributes']): void {
    if (!this.unsummed || (coverage !== '0' && coverage !== '1')) return;
    this.unsummed.weight += 1;
    this.unsummed.covered += Number(coverage);
  }

  private closeLine(): void {
    const { unsummed } = this;
    this.unsummed = undefined;
    if (unsummed?.weight) this.recordBranches(unsummed.line, unsummed.covered, unsummed.weight);
  }

  private recordBranches(line: number, covered: number, weight: number): void {
    const { branches } = this.tally;
    const key = String(line);
    const known = branches.get(key);
    branches.set(key, {
      line,
      weight: Math.max(weight, known?.weight ?? 0),
      covered: Math.max(covered, known?.covered ?? 0),
    });
  }

  private closeMethod(): void {
    const { method } = this;
    this.method = undefined;
    if (!method?.isCounted) return;
    const line = Math.max(1, method.firstLine);
    const key = `${method.name}:${line}`;
    const covered = method.didRun || this.functions.get(key)?.covered ? 1 : 0;
    this.functions.set(key, { line, weight: 1, covered });
  }

  private closeClass(): void {
    const { path, functions } = this;
    if (path === undefined) return;
    const ofClass = take(this.ofClass);
    const ofMethods = take(this.ofMethods);
    const { lineHits, branches } = ofClass.lineHits.size > 0 ? ofClass : ofMethods;
    this.files.push({
      path,
      counters: {
        lines: countLines(lineHits),
        ...(branches && { branches: countUnits(branches) }),
        ...(functions.size > 0 && { functions: countUnits(functions) }),
      },
      lineHits,
      units: {
        ...(branches && { branches }),
        ...(functions.size > 0 && { functions: packUnits(functions) }),
      },
    });
    this.path = undefined;
    if (functions.size > 0) this.functions = new Map();
  }

  /** The counts of the root element, which the tool prints from; a warning where the lines say otherwise. */
  private compareWithHeader(totals: Counters): Counters {
    const stated: { [M in Metric]?: Counter } = {};
    for (const metric of ['lines', 'branches'] as const) {
      const covered = countOf(this.root[`${metric}-covered`]);
      const total = countOf(this.root[`${metric}-valid`]);
      if (covered === undefined || total === undefined) continue;
      const counted = totals[metric] ?? { covered: 0, total: 0 };
      if (total === 0 && covered === 0 && counted.total === 0) continue;
      // Nothing is printed from counts that cannot be.
      if (covered <= total) stated[metric] = { covered, total };
      if (covered === counted.covered && total === counted.total) continue;
      this.warnings.add({
        kind: 'inconsistent-summary',
        message: `${metric}: the root element says ${covered}/${total}, the lines ${counted.covered}/${counted.total}; the lines hold`,
      });
    }
    return stated;
  }
}

const outsideClass = (at: number): FormatFailure =>
  malformed(FORMAT, { line: at }, 'a line stands outside a class');

/** What a tally holds, which is empty afterwards. */
function take({ lines, branches }: Tally): { readonly lineHits: LineHits; readonly branches?: Units } {
  const packed = branches.size > 0 ? packUnits(branches) : undefined;
  branches.clear();
  return { lineHits: lines.take(), ...(packed && { branches: packed }) };
}
