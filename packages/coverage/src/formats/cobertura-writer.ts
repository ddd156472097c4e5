import type { Counter, Counters, HeadlineMetric } from '../metrics';
import { counterOf } from '../metrics';
import { toFixedHalfEven } from '../rounding';
import { coveragePyPrinting, printCoveragePyPercent } from './coverage-py-percent';
import { istanbulPrinting, printIstanbulPercent } from './istanbul-percent';

/** What a Cobertura file tells of the tool that wrote it. */
export interface CoberturaTraits {
  readonly attributes: Readonly<Record<string, string>>;
  /** The comment that coverage.py leaves. */
  readonly saysCoveragePy: boolean;
  /** Every package is named as the one file in it. */
  readonly hasPackagePerFile: boolean;
}

/** A tool that writes Cobertura XML: each computes and rounds its own total. */
export interface CoberturaWriter {
  readonly isRecognised: (traits: CoberturaTraits) => boolean;
  readonly headline: (totals: Counters) => HeadlineMetric;
  readonly print: (totals: Counters) => string;
  /** How `print` rounds, in words. */
  readonly printing: string;
}

const NONE: Counter = { covered: 0, total: 0 };
const linesOf = (totals: Counters): Counter => totals.lines ?? NONE;
const lines = (): HeadlineMetric => 'lines';

/** Its total is lines and branches together; the precision it was printed with is not in the XML. */
const coveragePy: CoberturaWriter = {
  isRecognised: ({ saysCoveragePy }) => saysCoveragePy,
  headline: ({ branches }) => (branches?.total ? 'lines+branches' : 'lines'),
  printing: coveragePyPrinting,
  print: (totals) => printCoveragePyPercent(counterOf(totals, 'lines+branches') ?? linesOf(totals), 0),
};

/** One decimal, half to even, never rounded to 0.0 or 100.0 (`gcovr --print-summary`). */
const gcovr: CoberturaWriter = {
  isRecognised: ({ attributes }) => /^gcovr\b/.test(attributes.version ?? ''),
  headline: lines,
  printing: 'gcovr rounds half to even to one decimal, but never to 100.0',
  print: (totals) => {
    const { covered, total } = linesOf(totals);
    if (total === 0 || covered === total) return total === 0 ? '0.0%' : '100.0%';
    return `${toFixedHalfEven(Math.min(99.9, (100 * covered) / total), 1)}%`;
  },
};

/** istanbul-reports writes version 0.1. */
const istanbul: CoberturaWriter = {
  isRecognised: ({ attributes }) => attributes.version === '0.1',
  headline: lines,
  printing: istanbulPrinting,
  print: ({ lines: counter }) => printIstanbulPercent(counter),
};

/** coverlet writes version 1.9 as others do, but no complexity. Floored to two decimals. */
const coverlet: CoberturaWriter = {
  isRecognised: ({ attributes }) => attributes.version === '1.9' && attributes.complexity === undefined,
  headline: lines,
  printing: 'coverlet floors to two decimals',
  print: (totals) => {
    const { covered, total } = linesOf(totals);
    return `${total === 0 ? 100 : Math.floor((covered / total) * 10_000) / 100}%`;
  },
};

/** Its root element is cargo-tarpaulin's, but its packages are files. Rounded to two decimals, zeros at the end left out (HTML, covdir). */
const grcov: CoberturaWriter = {
  isRecognised: ({ attributes, hasPackagePerFile }) => attributes.version === '1.9' && hasPackagePerFile,
  headline: lines,
  printing: 'grcov rounds to two decimals at most',
  print: (totals) => {
    const { covered, total } = linesOf(totals);
    return `${total === 0 ? 0 : Math.round((covered / total) * 10_000) / 100}%`;
  },
};

/**
 * The tool that the format is named after shows whole percents (NumberFormat) in its HTML report. lcov2cobertura (cargo-llvm-cov) writes its
 * version too, but the complexity as an integer.
 */
const java: CoberturaWriter = {
  isRecognised: ({ attributes }) =>
    /^2\.[01]\.\d$/.test(attributes.version ?? '') && attributes.complexity?.includes('.') === true,
  headline: lines,
  printing: 'Cobertura rounds to whole percents',
  print: (totals) => {
    const { covered, total } = linesOf(totals);
    return `${toFixedHalfEven(total === 0 ? 100 : (covered / total) * 100, 0)}%`;
  },
};

/** cargo-tarpaulin and PHPUnit print two decimals, and so is every other tool's total shown here. */
const other: CoberturaWriter = {
  isRecognised: () => true,
  headline: lines,
  printing: 'writers of Cobertura that are not known are taken to round to two decimals',
  print: (totals) => {
    const { covered, total } = linesOf(totals);
    return `${toFixedHalfEven(total === 0 ? 0 : (covered / total) * 100, 2)}%`;
  },
};

const WRITERS: readonly CoberturaWriter[] = [coveragePy, gcovr, istanbul, coverlet, grcov, java];

export const writerOf = (traits: CoberturaTraits): CoberturaWriter =>
  WRITERS.find((writer) => writer.isRecognised(traits)) ?? other;
