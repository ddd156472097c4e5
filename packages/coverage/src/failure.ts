import { FORMATS, type Format } from './report';

/** Where in a report the problem is: text reports by line, JSON reports by pointer (RFC 6901). */
export interface Location {
  readonly line?: number;
  readonly column?: number;
  readonly pointer?: string;
}

/** Why a report gave no coverage. None of these may be taken for a pass. */
export type ReadFailure =
  | { readonly kind: 'missing'; readonly report: string }
  | {
      readonly kind: 'no-data';
      readonly report: string;
      readonly lack: 'empty-file' | 'no-files' | 'no-units';
      readonly format?: Format;
    }
  | {
      readonly kind: 'not-a-report';
      readonly report: string;
      readonly found: 'html' | 'xml' | 'json' | 'text';
    }
  | {
      readonly kind: 'malformed' | 'inconsistent';
      readonly report: string;
      /** `json` or `xml` when the text is neither, so that nobody knows which of those formats it was to be. */
      readonly format: Format | 'json' | 'xml';
      readonly at: Location;
      readonly problem: string;
    }
  | {
      readonly kind: 'limit-exceeded';
      readonly report: string;
      readonly limit: 'bytes' | 'depth' | 'records';
      readonly allowed: number;
    };

/** A failure as a reader states it; `readCoverage` adds which report it is. */
export type Unnamed<F> = F extends unknown ? Omit<F, 'report'> : never;
export type FormatFailure = Unnamed<ReadFailure>;

export const malformed = (format: Format | 'xml', at: Location, problem: string): FormatFailure => ({
  kind: 'malformed',
  format,
  at,
  problem,
});

export const inconsistent = (format: Format, at: Location, problem: string): FormatFailure => ({
  kind: 'inconsistent',
  format,
  at,
  problem,
});

export const tooManyRecords = (allowed: number): FormatFailure => ({
  kind: 'limit-exceeded',
  limit: 'records',
  allowed,
});

/** A failure in words: what is wrong, what was expected, how to fix it. */
export interface FailureText {
  readonly message: string;
  readonly expected: string;
  readonly fix: string;
}

const LACKS: Record<Extract<ReadFailure, { kind: 'no-data' }>['lack'], string> = {
  'empty-file': 'is an empty file',
  'no-files': 'names no source file',
  'no-units': 'has nothing that could be covered (0 of 0)',
};

const FOUND: Record<Extract<ReadFailure, { kind: 'not-a-report' }>['found'], string> = {
  html: 'is an HTML page, not a coverage report',
  xml: 'is XML, but no coverage report that is known',
  json: 'is JSON, but no coverage report that is known',
  text: 'is text, but no coverage report that is known',
};

const READABLE = `a report in one of the formats ${FORMATS.join(', ')}`;

/**
 * Says a failure in words.
 *
 * @param command the command that makes the report, for the remedy; e.g. `npx vitest run --coverage`
 */
export function describeReadFailure(failure: ReadFailure, command?: string): FailureText {
  const again = command ? `run \`${command}\`` : 'run the tests with coverage';
  switch (failure.kind) {
    case 'missing':
      return {
        message: `coverage report ${failure.report} does not exist`,
        expected: `a coverage report at ${failure.report}`,
        fix: `${again}; if the report is written elsewhere, name it as "report" in coverage-config.json`,
      };
    case 'no-data':
      return {
        message: `coverage report ${failure.report} ${LACKS[failure.lack]}: no data is not a pass`,
        expected: 'a report with at least one coverable unit',
        fix: `check that the tool's include patterns match the sources and that tests ran, then ${again}`,
      };
    case 'not-a-report':
      return {
        message: `${failure.report} ${FOUND[failure.found]}`,
        expected: READABLE,
        fix: 'let the tool write one of these formats and name that file as "report" in coverage-config.json',
      };
    case 'malformed':
      return {
        message: `${failure.report}${place(failure.at)} is not a whole ${failure.format} report: ${failure.problem}`,
        expected: `a complete ${failure.format} report`,
        fix: `delete the file and ${again}; a report cut short means that the tool was stopped while writing`,
      };
    case 'inconsistent':
      return {
        message: `${failure.report}${place(failure.at)} contradicts itself: ${failure.problem}`,
        expected: `a ${failure.format} report as the tool writes it, neither edited nor pieced together`,
        fix: `delete the file and ${again}`,
      };
    case 'limit-exceeded':
      return {
        message: `${failure.report} exceeds the limit of ${failure.allowed} ${LIMIT_NAMES[failure.limit]}`,
        expected: 'a report within the limits',
        fix: 'restrict the tool to the sources of the project (its include or source option)',
      };
  }
}

const LIMIT_NAMES = { bytes: 'bytes', depth: 'levels of nesting', records: 'records' } as const;

function place({ line, column, pointer }: Location): string {
  if (line !== undefined) return column === undefined ? `:${line}` : `:${line}:${column}`;
  return pointer ? ` at ${pointer}` : '';
}
