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
const PRINTING = 'go test rounds half to even to one decimal';
const MODE = /^mode: (set|count|atomic)$/;
const BLOCK = /^(.+):((\d{1,9})\.\d{1,9},(\d{1,9})\.\d{1,9}) (\d{1,9})$/;

/** A block of statements, from its first line to its last. */
interface Block {
  readonly path: string;
  /** `line.column,line.column`. */
  readonly position: string;
  readonly first: number;
  readonly last: number;
  readonly statements: number;
  /** Line of the profile where it stands first. */
  readonly at: number;
  hits: number;
}

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
  /** By all that a line says of a block but its count: most lines of a large profile repeat a known block. */
  const blocks = new Map<string, Block>();
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

    const space = text.lastIndexOf(' ');
    const said = text.slice(0, Math.max(0, space));
    const known = blocks.get(said);
    const block = known ?? readBlock(said, lines.number);
    const hits = hitsOfDigits(text.slice(space + 1), warnings, {
      file: block?.path ?? '',
      line: lines.number,
    });
    if (!block || hits === undefined) {
      return fail(malformed(FORMAT, at, 'the line is not "file:line.column,line.column statements count"'));
    }
    if (block.last < block.first || block.first < 1) {
      return fail(malformed(FORMAT, at, 'the block ends before it starts'));
    }
    records += known ? 1 : block.last - block.first + 1;
    if (records > limits.maxRecords) return fail(tooManyRecords(limits.maxRecords));
    block.hits = Math.max(hits, block.hits);
    if (!known) blocks.set(said, block);
  }
  if (!lines.isLastComplete) {
    warnings.add({
      kind: 'incomplete',
      message: 'the last line has no line end: the profile may be cut short',
    });
  }
  const files = filesOf(blocks.values());
  return files.ok
    ? ok({ headline: 'statements', files: files.value, print, printing: PRINTING, warnings: warnings.list() })
    : files;
}

function readBlock(said: string, at: number): Block | undefined {
  const [, path, position = '', first, last, statements] = BLOCK.exec(said) ?? [];
  if (path === undefined) return undefined;
  return {
    path,
    position,
    first: Number(first),
    last: Number(last),
    statements: Number(statements),
    at,
    hits: 0,
  };
}

function filesOf(blocks: Iterable<Block>): Result<readonly FileCoverage[], FormatFailure> {
  const byPath = new Map<string, Map<string, Block>>();
  for (const block of blocks) {
    const { path, position, statements } = block;
    const ofFile = byPath.get(path) ?? new Map<string, Block>();
    const known = ofFile.get(position);
    if (known && known.statements !== statements) {
      const problem = `block ${path}:${position} has ${statements} statements here and ${known.statements} before`;
      return fail(inconsistent(FORMAT, { line: block.at }, problem));
    }
    if (known) known.hits = Math.max(known.hits, block.hits);
    else byPath.set(path, ofFile.set(position, block));
  }
  const table = new LineTable();
  return ok([...byPath].map(([path, ofFile]) => fileOf(path, ofFile, table)));
}

/** @param table empty before and after */
function fileOf(path: string, blocks: ReadonlyMap<string, Block>, table: LineTable): FileCoverage {
  const units = new Map<string, Unit>();
  for (const [position, { first, last, statements, hits }] of blocks) {
    units.set(position, { line: first, weight: statements, covered: hits > 0 ? statements : 0 });
    // An empty function is a block in which nothing could run.
    if (statements === 0) continue;
    for (let line = first; line <= last; line += 1) table.record(line, hits);
  }
  const counters = { statements: countUnits(units) };
  return { path, counters, lineHits: table.take(), units: { statements: packUnits(units) } };
}

function print({ statements }: Counters): string {
  if (!statements?.total) return '[no statements]';
  return `${toFixedHalfEven((100 * statements.covered) / statements.total, 1)}%`;
}
