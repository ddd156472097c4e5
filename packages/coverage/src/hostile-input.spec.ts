import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FORMATS, type Format, parseCoverageConfig } from '.';
import { expectHonest, RUNS } from './testing/honest-reading';

/** Detected, or named: mostly as one of the formats that the text could be of. */
const formatOf = (...likely: readonly Format[]): fc.Arbitrary<Format | undefined> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(undefined, ...likely) },
    { weight: 1, arbitrary: fc.constantFrom(...FORMATS) },
  );
const TEXT_FORMATS = ['lcov', 'go-coverprofile'] as const;
const XML_FORMATS = ['cobertura', 'jacoco', 'clover', 'opencover'] as const;
const JSON_FORMATS = FORMATS.filter(
  (format) => ![...TEXT_FORMATS, ...XML_FORMATS].some((other) => other === format),
);

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
      fc.property(text, formatOf(...FORMATS), (written, named) => {
        expect(expectHonest(written, named).ok).toBe(false);
      }),
      RUNS,
    );
  });

  const field = fc.oneof(fc.integer({ min: -2, max: 5 }), fc.constantFrom('a', '-', 'e0', 999_999_999));
  const record = fc.oneof(
    fc.constantFrom('TN:', 'LF:3', 'LH:9', 'FNF:1', 'FNH:1', 'BRF:2', 'BRH:1', ''),
    fc
      .tuple(
        fc.constantFrom('DA', 'FN', 'FNDA', 'FNL', 'FNA', 'BRDA', 'BRF'),
        fc.array(field, { maxLength: 5 }),
      )
      .map(([tag, fields]) => `${tag}:${fields.join(',')}`),
  );
  const wholeLine = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.nat(2))
    .map(([line, hits]) => `DA:${line},${hits}`);
  const position = fc.tuple(fc.nat(9), fc.oneof(fc.nat(9), fc.constant(999_999_999)));
  const block = fc
    .tuple(position, position, fc.nat(3), fc.integer({ min: -1, max: 3 }))
    .map(([[column, line], [width, end], statements, count]) => {
      return `m/a.go:${line}.${column},${end}.${width} ${statements} ${count}`;
    });
  const wholeBlock = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.nat(9), fc.nat(2))
    .map(([line, height, count]) => `m/a.go:${line}.1,${line + height}.9 1 ${count}`);
  const file = fc.constantFrom('SF:a', 'SF:__proto__');
  const mode = fc.constantFrom('mode: set', 'mode: count');

  test('on lines of the text formats', () => {
    const lines = fc.oneof(
      fc.array(fc.oneof(file, mode, record, block, fc.constant('end_of_record')), { maxLength: 12 }),
      fc
        .tuple(file, fc.array(fc.oneof(wholeLine, record), { maxLength: 3 }))
        .map(([first, records]) => [first, ...records, 'end_of_record']),
      fc
        .tuple(mode, fc.array(fc.oneof(wholeBlock, block), { maxLength: 3 }))
        .map(([first, blocks]) => [first, ...blocks]),
    );
    const seen = new Set<string>();
    fc.assert(
      fc.property(lines, formatOf(...TEXT_FORMATS), (written, named) => {
        const outcome = expectHonest(`${written.join('\n')}\n`, named);
        seen.add(outcome.ok ? outcome.value.format : outcome.failure.kind);
      }),
      RUNS,
    );
    expect([...seen]).toEqual(expect.arrayContaining(['lcov', 'go-coverprofile', 'malformed', 'no-data']));
  });

  const segmentsTo = (line: number) => [
    [1, 1, 1, true, true],
    [line, 1, 0, false, false],
  ];
  const counter = { count: 1, covered: 1 };
  const summary = { lines: counter, functions: counter, regions: counter };
  test.each([
    ['a block of a coverprofile', 'mode: set\nm/a.go:1.1,999999999.2 1 1\n'],
    [
      'a segment of llvm-cov',
      JSON.stringify({
        type: 'llvm.coverage.json.export',
        data: [{ files: [{ filename: 'a.c', segments: segmentsTo(999_999_999), summary }] }],
      }),
    ],
  ])('on %s that claims 999,999,999 lines', (_, text) => {
    const outcome = expectHonest(text);
    expect(!outcome.ok && outcome.failure).toMatchObject({ kind: 'limit-exceeded', limit: 'records' });
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
      fc.property(value, formatOf(...JSON_FORMATS), (json, named) => {
        expectHonest(JSON.stringify(json), named);
      }),
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
      fc.property(root, formatOf(...XML_FORMATS), (xml, named) => {
        expectHonest(xml, named);
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
