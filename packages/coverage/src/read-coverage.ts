import { detectJson, detectText, detectXml, isHtml, readerOf, type XmlReader } from './detect';
import { type FormatFailure, inconsistent, malformed, type ReadFailure } from './failure';
import type { Reading } from './formats/format-reader';
import { isObject, type JsonFailure, parseJson } from './json-report';
import { DEFAULT_LIMITS, type Limits } from './limits';
import { Lines } from './lines';
import { counterOf } from './metrics';
import { type CoverageReport, coverageOf, type Format } from './report';
import { ReportBytes, type ReportSource } from './report-bytes';
import { fail, ok, type Result } from './result';
import { uniteByPath } from './unite';
import { readXml, type XmlElement } from './xml-report';

export interface ReadOptions {
  /** The report's name, for messages. It is never opened. */
  readonly path: string;
  /** Overrules detection by content. */
  readonly format?: Format;
  readonly limits?: Partial<Limits>;
}

/**
 * Reads a coverage report of any known format.
 *
 * @param source the report: its text, or its bytes in pieces as they are read (lcov, Go and XML then take little
 *   memory, however large they are), or undefined when the file does not exist
 * @returns every file the report names, under the names it uses, and the integers behind the tool's own total;
 *   or why there is none. A report without anything that could be covered is a failure.
 */
export function readCoverage(
  source: ReportSource | undefined,
  options: ReadOptions,
): Result<CoverageReport, ReadFailure> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const outcome =
    source === undefined
      ? fail({ kind: 'missing' } as const)
      : readWithin(limits, new ReportBytes(source, limits.maxBytes), options.format);
  return outcome.ok
    ? ok({ ...outcome.value, report: options.path })
    : fail({ ...outcome.failure, report: options.path });
}

type Unnamed = Omit<CoverageReport, 'report'>;

function readWithin(
  limits: Limits,
  content: ReportBytes,
  format: Format | undefined,
): Result<Unnamed, FormatFailure> {
  const outcome = read(content, format, limits);
  return content.isTooLarge
    ? fail({ kind: 'limit-exceeded', limit: 'bytes', allowed: limits.maxBytes })
    : outcome;
}

function read(
  content: ReportBytes,
  format: Format | undefined,
  limits: Limits,
): Result<Unnamed, FormatFailure> {
  const start = content.start.trimStart();
  if (start === '') return fail({ kind: 'no-data', lack: 'empty-file', ...(format && { format }) });
  if (isHtml(start)) return fail({ kind: 'not-a-report', found: 'html' });

  const forced = format && readerOf(format);
  const textReader = forced?.syntax === 'text' ? forced : forced ? undefined : detectText(start);
  if (textReader) return complete(textReader.format, textReader.read(new Lines(content.bytes()), limits));
  if (forced?.syntax === 'xml' || (!forced && start.startsWith('<'))) {
    return readAsXml(content, forced?.syntax === 'xml' ? forced : undefined, limits);
  }
  if (!forced && !start.startsWith('{') && !start.startsWith('['))
    return fail({ kind: 'not-a-report', found: 'text' });

  const json = parseJson([...content.texts()].join(''), limits.maxDepth);
  if (!json.ok) return fail(jsonFailure(json.failure, format, limits));
  if (!isObject(json.value)) return fail({ kind: 'not-a-report', found: 'json' });
  if (Object.keys(json.value).length === 0) return fail({ kind: 'no-data', lack: 'no-files' });
  const reader = forced?.syntax === 'json' ? forced : detectJson(json.value);
  return reader
    ? complete(reader.format, reader.read(json.value, limits))
    : fail({ kind: 'not-a-report', found: 'json' });
}

function readAsXml(
  content: ReportBytes,
  forced: XmlReader | undefined,
  limits: Limits,
): Result<Unnamed, FormatFailure> {
  const choose = (root: XmlElement) =>
    forced ? (forced.detect(root) ? forced : undefined) : detectXml(root);
  const outcome = readXml(content.texts(), limits, forced?.format ?? 'xml', choose);
  switch (outcome.kind) {
    case 'read':
      return complete(outcome.format, outcome.reading);
    case 'refused':
      return fail(outcome.failure);
    case 'unknown-root':
      return fail(
        forced
          ? malformed(forced.format, {}, 'its root element is that of another format')
          : { kind: 'not-a-report', found: 'xml' },
      );
  }
}

function jsonFailure(failure: JsonFailure, format: Format | undefined, limits: Limits): FormatFailure {
  if (failure.kind === 'too-deep')
    return { kind: 'limit-exceeded', limit: 'depth', allowed: limits.maxDepth };
  return { kind: 'malformed', format: format ?? 'json', at: failure.at, problem: failure.problem };
}

function complete(format: Format, reading: Result<Reading, FormatFailure>): Result<Unnamed, FormatFailure> {
  if (!reading.ok) return reading;
  const { headline, print, printing, toolVersion, sources, warnings } = reading.value;
  const files = uniteByPath(reading.value.files);
  if (!files.ok) {
    const problem = `${files.failure.path} occurs twice with sums only for ${files.failure.metric}`;
    return fail(inconsistent(format, {}, problem));
  }
  if (files.value.length === 0) return fail({ kind: 'no-data', lack: 'no-files', format });

  const coverage = coverageOf(headline, files.value);
  if (!counterOf(coverage.totals, headline)?.total)
    return fail({ kind: 'no-data', lack: 'no-units', format });
  return ok({
    ...coverage,
    format,
    printed: print(coverage.totals),
    printing,
    ...(toolVersion && { toolVersion }),
    ...(sources && sources.length > 0 && { sources }),
    warnings,
  });
}
