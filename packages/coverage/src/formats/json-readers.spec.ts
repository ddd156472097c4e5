import { describe, expect, test } from 'vitest';
import { type CoverageReport, type Format, readCoverage } from '..';

const outcome = (value: unknown) => {
  const read = readCoverage(typeof value === 'string' ? value : JSON.stringify(value), { path: 'r' });
  return read.ok ? summary(read.value) : read.failure;
};

const summary = ({ format, headline, totals, printed, files, warnings }: CoverageReport) => ({
  format,
  headline,
  totals,
  printed,
  files: files.map(({ path, lineHits }) => [path, Object.fromEntries(lineHits)]),
  warnings: warnings.map(({ kind }) => kind),
});

const count = (covered: number, total: number) => ({ covered, total });
const failure = (format: Format, pointer: string, kind = 'malformed') => ({
  kind,
  format,
  at: { pointer },
  problem: expect.any(String),
  report: 'r',
});
const noData = (format: Format, lack: string) => ({ kind: 'no-data', lack, format, report: 'r' });

describe('llvm-cov', () => {
  const counter = (covered: number, total: number) => ({ count: total, covered, percent: 0 });
  const summaryOf = (covered: number, total: number, more: object = { branches: counter(1, 2) }) => ({
    lines: counter(covered, total),
    functions: counter(1, 1),
    instantiations: counter(2, 4),
    regions: counter(2, 3),
    ...more,
  });
  /** line, column, count, has a count, starts a region, is a gap */
  type Segment = [number, number, number, boolean, boolean, boolean?];
  const file = (filename: string, segments: readonly Segment[], totals = summaryOf(2, 3)) => ({
    filename,
    segments,
    summary: totals,
  });
  const exportOf = (...data: object[]) => ({ data, type: 'llvm.coverage.json.export', version: '2.0.1' });
  const read = (lines: object, expected: object = {}) => ({
    format: 'llvm-cov',
    headline: 'lines',
    totals: { lines: count(2, 3), functions: count(1, 1), regions: count(2, 3), branches: count(1, 2) },
    printed: '66.67%',
    files: [['/w/a.rs', lines]],
    warnings: [],
    ...expected,
  });
  const one = (segments: readonly Segment[]) => exportOf({ files: [file('/w/a.rs', segments)] });

  test.each<[string, unknown, unknown]>([
    [
      'a region over three lines',
      one([
        [4, 1, 3, true, true],
        [6, 2, 0, false, false],
      ]),
      read({ 4: 3, 5: 3, 6: 3 }),
    ],
    [
      'a line takes the largest count of what wraps it and what starts on it',
      one([
        [1, 1, 1, true, true],
        [2, 5, 7, true, true],
        [2, 9, 1, true, false],
        [3, 1, 0, true, true],
        [4, 1, 1, true, false],
        [5, 1, 0, false, false],
      ]),
      read({ 1: 1, 2: 7, 3: 1, 4: 0, 5: 1 }),
    ],
    [
      'a gap starts no code, a skipped region is none',
      one([
        [1, 1, 1, true, true],
        [1, 9, 0, true, true, true],
        [2, 1, 0, false, true],
        [3, 1, 5, true, false],
        [4, 1, 0, false, false],
      ]),
      read({ 1: 1, 4: 5 }),
    ],
    ['counts beyond 2^53', one([[1, 1, 18446744073709552000, true, true]]), read({ 1: 2 ** 32 - 1 })],
    ['summaries alone', exportOf({ files: [{ filename: '/w/a.rs', summary: summaryOf(2, 3) }] }), read({})],
    [
      'no branches before version 2.0.1',
      exportOf({ files: [file('/w/a.rs', [], summaryOf(2, 3, {}))] }),
      read({}, { totals: { lines: count(2, 3), functions: count(1, 1), regions: count(2, 3) } }),
    ],
    [
      'several parts, totals that contradict',
      exportOf({
        files: [file('/w/a.rs', [])],
        totals: { lines: counter(9, 9) },
      }),
      read({}, { warnings: ['inconsistent-summary'] }),
    ],
    [
      'several parts are summed',
      exportOf({ files: [file('/w/a.rs', [])] }, { files: [file('/w/b.rs', [], summaryOf(0, 1, {}))] }),
      read(
        {},
        {
          totals: { lines: count(2, 4), functions: count(2, 2), regions: count(4, 6), branches: count(1, 2) },
          printed: '50.00%',
          files: [
            ['/w/a.rs', {}],
            ['/w/b.rs', {}],
          ],
        },
      ),
    ],
    ['no data', { type: 'llvm.coverage.json.export' }, failure('llvm-cov', '/data')],
    ['a part without files', exportOf({}), failure('llvm-cov', '/data/0/files')],
    ['a file without a name', exportOf({ files: [{}] }), failure('llvm-cov', '/data/0/files/0/filename')],
    [
      'a file without a summary',
      exportOf({ files: [{ filename: 'a' }] }),
      failure('llvm-cov', '/data/0/files/0/summary'),
    ],
    [
      'a count that is none',
      exportOf({ files: [file('a', [], { ...summaryOf(1, 1), regions: counter(-1, 1) })] }),
      failure('llvm-cov', '/data/0/files/0/summary/regions'),
    ],
    [
      'more covered than there is',
      exportOf({ files: [file('a', [], summaryOf(4, 3))] }),
      failure('llvm-cov', '/data/0/files/0/summary/lines', 'inconsistent'),
    ],
    [
      'a segment that is none',
      one([[0, 1, 1, true, true]]),
      failure('llvm-cov', '/data/0/files/0/segments/0'),
    ],
    [
      'segments out of order',
      one([
        [3, 1, 1, true, true],
        [2, 1, 1, true, true],
      ]),
      failure('llvm-cov', '/data/0/files/0/segments/1'),
    ],
    [
      'nothing to cover',
      exportOf({ files: [file('a', [], summaryOf(0, 0))] }),
      noData('llvm-cov', 'no-units'),
    ],
  ])('%s', (_, value, expected) => expect(outcome(value)).toEqual(expected));

  test('segments over more lines than the limit are refused, not walked', () => {
    const text = JSON.stringify(
      one([
        [1, 1, 1, true, true],
        [4_000_000_000, 1, 0, false, false],
      ]),
    );
    const read = readCoverage(text, { path: 'r' });
    expect(read.ok ? read.value : read.failure).toEqual({
      kind: 'limit-exceeded',
      limit: 'records',
      allowed: 20_000_000,
      report: 'r',
    });
  });
});

