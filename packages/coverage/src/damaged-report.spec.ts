import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CoverageReport, FORMATS, type Format } from '.';
import { countLines } from './report';
import { expectHonest, RUNS, read } from './testing/honest-reading';

const FIXTURES = join(__dirname, 'fixtures');

/** Small ones of all formats: a larger report takes longer and fails no differently. */
const LARGEST = 20_000;

const originals = readdirSync(FIXTURES)
  .flatMap((tool) => readdirSync(join(FIXTURES, tool)).map((name) => join(FIXTURES, tool, name)))
  .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
  .filter((file) => !file.endsWith('expected.json'))
  .map((file) => readFileSync(file, 'utf8'))
  .filter((text) => text.length <= LARGEST)
  .flatMap((text) => {
    const outcome = read(text);
    return outcome.ok ? [{ text, report: outcome.value }] : [];
  });
const originalsOf = (format: Format) => originals.filter(({ report }) => report.format === format);

/** In millionths of a text: fast-check's doubles would nearly all be at its start. */
const place = fc.integer({ min: 0, max: 999_999 });
const offsetIn = (text: string, at: number): number => Math.floor((at / 1_000_000) * text.length);

/** A part of a report replaced: some characters, or one name, number or string as a whole. */
interface Damage {
  /** In millionths of the text. */
  readonly at: number;
  readonly removed: number | 'token';
  readonly inserted: string;
}

const damage: fc.Arbitrary<Damage> = fc.record({
  at: place,
  removed: fc.oneof(fc.nat(30), fc.constant('token' as const)),
  inserted: fc.oneof(
    fc.string({ maxLength: 5 }),
    fc.constantFrom(
      ...['', '0', '9', '-1', '1.5', '999999999', '99999999999999999999', '1e999', 'NaN', 'null', '{}', '[]'],
      ...['{', '"', '\n', '<a>', '</line>', '/>', '&x;', '<!--', '<!DOCTYPE x [<!ENTITY x "1">]>'],
    ),
  ),
});

const TOKEN = /[\w.%-]+|"[^"\n]*"/y;

/** @returns the text, and how many of its characters are other than before, at most */
function damaged(text: string, { at, removed, inserted }: Damage) {
  const start = offsetIn(text, at);
  TOKEN.lastIndex = start;
  const length = removed === 'token' ? (TOKEN.exec(text)?.[0].length ?? 0) : removed;
  return {
    text: text.slice(0, start) + inserted + text.slice(start + length),
    touched: length + inserted.length,
  };
}

/** The lines of a report, and those that ran. */
function linesOf({ files }: CoverageReport) {
  const counts = files.map(({ lineHits }) => countLines(lineHits));
  return {
    total: counts.reduce((sum, { total }) => sum + total, 0),
    covered: counts.reduce((sum, { covered }) => sum + covered, 0),
  };
}

/** A number there can stand for many lines; elsewhere a line takes two characters at least. */
const HAS_RANGES = new Set<Format>(['go-coverprofile', 'llvm-cov']);

/** A cut that leaves a whole report: after a line of a coverprofile, after a file of lcov (or the test name of the next). */
const LOOKS_WHOLE: { readonly [F in Format]?: RegExp } = {
  'go-coverprofile': /\n$/,
  lcov: /\nend_of_record\n?(?:TN:.*\n?)?$/,
};

describe.each(FORMATS)('on real reports of %s', (name) => {
  const reports = originalsOf(name);
  const anyReport = fc.nat({ max: reports.length - 1 });

  test('with a part replaced: refused, or what is left is read', () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(
        anyReport,
        damage,
        fc.boolean(),
        fc.integer({ min: 1, max: 5000 }),
        (index, how, isNamed, size) => {
          const original = reports[index];
          const { text, touched } = damaged(original?.text ?? '', how);
          const outcome = expectHonest(text, isNamed ? name : undefined, size);
          seen[outcome.ok ? 'accepted' : 'refused'] += 1;
          if (!outcome.ok || !original || HAS_RANGES.has(name)) return;
          const [before, after] = [linesOf(original.report), linesOf(outcome.value)];
          expect(Math.abs(after.total - before.total)).toBeLessThanOrEqual(touched + 1);
          expect(Math.abs(after.covered - before.covered)).toBeLessThanOrEqual(touched + 1);
        },
      ),
      RUNS,
    );
    // A reader that refuses all, or takes all, says nothing about damage.
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(RUNS.numRuns / 100);
  });

  test('cut short: refused, or warned about where the end is not to be seen', () => {
    fc.assert(
      fc.property(anyReport, place, (index, at) => {
        const whole = reports[index]?.text.trimEnd() ?? '';
        const cut = whole.slice(0, offsetIn(whole, at));
        const outcome = read(cut);
        if (!outcome.ok || LOOKS_WHOLE[name]?.test(cut)) return;
        expect(outcome.value.warnings.map(({ kind }) => kind)).toContain('incomplete');
        expect(name).toBe('go-coverprofile');
      }),
      RUNS,
    );
  });

  test('read as another format: refused', () => {
    const others = FORMATS.filter((other) => other !== name);
    for (const { text } of reports) expect(others.filter((other) => read(text, other).ok)).toEqual([]);
  });
});
