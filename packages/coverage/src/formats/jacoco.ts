import { type FormatFailure, malformed } from '../failure';
import { LineTable } from '../line-table';
import { type Counter, METRICS, type Metric, sumCounters } from '../metrics';
import { countLines, countUnits, type FileCoverage, type Unit } from '../report';
import { ok, type Result } from '../result';
import { packUnits } from '../unit-table';
import { Warnings } from '../warnings';
import { countOf, detached, lineOf, type XmlElement, type XmlHandler } from '../xml-report';
import type { FormatReader, Reading } from './format-reader';

const FORMAT = 'jacoco';

const COUNTED: ReadonlyMap<string | undefined, Metric> = new Map([
  ['INSTRUCTION', 'instructions'],
  ['BRANCH', 'branches'],
  ['LINE', 'lines'],
  ['METHOD', 'functions'],
]);

/**
 * JaCoCo's XML. Headline: instructions. A package's total is the sum of its source files and of the classes without one;
 * counters repeat at every level, so only those of `sourcefile` (and of such classes) are summed and those of `report`
 * compared. Printed as the HTML report shows it: whole percents, floored, `n/a` for nothing.
 *
 * A path is package/file, in a multi-module report behind `group:`; `mapToWorkspace` finds its source root.
 */
export const jacoco: FormatReader = {
  format: FORMAT,
  syntax: 'xml',
  detect: ({ name, attributes }) => name === 'report' && attributes.name !== undefined,
  read: () => new JacocoHandler(),
};

type Sums = { [M in Metric]?: Counter };

/** A class, until its package tells whether its source file is listed. */
interface PendingClass {
  readonly name: string;
  readonly source: string | undefined;
  readonly counters: Sums;
}

class JacocoHandler implements XmlHandler {
  private readonly warnings = new Warnings();
  private readonly files: FileCoverage[] = [];
  private readonly elements: string[] = [];
  private readonly groups: string[] = [];
  private readonly report: Sums = {};
  private readonly table = new LineTable();
  private packageName = '';
  private classes: PendingClass[] = [];
  private sources = new Set<string>();
  /** Of the present package, by source file. */
  private methods = new Map<string | undefined, Map<string, Unit>>();
  private method: XmlElement['attributes'] = {};
  private fileName: string | undefined;
  private fileStartsAt = 0;
  private counters: Sums = {};
  private branches = new Map<string, Unit>();
  private instructions = new Map<string, Unit>();

  open({ name, attributes }: XmlElement, line: number): FormatFailure | undefined {
    const parent = this.elements.at(-1);
    this.elements.push(name);
    switch (name) {
      case 'group':
        this.groups.push(attributes.name ?? '');
        return undefined;
      case 'package':
        this.packageName = attributes.name ?? '';
        return undefined;
      case 'class': {
        const { name: className = '', sourcefilename: source } = attributes;
        this.counters = {};
        this.classes.push({ name: className, source, counters: this.counters });
        return undefined;
      }
      case 'method':
        this.method = attributes;
        return undefined;
      case 'sourcefile':
        if (!attributes.name) return malformed(FORMAT, { line }, 'a sourcefile has no name');
        this.fileName = attributes.name;
        this.fileStartsAt = line;
        this.counters = {};
        return undefined;
      case 'line':
        return this.readLine(attributes, line);
      case 'counter':
        if (parent === 'sourcefile' || parent === 'class')
          return readCounter(this.counters, attributes, line);
        if (parent === 'method' && attributes.type === 'METHOD') return this.closeMethod(attributes, line);
        return parent === 'report' ? readCounter(this.report, attributes, line) : undefined;
      default:
        return undefined;
    }
  }

  close(name: string): undefined {
    this.elements.pop();
    if (name === 'sourcefile') this.closeFile();
    else if (name === 'package') this.closePackage();
    else if (name === 'group') this.groups.pop();
  }

  finish(): Result<Reading, FormatFailure> {
    const totals = sumCounters(this.files.map(({ counters }) => counters));
    for (const metric of METRICS) {
      const stated = this.report[metric];
      const counted = totals[metric] ?? { covered: 0, total: 0 };
      if (!stated || (stated.covered === counted.covered && stated.total === counted.total)) continue;
      this.warnings.add({
        kind: 'inconsistent-summary',
        message: `${metric}: the report says ${stated.covered}/${stated.total}, its files sum to ${counted.covered}/${counted.total}; the files hold`,
      });
    }
    const printed = print(this.report.instructions ?? totals.instructions);
    return ok({
      headline: 'instructions',
      files: this.files,
      print: () => printed,
      printing: 'JaCoCo floors to whole percents',
      warnings: this.warnings.list(),
    });
  }

