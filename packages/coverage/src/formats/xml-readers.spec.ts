import { describe, expect, test } from 'vitest';
import { type CoverageReport, type Format, type Limits, mergeCoverage, readCoverage } from '..';

const outcome = (text: string, limits: Partial<Limits> = {}, format?: Format) => {
  const read = readCoverage(text, { path: 'r', limits, ...(format && { format }) });
  return read.ok ? summary(read.value) : read.failure;
};

const summary = ({ headline, totals, printed, files, warnings, sources, toolVersion }: CoverageReport) => ({
  headline,
  totals,
  printed,
  files: files.map(({ path, lineHits }) => [path, Object.fromEntries(lineHits)]),
  warnings: warnings.map(({ kind, line }) => (line === undefined ? kind : `${kind}:${line}`)),
  ...(sources && { sources }),
  ...(toolVersion && { toolVersion }),
});

const failure = (format: Format | 'xml', problem: string, at: object = { line: expect.any(Number) }) => ({
  kind: 'malformed',
  format,
  at: expect.objectContaining(at),
  problem: expect.stringContaining(problem),
  report: 'r',
});

describe('XML', () => {
  const coverage = (inside: string, attributes = 'line-rate="1"') =>
    `<coverage ${attributes}><packages><package name="p"><classes>${inside}</classes></package></packages></coverage>`;
  const small = coverage('<class name="A" filename="a.c"><lines><line number="1" hits="1"/></lines></class>');
  const read = {
    headline: 'lines',
    totals: { lines: { covered: 1, total: 1 } },
    printed: '100.00%',
    files: [['a.c', { 1: 1 }]],
    warnings: [],
  };

  test.each<[string, string, unknown]>([
    [
      'a DOCTYPE with an external identifier',
      `<!DOCTYPE coverage SYSTEM "file:///etc/passwd">${small}`,
      read,
    ],
    [
      'a DOCTYPE with brackets in its identifier',
      `<!DOCTYPE coverage PUBLIC "-//x[1]//" 'http://x/[a]'>${small}`,
      read,
    ],
    [
      'a byte order mark, a declaration, a comment',
      `\uFEFF<?xml version="1.0"?>\n<!-- x -->\n${small}\n`,
      read,
    ],
    [
      'an internal subset',
      `<!DOCTYPE coverage [<!ENTITY x "9">]>${small}`,
      failure('xml', 'internal subset', { line: 1, column: 38 }),
    ],
    [
      'an empty internal subset beside an external one',
      `<!DOCTYPE coverage SYSTEM "x.dtd" []>${small}`,
      failure('xml', 'internal subset'),
    ],
    ['an undefined entity', small.replace('a.c', '&x;'), failure('cobertura', 'undefined entity')],
    [
      'an entity named like a prototype key',
      small.replace('a.c', '&constructor;'),
      failure('cobertura', 'undefined entity'),
    ],
    [
      'an attribute twice',
      small.replace('hits="1"', 'hits="0" hits="1"'),
      failure('cobertura', 'duplicate attribute'),
    ],
    ['two roots', small + small, failure('cobertura', 'only one root')],
    ['text after the root', `${small}x`, failure('cobertura', 'text data outside of root')],
    [
      'a tag that another closes',
      small.replace('</class>', '</klass>'),
      failure('cobertura', 'unexpected close tag'),
    ],
    ['cut in a tag', small.slice(0, -5), failure('cobertura', 'unclosed tag')],
    ['cut between two tags', small.slice(0, small.indexOf('</class>')), failure('cobertura', 'unclosed tag')],
    ['cut in a comment', `${small.slice(0, -11)}<!-- `, failure('cobertura', 'unclosed tag')],
    ['a control character', small.replace('a.c', '\u0001'), failure('cobertura', 'disallowed character')],
    [
      'prototype keys',
      small
        .replace('a.c"', '__proto__" __proto__="1" constructor="2"')
        .replace('<lines>', '<__proto__/><lines>'),
      { ...read, files: [['__proto__', { 1: 1 }]] },
    ],
  ])('%s', (_, text, expected) => expect(outcome(text)).toEqual(expected));

  test.each<[string, string, Partial<Limits>, object]>([
    ['depth', `<coverage line-rate="1">${'<a>'.repeat(200_000)}`, {}, { limit: 'depth', allowed: 64 }],
    ['elements', small, { maxRecords: 6 }, { limit: 'records', allowed: 6 }],
    ['bytes', small + ' '.repeat(1000), { maxBytes: 1000 }, { limit: 'bytes', allowed: 1000 }],
  ])('is bounded in %s', (_, text, limits, expected) => {
    expect(outcome(text, limits)).toEqual({ kind: 'limit-exceeded', report: 'r', ...expected });
  });

  test('a character cut in two by the pieces of a file stays whole', () => {
    const bytes = Buffer.from(small.replace('a.c', 'größe😀.c'));
    const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
    const read = readCoverage(pieces, { path: 'r' });
    expect(read.ok && read.value.files.map(({ path }) => path)).toEqual(['größe😀.c']);
  });
});

