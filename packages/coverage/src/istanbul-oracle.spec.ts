import fc from 'fast-check';
import istanbulCoverage, { type CoverageMapData } from 'istanbul-lib-coverage';
import { describe, expect, test } from 'vitest';
import { mergeCoverage, readCoverage } from '.';

/** Cases per property. `npm run verify:full` asks for 10,000. */
const RUNS = { numRuns: Number(process.env.COVERAGE_RUNS ?? 300) };

describe('istanbul-lib-coverage is the oracle', () => {
  const position = fc.record({ line: fc.integer({ min: 1, max: 12 }), column: fc.nat(40) });
  const range = fc.record({ start: position, end: position });
  const byId = <T>(items: readonly T[]) => Object.fromEntries(items.entries());
  const fileArbitrary = fc
    .record({
      path: fc.constantFrom('/w/a.js', '/w/b.js', '/w/c.js'),
      statements: fc.array(fc.tuple(range, fc.nat(3)), { maxLength: 8 }),
      functions: fc.array(fc.tuple(range, fc.nat(3)), { maxLength: 4 }),
      branches: fc.array(fc.tuple(range, fc.array(fc.nat(2), { minLength: 1, maxLength: 3 })), {
        maxLength: 4,
      }),
    })
    .map(({ path, statements, functions, branches }) => ({
      path,
      statementMap: byId(statements.map(([loc]) => loc)),
      s: byId(statements.map(([, hits]) => hits)),
      fnMap: byId(functions.map(([loc]) => ({ name: 'f', decl: loc, loc, line: loc.start.line }))),
      f: byId(functions.map(([, hits]) => hits)),
      branchMap: byId(
        branches.map(([loc, arms]) => ({
          loc,
          type: 'if',
          locations: arms.map(() => loc),
          line: loc.start.line,
        })),
      ),
      b: byId(branches.map(([, arms]) => arms)),
    }));
  const mapArbitrary = fc
    .uniqueArray(fileArbitrary, { minLength: 1, maxLength: 3, selector: ({ path }) => path })
    .map((files): CoverageMapData => Object.fromEntries(files.map((file) => [file.path, file])));

  const oracle = (map: CoverageMapData) => {
    const summary = istanbulCoverage.createCoverageMap(structuredClone(map)).getCoverageSummary().toJSON();
    const counter = ({ covered, total }: { covered: number; total: number }) => ({ covered, total });
    return {
      printed: `${summary.lines.pct}%`,
      totals: {
        lines: counter(summary.lines),
        statements: counter(summary.statements),
        functions: counter(summary.functions),
        branches: counter(summary.branches),
      },
    };
  };

  test('for every total and for the printed percentage', () => {
    fc.assert(
      fc.property(mapArbitrary, (map) => {
        const expected = oracle(map);
        const read = readCoverage(JSON.stringify(map), { path: 'coverage-final.json' });
        if (!read.ok) {
          expect({ ...read.failure, total: expected.totals.lines.total }).toMatchObject({
            kind: 'no-data',
            total: 0,
          });
          return;
        }
        expect({ printed: read.value.printed, totals: read.value.totals }).toEqual(expected);
      }),
      RUNS,
    );
  });

  test('for the union of two runs over the same sources', () => {
    const twoRuns = fc.tuple(mapArbitrary, fc.infiniteStream(fc.nat(2))).map(([map, hits]) => {
      // istanbul keeps one unit per place when it merges, so places must be distinct to compare.
      const first = JSON.parse(JSON.stringify(map)) as CoverageMapData;
      for (const file of Object.values(first) as (typeof map)[string][]) {
        let column = 100;
        const distinct = (item: { start: { column: number }; end: { column: number } }) => {
          column += 1;
          item.start.column = column;
          item.end.column = column;
        };
        const data = file as unknown as {
          statementMap: object;
          fnMap: Record<string, { loc: never }>;
          branchMap: Record<string, { loc: never; locations: never[] }>;
        };
        for (const loc of Object.values(data.statementMap)) distinct(loc);
        for (const { loc } of Object.values(data.fnMap)) distinct(loc);
        for (const branch of Object.values(data.branchMap)) {
          distinct(branch.loc);
          branch.locations = branch.locations.map(() => branch.loc);
        }
      }
      const second = structuredClone(first);
      for (const file of Object.values(second) as unknown as {
        s: Record<string, number>;
        f: Record<string, number>;
        b: Record<string, number[]>;
      }[]) {
        for (const id of Object.keys(file.s)) file.s[id] = hits.next().value ?? 0;
        for (const id of Object.keys(file.f)) file.f[id] = hits.next().value ?? 0;
        for (const id of Object.keys(file.b))
          file.b[id] = (file.b[id] ?? []).map(() => hits.next().value ?? 0);
      }
      return [first, second] as const;
    });
    fc.assert(
      fc.property(twoRuns, ([first, second]) => {
        const union = istanbulCoverage.createCoverageMap(structuredClone(first));
        union.merge(structuredClone(second));
        const reports = [first, second].map((map) => readCoverage(JSON.stringify(map), { path: 'r' }));
        const [a, b] = reports;
        if (!a?.ok || !b?.ok) return;
        const merged = mergeCoverage([a.value, b.value]);
        expect(merged.ok && merged.value.totals).toEqual(
          oracle(JSON.parse(JSON.stringify(union)) as CoverageMapData).totals,
        );
      }),
      RUNS,
    );
  });
});