  private readLine(attributes: XmlElement['attributes'], at: number): FormatFailure | undefined {
    const line = lineOf(attributes.nr);
    const [mi, ci, mb, cb] = ['mi', 'ci', 'mb', 'cb'].map((name) => lineOf(attributes[name]));
    if (!line || mi === undefined || ci === undefined || mb === undefined || cb === undefined) {
      return malformed(FORMAT, { line: at }, 'nr, mi, ci, mb and cb of a line are not all integers');
    }
    if (this.fileName === undefined)
      return malformed(FORMAT, { line: at }, 'a line stands outside a sourcefile');
    this.table.record(line, ci > 0 ? 1 : 0);
    addUnit(this.instructions, line, ci, mi);
    addUnit(this.branches, line, cb, mb);
    return undefined;
  }

  private closeMethod(counter: XmlElement['attributes'], line: number): FormatFailure | undefined {
    const counted: Sums = {};
    const problem = readCounter(counted, counter, line);
    if (problem || !counted.functions) return problem;
    const { name = '', desc = '' } = this.method;
    const { covered, total: weight } = counted.functions;
    const ofClass = this.classes.at(-1);
    const unit = { line: lineOf(this.method.line) || 1, weight, covered };
    const ofSource = this.methods.get(ofClass?.source) ?? new Map<string, Unit>();
    this.methods.set(ofClass?.source, ofSource.set(`${ofClass?.name}.${name}${desc}`, unit));
    return undefined;
  }

  private closeFile(): void {
    const { fileName, counters, branches, instructions } = this;
    if (fileName === undefined) return;
    this.sources.add(fileName);
    const path = this.pathOf(this.packageName === '' ? fileName : `${this.packageName}/${fileName}`);
    const lineHits = this.table.take();
    if (lineHits.size > 0) {
      this.reconcile(path, 'lines', countLines(lineHits));
      this.reconcile(path, 'branches', countUnits(branches));
      this.reconcile(path, 'instructions', countUnits(instructions));
    }
    this.files.push({
      path,
      counters,
      lineHits,
      units: {
        branches: packUnits(branches),
        functions: packUnits(this.methods.get(fileName) ?? new Map()),
        instructions: packUnits(instructions),
      },
    });
    this.fileName = undefined;
    this.branches = new Map();
    this.instructions = new Map();
  }

  /** A class without line numbers has branches and instructions that no line lists, but no lines. */
  private reconcile(path: string, metric: Metric, listed: Counter): void {
    const counter = this.counters[metric];
    const stated = counter ?? { covered: 0, total: 0 };
    const unlisted = { covered: stated.covered - listed.covered, total: stated.total - listed.total };
    const isPossible =
      metric === 'lines'
        ? unlisted.covered === 0 && unlisted.total === 0
        : unlisted.covered >= 0 && unlisted.total >= unlisted.covered;
    if (isPossible) return;
    this.counters[metric] = listed;
    this.warnings.add({
      kind: 'inconsistent-summary',
      message: `${metric}: ${counter ? `the counter says ${stated.covered}/${stated.total}` : 'there is no counter'}, the line elements say ${listed.covered}/${listed.total}; these hold`,
      file: path,
      line: this.fileStartsAt,
    });
  }

  private closePackage(): void {
    for (const { name, source, counters } of this.classes) {
      if (source !== undefined && this.sources.has(source)) continue;
      this.files.push({
        path: this.pathOf(`${name}.class`),
        counters,
        lineHits: new Map(),
        units: {},
      });
    }
    this.classes = [];
    this.sources = new Set();
    this.methods = new Map();
  }

  private pathOf(path: string): string {
    return detached(this.groups.length === 0 ? path : `${this.groups.join('/')}:${path}`);
  }
}

function readCounter(
  into: Sums,
  attributes: XmlElement['attributes'],
  line: number,
): FormatFailure | undefined {
  const metric = COUNTED.get(attributes.type);
  if (!metric) return undefined;
  const missed = countOf(attributes.missed);
  const covered = countOf(attributes.covered);
  if (missed === undefined || covered === undefined) {
    return malformed(FORMAT, { line }, 'missed and covered of a counter are not both integers');
  }
  into[metric] = { covered, total: covered + missed };
  return undefined;
}

function addUnit(units: Map<string, Unit>, line: number, covered: number, missed: number): void {
  if (covered + missed > 0) units.set(String(line), { line, weight: covered + missed, covered });
}

function print(counter: Counter | undefined): string {
  if (!counter?.total) return 'n/a';
  return `${Math.floor((counter.covered / counter.total) * 100)}%`;
}
