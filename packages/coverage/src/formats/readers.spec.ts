import { describe, expect, test } from 'vitest';
import { type CoverageReport, type Format, readCoverage } from '..';

const outcome = (text: string | undefined, format?: Format) => {
  const read = readCoverage(text, { path: 'r', ...(format && { format }) });
  return read.ok ? summary(read.value) : read.failure;
};

const summary = ({ format, headline, totals, printed, files, warnings }: CoverageReport) => ({
  format,
  headline,
  totals,
  printed,
  files: files.map(({ path, lineHits }) => [path, Object.fromEntries(lineHits)]),
  warnings: warnings.map(({ kind, line }) => (line === undefined ? kind : `${kind}:${line}`)),
});

const json = (value: unknown) => JSON.stringify(value);

describe('go-coverprofile', () => {
  const block = (counts: string, mode = 'set') => `mode: ${mode}\n${counts}\n`;
  const read = (covered: number, total: number, printed: string, lines: object, warnings: string[] = []) => ({
    format: 'go-coverprofile',
    headline: 'statements',
    totals: { statements: { covered, total } },
    printed,
    files: [['m/a.go', lines]],
    warnings,
  });
  const failure = (kind: string, line: number, problem: unknown) => ({
    kind,
    format: 'go-coverprofile',
    at: { line },
    problem,
    report: 'r',
  });

  test.each<[string, string, unknown]>([
    ['one block', block('m/a.go:1.1,2.2 3 1'), read(3, 3, '100.0%', { 1: 1, 2: 1 })],
    [
      'a block twice is one, covered when either ran',
      block('m/a.go:1.1,1.9 2 0\nm/a.go:1.1,1.9 2 7\nm/a.go:2.1,2.9 1 0', 'count'),
      read(2, 3, '66.7%', { 1: 7, 2: 0 }),
    ],
    [
      'concatenated profiles of one mode',
      block('m/a.go:1.1,1.9 2 0\nmode: set\nm/a.go:1.1,1.9 2 1'),
      read(2, 2, '100.0%', { 1: 1 }),
    ],
    [
      'Windows line ends and a byte order mark',
      '\uFEFFmode: atomic\r\nm/a.go:1.1,1.9 1 18446744073709551615\r\n',
      read(1, 1, '100.0%', { 1: 2 ** 32 - 1 }),
    ],
    [
      'a tie is printed to even as Go does',
      block('m/a.go:1.1,1.9 1 1\nm/a.go:2.1,2.9 15 0'),
      read(1, 16, '6.2%', { 1: 1, 2: 0 }),
    ],
    [
      'rounding up to 100.0',
      block('m/a.go:1.1,1.9 9999 1\nm/a.go:2.1,2.9 1 0'),
      read(9999, 10000, '100.0%', { 1: 1, 2: 0 }),
    ],
    [
      'a negative count',
      block('m/a.go:1.1,1.9 1 -4', 'count'),
      read(0, 1, '0.0%', { 1: 0 }, ['negative-count:2']),
    ],
    ['no final line end', 'mode: set\nm/a.go:1.1,1.9 1 1', read(1, 1, '100.0%', { 1: 1 }, ['incomplete'])],
    [
      'an empty function has no line that could run',
      block('m/a.go:5.19,6.2 0 0\nm/a.go:8.14,9.2 1 1'),
      read(1, 1, '100.0%', { 8: 1, 9: 1 }),
    ],
    [
      'NumStmt differs',
      block('m/a.go:1.1,1.9 2 0\nm/a.go:1.1,1.9 3 0'),
      failure('inconsistent', 3, expect.stringContaining('3 statements here and 2 before')),
    ],
    [
      'modes differ',
      block('m/a.go:1.1,1.9 2 0\nmode: count'),
      failure('inconsistent', 3, 'mode count after mode set'),
    ],
    ['cut in a line', 'mode: set\nm/a.go:1.1,1.9 2', failure('malformed', 2, expect.any(String))],
    [
      'a block that ends before it starts',
      block('m/a.go:5.1,1.9 2 0'),
      failure('malformed', 2, expect.any(String)),
    ],
    ['an unknown mode', 'mode: often\nm/a.go:1.1,1.9 2 0\n', failure('malformed', 1, expect.any(String))],
    [
      'the mode line alone',
      'mode: set\n',
      { kind: 'no-data', lack: 'no-files', format: 'go-coverprofile', report: 'r' },
    ],
    [
      'blocks without statements',
      block('m/a.go:1.1,1.2 0 0'),
      { kind: 'no-data', lack: 'no-units', format: 'go-coverprofile', report: 'r' },
    ],
  ])('%s', (_, text, expected) => expect(outcome(text)).toEqual(expected));

  test('a block over more lines than the limit is refused, not walked', () => {
    const read = readCoverage(block('m/a.go:1.1,999999999.9 2 0'), { path: 'r' });
    expect(read).toEqual({
      ok: false,
      failure: { kind: 'limit-exceeded', limit: 'records', allowed: 20_000_000, report: 'r' },
    });
  });
});

