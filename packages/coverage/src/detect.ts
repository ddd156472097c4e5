import { clover } from './formats/clover';
import { cobertura } from './formats/cobertura';
import { coveragePy } from './formats/coverage-py';
import { coverlet } from './formats/coverlet';
import type { FormatReader } from './formats/format-reader';
import { goCoverprofile } from './formats/go-coverprofile';
import { istanbul } from './formats/istanbul';
import { istanbulSummary } from './formats/istanbul-summary';
import { jacoco } from './formats/jacoco';
import { lcov } from './formats/lcov';
import { llvmCov } from './formats/llvm-cov';
import { opencover } from './formats/opencover';
import { simplecov } from './formats/simplecov';
import { tarpaulin } from './formats/tarpaulin';
import type { JsonObject } from './json-report';
import type { Format } from './report';
import type { XmlElement } from './xml-report';

/** In the order in which JSON formats are tried: those with unmistakable marks come first. */
const READERS: { readonly [F in Format]: FormatReader } = {
  'llvm-cov': llvmCov,
  'coverage-py': coveragePy,
  'istanbul-summary': istanbulSummary,
  istanbul,
  tarpaulin,
  simplecov,
  coverlet,
  'go-coverprofile': goCoverprofile,
  lcov,
  cobertura,
  jacoco,
  clover,
  opencover,
};

export const readerOf = (format: Format): FormatReader => READERS[format];

export type TextReader = Extract<FormatReader, { syntax: 'text' }>;
export type JsonReader = Extract<FormatReader, { syntax: 'json' }>;
export type XmlReader = Extract<FormatReader, { syntax: 'xml' }>;

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

/** The XML format whose root element this is. */
export const detectXml = (root: XmlElement): XmlReader | undefined =>
  Object.values(READERS).find(
    (reader): reader is XmlReader => reader.syntax === 'xml' && reader.detect(root),
  );

export const isHtml = (start: string): boolean => /^<!doctype html|^<html|^<head|^<body/i.test(start);
