import { describe, expect, test } from 'vitest';
import { describeReadFailure, type Format, type ReadFailure, readCoverage } from '.';

const failureOf = (text: string | undefined, format?: Format, limits = {}): ReadFailure | 'read' => {
  const read = readCoverage(text, { path: 'out/report', limits, ...(format && { format }) });
  return read.ok ? 'read' : read.failure;
};

const report = 'out/report';

describe('what is no report', () => {
  test.each<[string, string | undefined, object]>([
    ['a missing file', undefined, { kind: 'missing' }],
    ['an empty file', '', { kind: 'no-data', lack: 'empty-file' }],
    ['white space', '\uFEFF \r\n\t\n', { kind: 'no-data', lack: 'empty-file' }],
    ['an HTML page', '<!DOCTYPE html><html><body>80%</body></html>', { kind: 'not-a-report', found: 'html' }],
    ['an HTML page without doctype', '\n<HTML>', { kind: 'not-a-report', found: 'html' }],
    ['XML', '<?xml version="1.0"?><note/>', { kind: 'not-a-report', found: 'xml' }],
    ['prose', 'All files | 100 |', { kind: 'not-a-report', found: 'text' }],
    ['a number', '100', { kind: 'not-a-report', found: 'text' }],
    ['a list', '[]', { kind: 'not-a-report', found: 'json' }],
    ['other JSON', '{"name": "x"}', { kind: 'not-a-report', found: 'json' }],
    ['{}', '{}', { kind: 'no-data', lack: 'no-files' }],
    [
      'an llvm-cov export without files',
      '{"type": "llvm.coverage.json.export", "data": []}',
      { kind: 'no-data', lack: 'no-files', format: 'llvm-cov' },
    ],
    [
      'a resultset without files',
      '{"RSpec": {"coverage": {}, "timestamp": 1}}',
      { kind: 'no-data', lack: 'no-files', format: 'simplecov' },
    ],
    [
      'a module without lines',
      '{"App.dll": {"a.cs": {}}}',
      { kind: 'no-data', lack: 'no-units', format: 'coverlet' },
    ],
    [
      'Cobertura without classes',
      '<coverage line-rate="1" lines-valid="0" lines-covered="0"></coverage>',
      { kind: 'no-data', lack: 'no-files', format: 'cobertura' },
    ],
    [
      'JaCoCo without packages',
      '<report name="x"/>',
      { kind: 'no-data', lack: 'no-files', format: 'jacoco' },
    ],
    [
      'Clover without files',
      '<coverage generated="1"/>',
      { kind: 'no-data', lack: 'no-files', format: 'clover' },
    ],
    [
      'OpenCover without modules',
      '<CoverageSession/>',
      { kind: 'no-data', lack: 'no-files', format: 'opencover' },
    ],
    [
      'JSON cut short',
      '{"a": {"path": "a"',
      {
        kind: 'malformed',
        format: 'json',
        at: { line: 1, column: 19 },
        problem: 'it ends before the JSON is complete',
      },
    ],
    [
      'NaN',
      '{\n  "coverage": NaN, "files": []}',
      {
        kind: 'malformed',
        format: 'json',
        at: { line: 2, column: 15 },
        problem: 'JSON syntax: InvalidSymbol',
      },
    ],
    [
      'a file that stands twice',
      '{\n  "__proto__": {"path": "a:b"},\n  "a": {"path": "a", "s": {"0": 0}},\n  "\\u0061": {"path": "a", "s": {"0": 1}}\n}',
      {
        kind: 'malformed',
        format: 'json',
        at: { line: 4, column: 3 },
        problem: 'the key "a" stands twice in one object',
      },
    ],
  ])('%s', (_, text, expected) => expect(failureOf(text)).toEqual({ ...expected, report }));

  test.each<[string, string, Format, object]>([
    ['text for a JSON format', 'mode: set\n', 'istanbul', { kind: 'malformed', format: 'istanbul' }],
    ['JSON for a text format', '{"a": 1}', 'lcov', { kind: 'malformed', format: 'lcov' }],
    ['another JSON format', '{"files": []}', 'coverage-py', { kind: 'malformed', format: 'coverage-py' }],
    ['text for an XML format', 'mode: set\n', 'jacoco', { kind: 'malformed', format: 'jacoco' }],
    ['another XML format', '<report name="x"/>', 'clover', { kind: 'malformed', format: 'clover' }],
    ['an empty file', ' ', 'lcov', { kind: 'no-data', lack: 'empty-file', format: 'lcov' }],
  ])('a named format is not second-guessed: %s', (_, text, format, expected) => {
    expect(failureOf(text, format)).toMatchObject({ ...expected, report });
  });
});

