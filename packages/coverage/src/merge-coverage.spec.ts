import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Coverage, type Metric, mergeCoverage } from '.';
import { countLines, countUnits, coverageOf, type FileCoverage, type Unit } from './report';

const unitsArbitrary = fc
  .dictionary(fc.constantFrom('1', '2', '3', '4'), fc.nat(2))
  // A key stands for one place of one source: its line and weight do not differ between reports.
  .map(
    (hits) =>
      new Map(
        Object.entries(hits).map(([key, count]): [string, Unit] => [
          key,
          { line: Number(key), weight: Number(key), covered: count > 0 ? Number(key) : 0 },
        ]),
      ),
  );

const linesArbitrary = fc
  .dictionary(fc.constantFrom('1', '2', '3', '4', '5'), fc.nat(2))
  .map(
    (hits) => new Map(Object.entries(hits).map(([line, count]): [number, number] => [Number(line), count])),
  );

const fileArbitrary = fc
  .record({
    path: fc.constantFrom('a', 'b', '__proto__'),
    lineHits: linesArbitrary,
    statements: unitsArbitrary,
    branches: unitsArbitrary,
  })
  .map(
    ({ path, lineHits, statements, branches }): FileCoverage => ({
      path,
      counters: {
        lines: countLines(lineHits),
        statements: countUnits(statements),
        branches: countUnits(branches),
      },
      lineHits,
      units: { statements, branches },
    }),
  );

const coverageArbitrary = fc
  .uniqueArray(fileArbitrary, { minLength: 1, maxLength: 3, selector: ({ path }) => path })
  .map((files) => coverageOf('lines', files));

const merged = (...reports: Coverage[]): Coverage => {
  const united = mergeCoverage(reports);
  if (!united.ok) throw new Error(JSON.stringify(united.failure));
  return united.value;
};

/** Maps compare by entries; their order is no part of the meaning. */
const plain = ({ headline, totals, files }: Coverage) => ({
  headline,
  totals,
  files: files.map(({ path, counters, lineHits, units }) => ({
    path,
    counters,
    lines: [...lineHits].sort(([a], [b]) => a - b),
    units: Object.entries(units)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([metric, map]) => [metric, [...map].sort(([a], [b]) => (a < b ? -1 : 1))]),
  })),
});

describe('mergeCoverage', () => {
  test('is commutative', () => {
    fc.assert(
      fc.property(coverageArbitrary, coverageArbitrary, (a, b) => {
        expect(plain(merged(a, b))).toEqual(plain(merged(b, a)));
      }),
    );
  });

  test('is idempotent', () => {
    fc.assert(
      fc.property(coverageArbitrary, (a) => {
        expect(plain(merged(a, a))).toEqual(plain(a));
      }),
    );
  });

  test('is associative', () => {
    fc.assert(
      fc.property(coverageArbitrary, coverageArbitrary, coverageArbitrary, (a, b, c) => {
        expect(plain(merged(merged(a, b), c))).toEqual(plain(merged(a, merged(b, c))));
      }),
    );
  });

  test('never covers less than one of its reports, nor counts a unit twice', () => {
    fc.assert(
      fc.property(coverageArbitrary, coverageArbitrary, (a, b) => {
        const lines = merged(a, b).totals.lines;
        for (const one of [a, b])
          expect(lines?.covered).toBeGreaterThanOrEqual(one.totals.lines?.covered ?? 0);
        expect(lines?.total).toBeLessThanOrEqual((a.totals.lines?.total ?? 0) + (b.totals.lines?.total ?? 0));
      }),
    );
  });

  const sums = (path: string, ...metrics: Metric[]): FileCoverage => ({
    path,
    counters: Object.fromEntries(metrics.map((metric) => [metric, { covered: 1, total: 2 }])),
    lineHits: new Map(),
    units: {},
  });
  const withLines = (path: string, hits: number): FileCoverage => ({
    path,
    counters: { lines: { covered: hits, total: 1 } },
    lineHits: new Map([[1, hits]]),
    units: {},
  });

  const one = { covered: 1, total: 1 };

  test('sums of different files add up', () => {
    const union = merged(
      coverageOf('lines', [sums('a', 'lines')]),
      coverageOf('lines', [sums('b', 'lines')]),
    );
    expect(union.totals).toEqual({ lines: { covered: 2, total: 4 } });
  });

  test('sums of the same file cannot be united', () => {
    const report = coverageOf('lines', [sums('a', 'lines')]);
    expect(mergeCoverage([report, report])).toEqual({
      ok: false,
      failure: { kind: 'sums-only', path: 'a', metric: 'lines' },
    });
  });

  test('only what all reports measured survives; the headline falls back to lines', () => {
    const python = coverageOf('lines+branches', [sums('a', 'lines', 'branches')]);
    const other = coverageOf('lines', [withLines('b', 1)]);
    const { headline, totals } = merged(python, other);
    expect({ headline, totals }).toEqual({ headline: 'lines', totals: { lines: { covered: 2, total: 3 } } });
    expect(merged(python).headline).toBe('lines+branches');
  });

  test('a metric of which one file has sums only is left out, unless it is the headline', () => {
    const file = { ...withLines('a', 1), counters: { lines: one, functions: { covered: 1, total: 2 } } };
    const lines = coverageOf('lines', [file, sums('b', 'lines', 'functions')]);
    expect(merged(lines, coverageOf('lines', [file])).totals).toEqual({ lines: { covered: 2, total: 3 } });
    const functions = coverageOf('functions', [file]);
    expect(mergeCoverage([functions, functions])).toEqual({
      ok: false,
      failure: { kind: 'sums-only', path: 'a', metric: 'functions' },
    });
  });

  test('reports without a common metric are refused', () => {
    const go = coverageOf('statements', [sums('a.go', 'statements')]);
    const js = coverageOf('lines', [withLines('a.js', 1)]);
    expect(mergeCoverage([go, js])).toEqual({
      ok: false,
      failure: { kind: 'no-common-metric', measured: [['statements'], ['lines']] },
    });
  });

  test('nothing is not a pass', () => {
    expect(mergeCoverage([])).toEqual({ ok: false, failure: { kind: 'nothing-to-merge' } });
  });
});
