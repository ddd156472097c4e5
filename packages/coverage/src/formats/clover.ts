import { type FormatFailure, inconsistent, malformed } from '../failure';
import { LineTable } from '../line-table';
import { type Counter, type Counters, counterOf, type HeadlineMetric } from '../metrics';
import { countLines, coverageOf, type FileCoverage, type Unit } from '../report';
import { ok, type Result } from '../result';
import { toFixedHalfEven } from '../rounding';
import { packUnits } from '../unit-table';
import { Warnings } from '../warnings';
import { countOf, detached, lineOf, type XmlElement, type XmlHandler } from '../xml-report';
import type { FormatReader, Reading } from './format-reader';
import { hitsOfDigits } from './hits';
import { istanbulPrinting, printIstanbulPercent } from './istanbul-percent';

const FORMAT = 'clover';

/**
 * Clover's XML. Lines are the `stmt` and `cond` lines of a file, which OpenClover only lists when asked to; branches and functions the conditionals and methods
 * of its `metrics`. OpenClover's total is statements, conditionals and methods together; istanbul and PHPUnit write
 * their lines as statements, and lines are their headline. What lies under `testproject` does not count.
 */
export const clover: FormatReader = {
  format: FORMAT,
  syntax: 'xml',
  detect: ({ name, attributes }) =>
    name === 'coverage' && (attributes.generated !== undefined || attributes.clover !== undefined),
  read: () => new CloverHandler(),
};

interface Metrics {
  readonly statements: Counter;
  readonly branches: Counter;
  readonly functions: Counter;
}

type Writer = 'istanbul' | 'PHPUnit' | 'OpenClover';

class CloverHandler implements XmlHandler {
  private readonly warnings = new Warnings();
  private readonly files: FileCoverage[] = [];
  private readonly elements: string[] = [];
  private readonly table = new LineTable();
  private writer: Writer = 'PHPUnit';
  private isInTests = false;
  private path: string | undefined;
  private metrics: Metrics | undefined;
  private project: Metrics | undefined;
  private branches = new Map<string, Unit>();
  private functions = new Map<string, Unit>();

  open({ name, attributes }: XmlElement, line: number): FormatFailure | undefined {
    const parent = this.elements.at(-1);
    this.elements.push(name);
    if (name === 'testproject') this.isInTests = true;
    if (this.isInTests) return undefined;
    switch (name) {
      case 'coverage':
        if (attributes.clover !== undefined) this.writer = 'OpenClover';
        return undefined;
      case 'project':
        // What istanbul calls its root; it claims to be Clover 3.2.0.
        if (attributes.name === 'All files') this.writer = 'istanbul';
        return undefined;
      case 'file':
        if (this.path !== undefined) return malformed(FORMAT, { line }, 'a file stands in a file');
        this.path = detached(attributes.path || attributes.name || '');
        return this.path === '' ? malformed(FORMAT, { line }, 'a file has no path') : undefined;
      case 'metrics':
        return parent === 'file' || parent === 'project'
          ? this.readMetrics(attributes, parent, line)
          : undefined;
      case 'line':
        return this.readLine(attributes, line);
      default:
        return undefined;
    }
  }

  close(name: string, line: number): FormatFailure | undefined {
    this.elements.pop();
    if (name === 'testproject') this.isInTests = false;
    return name === 'file' && !this.isInTests ? this.closeFile(line) : undefined;
  }

  finish(): Result<Reading, FormatFailure> {
    const headline: HeadlineMetric = this.writer === 'OpenClover' ? 'statements+branches+functions' : 'lines';
    const { totals } = coverageOf(headline, this.files);
    const stated = this.project && this.countersOf(this.project);
    const told = stated && counterOf(stated, headline);
    const counted = counterOf(totals, headline) ?? { covered: 0, total: 0 };
    if (told && (told.covered !== counted.covered || told.total !== counted.total)) {
      this.warnings.add({
        kind: 'inconsistent-summary',
        message: `${headline}: the project says ${told.covered}/${told.total}, its files sum to ${counted.covered}/${counted.total}; the files hold`,
      });
    }
    const printed = print(this.writer, told ?? counted);
    const printing = PRINTING[this.writer];
    return ok({
      headline,
      files: this.files,
      print: () => printed,
      printing,
      warnings: this.warnings.list(),
    });
  }

