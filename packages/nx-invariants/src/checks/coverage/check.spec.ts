import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, git, link, temporaryWorkspace, writeFiles } from '../../../testing/temporary-workspace';
import { inferWorkspace } from '../../plugin/infer';
import { readThreshold } from './threshold';

const profile = (...lines: string[]) => `mode: set\n${lines.join('\n')}\n`;
/** Three of four statements of main.go, one of one of validator/v.go. */
const three = profile('x/a/main.go:1.1,2.2 3 1', 'x/a/main.go:3.1,4.2 1 0', 'x/a/validator/v.go:1.1,2.2 1 1');
const coverage = 'apps/a/coverage/coverage.out';
const onlyMain = profile('x/a/main.go:1.1,2.2 1 1');
const listed = 'note apps/a/coverage/coverage.out sources of a are in no report, so they count nowhere';
const config = (entry: object, others: object = {}): Files => ({
  'coverage-config.json': { thresholds: { a: entry, ...others } },
});
const sources: Files = {
  '.gitignore': 'coverage/\n',
  'apps/a/go.mod': 'module x/a\n',
  'apps/a/main.go': 'package main\n\n\n\n',
  'apps/a/validator/v.go': 'package validator\n\n',
};
const report = (text: string): Files => ({ 'apps/a/coverage/coverage.out': text });
const judge = (files: Files) => judgeLeaf(temporaryWorkspace({ ...sources, ...files }), 'a', 'coverage');

