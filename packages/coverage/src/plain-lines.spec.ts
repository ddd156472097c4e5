import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Limits, readCoverage } from '.';

const RUNS = { numRuns: Number(process.env.COVERAGE_RUNS ?? 300) };

/** In pieces shorter than a line, every line goes through the parser: what the lines that do not are held against. */
const PIECE = 7;

function* piecesOf(text: string): Generator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

function outcome(source: string | Iterable<Uint8Array>, limits: Partial<Limits> = {}) {
  const read = readCoverage(source, { path: 'r', limits });
  if (!read.ok) return read.failure;
  const { totals, files, warnings, sources } = read.value;
  const fileRows = files.map(({ path, lineHits, units }) => [
    path,
    Object.fromEntries(lineHits),
    [...(units.branches ?? [])],
    [...(units.functions ?? [])],
  ]);
  return { totals, files: fileRows, warnings, sources };
}

const report = (inClass: string, eol = '\n') =>
  [
    '<?xml version="1.0"?>',
    '<coverage line-rate="1">',
    '<packages><package name="p"><classes>',
    '<class name="A" filename="a.c"><lines>',
    inClass,
    '</lines></class>',
    '</classes></package></packages></coverage>',
    '',
  ].join(eol);
const one = '  <line number="1" hits="1"/>';
const two =
  '  <line number="2" hits="0" branch="true" condition-coverage="50% (1/2)" missing-branches="exit"/>';
const small = report([one, two].join('\n'));

const lines = (hits: { [line: number]: number }, rest: object = {}) => ({
  totals: { lines: { covered: Object.values(hits).filter(Boolean).length, total: Object.keys(hits).length } },
  files: [['a.c', hits, [], []]],
  warnings: [],
  sources: undefined,
  ...rest,
});
const refused = (problem: string, line: number, column?: number) => ({
  kind: 'malformed',
  format: 'cobertura',
  report: 'r',
  at: column === undefined ? { line } : { line, column },
  problem: expect.stringContaining(problem),
});

