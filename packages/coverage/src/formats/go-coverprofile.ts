import { type FormatFailure, inconsistent, malformed, tooManyRecords } from '../failure';
import type { Limits } from '../limits';
import { LineTable } from '../line-table';
import type { Lines } from '../lines';
import type { Counters } from '../metrics';
import { countUnits, type FileCoverage, type Unit } from '../report';
import { fail, ok, type Result } from '../result';
import { toFixedHalfEven } from '../rounding';
import { packUnits } from '../unit-table';
import { Warnings } from '../warnings';
import type { FormatReader, Reading } from './format-reader';
import { hitsOfDigits } from './hits';

const FORMAT = 'go-coverprofile';
const MODE = /^mode: (set|count|atomic)$/;
const BLOCK = /^(.+):((\d{1,9})\.\d{1,9},(\d{1,9})\.\d{1,9}) (\d{1,9}) (-?\d{1,30})$/;

/** A block of statements, from its first line to its last. */
interface Block {
  readonly first: number;
  readonly last: number;
  readonly statements: number;
  hits: number;
}

/** The blocks of a file by position. */
type Blocks = Map<string, Block>;

/**
 * Go's text coverprofile, modes set, count and atomic. Headline: statements, the sum of NumStmt over blocks
 * that ran / over all blocks; a block that occurs again (-coverpkg, concatenated profiles) is one block.
 *
 * Printed as `go test -cover` prints a percentage (internal/coverage/cformat: `%.1f%%` of 100*covered/total,
 * which may round up to 100.0 %), over the whole profile. `go tool cover -func` differs: it leaves out blocks that
 * no function declaration holds.
 */
export const goCoverprofile: FormatReader = {
  format: FORMAT,
  syntax: 'text',
  detect: (start) => /^mode: ?\w/.test(start),
  read: readGoCoverprofile,
};

function readGoCoverprofile(lines: Lines, limits: Limits): Result<Reading, FormatFailure> {
  const files = new Map<string, Blocks>();
  const warnings = new Warnings();
  let mode: string | undefined;
  let records = 0;

  while (lines.advance()) {
    if (lines.length === 0) continue;
    const text = lines.text();
    const at = { line: lines.number };
    const declared = MODE.exec(text)?.[1];
    if (declared) {
      if (mode && mode !== declared) {
        return fail(inconsistent(FORMAT, at, `mode ${declared} after mode ${mode}`));
      }
      mode = declared;
      continue;
    }
    if (!mode) return fail(malformed(FORMAT, at, 'the first line is not "mode: set", "count" or "atomic"'));

    const match = BLOCK.exec(text);
    if (!match) {
      return fail(malformed(FORMAT, at, 'the line is not "file:line.column,line.column statements count"'));
    }
    const [, file = '', position = '', startLine, endLine, numStmt, count = ''] = match;
    const first = Number(startLine);
    const last = Number(endLine);
    const statements = Number(numStmt);
    const hits = hitsOfDigits(count, warnings, { file, line: lines.number });
    if (hits === undefined || last < first || first < 1) {
      return fail(malformed(FORMAT, at, 'the block ends before it starts'));
    }
    const blocks = blocksOf(files, file);
    const known = blocks.get(position);
    if (known && known.statements !== statements) {
      const problem = `block ${file}:${position} has ${statements} statements here and ${known.statements} before`;
      return fail(inconsistent(FORMAT, at, problem));
    }
    records += known ? 1 : last - first + 1;
    if (records > limits.maxRecords) return fail(tooManyRecords(limits.maxRecords));
    if (known) known.hits = Math.max(hits, known.hits);
    else blocks.set(position, { first, last, statements, hits });
  }
  if (!lines.isLastComplete) {
    warnings.add({
      kind: 'incomplete',
      message: 'the last line has no line end: the profile may be cut short',
    });
  }
  const table = new LineTable();
  const read = [...files].map(([path, blocks]) => fileOf(path, blocks, table));
  return ok({ headline: 'statements', files: read, print, warnings: warnings.list() });
}

function blocksOf(files: Map<string, Blocks>, path: string): Blocks {
  const known = files.get(path);
  if (known) return known;
  const blocks: Blocks = new Map();
  files.set(path, blocks);
  return blocks;
}

/** @param table empty before and after */
function fileOf(path: string, blocks: Blocks, table: LineTable): FileCoverage {
  const units = new Map<string, Unit>();
  for (const [position, { first, last, statements, hits }] of blocks) {
    units.set(position, { line: first, weight: statements, covered: hits > 0 ? statements : 0 });
    for (let line = first; line <= last; line += 1) table.record(line, hits);
  }
  const counters = { statements: countUnits(units) };
  return { path, counters, lineHits: table.take(), units: { statements: packUnits(units) } };
}

function print({ statements }: Counters): string {
  if (!statements?.total) return '[no statements]';
  return `${toFixedHalfEven((100 * statements.covered) / statements.total, 1)}%`;
}
