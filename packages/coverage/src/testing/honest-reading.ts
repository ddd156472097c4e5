import { createContext, Script } from 'node:vm';
import { expect } from 'vitest';
import { type CoverageReport, counterOf, describeReadFailure, type Format, readCoverage } from '..';
import { type Metric, sumCounters } from '../metrics';
import { countLines, countUnits } from '../report';

/** Cases per property. `npm run verify:full` asks for 10,000. A case that hangs is not made smaller: it would hang again. */
export const RUNS = { numRuns: Number(process.env.COVERAGE_RUNS ?? 200), endOnFailure: true };

/** Far above what a report of some kilobytes takes, so that only a reader that does not end exceeds it. */
const HANGING_MS = 20_000;

/** As much as a damaged number may claim: a range of lines up to 999,999,999 is to be refused, not walked. */
const LIMITS = { maxRecords: 100_000 };

type Read = ReturnType<typeof readCoverage>;

const sandbox = createContext({});
const calling = new Script('read()');

/** Reads; a reader that loops is stopped and throws. */
export function read(source: string | Iterable<Uint8Array>, format?: Format): Read {
  sandbox.read = () => readCoverage(source, { path: 'r', limits: LIMITS, ...(format && { format }) });
  return calling.runInContext(sandbox, { timeout: HANGING_MS }) as Read;
}

function* piecesOf(text: string, size: number): Generator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Reading ends, says either what the text holds or why not, and says the same of the bytes in pieces. */
export function expectHonest(text: string, format?: Format, pieceSize = 7): Read {
  const outcome = read(text, format);
  if (Buffer.from(text).toString() === text)
    expect(plain(read(piecesOf(text, pieceSize), format))).toEqual(plain(outcome));
  if (outcome.ok) {
    expectFounded(outcome.value, text);
    if (format) expect(outcome.value.format).toBe(format);
    // Without its numbers the same text holds no data, and nothing may be read from it.
    expect(read(text.replace(/\d/g, ''), format).ok).toBe(false);
  } else {
    const { message } = describeReadFailure(outcome.failure);
    expect(message.length).toBeGreaterThan('r '.length);
    const at = 'at' in outcome.failure ? outcome.failure.at.line : undefined;
    // An XML parser ends a line at a carriage return too (XML 1.0, section 2.11).
    expect(at ?? 1).toBeLessThanOrEqual(text.split(/\r\n?|\n/).length + 1);
  }
  return outcome;
}

/** Every total is the sum of what is under it, and every file one that the text names. */
function expectFounded({ format, files, totals, headline, printed }: CoverageReport, text: string): void {
  expect(counterOf(totals, headline)?.total).toBeGreaterThan(0);
  expect(printed).toMatch(/^(?:\d{1,2}(?:\.\d+)?|100(?:\.0+)?)%?$/);
  expect(totals).toEqual(sumCounters(files.map(({ counters }) => counters)));
  for (const { path, counters, lineHits, units } of files) {
    expect(wordsOf(path).filter((word) => !text.includes(word))).toEqual([]);
    expect([...lineHits].filter(([line, hits]) => line < 1 || hits < 0)).toEqual([]);
    for (const { covered, total } of Object.values(counters)) {
      expect(
        [covered, total, total - covered].every((count) => Number.isSafeInteger(count) && count >= 0),
      ).toBe(true);
    }
    if (STATES_SUMS.has(format)) continue;
    if (lineHits.size > 0 && counters.lines) expect(counters.lines).toEqual(countLines(lineHits));
    for (const [metric, counted] of Object.entries(units))
      expect({ metric, ...countUnits(counted) }).toEqual({ metric, ...counters[metric as Metric] });
  }
}

/** Their counts stand in the report beside the lines and units, which only tell where. */
const STATES_SUMS = new Set<Format>(['istanbul-summary', 'coverage-py', 'jacoco', 'clover', 'llvm-cov']);

const wordsOf = (path: string): readonly string[] => path.match(/[A-Za-z0-9]{3,}/g) ?? [];

const XML_FORMATS = ['xml', 'cobertura', 'jacoco', 'clover', 'opencover'];

function plain(outcome: Read) {
  if (outcome.ok) {
    const { totals, printed, warnings } = outcome.value;
    return { totals, printed, warnings };
  }
  const { failure } = outcome;
  // The XML parser notices text outside the root element at the end of the text or of the piece.
  return failure.kind === 'malformed' && XML_FORMATS.includes(failure.format)
    ? { kind: failure.kind, format: failure.format }
    : failure;
}
