import { type FormatFailure, inconsistent, malformed, tooManyRecords } from '../failure';
import type { Limits } from '../limits';
import { linesOf } from '../lines';
import type { Counters } from '../metrics';
import { countUnits, type FileCoverage, recordHits, type Unit } from '../report';
import { fail, ok, type Result } from '../result';
import { toFixedHalfEven } from '../rounding';
import { Warnings } from '../warnings';
import type { FormatReader, Reading } from './format-reader';
import { hitsOfDigits } from './hits';

const FORMAT = 'go-coverprofile';
const MODE = /^mode: (set|count|atomic)$/;
const BLOCK = /^(.+):(\d{1,9})\.(\d{1,9}),(\d{1,9})\.(\d{1,9}) (\d{1,9}) (-?\d{1,30})$/;

interface Blocks {
  readonly units: Map<string, Unit>;
  readonly lineHits: Map<number, number>;
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

function readGoCoverprofile(text: string, limits: Limits): Result<Reading, FormatFailure> {
  const files = new Map<string, Blocks>();
  const warnings = new Warnings();
  let mode: string | undefined;
  let records = 0;

  for (const line of linesOf(text)) {
    if (line.text === '') continue;
    const at = { line: line.number };
    const declared = MODE.exec(line.text)?.[1];
    if (declared) {
      if (mode && mode !== declared) {
        return fail(inconsistent(FORMAT, at, `mode ${declared} after mode ${mode}`));
      }
      mode = declared;
      continue;
    }
    if (!mode) return fail(malformed(FORMAT, at, 'the first line is not "mode: set", "count" or "atomic"'));

    const match = BLOCK.exec(line.text);
    if (!match) {
      return fail(malformed(FORMAT, at, 'the line is not "file:line.column,line.column statements count"'));
    }
    const [, file = '', startLine, startColumn, endLine, endColumn, statements, count = ''] = match;
    const first = Number(startLine);
    const last = Number(endLine);
    const weight = Number(statements);
    const hits = hitsOfDigits(count, warnings, { file, line: line.number });
    if (hits === undefined || last < first || first < 1) {
      return fail(malformed(FORMAT, at, 'the block ends before it starts'));
    }
    records += last - first + 1;
    if (records > limits.maxRecords) return fail(tooManyRecords(limits.maxRecords));

    const blocks = blocksOf(files, file);
    const key = `${startLine}.${startColumn},${endLine}.${endColumn}`;
    const known = blocks.units.get(key);
    if (known && known.weight !== weight) {
      const problem = `block ${file}:${key} has ${weight} statements here and ${known.weight} before`;
      return fail(inconsistent(FORMAT, at, problem));
    }
    blocks.units.set(key, { line: first, weight, hits: Math.max(hits, known?.hits ?? 0) });
    for (let covers = first; covers <= last; covers += 1) recordHits(blocks.lineHits, covers, hits);
  }
  if (text !== '' && !text.endsWith('\n')) {
    warnings.add({
      kind: 'incomplete',
      message: 'the last line has no line end: the profile may be cut short',
    });
  }
  return ok(readingOf(files, warnings));
}

function blocksOf(files: Map<string, Blocks>, path: string): Blocks {
  const known = files.get(path);
  if (known) return known;
  const blocks: Blocks = { units: new Map(), lineHits: new Map() };
  files.set(path, blocks);
  return blocks;
}

function readingOf(blocks: ReadonlyMap<string, Blocks>, warnings: Warnings): Reading {
  const files = [...blocks].map(
    ([path, { units, lineHits }]): FileCoverage => ({
      path,
      counters: { statements: countUnits(units) },
      lineHits,
      units: { statements: units },
    }),
  );
  return { headline: 'statements', files, print, warnings: warnings.list() };
}

function print({ statements }: Counters): string {
  if (!statements?.total) return '[no statements]';
  return `${toFixedHalfEven((100 * statements.covered) / statements.total, 1)}%`;
}