describe('lines that most of a Cobertura report is', () => {
  test.each<[string, string, unknown]>([
    [
      'with conditions',
      small,
      {
        totals: { lines: { covered: 1, total: 2 }, branches: { covered: 1, total: 2 } },
        files: [['a.c', { 1: 1, 2: 0 }, [['2', { line: 2, weight: 2, covered: 1 }]], []]],
        warnings: [],
        sources: undefined,
      },
    ],
    ['in a comment', report([one, '<!--', '<a>', one.replace('1', '3'), '-->'].join('\n')), lines({ 1: 1 })],
    [
      'in a CDATA section',
      report([one, '<![CDATA[<a>', one.replace('1', '3'), ']]>'].join('\n')),
      lines({ 1: 1 }),
    ],
    [
      'in a processing instruction',
      report([one, '<?x <a>', one.replace('1', '3'), '?>'].join('\n')),
      lines({ 1: 1 }),
    ],
    [
      'in a value',
      report([one, `<a b='>`, one.replace('1', '3'), `'/>`].join('\n')),
      refused('disallowed character', 7, 4),
    ],
    [
      'with Windows line ends',
      report([one, two.replace(/ branch.*/, '/>'), one].join('\r\n'), '\r\n'),
      lines({ 1: 1, 2: 0 }),
    ],
    [
      'before what is not well-formed',
      report([one, one, '   <line number="3" hits="1" hits="2"/>'].join('\n')),
      refused('duplicate attribute', 7, 40),
    ],
    [
      'of line 0',
      report([one, one, '<line number="0" hits="1"/>'].join('\n')),
      lines({ 1: 1 }, { warnings: [expect.objectContaining({ kind: 'line-zero', line: 7 })] }),
    ],
    [
      'outside a class',
      report('').replace('<packages>', `<packages>\n${one}\n`),
      refused('a line stands outside a class', 4),
    ],
    [
      'after the root element',
      `${small}${one}\n${one}\n`,
      refused('documents may contain only one root', 9, 9),
    ],
    [
      'in a source',
      small.replace('<packages>', '<sources><source>/a\n</source></sources><packages>').replace(two, ''),
      lines({ 1: 1 }, { sources: ['/a'] }),
    ],
  ])('%s', (_, text, expected) => {
    expect(outcome(text)).toEqual(expected);
    expect(outcome(piecesOf(text))).toEqual(outcome(text));
  });

  test.each<[string, Partial<Limits>, unknown]>([
    [
      'as many records as are allowed',
      { maxRecords: 8 },
      expect.objectContaining({ files: expect.anything() }),
    ],
    [
      'one too many',
      { maxRecords: 7 },
      { kind: 'limit-exceeded', limit: 'records', allowed: 7, report: 'r' },
    ],
    ['as deep as is allowed', { maxDepth: 7 }, expect.objectContaining({ files: expect.anything() })],
    ['too deep', { maxDepth: 6 }, { kind: 'limit-exceeded', limit: 'depth', allowed: 6, report: 'r' }],
  ])('%s', (_, limits, expected) => {
    expect(outcome(small, limits)).toEqual(expected);
    expect(outcome(piecesOf(small), limits)).toEqual(expected);
  });

  test('are read as the parser reads them, whatever stands between them', () => {
    const often = <T>(usual: readonly T[], odd: readonly T[]) =>
      fc.oneof(
        { weight: 30, arbitrary: fc.constantFrom(...usual) },
        { weight: 1, arbitrary: fc.constantFrom(...odd) },
      );
    const count = often(['0', '1', '2', '3', '8', '40', '999999999'], ['1000000000', '-1', 'x', '']);
    const line = fc
      .record({
        number: count,
        hits: count,
        quote: often(['"'], ["'"]),
        branch: often(['', ' branch="true"'], [' branch="True"', ' hits="1"', ' x="&lt;"']),
        conditions: often(
          ['', ' condition-coverage="50% (1/2)"', ' condition-coverage="0% (0/2)" missing-branches="2,exit"'],
          [' condition-coverage="50% (3/2)"', ' condition-coverage="NaN"'],
        ),
        end: often(['/>', ' />'], ['></line>', '/> ', '>', '/><x/>']),
      })
      .map(
        ({ number, hits, quote, branch, conditions, end }) =>
          `<line number=${quote}${number}${quote} hits="${hits}"${branch}${conditions}${end}`,
      );
    const [comment, section, instruction, source] = [
      ['<!-- <a>', '-->'],
      ['<![CDATA[<a>', ']]>'],
      ['<?x <a>', '?>'],
      ['<source>/x<b/>', 'y</source>'],
    ];
    const wrapped = fc
      .tuple(fc.constantFrom(comment, section, instruction, source), fc.array(line, { maxLength: 3 }))
      .map(([[before = '', after = ''] = [], inside]) => [before, ...inside, after]);
    const between = fc.constantFrom(
      ...['<!--', '-->', '<![CDATA[', ']]>', `<a b=">`, '">', 'text', ']]', '>', '&amp;', '&x;', '', '\t'],
      ...['</lines>', '<lines>', '</class>', '<class filename="b.c">', '<method name="m">', '</method>'],
    );
    const rows = fc
      .array(
        fc.oneof(
          { weight: 20, arbitrary: fc.tuple(line) },
          { weight: 5, arbitrary: wrapped },
          { weight: 1, arbitrary: fc.tuple(between) },
        ),
        { maxLength: 12 },
      )
      .map((groups) => groups.flat());
    const eol = fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\n  ');
    fc.assert(
      fc.property(rows, eol, (inClass, end) => {
        const text = report(inClass.join(end), end);
        expect(outcome(text)).toEqual(outcome(piecesOf(text)));
      }),
      RUNS,
    );
  });
});