describe('limits', () => {
  const lcov = 'SF:a\nDA:1,1\nDA:2,1\nend_of_record\n';
  const statement = { start: { line: 1, column: 0 }, end: { line: 1, column: 1 } };
  const istanbul = {
    a: { path: 'a', statementMap: { 0: statement }, fnMap: {}, branchMap: {}, s: { 0: 1 }, f: {}, b: {} },
  };
  const counter = { covered: 1, total: 1 };
  const counts = { lines: counter, statements: counter, functions: counter, branches: counter };
  const summary = { covered_lines: 1, num_statements: 1 };
  const python = {
    meta: {},
    totals: summary,
    files: { a: { summary, executed_lines: [1], missing_lines: [] } },
  };
  const rust = { files: [{ path: ['a'], traces: [{ line: 1, stats: { Line: 1 } }] }] };

  test.each<[string, string, object, object]>([
    ['bytes', `SF:${'ü'.repeat(100)}\n`, { maxBytes: 150 }, { limit: 'bytes', allowed: 150 }],
    ['depth', `${'{"a":'.repeat(100_000)}1`, {}, { limit: 'depth', allowed: 64 }],
    ['lcov records', lcov, { maxRecords: 3 }, { limit: 'records', allowed: 3 }],
    ['istanbul units', JSON.stringify(istanbul), { maxRecords: 0 }, { limit: 'records', allowed: 0 }],
    [
      'summary files',
      JSON.stringify({ total: counts, a: counts }),
      { maxRecords: 0 },
      { limit: 'records', allowed: 0 },
    ],
    ['coverage.py lines', JSON.stringify(python), { maxRecords: 1 }, { limit: 'records', allowed: 1 }],
    ['tarpaulin lines', JSON.stringify(rust), { maxRecords: 1 }, { limit: 'records', allowed: 1 }],
  ])('%s', (_, text, limits, expected) => {
    expect(failureOf(text, undefined, limits)).toEqual({ kind: 'limit-exceeded', report, ...expected });
  });

  test('brackets in strings are no depth', () => {
    expect(failureOf(JSON.stringify({ [`"${'['.repeat(100)}\\`]: '{'.repeat(100) }))).toEqual({
      kind: 'not-a-report',
      found: 'json',
      report,
    });
  });

  test('warnings are kept in bounds', () => {
    const text = `SF:a\n${Array.from({ length: 80 }, (_, line) => `DA:${line + 1},-1\n`).join('')}end_of_record\n`;
    const read = readCoverage(text, { path: report });
    expect(read.ok && read.value.warnings.length).toBe(51);
    expect(read.ok && read.value.warnings.at(-1)?.message).toBe('30 more warnings');
  });

  test('bytes of a report in pieces, wherever they are cut', () => {
    const text = '\uFEFFSF:src/größe.ts\r\nDA:1,1\r\nDA:2,0\r\nend_of_record\r\n';
    const bytes = Buffer.from(text);
    const whole = readCoverage(text, { path: report });
    for (let size = 1; size < 20; size += 1) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      expect(readCoverage(pieces, { path: report })).toEqual(whole);
    }
    expect(whole.ok && whole.value.files.map(({ path }) => path)).toEqual(['src/größe.ts']);
  });

  test('no more bytes are taken than the limit allows', () => {
    let taken = 0;
    function* endless() {
      for (;;) {
        taken += 1;
        yield Buffer.from('SF:a\nDA:1,1\nend_of_record\n'.repeat(1000));
      }
    }
    const read = readCoverage(endless(), { path: report, limits: { maxBytes: 1_000_000 } });
    expect(read).toEqual({
      ok: false,
      failure: { kind: 'limit-exceeded', limit: 'bytes', allowed: 1_000_000, report },
    });
    expect(taken).toBeLessThan(50);
  });

  test('very many units in one place are numbered in one pass', () => {
    const ids = Array.from({ length: 40_000 }, (_, id) => id);
    const place = { start: { line: 1, column: 0 }, end: { line: 1, column: 1 } };
    const file = {
      path: 'a',
      statementMap: Object.fromEntries(ids.map((id) => [id, place])),
      s: Object.fromEntries(ids.map((id) => [id, 1])),
      ...{ fnMap: {}, f: {}, branchMap: {}, b: {} },
    };
    const read = readCoverage(JSON.stringify({ a: file }), { path: report });
    expect(read.ok && read.value.totals.statements).toEqual({ covered: 40_000, total: 40_000 });
  });

  test('very many classes of one package find their source files in one pass', () => {
    const names = Array.from({ length: 8_000 }, (_, index) => `A${index}`);
    const counter = (type: string) => `<counter type="${type}" missed="0" covered="1"/>`;
    const classes = names.map(
      (name) =>
        `<class name="p/${name}" sourcefilename="${name}.java"><method name="m" desc="()V">${counter('METHOD')}</method></class>`,
    );
    const files = names.map(
      (name) => `<sourcefile name="${name}.java">${counter('INSTRUCTION')}${counter('METHOD')}</sourcefile>`,
    );
    const xml = `<report name="x"><package name="p">${[...classes, ...files].join('')}</package></report>`;
    const read = readCoverage(xml, { path: report });
    const all = { covered: 8_000, total: 8_000 };
    expect(read.ok && read.value.totals).toEqual({ functions: all, instructions: all });
  });

  test('one file in very many records is united in one pass', () => {
    const records = Array.from(
      { length: 20_000 },
      (_, line) => `SF:a\nDA:${line + 1},1\nend_of_record\n`,
    ).join('');
    const read = readCoverage(records, { path: report });
    expect(read.ok && read.value.totals).toEqual({ lines: { covered: 20_000, total: 20_000 } });
  });
});

