import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import istanbulCoverage, { type CoverageMapData } from 'istanbul-lib-coverage';
import { describe, expect, test } from 'vitest';
import { counterOf, FORMATS, type Format, mergeCoverage, parseCoverageConfig, readCoverage } from '.';

/** Cases per property. `npm run verify:full` asks for 10,000. */
const RUNS = { numRuns: Number(process.env.COVERAGE_RUNS ?? 300) };

const FIXTURES = join(__dirname, 'fixtures');
const realReports = readdirSync(FIXTURES).flatMap((tool) =>
  readdirSync(join(FIXTURES, tool)).flatMap((name) =>
    readdirSync(join(FIXTURES, tool, name))
      .filter((file) => file !== 'expected.json')
      .map((file) => readFileSync(join(FIXTURES, tool, name, file), 'utf8')),
  ),
);
const reportsOf = new Map<Format, string[]>(FORMATS.map((format) => [format, []]));
for (const text of realReports) {
  const read = readCoverage(text, { path: 'r' });
  if (read.ok) reportsOf.get(read.value.format)?.push(text);
}

/** Reading ends, says either coverage with data or why not, and says the same of the bytes in pieces. */
function expectHonest(text: string, format?: Format, pieceSize = 7): void {
  const options = { path: 'r', ...(format && { format }) };
  const read = readCoverage(text, options);
  if (Buffer.from(text).toString() === text)
    expect(plain(readCoverage(piecesOf(text, pieceSize), options))).toEqual(plain(read));
  if (!read.ok) return;
  const counter = counterOf(read.value.totals, read.value.headline);
  expect(counter?.total).toBeGreaterThan(0);
  for (const { covered, total } of Object.values(read.value.totals)) {
    expect(
      Number.isSafeInteger(covered) && Number.isSafeInteger(total) && covered >= 0 && covered <= total,
    ).toBe(true);
  }
}

function* piecesOf(text: string, size: number): Generator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const XML_FORMATS = ['xml', 'cobertura', 'jacoco', 'clover', 'opencover'];

function plain(read: ReturnType<typeof readCoverage>) {
  if (read.ok) {
    const { totals, printed, warnings } = read.value;
    return { totals, printed, warnings };
  }
  const { failure } = read;
  // The XML parser notices text outside the root element at the end of the text or of the piece.
  return failure.kind === 'malformed' && XML_FORMATS.includes(failure.format)
    ? { kind: failure.kind, format: failure.format }
    : failure;
}

const format = fc.option(fc.constantFrom(...FORMATS), { nil: undefined });

const XML_ROOTS = [
  'coverage line-rate="1"',
  'coverage line-rate="1" lines-valid="3" lines-covered="2" version="0.1"',
  'report name="x"',
  'coverage generated="1"',
  'coverage generated="1" clover="4.5.2"',
  'CoverageSession',
];
const XML_ELEMENTS = [
  ...['packages', 'package', 'classes', 'class', 'methods', 'method', 'lines', 'line', 'sources', 'source'],
  ...['group', 'sourcefile', 'counter', 'project', 'testproject', 'file', 'metrics', '__proto__'],
  ...['Summary', 'Modules', 'Module', 'File', 'Method', 'Name', 'FileRef', 'SequencePoint', 'BranchPoint'],
];
const XML_ATTRIBUTES = [
  ...['name', 'filename', 'number', 'hits', 'condition-coverage', 'signature', 'type', 'missed', 'covered'],
  ...['nr', 'mi', 'ci', 'mb', 'cb', 'sourcefilename', 'num', 'count', 'truecount', 'falsecount', 'path'],
  ...['statements', 'coveredstatements', 'conditionals', 'coveredconditionals', 'methods', 'coveredmethods'],
  ...['uid', 'fullPath', 'fileid', 'vc', 'sl', 'numSequencePoints', 'visitedSequencePoints', '__proto__'],
];

describe('no reader throws, hangs or passes without data', () => {
  test('on arbitrary text', () => {
    const text = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(
      fc.property(text, format, (written, named) => expectHonest(written, named)),
      RUNS,
    );
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
      'type',
      'data',
      'filename',
      'segments',
      'count',
      'regions',
      'functions',
      'coverage',
      'branches',
      'App.dll',
      'Lines',
      'Branches',
      'Hits',
      '1',
      '[:then, 1, 2, 3, 4, 5]',
      '__proto__',
      'constructor',
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, true, 'x', 'llvm.coverage.json.export', -1, 0, 1, 1.5, 1e300),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(value, format, (json, named) => expectHonest(JSON.stringify(json), named)),
      RUNS,
    );
  });

  test('on XML made of the names of the XML formats', () => {
    const number = fc.constantFrom(
      '0',
      '1',
      '2',
      '3',
      '-1',
      '1.5',
      '99999999999',
      'x',
      '50% (1/2)',
      '(3/2)',
      '',
    );
    const attributes = fc.dictionary(
      fc.constantFrom(...XML_ATTRIBUTES),
      fc.oneof(number, fc.constantFrom('a', 'LINE', 'INSTRUCTION', 'METHOD', 'cond', 'method', 'All files')),
      { maxKeys: 6 },
    );
    const tag = (children: fc.Arbitrary<string[]>) =>
      fc.tuple(fc.constantFrom(...XML_ELEMENTS), attributes, children).map(([name, own, inside]) => {
        const written = Object.entries(own).map(([key, value]) => ` ${key}="${value}"`);
        return `<${name}${written.join('')}>${inside.join('')}</${name}>`;
      });
    const { element } = fc.letrec<{ element: string }>((tie) => ({
      element: fc.oneof(
        { maxDepth: 5 },
        tag(fc.constant([])),
        tag(fc.array(tie('element'), { maxLength: 4 })),
      ),
    }));
    const root = fc
      .tuple(fc.constantFrom(...XML_ROOTS), fc.array(element, { maxLength: 5 }))
      .map(([start, children]) => `<${start}>${children.join('')}</${start.split(' ')[0]}>`);
    fc.assert(
      fc.property(root, format, (xml, named) => expectHonest(xml, named)),
      RUNS,
    );
  });

  const edit = fc.record({
    pick: fc.nat(),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(30),
    pieceSize: fc.integer({ min: 1, max: 5000 }),
    insert: fc.oneof(
      fc.string({ maxLength: 5 }),
      fc.constantFrom(
        'null',
        '-1',
        'NaN',
        '{',
        '"',
        '\n',
        '1e999',
        '<a>',
        '</line>',
        '/>',
        '&x;',
        '<!--',
        '9',
      ),
    ),
  });
  test.each(FORMATS)('on real reports with a part replaced: %s', (name) => {
    const reports = reportsOf.get(name) ?? [];
    expect(reports.length).toBeGreaterThan(0);
    fc.assert(
      fc.property(edit, format, ({ pick, at, length, insert, pieceSize }, named) => {
        const report = reports[pick % reports.length] ?? '';
        const start = Math.floor(at * report.length);
        expectHonest(report.slice(0, start) + insert + report.slice(start + length), named, pieceSize);
      }),
      RUNS,
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
      RUNS,
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