describe('lcov', () => {
  const record = (...lines: string[]) => `TN:\nSF:a.c\n${lines.join('\n')}\nend_of_record\n`;
  const read = (totals: object, printed: string, lines: object, warnings: string[] = []) => ({
    format: 'lcov',
    headline: 'lines',
    totals,
    printed,
    files: [['a.c', lines]],
    warnings,
  });
  const failure = (kind: string, line: number, problem: unknown = expect.any(String)) => ({
    kind,
    format: 'lcov',
    at: { line },
    problem,
    report: 'r',
  });

  test.each<[string, string, unknown]>([
    [
      'branches out of order, twice, and named by text',
      record('BRDA:5,0,01,-', 'BRDA:2,0,0,1', 'BRDA:5,0,1,3', 'BRDA:2,0,jump to line 3, or not,-', 'DA:2,1'),
      read({ lines: { covered: 1, total: 1 }, branches: { covered: 2, total: 3 } }, '100.0%', { 2: 1 }),
    ],
    [
      'lines out of order and twice',
      record('DA:9,0', 'DA:3,1', 'DA:9,4', 'DA:3,0'),
      read({ lines: { covered: 2, total: 2 } }, '100.0%', { 3: 1, 9: 4 }),
    ],
    [
      'without LF and LH',
      record('DA:1,1', 'DA:2,0', 'DA:3,4'),
      read({ lines: { covered: 2, total: 3 } }, '66.7%', { 1: 1, 2: 0, 3: 4 }),
    ],
    [
      'LH before LF',
      record('DA:1,1', 'LH:1', 'LF:1'),
      read({ lines: { covered: 1, total: 1 } }, '100.0%', { 1: 1 }),
    ],
    [
      'sums that contradict the records',
      record('DA:1,1', 'DA:2,0', 'LF:1', 'LH:5'),
      read({ lines: { covered: 1, total: 2 } }, '50.0%', { 1: 1, 2: 0 }, ['inconsistent-summary:2']),
    ],
    ['sums only', record('LF:4', 'LH:3'), read({ lines: { covered: 3, total: 4 } }, '75.0%', {})],
    [
      'a line twice',
      record('DA:1,0', 'DA:1,2', 'DA:2,0'),
      read({ lines: { covered: 1, total: 2 } }, '50.0%', { 1: 2, 2: 0 }),
    ],
    [
      'a file twice',
      record('DA:1,0', 'DA:2,1') + record('DA:1,1', 'DA:3,0'),
      read({ lines: { covered: 2, total: 3 } }, '66.7%', { 1: 1, 2: 1, 3: 0 }),
    ],
    [
      'a checksum',
      record('DA:1,1,aYMytwxRCJqBm2jf7VNtkg'),
      read({ lines: { covered: 1, total: 1 } }, '100.0%', { 1: 1 }),
    ],
    [
      'line 0',
      record('DA:0,1', 'DA:1,1'),
      read({ lines: { covered: 1, total: 1 } }, '100.0%', { 1: 1 }, ['line-zero:3']),
    ],
    [
      'a comment and an unknown record',
      `# made by hand\n${record('VER:1', 'DA:1,1')}`,
      read({ lines: { covered: 1, total: 1 } }, '100.0%', { 1: 1 }),
    ],
    [
      'nearly all',
      record('DA:1,1', ...Array.from({ length: 2999 }, (_, i) => `DA:${i + 2},1`), 'DA:9999,0'),
      expect.objectContaining({ printed: '99.9%' }),
    ],
    [
      'nearly none',
      record('DA:1,1', ...Array.from({ length: 3000 }, (_, i) => `DA:${i + 2},0`)),
      expect.objectContaining({ printed: '0.1%' }),
    ],
    [
      'branches: not reached, text with commas, marks of lcov 2',
      record('DA:1,1', 'BRDA:1,0,0,-', 'BRDA:1,0,if (a, b),2', 'BRDA:1,e0,1,0', 'BRF:3', 'BRH:1'),
      read({ lines: { covered: 1, total: 1 }, branches: { covered: 1, total: 3 } }, '100.0%', { 1: 1 }),
    ],
    [
      'functions by name',
      record('FN:1,a', 'FN:5,9,b', 'FNDA:3,a', 'FNDA:0,b', 'FNF:2', 'FNH:1', 'DA:1,1'),
      read({ lines: { covered: 1, total: 1 }, functions: { covered: 1, total: 2 } }, '100.0%', { 1: 1 }),
    ],
    [
      'instantiations of one function, as FNF says',
      record('FN:1,a<u8>', 'FN:1,a<u16>', 'FNDA:3,a<u8>', 'FNDA:0,a<u16>', 'FNF:1', 'FNH:1', 'DA:1,1'),
      read({ lines: { covered: 1, total: 1 }, functions: { covered: 1, total: 1 } }, '100.0%', { 1: 1 }),
    ],
    [
      'functions of one name, as FNF says: each has the hits in its place',
      record(
        ...['FN:1,get', 'FN:5,get', 'FN:5,get', 'FN:7,f', 'FNF:4', 'FNH:2'],
        ...['FNDA:0,get', 'FNDA:1,get', 'FNDA:0,get', 'FNDA:2,f', 'DA:1,1'],
      ),
      read({ lines: { covered: 1, total: 1 }, functions: { covered: 2, total: 4 } }, '100.0%', { 1: 1 }),
    ],
    [
      'functions of one name in two sections',
      record('FN:1,get', 'FN:5,get', 'FNF:2', 'FNDA:0,get', 'FNDA:1,get', 'DA:1,1') +
        record('FN:1,get', 'FNF:1', 'FNDA:0,get', 'DA:1,1'),
      read({ lines: { covered: 1, total: 1 }, functions: { covered: 1, total: 2 } }, '100.0%', { 1: 1 }),
    ],
    [
      'leaders of one place are one function, whichever of them ran',
      record('FNL:0,1,4', 'FNA:0,1,a', 'FNL:1,1,4', 'FNA:1,0,b', 'DA:1,1'),
      read({ lines: { covered: 1, total: 1 }, functions: { covered: 1, total: 1 } }, '100.0%', { 1: 1 }),
    ],
    [
      'leaders and aliases of lcov 2.2',
      record('FNL:0,1,4', 'FNA:0,0,a', 'FNA:0,2,b', 'FNL:1,6', 'FNA:1,0,c', 'DA:1,1'),
      read({ lines: { covered: 1, total: 1 }, functions: { covered: 1, total: 2 } }, '100.0%', { 1: 1 }),
    ],
    [
      'an orphan FNDA',
      record('FN:1,a', 'FNDA:1,b', 'DA:1,1'),
      read({ lines: { covered: 1, total: 1 }, functions: { covered: 0, total: 1 } }, '100.0%', { 1: 1 }, [
        'orphan-record:2',
      ]),
    ],
    [
      'a negative count',
      record('DA:1,-3'),
      read({ lines: { covered: 0, total: 1 } }, '0.0%', { 1: 0 }, ['negative-count:3']),
    ],
    [
      'an empty module of coverage.py 6',
      `SF:e.py\nLF:0\nLH:1\nend_of_record\n${record('DA:1,1')}`,
      expect.objectContaining({ totals: { lines: { covered: 1, total: 1 } } }),
    ],
    ['LH over LF without records', record('LF:1', 'LH:2'), failure('inconsistent', 2)],
    [
      'sums only, twice',
      record('LF:2', 'LH:1') + record('LF:2', 'LH:1'),
      {
        kind: 'inconsistent',
        format: 'lcov',
        at: {},
        problem: 'a.c occurs twice with sums only for lines',
        report: 'r',
      },
    ],
    ['no end_of_record', 'TN:\nSF:a.c\nDA:1,1\n', failure('malformed', 2, 'a.c has no end_of_record')],
    ['SF inside a record', 'SF:a.c\nDA:1,1\nSF:b.c\nend_of_record\n', failure('malformed', 3)],
    ['a record before SF', 'TN:\nDA:1,1\n', failure('malformed', 2)],
    ['end_of_record alone', 'TN:\nend_of_record\n', failure('malformed', 2)],
    ['SF without a name', 'SF:\nend_of_record\n', failure('malformed', 1)],
    ['prose', 'TN:\nSF:a.c\nlines were covered\nend_of_record\n', failure('malformed', 3)],
    ...[
      'DA:1',
      'DA:x,1',
      'DA:1,1.5',
      'BRDA:1,0,1',
      'FN:1',
      'FNDA:a',
      'FNL:a',
      'FNA:9,1,a',
      'FNA:x',
      'LF:many',
    ].map((wrong): [string, string, unknown] => [wrong, record(wrong), failure('malformed', 3)]),
    ...['LF:9', 'LH:9', 'BRF:2', 'FNF:1'].map((half): [string, string, unknown] => [
      `${half} without its other half and without a record`,
      record(half),
      { ...failure('malformed', 2), kind: 'inconsistent' },
    ]),
    ['only a test name', 'TN:\n', { kind: 'no-data', lack: 'no-files', format: 'lcov', report: 'r' }],
    [
      'a file without lines',
      record('LF:0', 'LH:0'),
      { kind: 'no-data', lack: 'no-units', format: 'lcov', report: 'r' },
    ],
  ])('%s', (_, text, expected) => expect(outcome(text)).toEqual(expected));
});