describe('cobertura', () => {
  const line = (number: number | string, hits: number | string, more = '') =>
    `<line number="${number}" hits="${hits}"${more}/>`;
  const fraction = (text: string) => ` branch="true" condition-coverage="${text}"`;
  const lineWith = (number: number, conditions: readonly string[], more = ' branch="true"') =>
    `<line number="${number}" hits="1"${more}><conditions>${conditions
      .map((coverage, index) => `<condition number="${index}" type="jump" coverage="${coverage}"/>`)
      .join('')}</conditions></line>`;
  const method = (name: string, lines: string, more = '') =>
    `<method name="${name}" signature="()V"${more}><lines>${lines}</lines></method>`;
  const ofClass = (filename: string, lines: string, methods = '', name = 'C') =>
    `<class name="${name}" filename="${filename}"><methods>${methods}</methods><lines>${lines}</lines></class>`;
  const report = (classes: string, attributes = 'line-rate="0"', before = '') =>
    `<coverage ${attributes}>${before}<packages><package name="p"><classes>${classes}</classes></package></packages></coverage>`;
  const read = (expected: object) => ({
    headline: 'lines',
    warnings: [],
    files: expect.anything(),
    printed: expect.any(String),
    ...expected,
  });

  test.each<[string, string, unknown]>([
    [
      'lines, branches and methods',
      report(
        ofClass(
          'a.py',
          line(1, 2) + line(2, 0) + line(3, 1, fraction('50% (1/2)')),
          method('f', line(1, 2)) + method('g', line(2, 0)),
        ),
      ),
      read({
        totals: {
          lines: { covered: 2, total: 3 },
          branches: { covered: 1, total: 2 },
          functions: { covered: 1, total: 2 },
        },
        printed: '66.67%',
        files: [['a.py', { 1: 2, 2: 0, 3: 1 }]],
      }),
    ],
    [
      'the lines of the methods where the class lists none',
      report(
        ofClass(
          'a.cs',
          '',
          method('f', line(1, 1, fraction('50% (1/2)')) + line(2, 0)) + method('g', line(2, 3)),
        ) + ofClass('b.js', line(2, 0), method('f', line(1, 5, fraction('50% (1/2)')))),
      ),
      read({
        totals: {
          lines: { covered: 2, total: 3 },
          branches: { covered: 1, total: 2 },
          functions: { covered: 3, total: 3 },
        },
        files: [
          ['a.cs', { 1: 1, 2: 3 }],
          ['b.js', { 2: 0 }],
        ],
      }),
    ],
    [
      'a file in two classes',
      report(
        ofClass('a.cs', line(1, 0) + line(2, 1, fraction('50% (1/2)'))) +
          ofClass('b.cs', line(1, 1)) +
          ofClass('a.cs', line(1, 1) + line(2, 1, fraction('100% (2/2)'))),
      ),
      read({
        totals: { lines: { covered: 3, total: 3 }, branches: { covered: 2, total: 2 } },
        files: [
          ['a.cs', { 1: 1, 2: 1 }],
          ['b.cs', { 1: 1 }],
        ],
      }),
    ],
    [
      'istanbul: methods with hits of their own, floored to two decimals',
      report(
        ofClass('a.js', line(1, 1) + line(2, 1) + line(3, 0), method('f', line(7, 5), ' hits="5"')),
        'lines-valid="3" lines-covered="2" line-rate="0.6666" version="0.1"',
        '<sources><source>/w</source><source> src </source><source/></sources>',
      ),
      read({
        totals: { lines: { covered: 2, total: 3 }, functions: { covered: 1, total: 1 } },
        printed: '66.66%',
        sources: ['/w', 'src'],
      }),
    ],
    [
      'coverage.py: lines and branches together, half to even',
      report(
        ofClass('a.py', line(1, 1) + line(2, 1) + line(3, 0, fraction('50% (3/5)'))),
        'version="7.17.3" lines-valid="3" lines-covered="2" branches-valid="5" branches-covered="3"',
        '<!-- Generated by coverage.py: https://coverage.readthedocs.io -->',
      ),
      read({
        headline: 'lines+branches',
        totals: { lines: { covered: 2, total: 3 }, branches: { covered: 3, total: 5 } },
        printed: '62%',
        toolVersion: '7.17.3',
      }),
    ],
    [
      'gcovr: never rounded to 100.0',
      report(
        ofClass(
          'a.c',
          Array.from({ length: 3000 }, (_, index) => line(index + 1, index === 0 ? 0 : 1)).join(''),
        ),
        'line-rate="0.9996" version="gcovr 5.2"',
      ),
      read({ totals: { lines: { covered: 2999, total: 3000 } }, printed: '99.9%', toolVersion: '5.2' }),
    ],
    [
      'coverlet: True with a capital, floored',
      report(
        ofClass(
          'a.cs',
          line(1, 1) + line(2, 1) + line(3, 0, ' branch="True" condition-coverage="50% (1/2)"'),
        ),
        'line-rate="0.6666" version="1.9"',
      ),
      read({
        totals: { lines: { covered: 2, total: 3 }, branches: { covered: 1, total: 2 } },
        printed: '66.66%',
      }),
    ],
    [
      'a root element that contradicts its lines: they hold, and the tool prints what it says',
      report(
        ofClass('a.cs', line(1, 1) + line(2, 0)),
        'lines-valid="235" lines-covered="163" complexity="1"',
      ),
      read({
        totals: { lines: { covered: 1, total: 2 } },
        printed: '69.36%',
        warnings: ['inconsistent-summary'],
      }),
    ],
    [
      'a root element of more covered lines than there are',
      report(ofClass('a.cs', line(1, 1) + line(2, 0)), 'lines-valid="16" lines-covered="110"'),
      read({ totals: { lines: { covered: 1, total: 2 } }, warnings: ['inconsistent-summary'] }),
    ],
    [
      'Swift counts "2.0", MATLAB rates "NaN"',
      report(
        ofClass('a.swift', line(1, 1) + line(2, 0)),
        'line-rate="NaN" lines-valid="2.0" lines-covered="1.0" branches-valid="0.0" branches-covered="0.0"',
      ),
      read({ totals: { lines: { covered: 1, total: 2 } } }),
    ],
    [
      'grcov: branches as conditions of 0 or 1, twice; a percentage is no branch',
      report(
        ofClass(
          'a.c',
          lineWith(1, ['0', '1']) + lineWith(2, ['1', '1', '0']) + lineWith(3, ['50%']) + lineWith(0, ['1']),
          method('f', lineWith(1, ['0', '1'])),
        ),
      ),
      read({
        totals: {
          lines: { covered: 3, total: 3 },
          branches: { covered: 3, total: 5 },
          functions: { covered: 1, total: 1 },
        },
        warnings: ['line-zero:1'],
      }),
    ],
    [
      'conditions beside their fraction',
      report(ofClass('a.c', lineWith(1, ['1', '50%'], fraction('75% (3/4)')))),
      read({ totals: { lines: { covered: 1, total: 1 }, branches: { covered: 3, total: 4 } } }),
    ],
    [
      'line 0, negative hits, a condition without a fraction',
      report(
        ofClass('a.m', line(0, 1) + line(1, -2) + line(2, 1, fraction('50%')) + line(3, 1, fraction('9%'))),
      ),
      read({
        totals: { lines: { covered: 2, total: 3 } },
        warnings: ['line-zero:1', 'negative-count:1', 'incomplete:1', 'incomplete:1'],
      }),
    ],
    [
      'more branches covered than there are',
      report(ofClass('a.m', line(1, 1, fraction('9% (3/2)')))),
      { ...failure('cobertura', '3 of 2'), kind: 'inconsistent' },
    ],
    [
      'a class without a file',
      report('<class name="A"><lines/></class>'),
      failure('cobertura', 'no filename'),
    ],
    ['hits that are no number', report(ofClass('a', line(1, 'yes'))), failure('cobertura', 'integers')],
    ['a line number that is none', report(ofClass('a', line('1.5', 1))), failure('cobertura', 'integers')],
    ['a line outside a class', report(line(1, 1)), failure('cobertura', 'outside a class')],
    [
      'a class in a class',
      report('<class filename="a"><class filename="b"/></class>'),
      failure('cobertura', 'stands in a class'),
    ],
    [
      'no lines',
      report(ofClass('a', '')),
      { kind: 'no-data', lack: 'no-units', format: 'cobertura', report: 'r' },
    ],
  ])('%s', (_, text, expected) => expect(outcome(text)).toEqual(expected));
});