describe('describeReadFailure', () => {
  test.each<[ReadFailure, string]>([
    [{ kind: 'missing', report }, 'coverage report out/report does not exist'],
    [
      { kind: 'no-data', report, lack: 'no-units' },
      'coverage report out/report has nothing that could be covered (0 of 0): no data is not a pass',
    ],
    [{ kind: 'not-a-report', report, found: 'html' }, 'out/report is an HTML page, not a coverage report'],
    [
      { kind: 'malformed', report, format: 'lcov', at: { line: 3 }, problem: 'p' },
      'out/report:3 is not a whole lcov report: p',
    ],
    [
      { kind: 'malformed', report, format: 'json', at: { line: 3, column: 4 }, problem: 'p' },
      'out/report:3:4 is not a whole json report: p',
    ],
    [
      { kind: 'inconsistent', report, format: 'istanbul', at: { pointer: '/a' }, problem: 'p' },
      'out/report at /a contradicts itself: p',
    ],
    [
      { kind: 'inconsistent', report, format: 'istanbul', at: {}, problem: 'p' },
      'out/report contradicts itself: p',
    ],
    [
      { kind: 'limit-exceeded', report, limit: 'depth', allowed: 64 },
      'out/report exceeds the limit of 64 levels of nesting',
    ],
  ])('%j', (failure, message) => {
    const text = describeReadFailure(failure, 'npx vitest run --coverage');
    expect(text).toEqual({ message, expected: expect.stringMatching(/./), fix: expect.stringMatching(/./) });
  });

  test('the remedy names the command when it is known', () => {
    expect(describeReadFailure({ kind: 'missing', report }, 'go test ./...').fix).toContain(
      'run `go test ./...`',
    );
    expect(describeReadFailure({ kind: 'missing', report }).fix).toContain('run the tests with coverage');
  });
});
