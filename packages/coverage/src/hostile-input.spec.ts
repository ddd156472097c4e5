import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import istanbulCoverage, { type CoverageMapData } from 'istanbul-lib-coverage';
import { describe, expect, test } from 'vitest';
import { counterOf, FORMATS, mergeCoverage, parseCoverageConfig, readCoverage } from '.';

const FIXTURES = join(__dirname, 'fixtures');
const realReports = readdirSync(FIXTURES).flatMap((tool) =>
  readdirSync(join(FIXTURES, tool)).flatMap((name) =>
    readdirSync(join(FIXTURES, tool, name))
      .filter((file) => file !== 'expected.json')
      .map((file) => readFileSync(join(FIXTURES, tool, name, file), 'utf8')),
  ),
);

/** Reading ends, and says either coverage with data or why not. */
function expectHonest(text: string, format?: (typeof FORMATS)[number]): void {
  const read = readCoverage(text, { path: 'r', ...(format && { format }) });
  if (!read.ok) return;
  const counter = counterOf(read.value.totals, read.value.headline);
  expect(counter?.total).toBeGreaterThan(0);
  for (const { covered, total } of Object.values(read.value.totals)) {
    expect(
      Number.isSafeInteger(covered) && Number.isSafeInteger(total) && covered >= 0 && covered <= total,
    ).toBe(true);
  }
}

const RUNS = { numRuns: 10_000 };
const format = fc.option(fc.constantFrom(...FORMATS), { nil: undefined });

describe('no reader throws, hangs or passes without data', () => {
  test('on arbitrary text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), format, expectHonest), RUNS);
  });

  test('on lines of the text formats', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'mode: set',
        'mode: count',
        'TN:',
        'SF:a',
        'SF:__proto__',
        'end_of_record',
        'LF:3',
        'LH:9',
        'FNF:1',
        'FNH:1',
        'DA:1',
        '',
      ),
      fc
        .tuple(
          fc.constantFrom('DA', 'FN', 'FNDA', 'FNL', 'FNA', 'BRDA', 'BRF'),
          fc.array(fc.oneof(fc.integer({ min: -2, max: 5 }), fc.constant('a'), fc.constant('-')), {
            maxLength: 5,
          }),
        )
        .map(([tag, fields]) => `${tag}:${fields.join(',')}`),
      fc
        .tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(3), fc.integer({ min: -1, max: 3 }))
        .map(([a, b, c, d, n, count]) => `m/a.go:${a}.${b},${c}.${d} ${n} ${count}`),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), format, (lines, named) =>
        expectHonest(`${lines.join('\n')}\n`, named),
      ),
      RUNS,
    );
  });

  test('on JSON made of the keys of the JSON formats', () => {
    const key = fc.constantFrom(
      'path',
      's',
      'f',
      'b',
      'statementMap',
      'fnMap',
      'branchMap',
      'total',
      'lines',
      'statements',
      'covered',
      'coverable',
      'files',
      'meta',
      'totals',
      'summary',
      'traces',
      'stats',
      'Line',
      '0',
      '__proto__',
      'constructor',
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, true, 'x', -1, 0, 1, 1.5, 1e300),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(value, format, (json, named) => expectHonest(JSON.stringify(json), named)),
      RUNS,
    );
  });

  test('on real reports with a part replaced', () => {
    const edit = fc.record({
      report: fc.constantFrom(...realReports),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(30),
      insert: fc.oneof(
        fc.string({ maxLength: 5 }),
        fc.constantFrom('null', '-1', 'NaN', '{', '"', '\n', '1e999'),
      ),
    });
    fc.assert(
      fc.property(edit, ({ report, at, length, insert }) => {
        const start = Math.floor(at * report.length);
        expectHonest(report.slice(0, start) + insert + report.slice(start + length));
      }),
      { numRuns: 3_000 },
    );
  });

  test('nor does the configuration, and it keeps its bounds', () => {
    const floor = fc.dictionary(
      fc.constantFrom('min', 'warn', 'tool', 'metric', 'report', 'packages', 'note', 'x'),
      fc.jsonValue({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .dictionary(fc.constantFrom('a', '__proto__'), floor)
            .map((thresholds) => JSON.stringify({ thresholds })),
        ),
        (text) => {
          const config = parseCoverageConfig(text);
          if (!config.ok) {
            expect(config.failure.length).toBeGreaterThan(0);
            return;
          }
          for (const { min, warn } of config.value.thresholds.values()) {
            expect(min >= 0 && min <= 100 && (warn === undefined || warn >= min)).toBe(true);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

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
      { numRuns: 3_000 },
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
      { numRuns: 2_000 },
    );
  });
});