describe('coverage', () => {
  it('holds at its floor, exactly', async () => {
    expect(
      await judge({ ...config({ min: 80, packages: { validator: { min: 100 } } }), ...report(three) }),
    ).toMatchObject({
      verdict: 'holds',
      subjects: ['apps/a/coverage/coverage.out'],
      findings: [],
      details: {
        reports: [{ report: 'apps/a/coverage/coverage.out', format: 'go-coverprofile' }],
        floors: [
          {
            part: null,
            metric: 'statements',
            verdict: 'pass',
            covered: 4,
            total: 5,
            percent: '80.00%',
            min: 80,
            warn: null,
            short: 0,
            baseline: null,
            delta: null,
          },
          { part: 'validator', verdict: 'pass', percent: '100.00%' },
        ],
        files: [
          { path: 'apps/a/main.go', counters: { statements: { covered: 3, total: 4 } }, missed: '3-4' },
          { path: 'apps/a/validator/v.go', missed: '' },
        ],
      },
    });
  });

  it.each<[string, Files, (string | RegExp)[]]>([
    [
      'below its floor',
      { ...config({ min: 81 }), ...report(three) },
      [
        /^error coverage-config.json:3:\d+ statements coverage of a is 80\.00% \(4\/5\), below its floor of 81%$/,
      ],
    ],
    [
      'below its warning mark',
      { ...config({ min: 10, warn: 81 }), ...report(three) },
      [
        /^warning coverage-config.json:3:\d+ statements coverage of a is 80\.00% \(4\/5\), below its warning mark of 81%$/,
      ],
    ],
    [
      'a part below its floor',
      { ...config({ min: 1, packages: { 'main.go': { min: 90 } } }), ...report(three) },
      [
        /^error coverage-config.json:6:\d+ statements coverage of a\/main.go is 75\.00% \(3\/4\), below its floor of 90%$/,
      ],
    ],
    [
      'a further metric below its floor, in the project and in a part',
      {
        ...config({
          min: 1,
          metrics: { branches: { min: 60, warn: 70 } },
          packages: { 'main.go': { min: 1, metrics: { branches: { min: 90 } } } },
        }),
        ...report(
          [
            'SF:apps/a/main.go\nDA:1,1\nBRDA:1,0,0,1\nBRDA:1,0,1,0\nend_of_record',
            'SF:apps/a/validator/v.go\nDA:1,1\nBRDA:1,0,0,1\nend_of_record\n',
          ].join('\n'),
        ),
      },
      [
        /^error coverage-config.json:15:\d+ branches coverage of a\/main.go is 50\.00% \(1\/2\), below its floor of 90%$/,
        /^warning coverage-config.json:6:\d+ branches coverage of a is 66\.66% \(2\/3\), below its warning mark of 70%$/,
      ],
    ],
    [
      'a part that is gone',
      { ...config({ min: 1, packages: { gone: { min: 1 } } }), ...report(three) },
      [/^error coverage-config.json:6:\d+ the coverage floor of a\/gone matches no file of the report$/],
    ],
    [
      'another metric',
      { ...config({ min: 1, metric: 'branches' }), ...report(three) },
      [/^error coverage-config.json:3:\d+ the report of a does not measure branches$/],
    ],
    [
      'a floor that holds nothing',
      { ...config({ min: 1e-9 }), ...report(three) },
      [/^error coverage-config.json:4:\d+ min is 1e-9, which holds nothing$/],
    ],
    ['no report', config({ min: 1 }), [/^error apps\/a\/coverage\/coverage.out(:\d+:\d+)? /]],
    ['an empty report', { ...config({ min: 1 }), ...report('') }, [/^error apps\/a\/coverage\/coverage.out/]],
    ['a report of nothing', { ...config({ min: 1 }), ...report('mode: set\n') }, [/^error /]],
    [
      'a report that is none',
      { ...config({ min: 1 }), ...report('<html>') },
      [/^error apps\/a\/coverage\/coverage.out/],
    ],
    [
      'a tool that writes no known report',
      { ...config({ min: 1, tool: 'unheard-of' }), ...report(three) },
      [/^error coverage-config.json:\d+:\d+ .*tool/],
    ],
    [
      'a file that is gone',
      { ...config({ min: 1 }), ...report(profile('x/a/main.go:1.1,2.2 1 1', 'x/a/gone.go:1.1,2.2 9 0')) },
      [
        /^error apps\/a\/coverage\/coverage.out apps\/a\/gone.go is in the report, but no such source file exists: the report measured another state of the project$/,
        listed,
      ],
    ],
    [
      'a file that is generated',
      {
        ...config({ min: 1 }),
        '.gitignore': 'coverage/\n*.gen.go\n',
        'apps/a/api.gen.go': 'package main\n',
        ...report(profile('x/a/main.go:1.1,2.2 1 1', 'x/a/api.gen.go:1.1,2.2 9 0')),
      },
      [
        /^warning apps\/a\/coverage\/coverage.out apps\/a\/api.gen.go is in the report, but an ignore file names it, as what is generated; it does not count$/,
        listed,
      ],
    ],
    [
      'a file of which the report holds another text',
      {
        ...config({ min: 1 }),
        ...report('SF:apps/a/main.go\nDA:1,1,aN+xPlaciD6km9lmClzHcg\nend_of_record\n'),
      },
      [
        'error apps/a/main.go:1 the report holds a digest of another text of apps/a/main.go: it measured another state of the file',
        listed,
      ],
    ],
    [
      'sources that are in no report',
      { ...config({ min: 1 }), 'apps/a/web.js': 'x', 'apps/a/main_test.go': 'x', ...report(onlyMain) },
      [listed],
    ],
    [
      'sources that must be in a report, and exceptions that except nothing',
      {
        ...config({ min: 1, requireAll: { except: ['cmd', 'lib', 'main.go'] } }),
        'apps/a/cmd/c.go': 'package cmd',
        ...report(onlyMain),
      },
      [
        'error apps/a/validator/v.go apps/a/validator/v.go is in no report, so it counts nowhere',
        /^error coverage-config.json:8:\d+ "except" of a names lib, but every source that it matches is in a report, or it matches none$/,
        /^error coverage-config.json:9:\d+ "except" of a names main.go, but every source that it matches is in a report, or it matches none$/,
      ],
    ],
    [
      'exceptions from all that must be in a report',
      { ...config({ min: 1, requireAll: { except: ['**/*.go'] } }), ...report(onlyMain) },
      [
        /^error coverage-config.json:7:\d+ "except" of a excepts every source, those that are measured too, so "requireAll" requires nothing$/,
      ],
    ],
    [
      'a file that has become shorter',
      { ...config({ min: 1 }), ...report(profile('x/a/main.go:1.1,2.2 1 1', 'x/a/main.go:7.1,9.2 1 1')) },
      [
        'error apps/a/main.go the report counts line 9 of apps/a/main.go, which has 4: it measured another state of the file',
        listed,
      ],
    ],
    [
      'a path that may be either of two files',
      {
        ...config({ min: 1 }),
        'apps/a/one/x.go': 'package x\n',
        'apps/a/two/x.go': 'package x\n',
        ...report(
          `<coverage line-rate="1"><sources><source>one</source><source>two</source><source>.</source></sources><packages><package><classes>${[
            'x.go',
            'main.go',
          ]
            .map((name) => `<class filename="${name}"><lines><line number="1" hits="1"/></lines></class>`)
            .join('')}</classes></package></packages></coverage>`,
        ),
      },
      [
        'error apps/a/coverage/coverage.out x.go in the report may be any of several files of the project',
        listed,
      ],
    ],
    [
      'a file of others',
      {
        ...config({ min: 1 }),
        ...report(profile('x/a/main.go:1.1,2.2 1 1', 'example.com/other/o.go:1.1,2.2 9 0')),
      },
      [/^note apps\/a\/coverage\/coverage.out .*o.go is not this project's file and does not count$/, listed],
    ],
  ])('%s', async (_what, files, expected) => {
    const lines = findingLines(await judge(files));
    expect(lines).toEqual(expected.map((line) => expect.stringMatching(line)));
  });

  it('reads the report as the format that its entry names', async () => {
    const lcov = report('SF:main.go\nDA:1,1\nend_of_record\n');
    expect((await judge({ ...config({ min: 80, format: 'lcov' }), ...lcov })).verdict).toBe('holds');
    expect(findingLines(await judge({ ...config({ min: 80, format: 'go-coverprofile' }), ...lcov }))).toEqual(
      [
        'error apps/a/coverage/coverage.out apps/a/coverage/coverage.out:1 is not a whole go-coverprofile report: the first line is not "mode: set", "count" or "atomic"',
      ],
    );
  });

  it.each<[string, Files]>([
    ['that its tool measures', config({ min: 80, tool: 'go-cover', report: 'coverage/coverage.out' })],
    ['of which its report alone is known', config({ min: 80, report: 'coverage/coverage.out' })],
  ])('reads a part of the module of a go.mod above, %s', async (_what, entry) => {
    const coverage = { command: 'make', outputs: ['{projectRoot}/coverage'] };
    const root = temporaryWorkspace({
      '.gitignore': 'coverage/\n',
      'go.mod': 'module x\n\ngo 1.26\n',
      'apps/a/project.json': { name: 'a' },
      'apps/a/main.go': sources['apps/a/main.go'],
      'apps/a/validator/v.go': sources['apps/a/validator/v.go'],
      ...entry,
      ...report(three.replaceAll('x/a/', 'x/apps/a/')),
    });
    expect(await judgeLeaf(root, 'a', 'coverage', { targets: { coverage } })).toMatchObject({
      verdict: 'holds',
      findings: [],
      details: { files: [{ path: 'apps/a/main.go' }, { path: 'apps/a/validator/v.go' }] },
    });
  });

  it('is never a pass without units, even at the lowest floor', async () => {
    const { verdict, findings } = await judge({
      ...config({ min: 1 }),
      ...report(profile('example.com/other/o.go:1.1,2.2 9 0')),
    });
    expect([verdict, findings.map(({ message }) => message)]).toEqual([
      'violated',
      expect.arrayContaining(['the report holds nothing that could be covered in a: no data is not a pass']),
    ]);
  });

  it.each<[string, string]>([
    ['is empty', ''],
    ['names no file', 'mode: set\n'],
    ['holds files of others alone', profile('example.com/other/o.go:1.1,2.2 9 0')],
  ])('accepts, by a waiver alone, that a report %s', async (_what, text) => {
    const files = { ...config({ min: 1 }), ...report(text) };
    const refused = await judge(files);
    const [error] = refused.findings.filter(({ severity }) => severity === 'error');
    expect([refused.verdict, error?.message, error?.fix]).toEqual([
      'violated',
      expect.stringContaining('no data is not a pass'),
      expect.stringContaining('if nothing in a can be covered, waive this finding'),
    ]);
    const waiver = {
      fingerprint: error?.fingerprint,
      reason: 'types only',
      owner: 'me',
      expires: '2999-01-01',
    };
    const waivers = { 'invariants.waivers.json': { waivers: { a: { coverage: [waiver] } } } };
    expect((await judge({ ...files, ...waivers })).verdict).toBe('holds');
    expect(findingLines(await judge({ ...files, ...report(three), ...waivers }))).toEqual([
      expect.stringContaining('the waiver of me for'),
    ]);
  });

  it('accepts no missing and no broken report, waived or not', async () => {
    for (const text of ['<html>', undefined]) {
      const files = { ...config({ min: 1 }), ...(text === undefined ? {} : report(text)) };
      const [error] = (await judge(files)).findings;
      const waiver = { fingerprint: error?.fingerprint, reason: 'r', owner: 'me', expires: '2999-01-01' };
      const waivers = { 'invariants.waivers.json': { waivers: { a: { coverage: [waiver] } } } };
      expect((await judge({ ...files, ...waivers })).verdict).toBe('violated');
    }
  });

  it('unites several reports, and says where that is not possible', async () => {
    const parts = {
      'apps/a/one.out': profile('x/a/main.go:1.1,2.2 3 1', 'x/a/main.go:3.1,4.2 1 0'),
      'apps/a/two.out': profile('x/a/main.go:1.1,2.2 3 0', 'x/a/main.go:3.1,4.2 1 1'),
    };
    const entry = { min: 100, report: ['one.out', 'two.out'] };
    const ignored = { '.gitignore': '*.out\n' };
    expect(await judge({ ...ignored, ...config(entry), ...parts })).toMatchObject({
      verdict: 'holds',
      subjects: ['apps/a/one.out', 'apps/a/two.out'],
    });
    const sums = {
      lines: { total: 4, covered: 3, skipped: 0, pct: 75 },
      statements: { total: 4, covered: 3, skipped: 0, pct: 75 },
      functions: { total: 0, covered: 0, skipped: 0, pct: 100 },
      branches: { total: 0, covered: 0, skipped: 0, pct: 100 },
    };
    const lines = 'SF:apps/a/main.go\nDA:1,1\nend_of_record\n';
    const summary = JSON.stringify({ total: sums, 'apps/a/main.go': sums });
    const mixed = { 'apps/a/one.out': lines, 'apps/a/two.out': summary };
    expect(findingLines(await judge({ ...ignored, ...config(entry), ...mixed }))).toEqual([
      'error apps/a/one.out the reports cannot be united: apps/a/main.go is reported more than once, and only with sums for lines: what overlaps is unknown',
    ]);
    const others = { ...parts, 'apps/a/two.out': lines };
    expect(findingLines(await judge({ ...ignored, ...config(entry), ...others }))).toEqual([
      'error apps/a/one.out the reports cannot be united: the reports have no headline metric in common, and not all measure lines (statements / lines)',
    ]);
  });

  it('takes no file of another project for its own, though it is called alike', async () => {
    const root = temporaryWorkspace({ ...sources, ...config({ min: 1 }) });
    const text = `SF:${root}/libs/b/main.go\nDA:1,1\nend_of_record\n`;
    writeFiles(root, { 'libs/b/main.go': 'package b\n', ...report(text) });
    expect(findingLines(await judgeLeaf(root, 'a', 'coverage'))).toEqual([
      expect.stringContaining('no data is not a pass'),
      `note ${coverage} libs/b/main.go is not this project's file and does not count`,
    ]);
  });

  it('does not count the files of a project inside of it, which exist', async () => {
    const inner = { 'apps/a/inner/project.json': { name: 'inner' }, 'apps/a/inner/i.go': 'package inner\n' };
    const text = ['main.go', 'inner/i.go'].map((path) => `SF:${path}\nDA:1,1\nend_of_record\n`).join('');
    expect(findingLines(await judge({ ...config({ min: 1 }), ...inner, ...report(text) }))).toEqual([
      `note ${coverage} apps/a/inner/i.go is not this project's file and does not count`,
      listed,
    ]);
  });

  const notAnOutput = `error ${coverage} the coverage report ${coverage} is not an output of the target coverage, so nothing says that it was measured`;

  it.each<[string, TargetConfiguration, string[]]>([
    ['names its folder', { executor: 'x:y', outputs: ['{projectRoot}/coverage'] }, []],
    ['names it by a pattern', { executor: 'x:y', outputs: ['{workspaceRoot}/apps/*/coverage/*.out'] }, []],
    [
      'names it by an option',
      { executor: 'x:y', options: { to: 'coverage' }, outputs: ['{projectRoot}/{options.to}'] },
      [],
    ],
    ['makes nothing', { executor: 'nx:noop', outputs: ['{projectRoot}/coverage'] }, [notAnOutput]],
    ['has no outputs', { executor: 'x:y' }, [notAnOutput]],
    ['names another place', { executor: 'x:y', outputs: ['{projectRoot}/dist'] }, [notAnOutput]],
    [
      'names it by an option that is not set',
      { executor: 'x:y', outputs: ['{projectRoot}/{options.to}'] },
      [notAnOutput],
    ],
  ])(
    'takes a report of a target of the project that %s only as its output',
    async (_what, target, expected) => {
      const root = temporaryWorkspace({ ...sources, ...config({ min: 80 }), ...report(three) });
      const judged = await judgeLeaf(root, 'a', 'coverage', { targets: { coverage: target } });
      expect(findingLines(judged)).toEqual(expected);
    },
  );

  it('does not let an ignore file take a committed source out of the count', async () => {
    const root = temporaryWorkspace({
      ...sources,
      ...config({ min: 80 }),
      '.nxignore': 'hard.go\n',
      'apps/a/hard.go': 'package main\n\n',
      ...report(`${three}x/a/hard.go:1.1,2.2 9 0\n`),
    });
    git(root, 'init');
    git(root, 'add', '.');
    const { verdict, findings } = await judgeLeaf(root, 'a', 'coverage');
    expect([verdict, findings.map(({ message }) => message)]).toEqual([
      'violated',
      [
        'apps/a/hard.go is committed and in the report, but an ignore file names it: it does not count, and Nx does not see it change',
      ],
    ]);
  });

  const committed = `error ${coverage} the coverage report ${coverage} is committed, so it would stand even if nothing were measured`;

  it.each<[string, Files, (root: string) => void, string[]]>([
    ['ignored', {}, () => {}, []],
    ['not ignored, where there is no repository', { '.gitignore': '' }, () => {}, [committed]],
    ['not ignored and not committed', { '.gitignore': '' }, (root) => git(root, 'init'), []],
    [
      'committed',
      { '.gitignore': '' },
      (root) => {
        git(root, 'init');
        git(root, 'add', '.');
      },
      [committed],
    ],
    [
      'ignored and committed nevertheless',
      {},
      (root) => {
        git(root, 'init');
        git(root, 'add', '-f', coverage);
      },
      [committed],
    ],
    [
      'a link to what is committed',
      { 'apps/a/kept/coverage.out': three },
      (root) => {
        rmSync(join(root, 'apps/a/coverage'), { recursive: true });
        link(root, 'apps/a/coverage', 'kept');
        git(root, 'init');
        git(root, 'add', 'apps/a/kept');
      },
      [committed],
    ],
    [
      'committed in a repository inside',
      {},
      (root) => {
        git(root, 'init');
        git(join(root, 'apps/a/coverage'), 'init');
        git(join(root, 'apps/a/coverage'), 'add', '.');
      },
      [committed],
    ],
  ])('a report that is %s', async (_what, files, arrange, expected) => {
    const root = temporaryWorkspace({ ...sources, ...config({ min: 80 }), ...report(three), ...files });
    arrange(root);
    expect(findingLines(await judgeLeaf(root, 'a', 'coverage'))).toEqual(expected);
  });

  it('reads the lcov of cargo-llvm-cov and its JSON, which is no pass without files', async () => {
    const rust: Files = { 'apps/a/Cargo.toml': '[package]\nname = "a"\n', 'apps/a/src/lib.rs': '\n\n' };
    const judgeReport = async (entry: object, files: Files) => {
      const root = temporaryWorkspace({ '.gitignore': 'coverage/\n', ...rust, ...config(entry), ...files });
      const target = { executor: 'x:y', outputs: ['{projectRoot}/coverage'] };
      return await judgeLeaf(root, 'a', 'coverage', { targets: { coverage: target } });
    };
    const tool = { min: 50, tool: 'cargo-llvm-cov' };
    const lcov = 'SF:src/lib.rs\nDA:1,1\nDA:2,0\nLF:2\nLH:1\nend_of_record\n';
    expect((await judgeReport(tool, { 'apps/a/coverage/lcov.info': lcov })).verdict).toBe('holds');
    const report = 'coverage/llvm-cov.json';
    const counter = { count: 2, covered: 1 };
    const summary = { lines: counter, functions: counter, regions: counter };
    const filesOf = async (files: readonly object[]) => {
      const json = { type: 'llvm.coverage.json.export', version: '2.0.1', data: [{ files }] };
      return await judgeReport({ ...tool, report }, { 'apps/a/coverage/llvm-cov.json': json });
    };
    expect((await filesOf([{ filename: '/elsewhere/src/lib.rs', summary }])).verdict).toBe('holds');
    expect(findingLines(await filesOf([]))).toEqual([
      'error apps/a/coverage/llvm-cov.json coverage report apps/a/coverage/llvm-cov.json names no source file: no data is not a pass',
    ]);
  });

  it('takes no report where no target is called as the one that measures', async () => {
    const files = {
      ...sources,
      ...config({ min: 80, tool: 'cargo-llvm-cov', report: 'coverage/coverage.out' }),
    };
    const root = temporaryWorkspace({ ...files, ...report(three) });
    expect(findingLines(await judgeLeaf(root, 'a', 'coverage'))).toEqual([notAnOutput]);
  });

  it('reads an entry of its own, whatever is wrong with others, at its place in the file', async () => {
    const files = {
      ...config({ min: 81, packages: { 'main.go': { min: 90 } } }, { b: { min: 'x' } }),
      ...report(three),
    };
    const whole = { ...config({ min: 81, packages: { 'main.go': { min: 90 } } }), ...report(three) };
    const withoutColumn = async (all: Files) =>
      (await judge(all)).findings.map(({ file, line, message }) => `${file}:${line} ${message}`);
    expect(await withoutColumn(files)).toEqual(await withoutColumn(whole));
    expect((await judge(files)).findings).toHaveLength(2);
  });

  it.each<[string, string, RegExp[]]>([
    ['no JSON', '{', [/^error coverage-config.json:1:2 coverage-config.json is not JSON/]],
    ['its own entry wrong', '{"thresholds":{"a":{"min":101}}}', [/^error coverage-config.json:1:\d+ /]],
    [
      'no entry',
      '{"thresholds":{"b":{"min":1}}}',
      [/^error coverage-config.json coverage-config.json has no entry for a$/],
    ],
    ['no entry beside a wrong one', '{"thresholds":{"b":{"min":"x"}}}', [/./]],
  ])('readThreshold with %s', (_what, text, expected) => {
    const read = readThreshold(text, 'a');
    const lines = read.ok
      ? []
      : read.findings.map(
          ({ severity, file, line, column, message }) =>
            `${severity} ${[file, line, column].filter((part) => part !== undefined).join(':')} ${message}`,
        );
    expect(lines).toEqual(expected.map((line) => expect.stringMatching(line)));
  });

  it.each<[string, string, string]>([
    ['no JSON', '{ "thresholds": { "a": { "min": 1, } } }', ':1:36 coverage-config.json is not JSON'],
    ['no object', '[]', ':1:1 '],
    ['without floors', '{ "threshold": { "a": { "min": 1 } } }', ':1:1 '],
    ['with an entry that is none', '{ "thresholds": { "a": null } }', ':1:24 '],
    ['with two floors', '{ "thresholds": { "a": { "min": 1 }, "a": { "min": 0 } } }', ':1:38 '],
    ['too deep', `{ "thresholds": { "a": { "min": ${'['.repeat(300)}`, ':1:'],
    [
      'with floors that stand twice',
      '{ "thresholds": { "a": { "min": 1 } }, "thresholds": { "a": { "min": 0 } } }',
      ':1:40 "thresholds" occurs twice in coverage-config.json',
    ],
    ['with floors that are none', '{ "thresholds": 80 }', ':1:17 "thresholds" is 80'],
    [
      'with the floor of another twice',
      '{ "thresholds": { "a": { "min": 1 }, "b": { "min": 1 }, "b": { "min": 0 } } }',
      ':1:57 "b" occurs twice in "thresholds"',
    ],
    [
      'with a key twice in a comment',
      '{ "thresholds": { "a": { "min": 1, "$comment": { "x": 1, "x": 2 } } } }',
      ':1:58 coverage-config.json cannot be read: it is not JSON: the key "x" stands twice',
    ],
  ])('stays on a service, red, while coverage-config.json is %s', async (_what, text, place) => {
    const { verdict, findings } = await judge({ 'coverage-config.json': text, ...report(three) });
    expect(verdict).toBe('violated');
    const [first] = findings;
    expect(`:${first?.line}:${first?.column} ${first?.message}`).toContain(place);
    expect(first).toMatchObject({ severity: 'error', file: 'coverage-config.json' });
  });

  it('says that coverage-config.json cannot be read where it leads out of the workspace', async () => {
    const root = temporaryWorkspace({ ...sources, ...report(three) });
    const elsewhere = temporaryWorkspace({ 'floors.json': { thresholds: { a: { min: 1 } } } });
    link(root, 'coverage-config.json', join(elsewhere, 'floors.json'));
    expect(findingLines(await judgeLeaf(root, 'a', 'coverage'))).toEqual([
      'error coverage-config.json coverage-config.json cannot be read: it is a link out of the workspace',
    ]);
  });

  it('stays on what the catalogue counts on while coverage-config.json is broken, and nowhere else', async () => {
    const row = { id: 'V1', statement: 's', upheldBy: [{ check: 'coverage', project: 'lib' }] };
    const files = {
      ...sources,
      'libs/lib/project.json': { name: 'lib' },
      'libs/other/project.json': { name: 'other' },
      'apps/docs/VERSION': '1.0.0',
      'invariants.json': { invariants: [row] },
    };
    const withLeaf = async (all: Files) => {
      const { projects } = await inferWorkspace(temporaryWorkspace(all), [
        'libs/lib/project.json',
        'libs/other/project.json',
      ]);
      return projects.filter(({ targets }) => targets['check-coverage']).map(({ project }) => project.name);
    };
    expect(await withLeaf({ ...files, 'coverage-config.json': '{' })).toEqual(['a', 'lib']);
    expect(
      await withLeaf({ ...files, 'coverage-config.json': '{', 'invariants.json': { invariants: [{}] } }),
    ).toEqual(['a']);
    expect(await withLeaf({ ...files, 'coverage-config.json': { thresholds: {} } })).toEqual([]);
    expect(await withLeaf(files)).toEqual([]);
  });

  it('sits on projects with a floor, after the target that measures', async () => {
    const root = temporaryWorkspace({
      ...sources,
      ...config({ min: 1, report: '{workspaceRoot}/out/a.out' }),
    });
    expect((await leafOf(root, 'a', 'coverage'))?.placement).toEqual({
      inputs: [
        { json: '{workspaceRoot}/coverage-config.json', fields: ['thresholds.a', 'ratchet'] },
        '{projectRoot}/**/*',
        '!{projectRoot}/Dockerfile*',
        '!{projectRoot}/**/*.dockerignore',
        { json: '{workspaceRoot}/nx.json', fields: ['extends', 'namedInputs'] },
        { json: '{workspaceRoot}/nx.json', fields: ['extends', 'targetDefaults'] },
        { json: '{workspaceRoot}/nx.json', fields: ['extends', 'plugins'] },
        { dependentTasksOutputFiles: 'out/a.out' },
      ],
      dependsOn: ['coverage'],
      parameters: { language: 'go', coverageTarget: 'coverage' },
    });
    expect(await leafOf(temporaryWorkspace(sources), 'a', 'coverage')).toBeUndefined();
  });
});