describe('jacoco', () => {
  const counters = (numbers: Record<string, [missed: number, covered: number]>) =>
    Object.entries(numbers)
      .map(([type, [missed, covered]]) => `<counter type="${type}" missed="${missed}" covered="${covered}"/>`)
      .join('');
  const two = counters({ INSTRUCTION: [1, 2], LINE: [1, 1], METHOD: [0, 1], CLASS: [0, 1] });
  const source = (
    name: string,
    lines = '<line nr="1" mi="0" ci="2" mb="0" cb="0"/><line nr="2" mi="1" ci="0" mb="0" cb="0"/>',
  ) => `<sourcefile name="${name}">${lines}${two}</sourcefile>`;
  const report = (inside: string) =>
    `<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="r">${inside}</report>`;
  const totals = (times: number) => ({
    instructions: { covered: 2 * times, total: 3 * times },
    lines: { covered: times, total: 2 * times },
    functions: { covered: times, total: times },
  });
  const lines = { 1: 1, 2: 0 };

  test.each<[string, string, unknown]>([
    [
      'counters of source files, not those around them',
      report(
        `<package name="com/a"><class name="com/a/A" sourcefilename="A.java"><method name="m" desc="()V">${two}</method>${two}</class>${source('A.java')}${two}</package>${two}`,
      ),
      {
        headline: 'instructions',
        totals: totals(1),
        printed: '66%',
        files: [['com/a/A.java', lines]],
        warnings: [],
      },
    ],
    [
      'the default package, groups, and one file name in two modules',
      report(
        `<group name="app"><package name="">${source('Main.java')}</package><package name="p">${source('A.java')}</package></group><group name="all"><group name="lib"><package name="p">${source('A.java')}</package></group></group>`,
      ),
      {
        headline: 'instructions',
        totals: totals(3),
        printed: '66%',
        files: [
          ['all/lib:p/A.java', lines],
          ['app:Main.java', lines],
          ['app:p/A.java', lines],
        ],
        warnings: [],
      },
    ],
    [
      'a class without a source file counts under its own name',
      report(
        `<package name="p"><class name="p/Gen">${two}</class><class name="p/A" sourcefilename="A.java">${two}</class>${source('A.java')}</package>`,
      ),
      {
        headline: 'instructions',
        totals: totals(2),
        printed: '66%',
        files: [
          ['p/A.java', lines],
          ['p/Gen.class', {}],
        ],
        warnings: [],
      },
    ],
    [
      'a report that contradicts its files',
      report(`<package name="p">${source('A.java')}</package>${counters({ INSTRUCTION: [0, 3] })}`),
      {
        headline: 'instructions',
        totals: totals(1),
        printed: '100%',
        files: [['p/A.java', lines]],
        warnings: ['inconsistent-summary'],
      },
    ],
    [
      'a counter that is no number',
      report(
        '<package name="p"><sourcefile name="A"><counter type="LINE" missed="-1" covered="1"/></sourcefile></package>',
      ),
      failure('jacoco', 'missed and covered'),
    ],
    [
      'counters that its lines contradict, and such as lines without numbers explain',
      report(
        `<package name="p"><sourcefile name="A"><line nr="1" mi="0" ci="2" mb="0" cb="0"/><line nr="2" mi="3" ci="0" mb="1" cb="1"/>${counters({ INSTRUCTION: [0, 5], BRANCH: [0, 2], LINE: [0, 2], METHOD: [0, 1] })}</sourcefile><sourcefile name="B"><line nr="1" mi="0" ci="2" mb="0" cb="0"/>${counters({ INSTRUCTION: [4, 2], BRANCH: [2, 0], LINE: [0, 1], METHOD: [1, 1] })}</sourcefile></package>`,
      ),
      {
        headline: 'instructions',
        totals: {
          instructions: { covered: 4, total: 11 },
          branches: { covered: 1, total: 4 },
          lines: { covered: 2, total: 3 },
          functions: { covered: 2, total: 3 },
        },
        printed: '36%',
        files: [
          ['p/A', { 1: 1, 2: 0 }],
          ['p/B', { 1: 1 }],
        ],
        warnings: ['inconsistent-summary:1', 'inconsistent-summary:1', 'inconsistent-summary:1'],
      },
    ],
    [
      'a line without counts',
      report('<package name="p"><sourcefile name="A"><line nr="1"/></sourcefile></package>'),
      failure('jacoco', 'nr, mi, ci'),
    ],
    [
      'a line outside a source file',
      report('<line nr="1" mi="0" ci="2" mb="0" cb="0"/>'),
      failure('jacoco', 'outside a sourcefile'),
    ],
    [
      'a source file without a name',
      report('<package name="p"><sourcefile/></package>'),
      failure('jacoco', 'no name'),
    ],
    [
      'a counter named like a prototype key',
      report(
        `<package name="p"><sourcefile name="A"><counter type="constructor" missed="0" covered="1"/></sourcefile></package>`,
      ),
      { kind: 'no-data', lack: 'no-units', format: 'jacoco', report: 'r' },
    ],
    [
      'only empty counters',
      report(
        `<package name="p"><sourcefile name="A">${counters({ INSTRUCTION: [0, 0] })}</sourcefile></package>`,
      ),
      { kind: 'no-data', lack: 'no-units', format: 'jacoco', report: 'r' },
    ],
  ])('%s', (_, text, expected) => expect(outcome(text)).toEqual(expected));

  test('two reports of the same classes: each line, branch, method and instruction counts as far as one report covered it', () => {
    const run = (ci: number, cb: number, covered: number) =>
      report(
        `<package name="p"><class name="p/A" sourcefilename="A.java"><method name="m" desc="()V" line="1">${counters({ METHOD: [1 - covered, covered] })}</method></class>` +
          source('A.java', `<line nr="1" mi="${3 - ci}" ci="${ci}" mb="${2 - cb}" cb="${cb}"/>`).replace(
            two,
            counters({
              INSTRUCTION: [3 - ci, ci],
              BRANCH: [2 - cb, cb],
              LINE: [1 - covered, covered],
              METHOD: [1 - covered, covered],
            }),
          ) +
          '</package>',
      );
    const reports = [run(0, 0, 0), run(3, 1, 1), run(2, 1, 1)].map((text) => {
      const read = readCoverage(text, { path: 'r' });
      if (!read.ok) throw new Error(JSON.stringify(read.failure));
      return read.value;
    });
    const united = mergeCoverage(reports);
    expect(united.ok ? united.value.totals : united.failure).toEqual({
      instructions: { covered: 3, total: 3 },
      branches: { covered: 1, total: 2 },
      lines: { covered: 1, total: 1 },
      functions: { covered: 1, total: 1 },
    });
  });
});

