import { coveragePy } from './formats/coverage-py';
import type { FormatReader } from './formats/format-reader';
import { goCoverprofile } from './formats/go-coverprofile';
import { istanbul } from './formats/istanbul';
import { istanbulSummary } from './formats/istanbul-summary';
import { lcov } from './formats/lcov';
import { tarpaulin } from './formats/tarpaulin';
import { isObject, type JsonObject, own } from './json-report';
import type { Format } from './report';

const READERS: { readonly [F in Format]: FormatReader } = {
  'coverage-py': coveragePy,
  'go-coverprofile': goCoverprofile,
  istanbul,
  'istanbul-summary': istanbulSummary,
  lcov,
  tarpaulin,
};

export const readerOf = (format: Format): FormatReader => READERS[format];

export type TextReader = Extract<FormatReader, { syntax: 'text' }>;
export type JsonReader = Extract<FormatReader, { syntax: 'json' }>;

/** The text format whose first lines these are. */
export const detectText = (start: string): TextReader | undefined =>
  Object.values(READERS).find(
    (reader): reader is TextReader => reader.syntax === 'text' && reader.detect(start),
  );

/** The JSON format this value has. */
export const detectJson = (json: JsonObject): JsonReader | undefined =>
  Object.values(READERS).find(
    (reader): reader is JsonReader => reader.syntax === 'json' && reader.detect(json),
  );

/** Names a JSON coverage format that is known but not read. */
export function unreadJsonFormat(json: JsonObject): string | undefined {
  if (own(json, 'type') === 'llvm.coverage.json.export') return 'llvm-cov export JSON';
  const values = Object.values(json).filter(isObject);
  if (values.some((value) => isObject(own(value, 'coverage')) && Object.hasOwn(value, 'timestamp'))) {
    return 'SimpleCov resultset';
  }
  const [firstDocuments] = values;
  const isModule = Object.keys(json).some((name) => /\.(?:dll|exe)$/i.test(name));
  return isModule && firstDocuments ? 'coverlet JSON' : undefined;
}

/** Names an XML coverage format that is known but not read, by its root element. */
export function unreadXmlFormat(start: string): string | undefined {
  if (/<coverage\b[^>]*\bline-rate=/.test(start)) return 'Cobertura XML';
  if (/<report\b[^>]*\bname=/.test(start) && /JACOCO|<sessioninfo|<counter|<package/.test(start))
    return 'JaCoCo XML';
  if (/<coverage\b[^>]*\b(?:generated|clover)=/.test(start)) return 'Clover XML';
  return /<CoverageSession\b/.test(start) ? 'OpenCover XML' : undefined;
}

export const isHtml = (start: string): boolean => /^<!doctype html|^<html|^<head|^<body/i.test(start);