describe('coverlet', () => {
  const branch = (Line: number, Path: number, Hits: number) => ({
    Line,
    Offset: 1,
    EndOffset: 2,
    Path,
    Ordinal: Path,
    Hits,
  });
  const read = (expected: object) => ({ format: 'coverlet', headline: 'lines', warnings: [], ...expected });

  test.each<[string, unknown, unknown]>([
    [
      'lines, branches and methods; a line of two methods counts twice in what coverlet prints',
      {
        'App.dll': {
          '/w/a.cs': {
            'N.A': {
              'System.Void N.A::F()': {
                Lines: { 1: 2, 2: 0, 3: 1 },
                Branches: [branch(1, 0, 1), branch(1, 1, 0)],
              },
              'System.Void N.A::G()': { Lines: { 3: 0 }, Branches: [] },
              'System.Void N.A::Empty()': { Lines: {}, Branches: [] },
            },
          },
        },
      },
      read({
        totals: { lines: count(2, 3), branches: count(1, 2), functions: count(1, 2) },
        printed: '50%',
        files: [['/w/a.cs', { 1: 2, 2: 0, 3: 1 }]],
      }),
    ],
    [
      'one file in two modules, names without .dll, prototype keys',
      `{"App": {"__proto__": {"A": {"F": {"Lines": {"1": 1, "2": 0}}}}}, "constructor": {"__proto__": {"A": {"F": {"Lines": {"2": 1}}}}}}`,
      read({
        totals: { lines: count(2, 2), branches: count(0, 0), functions: count(1, 1) },
        printed: '66.66%',
        files: [['__proto__', { 1: 1, 2: 1 }]],
      }),
    ],
    ['a module that is none', { 'a.dll': {}, 'b.dll': 1 }, failure('coverlet', '/b.dll')],
    ['a document that is none', { 'a.dll': { 'a.cs': 1 } }, failure('coverlet', '/a.dll/a.cs')],
    ['a class that is none', { 'a.dll': { 'a.cs': { A: 1 } } }, failure('coverlet', '/a.dll/a.cs/A')],
    [
      'a method that is none',
      { 'a.dll': { 'a.cs': { A: { F: 1 } } } },
      failure('coverlet', '/a.dll/a.cs/A/F'),
    ],
    ['no lines', { 'a.dll': { 'a.cs': { A: { F: {} } } } }, failure('coverlet', '/a.dll/a.cs/A/F/Lines')],
    [
      'a line that is none',
      { 'a.dll': { 'a.cs': { A: { F: { Lines: { x: 1 } } } } } },
      failure('coverlet', '/a.dll/a.cs/A/F/Lines/x'),
    ],
    [
      'branches that are none',
      { 'a.dll': { 'a.cs': { A: { F: { Lines: {}, Branches: {} } } } } },
      failure('coverlet', '/a.dll/a.cs/A/F/Branches'),
    ],
    [
      'a branch that is none',
      { 'a.dll': { 'a.cs': { A: { F: { Lines: {}, Branches: [{}] } } } } },
      failure('coverlet', '/a.dll/a.cs/A/F/Branches/0'),
    ],
    ['no documents', { 'a.dll': {} }, noData('coverlet', 'no-files')],
  ])('%s', (_, value, expected) => expect(outcome(value)).toEqual(expected));
});