  private readMetrics(
    attributes: XmlElement['attributes'],
    of: 'file' | 'project',
    line: number,
  ): FormatFailure | undefined {
    const [statements, branches, functions] = ['statements', 'conditionals', 'methods'].map((name) => {
      const total = countOf(attributes[name]);
      const covered = countOf(attributes[`covered${name}`]);
      return total === undefined || covered === undefined ? undefined : { covered, total };
    });
    if (!statements || !branches || !functions) {
      return malformed(FORMAT, { line }, 'statements, conditionals and methods are not all integers');
    }
    const excess = [statements, branches, functions].find(({ covered, total }) => covered > total);
    if (excess) {
      return inconsistent(FORMAT, { line }, `${excess.covered} of ${excess.total} cannot be covered`);
    }
    const metrics = { statements, branches, functions };
    if (of === 'file') this.metrics = metrics;
    else this.project = metrics;
    return undefined;
  }

  private readLine(attributes: XmlElement['attributes'], at: number): FormatFailure | undefined {
    const file = this.path;
    if (file === undefined) return malformed(FORMAT, { line: at }, 'a line stands outside a file');
    const { type = 'stmt', count, truecount, falsecount } = attributes;
    const where = { file, line: at };
    const line = lineOf(attributes.num);
    const [hits, whenTrue, whenFalse] = [count, truecount, falsecount].map((digits) =>
      digits === undefined ? 0 : hitsOfDigits(digits, this.warnings, where),
    );
    if (!line || hits === undefined || whenTrue === undefined || whenFalse === undefined) {
      return malformed(FORMAT, { line: at }, 'num and the counts of a line are not all integers');
    }
    if (type === 'method') {
      const key = `${line}:${attributes.signature ?? attributes.name ?? ''}`;
      this.functions.set(key, { line, weight: 1, covered: hits > 0 ? 1 : 0 });
      return undefined;
    }
    this.table.record(line, count === undefined ? whenTrue + whenFalse : hits);
    if (type === 'cond') this.branches.set(String(line), this.branchesOf(line, whenTrue, whenFalse));
    return undefined;
  }

  /** OpenClover counts how often a condition was true and false; istanbul how many branches ran and did not. */
  private branchesOf(line: number, whenTrue: number, whenFalse: number): Unit {
    if (this.writer === 'istanbul') return { line, weight: whenTrue + whenFalse, covered: whenTrue };
    const known = this.branches.get(String(line)) ?? { weight: 0, covered: 0 };
    const covered = (whenTrue > 0 ? 1 : 0) + (whenFalse > 0 ? 1 : 0);
    return { line, weight: known.weight + 2, covered: known.covered + covered };
  }

  private closeFile(line: number): FormatFailure | undefined {
    const { path, metrics } = this;
    if (path === undefined) return undefined;
    if (!metrics) return malformed(FORMAT, { line }, `${path} has no metrics`);
    const lineHits = this.table.take();
    const counters = this.countersOf(metrics);
    const counted = countLines(lineHits);
    const stated = counters.lines;
    const areListed = counted.total > 0 || metrics.statements.total === 0;
    if (areListed && stated && (counted.total !== stated.total || counted.covered !== stated.covered)) {
      this.warnings.add({
        kind: 'inconsistent-summary',
        message: `lines: the metrics say ${stated.covered}/${stated.total}, the line elements ${counted.covered}/${counted.total}; these hold`,
        file: path,
        line,
      });
    }
    this.files.push({
      path,
      counters: areListed ? { ...counters, lines: counted } : counters,
      lineHits,
      units: { branches: packUnits(this.branches), functions: packUnits(this.functions) },
    });
    this.path = undefined;
    this.metrics = undefined;
    this.branches = new Map();
    this.functions = new Map();
    return undefined;
  }

  /** PHPUnit writes conditionals only where it was asked for branches (`--path-coverage`), else 0. */
  private countersOf({ statements, branches, functions }: Metrics): Counters {
    switch (this.writer) {
      case 'OpenClover':
        return { statements, branches, functions };
      case 'istanbul':
        return { lines: statements, branches, functions };
      case 'PHPUnit':
        return { lines: statements, functions, ...(branches.total > 0 && { branches }) };
    }
  }
}

const PRINTING: { readonly [W in Writer]: string } = {
  istanbul: istanbulPrinting,
  PHPUnit: 'PHPUnit rounds to two decimals',
  OpenClover: 'OpenClover rounds to one decimal at most',
};

function print(writer: Writer, counter: Counter): string {
  const percent = counter.total === 0 ? 0 : (100 * counter.covered) / counter.total;
  switch (writer) {
    case 'istanbul':
      return printIstanbulPercent(counter);
    case 'PHPUnit':
      return `${toFixedHalfEven(percent, 2)}%`;
    case 'OpenClover':
      return `${Number(toFixedHalfEven(percent, 1))}%`;
  }
}