describe('clover', () => {
  const metrics = (statements: string, conditionals = '0/0', methods = '0/0') => {
    const attributes = Object.entries({ statements, conditionals, methods }).map(([name, fraction]) => {
      const [covered, total] = fraction.split('/');
      return `${name}="${total}" covered${name}="${covered}"`;
    });
    return `<metrics ${attributes.join(' ')}/>`;
  };
  const report = (inside: string, project = 'name="x"', attributes = 'generated="1"') =>
    `<coverage ${attributes}><project timestamp="1" ${project}>${inside}</project></coverage>`;
  const stmt = (num: number, count: number) => `<line num="${num}" type="stmt" count="${count}"/>`;
  const cond = (num: number, more: string) => `<line num="${num}" type="cond" ${more}/>`;
  const method = (num: number, count: number) =>
    `<line num="${num}" type="method" name="m${num}" count="${count}"/>`;
  const lines = (covered: number, total: number) => ({ covered, total });

  test.each<[string, string, unknown]>([
    [
      'PHPUnit: lines, and methods by its own rule; no branches',
      report(
        `<file name="/w/a.php"><class name="A">${metrics('9/9')}</class>${method(1, 1)}${stmt(2, 1)}${stmt(3, 0)}${metrics('1/2', '0/0', '0/1')}</file>${metrics('1/2', '0/0', '0/1')}`,
      ),
      {
        headline: 'lines',
        totals: { lines: lines(1, 2), functions: lines(0, 1) },
        printed: '50.00%',
        files: [['/w/a.php', { 2: 1, 3: 0 }]],
        warnings: [],
      },
    ],
    [
      'PHPUnit with --path-coverage: branches too',
      report(
        `<file name="/w/a.php">${stmt(2, 1)}${metrics('1/1', '2/4')}</file><file name="/w/b.php">${stmt(2, 1)}${metrics('1/1')}</file>${metrics('2/2', '2/4')}`,
      ),
      {
        headline: 'lines',
        totals: { lines: lines(2, 2), branches: lines(2, 4), functions: lines(0, 0) },
        printed: '100.00%',
        files: [
          ['/w/a.php', { 2: 1 }],
          ['/w/b.php', { 2: 1 }],
        ],
        warnings: [],
      },
    ],
    [
      'istanbul: truecount is how many branches ran, falsecount how many did not',
      report(
        `${metrics('2/3', '1/4', '1/1')}<package name="p"><file name="a.js" path="/w/a.js">${metrics('2/3', '1/4', '1/1')}${cond(1, 'count="1" truecount="1" falsecount="3"')}${stmt(2, 4)}${stmt(3, 0)}</file></package>`,
        'name="All files"',
        'generated="1" clover="3.2.0"',
      ),
      {
        headline: 'lines',
        totals: { lines: lines(2, 3), branches: lines(1, 4), functions: lines(1, 1) },
        printed: '66.66%',
        files: [['/w/a.js', { 1: 1, 2: 4, 3: 0 }]],
        warnings: [],
      },
    ],
    [
      'OpenClover: statements, conditionals and methods together; tests do not count',
      report(
        `<package name="p"><file name="A.java" path="/w/A.java">${metrics('2/3', '1/2', '1/1')}${method(1, 2)}${stmt(2, 1)}${cond(2, 'truecount="0" falsecount="2"')}${stmt(3, 1)}${stmt(4, 0)}</file></package>${metrics('2/3', '1/2', '1/1')}`,
        'name="x"',
        'generated="1" clover="4.5.2"',
      ).replace(
        '</coverage>',
        `<testproject><package><file name="T.java">${stmt(1, 1)}${metrics('1/1')}</file></package></testproject></coverage>`,
      ),
      {
        headline: 'statements+branches+functions',
        totals: {
          statements: lines(2, 3),
          branches: lines(1, 2),
          functions: lines(1, 1),
          lines: lines(2, 3),
        },
        printed: '66.7%',
        files: [['/w/A.java', { 2: 2, 3: 1, 4: 0 }]],
        warnings: [],
      },
    ],
    [
      'OpenClover without line elements: no lines are measured',
      report(
        `<file name="A.java">${metrics('1/2', '0/0', '1/1')}</file>`,
        'name="x"',
        'generated="1" clover="4.5.2"',
      ),
      {
        headline: 'statements+branches+functions',
        totals: { statements: lines(1, 2), branches: lines(0, 0), functions: lines(1, 1) },
        printed: '66.7%',
        files: [['A.java', {}]],
        warnings: [],
      },
    ],
    [
      'PHPUnit without line elements: its statements are the lines',
      report(`<file name="a.php">${metrics('1/2')}</file>`),
      {
        headline: 'lines',
        totals: { lines: lines(1, 2), functions: lines(0, 0) },
        printed: '50.00%',
        files: [['a.php', {}]],
        warnings: [],
      },
    ],
    [
      'metrics that contradict the lines and the project that contradicts its files',
      report(`<file name="a.php">${stmt(2, 1)}${metrics('1/3')}</file>${metrics('0/5')}`),
      {
        headline: 'lines',
        totals: { lines: lines(1, 1), functions: lines(0, 0) },
        printed: '0.00%',
        files: [['a.php', { 2: 1 }]],
        warnings: ['inconsistent-summary:1', 'inconsistent-summary'],
      },
    ],
    [
      'a file without metrics',
      report(`<file name="a">${stmt(1, 1)}</file>`),
      failure('clover', 'no metrics'),
    ],
    ['a file without a path', report(`<file>${metrics('0/0')}</file>`), failure('clover', 'no path')],
    [
      'a file in a file',
      report('<file name="a"><file name="b"/></file>'),
      failure('clover', 'stands in a file'),
    ],
    ['a line outside a file', report(stmt(1, 1)), failure('clover', 'outside a file')],
    [
      'a count that is none',
      report('<file name="a"><line num="1" type="stmt" count="x"/></file>'),
      failure('clover', 'integers'),
    ],
    [
      'metrics that are none',
      report('<file name="a"><metrics statements="1"/></file>'),
      failure('clover', 'integers'),
    ],
    [
      'more covered than there is',
      report(`<file name="a">${metrics('3/2')}</file>`),
      { ...failure('clover', '3 of 2 cannot be covered'), kind: 'inconsistent' },
    ],
    [
      'files without lines',
      report(`<file name="a">${metrics('0/0')}</file>`),
      { kind: 'no-data', lack: 'no-units', format: 'clover', report: 'r' },
    ],
  ])('%s', (_, text, expected) => expect(outcome(text)).toEqual(expected));
});