describe('istanbul', () => {
  const at = (line: number, column = 0) => ({ start: { line, column }, end: { line, column: column + 1 } });
  const file = (over: object = {}) => ({
    path: '/w/a.js',
    statementMap: { 0: at(1), 1: at(1, 5), 2: at(2) },
    fnMap: { 0: { name: 'f', decl: at(1), loc: at(1) } },
    branchMap: { 0: { loc: at(2), locations: [at(2), at(3)] } },
    s: { 0: 0, 1: 2, 2: 0 },
    f: { 0: 1 },
    b: { 0: [1, 0] },
    ...over,
  });
  const totals = {
    lines: { covered: 1, total: 2 },
    statements: { covered: 1, total: 3 },
    functions: { covered: 1, total: 1 },
    branches: { covered: 1, total: 2 },
  };
  const read = {
    format: 'istanbul',
    headline: 'lines',
    totals,
    printed: '50%',
    files: [['/w/a.js', { 1: 2, 2: 0 }]],
    warnings: [],
  };
  const failure = (pointer: string) => ({
    kind: 'malformed',
    format: 'istanbul',
    at: { pointer },
    problem: expect.any(String),
    report: 'r',
  });

  test.each<[string, unknown, unknown]>([
    ['a line has the hits of its busiest statement', { '/w/a.js': file() }, read],
    [
      'two statements in one place are two',
      { '/w/a.js': file({ statementMap: { 0: at(1), 1: at(1), 2: at(2) } }) },
      read,
    ],
    [
      'a hit count below zero',
      { '/w/a.js': file({ s: { 0: -1, 1: 2, 2: 0 } }) },
      { ...read, warnings: ['negative-count'] },
    ],
    ['no path', { '/w/a.js': file({ path: '' }) }, failure('/~1w~1a.js/path')],
    ['a file that is none', { '/w/a.js': file(), b: 7 }, failure('/b')],
    ['no counts', { '/w/a.js': file({ s: null }) }, failure('/~1w~1a.js/s')],
    ['no function map', { '/w/a.js': file({ fnMap: [] }) }, failure('/~1w~1a.js/fnMap')],
    ['no branch counts', { '/w/a.js': file({ b: 1 }) }, failure('/~1w~1a.js/b')],
    ['no branch map', { '/w/a.js': file({ branchMap: null }) }, failure('/~1w~1a.js/branchMap')],
    ['a count that is text', { '/w/a.js': file({ s: { 0: '1', 1: 2, 2: 0 } }) }, failure('/~1w~1a.js/s/0')],
    [
      'a count without a location',
      { '/w/a.js': file({ s: { 0: 1, 1: 2, 2: 0, 9: 2 } }) },
      failure('/~1w~1a.js/s/9'),
    ],
    [
      'a statement without a count',
      { '/w/a.js': file({ s: { 0: 1 } }) },
      failure('/~1w~1a.js/statementMap/1'),
    ],
    ['a function without a count', { '/w/a.js': file({ f: {} }) }, failure('/~1w~1a.js/fnMap/0')],
    ['a branch without a count', { '/w/a.js': file({ b: {} }) }, failure('/~1w~1a.js/branchMap/0')],
    ['arms that are no list', { '/w/a.js': file({ b: { 0: 1 } }) }, failure('/~1w~1a.js/b/0')],
    ['an arm that is null', { '/w/a.js': file({ b: { 0: [null] } }) }, failure('/~1w~1a.js/b/0')],
    [
      'arms without a branch',
      { '/w/a.js': file({ b: { 0: [1, 0], constructor: [1] } }) },
      failure('/~1w~1a.js/b/constructor'),
    ],
    [
      'nothing to cover',
      { a: file({ statementMap: {}, fnMap: {}, branchMap: {}, s: {}, f: {}, b: {} }) },
      { kind: 'no-data', lack: 'no-units', format: 'istanbul', report: 'r' },
    ],
    ['an empty map', {}, { kind: 'no-data', lack: 'no-files', report: 'r' }],
  ])('%s', (_, value, expected) => expect(outcome(json(value))).toEqual(expected));

  test('prototype keys are file names like any other', () => {
    const text = `{"__proto__": ${json(file({ path: '__proto__' }))}}`;
    expect(outcome(text)).toEqual({ ...read, files: [['__proto__', { 1: 2, 2: 0 }]] });
    expect(({} as Record<string, unknown>).path).toBeUndefined();
  });
});

