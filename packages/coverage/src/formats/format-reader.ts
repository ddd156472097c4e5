import type { FormatFailure } from '../failure';
import type { Limits } from '../limits';
import type { Lines } from '../lines';
import type { Counters, HeadlineMetric } from '../metrics';
import type { FileCoverage, Format, ReadWarning } from '../report';
import type { Result } from '../result';
import type { XmlElement, XmlHandler } from '../xml-report';

/** What a reader takes from a report. A path may occur more than once: the occurrences are united. */
export interface Reading {
  readonly headline: HeadlineMetric;
  readonly files: readonly FileCoverage[];
  /** The headline percentage as the tool prints it, given the totals once repeated files are united. */
  readonly print: (totals: Counters) => string;
  /** How the tool makes that of its counts, with its name in front: `lcov rounds to one decimal`. */
  readonly printing: string;
  readonly toolVersion?: string;
  /** Folders that relative paths may start from. */
  readonly sources?: readonly string[];
  readonly warnings: readonly ReadWarning[];
}

/** A format: one of these per module in this folder, by whether it reads lines, XML elements or parsed JSON. */
export type FormatReader =
  | {
      readonly format: Format;
      readonly syntax: 'text';
      /** Does the start of the text (without byte order mark) look like this format? */
      readonly detect: (start: string) => boolean;
      readonly read: (lines: Lines, limits: Limits) => Result<Reading, FormatFailure>;
    }
  | {
      readonly format: Format;
      readonly syntax: 'json';
      readonly detect: (json: Readonly<Record<string, unknown>>) => boolean;
      readonly read: (
        json: Readonly<Record<string, unknown>>,
        limits: Limits,
      ) => Result<Reading, FormatFailure>;
    }
  | {
      readonly format: Format;
      readonly syntax: 'xml';
      readonly detect: (root: XmlElement) => boolean;
      /** A handler for one report. */
      readonly read: () => XmlHandler;
    };