describe('opencover', () => {
  const point = (sl: number, vc: number | string, more = 'fileid="1"') =>
    `<SequencePoint vc="${vc}" ordinal="${sl}" sl="${sl}" sc="1" el="${sl}" ec="9" ${more}/>`;
  const branch = (sl: number, path: number, vc: number, more = 'fileid="1"') =>
    `<BranchPoint vc="${vc}" ordinal="${sl}" offset="3" path="${path}" sl="${sl}" ${more}/>`;
  const method = (name: string, points: string, branches = '', before = '') =>
    `<Method><Summary/><Name>void C::${name}()</Name>${before}<SequencePoints>${points}</SequencePoints><BranchPoints>${branches}</BranchPoints></Method>`;
  const session = (
    methods: string,
    summary = '',
    files = '<File uid="1" fullPath="C:\\w\\a.cs"/><File uid="2" fullPath="C:\\w\\b.cs"/>',
  ) =>
    `<CoverageSession>${summary}<Modules><Module skippedDueTo="Filter"/><Module><Files>${files}</Files><Classes><Class><FullName>C</FullName><Methods>${methods}</Methods></Class></Classes></Module></Modules></CoverageSession>`;
  const count = (covered: number, total: number) => ({ covered, total });

  test.each<[string, string, unknown]>([
    [
      'sequence points, branch points and methods of two files',
      session(
        method('F', point(1, 2) + point(2, 0), branch(2, 0, 1) + branch(2, 1, 0)) +
          method('G', point(5, 0), '', '<FileRef uid="2"/>').replace('fileid="1"', '') +
          method('H', ''),
        '<Summary numSequencePoints="3" visitedSequencePoints="1"/>',
      ),
      {
        headline: 'statements',
        totals: {
          statements: count(1, 3),
          branches: count(1, 2),
          functions: count(1, 2),
          lines: count(1, 3),
        },
        printed: '33.33',
        files: [
          ['C:\\w\\a.cs', { 1: 2, 2: 0 }],
          ['C:\\w\\b.cs', { 5: 0 }],
        ],
        warnings: [],
      },
    ],
    [
      'a module that two processes loaded: a point, branch or method ran if it did in one of them',
      session(
        method('F', point(1, 1) + point(2, 0), branch(2, 0, 1)) +
          method('F', point(1, 0) + point(2, 0), branch(2, 0, 0)),
      ),
      {
        headline: 'statements',
        totals: {
          statements: count(1, 2),
          branches: count(1, 1),
          functions: count(1, 1),
          lines: count(1, 2),
        },
        printed: '50',
        files: [['C:\\w\\a.cs', { 1: 1, 2: 0 }]],
        warnings: [],
      },
    ],
    [
      'a Summary of more visited points than there are',
      session(method('F', point(1, 1)), '<Summary numSequencePoints="16" visitedSequencePoints="110"/>'),
      { ...failure('opencover', '110 of 16'), kind: 'inconsistent' },
    ],
    [
      'points of no file, and a Summary that contradicts the points',
      session(
        method('F', point(1, 1) + point(2, 1, '') + point(0, 1), branch(1, 0, 1, '')),
        '<Summary numSequencePoints="8" visitedSequencePoints="4"/>',
      ),
      {
        headline: 'statements',
        totals: {
          statements: count(1, 1),
          branches: count(0, 0),
          functions: count(1, 1),
          lines: count(1, 1),
        },
        printed: '50',
        files: [['C:\\w\\a.cs', { 1: 1 }]],
        warnings: ['orphan-record:1', 'orphan-record:1', 'orphan-record:1', 'inconsistent-summary'],
      },
    ],
    ['a count that is none', session(method('F', point(1, 'x'))), failure('opencover', 'vc and sl')],
    [
      'a branch without a count',
      session(method('F', '', '<BranchPoint sl="1"/>')),
      failure('opencover', 'BranchPoint'),
    ],
    [
      'a point of an unknown file',
      session(method('F', point(1, 1, 'fileid="7"'))),
      failure('opencover', 'uid 7', {}),
    ],
    [
      'one uid for two files',
      session('', '', '<File uid="1" fullPath="a"/><File uid="1" fullPath="b"/>'),
      { ...failure('opencover', 'two files'), kind: 'inconsistent' },
    ],
    ['a File without a path', session('', '', '<File uid="1"/>'), failure('opencover', 'fullPath')],
    [
      'methods without points',
      session(method('F', '')),
      { kind: 'no-data', lack: 'no-files', format: 'opencover', report: 'r' },
    ],
  ])('%s', (_, text, expected) => expect(outcome(text)).toEqual(expected));
});