describe('istanbul-summary', () => {
  const counts = (covered: unknown, total: unknown, pct: unknown = 0) => {
    const counter = { covered, total, skipped: 0, pct };
    return { lines: counter, statements: counter, functions: counter, branches: counter };
  };
  const counter = { covered: 2, total: 3 };
  const read = {
    format: 'istanbul-summary',
    headline: 'lines',
    totals: { lines: counter, statements: counter, functions: counter, branches: counter },
    printed: '66.66%',
    files: [['a.js', {}]],
    warnings: [],
  };
  const failure = (kind: string, pointer: string) => ({
    kind,
    format: 'istanbul-summary',
    at: { pointer },
    problem: expect.any(String),
    report: 'r',
  });

  test.each<[string, unknown, unknown]>([
    ['total and files', { total: counts(2, 3), 'a.js': counts(2, 3) }, read],
    [
      'total says more than its files',
      { total: counts(3, 3), 'a.js': counts(2, 3) },
      { ...read, printed: '100%', warnings: Array(4).fill('inconsistent-summary') },
    ],
    [
      'total alone',
      { total: counts(2, 3) },
      { kind: 'no-data', lack: 'no-files', format: 'istanbul-summary', report: 'r' },
    ],
    [
      'Unknown',
      { total: counts(0, 0, 'Unknown') },
      { kind: 'no-data', lack: 'no-files', format: 'istanbul-summary', report: 'r' },
    ],
    [
      'files with nothing in them',
      { total: counts(0, 0, 100), 'a.js': counts(0, 0, 100) },
      { kind: 'no-data', lack: 'no-units', format: 'istanbul-summary', report: 'r' },
    ],
    [
      'more covered than there is',
      { total: counts(2, 3), 'a.js': counts(4, 3) },
      failure('inconsistent', '/a.js/lines'),
    ],
    ['counts of text', { total: counts('2', 3) }, failure('malformed', '/total/lines')],
    ['a file that is none', { total: counts(2, 3), 'a.js': null }, failure('malformed', '/a.js')],
  ])('%s', (_, value, expected) => expect(outcome(json(value))).toEqual(expected));

  test('no total, where the format is named', () => {
    const read = readCoverage(json({ 'a.js': counts(2, 3) }), { path: 'r', format: 'istanbul-summary' });
    expect(!read.ok && read.failure).toEqual(failure('malformed', '/total'));
  });
});