describe('simplecov', () => {
  const run = (coverage: object) => ({ coverage, timestamp: 1 });
  const read = (expected: object) => ({ format: 'simplecov', headline: 'lines', warnings: [], ...expected });

  test.each<[string, unknown, unknown]>([
    [
      'lines and branches of two commands',
      {
        RSpec: run({
          '/w/a.rb': {
            lines: [1, null, 0, 'ignored', 0],
            branches: {
              '[:if, 0, 3, 4, 5, 6]': { '[:then, 1, 3, 4, 3, 9]': 2, '[:else, 2, 5, 4, 5, 9]': 0 },
            },
          },
        }),
        Minitest: run({
          '/w/a.rb': { lines: [0, null, 5, null, 0], branches: {} },
          '/w/b.rb': { lines: [0] },
        }),
      },
      read({
        totals: { lines: count(2, 4), branches: count(1, 2) },
        printed: '50.0%',
        files: [
          ['/w/a.rb', { 1: 1, 3: 5, 5: 0 }],
          ['/w/b.rb', { 1: 0 }],
        ],
      }),
    ],
    [
      'a command that was left from an earlier run',
      {
        RSpec: { ...run({ '/w/a.rb': { lines: [1, 1] } }), timestamp: 1_000 },
        Cucumber: { ...run({ '/w/a.rb': { lines: [1, 0] } }), timestamp: 1_001 },
        Minitest: { ...run({ '/w/a.rb': { lines: [1, 0] } }), timestamp: 1_600 },
      },
      read({
        totals: { lines: count(2, 2) },
        printed: '100.0%',
        files: [['/w/a.rb', { 1: 1, 2: 1 }]],
        warnings: ['incomplete'],
      }),
    ],
    [
      'a line that no command ran and one calls not relevant, as for a file that one only tracks',
      {
        A: run({ '/w/a.rb': { lines: [0, 0, 0, 0] } }),
        B: run({ '/w/a.rb': { lines: [null, 2, 0, null] } }),
        C: run({ '/w/a.rb': { lines: [1, null, 0, 0] } }),
      },
      read({
        totals: { lines: count(2, 3) },
        printed: '66.67%',
        files: [['/w/a.rb', { 1: 1, 2: 2, 3: 0 }]],
      }),
    ],
    [
      'a line of one command alone that did not run, and a file of one command',
      {
        A: run({ '/w/a.rb': { lines: [1, 0] } }),
        B: run({ '/w/a.rb': { lines: [1, null] }, '/w/b.rb': { lines: [0] } }),
      },
      read({
        totals: { lines: count(1, 2) },
        printed: '50.0%',
        files: [
          ['/w/a.rb', { 1: 1 }],
          ['/w/b.rb', { 1: 0 }],
        ],
      }),
    ],
    [
      'a list of lines, as releases before 0.18 wrote it',
      { RSpec: run({ '/w/a.rb': [1, 1, 0] }) },
      read({ totals: { lines: count(2, 3) }, printed: '66.67%', files: [['/w/a.rb', { 1: 1, 2: 1, 3: 0 }]] }),
    ],
    ['a command without coverage', { A: run({}), B: {} }, failure('simplecov', '/B/coverage')],
    ['a file without lines', { A: run({ a: {} }) }, failure('simplecov', '/A/coverage/a')],
    [
      'a count that is none',
      { A: run({ a: { lines: ['1'] } }) },
      failure('simplecov', '/A/coverage/a/lines/0'),
    ],
    [
      'branches that are none',
      { A: run({ a: { lines: [1], branches: [] } }) },
      failure('simplecov', '/A/coverage/a/branches'),
    ],
    [
      'a condition that is none',
      { A: run({ a: { lines: [1], branches: { c: 1 } } }) },
      failure('simplecov', '/A/coverage/a/branches/c'),
    ],
    [
      'an arm that is none',
      { A: run({ a: { lines: [1], branches: { c: { d: 1 } } } }) },
      failure('simplecov', '/A/coverage/a/branches/c'),
    ],
    ['no relevant line', { A: run({ a: { lines: [null] } }) }, noData('simplecov', 'no-units')],
  ])('%s', (_, value, expected) => expect(outcome(value)).toEqual(expected));
});