describe('coverage-py', () => {
  const summary = (covered: number, total: number, branches?: [number, number]) => ({
    covered_lines: covered,
    num_statements: total,
    percent_covered_display: '67',
    ...(branches && { covered_branches: branches[0], num_branches: branches[1] }),
  });
  const report = (over: object = {}, file: object = {}) => ({
    meta: { version: '7.17.3', branch_coverage: false },
    files: {
      'a.py': {
        executed_lines: [1, 2],
        missing_lines: [3],
        excluded_lines: [],
        summary: summary(2, 3),
        ...file,
      },
    },
    totals: summary(2, 3),
    ...over,
  });
  const read = {
    format: 'coverage-py',
    headline: 'lines',
    totals: { lines: { covered: 2, total: 3 } },
    printed: '67%',
    files: [['a.py', { 1: 1, 2: 1, 3: 0 }]],
    warnings: [],
  };
  const failure = (kind: string, pointer: string) => ({
    kind,
    format: 'coverage-py',
    at: { pointer },
    problem: expect.any(String),
    report: 'r',
  });
  const display = (covered: number, total: number, shown: string) => {
    const totals = { ...summary(covered, total), percent_covered_display: shown };
    const missing_lines = Array.from({ length: total - covered }, (_, line) => line + 1);
    return report({ totals, files: { 'a.py': { executed_lines: [], missing_lines, summary: totals } } });
  };

  test.each<[string, unknown, unknown]>([
    ['lines', report(), read],
    [
      'line 0 and excluded lines of release 6',
      report({}, { executed_lines: [0, 1, 2, 9], excluded_lines: [9] }),
      read,
    ],
    [
      'lines that do not add up',
      report({}, { executed_lines: [1, 2, 7] }),
      { ...read, files: [['a.py', { 1: 1, 2: 1, 3: 0, 7: 1 }]], warnings: ['inconsistent-summary'] },
    ],
    [
      'branches',
      report(
        { meta: { branch_coverage: true }, totals: summary(2, 3, [1, 2]) },
        { summary: summary(2, 3, [1, 2]), executed_branches: [[1, 2]], missing_branches: [[1, -1]] },
      ),
      {
        ...read,
        headline: 'lines+branches',
        totals: { lines: { covered: 2, total: 3 }, branches: { covered: 1, total: 2 } },
        printed: '60%',
      },
    ],
    ['half to even', display(1, 8, '12'), expect.objectContaining({ printed: '12%' })],
    ['half to even, upwards', display(27, 200, '14'), expect.objectContaining({ printed: '14%' })],
    ['never 100 before all', display(199, 200, '99'), expect.objectContaining({ printed: '99%' })],
    ['never 0 after one', display(1, 1000, '1'), expect.objectContaining({ printed: '1%' })],
    ['two decimals', display(79_96, 100_00, '79.96'), expect.objectContaining({ printed: '79.96%' })],
    [
      'a summary that says less is missing than is listed',
      report({ totals: summary(3, 3) }, { summary: summary(3, 3) }),
      failure('inconsistent', '/files/a.py'),
    ],
    [
      'totals that the files contradict',
      report({ totals: summary(3, 3) }),
      failure('inconsistent', '/totals'),
    ],
    [
      'a summary that claims more than the lines listed',
      report({ totals: summary(3, 3) }, { summary: summary(3, 3) }),
      failure('inconsistent', '/files/a.py'),
    ],
    [
      'more covered than there is',
      report({}, { summary: summary(4, 3) }),
      failure('inconsistent', '/files/a.py/summary'),
    ],
    ['no summary', report({}, { summary: null }), failure('malformed', '/files/a.py/summary')],
    ['counts that are null', report({ totals: {} }), failure('malformed', '/totals')],
    ['branch counts missing', report({ meta: { branch_coverage: true } }), failure('malformed', '/totals')],
    ['lines of text', report({}, { executed_lines: ['1'] }), failure('malformed', '/files/a.py')],
    ['no missing lines', report({}, { missing_lines: null }), failure('malformed', '/files/a.py')],
    ['a file that is none', report({ files: { 'a.py': 1 } }), failure('malformed', '/files/a.py')],
    [
      'no files',
      report({ files: {}, totals: summary(0, 0) }),
      { kind: 'no-data', lack: 'no-files', format: 'coverage-py', report: 'r' },
    ],
    [
      'empty modules only',
      display(0, 0, '100'),
      { kind: 'no-data', lack: 'no-units', format: 'coverage-py', report: 'r' },
    ],
  ])('%s', (_, value, expected) => expect(outcome(json(value))).toEqual(expected));
});

describe('tarpaulin', () => {
  const line = (number: number, hits: unknown) => ({ line: number, stats: { Line: hits } });
  const report = (traces: unknown, over: object = {}, file: object = {}) => ({
    files: [{ path: ['/', 'w', 'src', 'a.rs'], content: '', traces, ...file }],
    ...over,
  });
  const read = {
    format: 'tarpaulin',
    headline: 'lines',
    totals: { lines: { covered: 1, total: 2 } },
    printed: '50.00%',
    files: [['/w/src/a.rs', { 1: 3, 2: 0 }]],
    warnings: [],
  };
  const traces = [line(1, 3), line(2, 0)];
  const failure = (kind: string, pointer: string) => ({
    kind,
    format: 'tarpaulin',
    at: { pointer },
    problem: expect.any(String),
    report: 'r',
  });

  test.each<[string, unknown, unknown]>([
    [
      'sums beside the traces',
      report(traces, { covered: 1, coverable: 2, coverage: 50 }, { covered: 1, coverable: 2 }),
      read,
    ],
    ['an old report without sums', report(traces), read],
    [
      'a Windows path',
      report(traces, {}, { path: ['C:', '\\', 'w', 'a.rs'] }),
      { ...read, files: [['C:/w/a.rs', { 1: 3, 2: 0 }]] },
    ],
    [
      'branches and conditions count two each',
      report([
        { line: 1, stats: { Branch: { been_true: true, been_false: false } } },
        {
          line: 2,
          stats: {
            Condition: [
              { been_true: true, been_false: true },
              { been_true: false, been_false: false },
            ],
          },
        },
      ]),
      { ...read, totals: { lines: { covered: 3, total: 6 } }, files: [['/w/src/a.rs', { 1: 1, 2: 2 }]] },
    ],
    [
      'a file that tarpaulin could not read again',
      report(traces, { covered: 1, coverable: 3 }),
      { ...read, printed: '33.33%', warnings: ['inconsistent-summary'] },
    ],
    [
      'a file whose sums its traces contradict',
      report(traces, {}, { covered: 2, coverable: 2 }),
      failure('inconsistent', '/files/0'),
    ],
    ['more covered than there is', report(traces, { covered: 3, coverable: 2 }), failure('inconsistent', '')],
    ['sums that are null', report(traces, { covered: null, coverable: 2 }), failure('malformed', '')],
    [
      'files that are no list',
      { files: {}, meta: {}, coverable: 0, totals: {}, ...{} },
      expect.objectContaining({ kind: 'malformed' }),
    ],
    ['a file that is none', report(traces, { files: [1], coverable: 0 }), failure('malformed', '/files/0')],
    ['a path of text', report(traces, {}, { path: 'a.rs' }), failure('malformed', '/files/0/path')],
    ['a path of numbers', report(traces, {}, { path: [1] }), failure('malformed', '/files/0/path')],
    ['no traces', report(null, { coverable: 0 }), failure('malformed', '/files/0/traces')],
    ['a trace without a line', report([{ stats: { Line: 1 } }]), failure('malformed', '/files/0/traces/0')],
    ['a trace without stats', report([line(1, 1), { line: 1 }]), failure('malformed', '/files/0/traces/1')],
    [
      'stats of another kind',
      report([{ line: 1, stats: { Mcdc: 1 } }]),
      failure('malformed', '/files/0/traces/0'),
    ],
    ['a hit count of text', report([line(1, '1')]), failure('malformed', '/files/0/traces/0')],
    [
      'a line with two traces',
      report([line(1, 1), line(2, 0), line(1, 0)]),
      failure('malformed', '/files/0/traces/2'),
    ],
    [
      'no lines: coverage is null',
      report([], { coverage: null, covered: 0, coverable: 0 }),
      { kind: 'no-data', lack: 'no-units', format: 'tarpaulin', report: 'r' },
    ],
    [
      'no files',
      { files: [], coverage: null, covered: 0, coverable: 0 },
      { kind: 'no-data', lack: 'no-files', format: 'tarpaulin', report: 'r' },
    ],
  ])('%s', (_, value, expected) => expect(outcome(json(value))).toEqual(expected));
});
