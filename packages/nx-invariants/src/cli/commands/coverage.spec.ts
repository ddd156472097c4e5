import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { git } from '../../../testing/temporary-workspace';
import { runCommandLine } from '../run-command-line';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coverage-'));
});

async function run(...argv: string[]) {
  let printed = '';
  const streams = {
    input: (async function* () {})(),
    print: async (text: string) => {
      printed += text;
    },
  };
  const machine = { cwd: folder, env: {}, streams };
  const { stdout, stderr, exitCode } = await runCommandLine(['coverage', ...argv], machine);
  return { stdout: printed + stdout, stderr, exitCode };
}
const write = (path: string, text: string) => writeFileSync(join(folder, path), text);

/** An lcov record of a file whose lines were hit as often as the numbers say. */
function lcov(file: string, hits: readonly number[]): string {
  const covered = hits.filter((hit) => hit > 0).length;
  const lines = hits.map((hit, index) => `DA:${index + 1},${hit}`);
  return [`SF:${file}`, ...lines, `LF:${hits.length}`, `LH:${covered}`, 'end_of_record', ''].join('\n');
}

const printing = 'lcov --summary rounds half to even to one decimal, but never to 0.0 or 100.0';

describe('coverage', () => {
  it('prints exact totals and what the tool prints', async () => {
    write('unit.info', lcov('src/a.ts', [1, 1, 0]));
    expect(await run('unit.info')).toEqual({
      stdout: [
        `unit.info lcov, 1 file; the tool prints 66.7% for 66.66%: ${printing}`,
        '',
        '  metric                        covered',
        '  lines   █████████████░░░░░░░  66.66% (2/3)',
        '',
        '  66.66% (2/3) of lines',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 0,
    });
  });

  it('counts a line of two reports once, covered if either covers it', async () => {
    write('unit.info', lcov('src/a.ts', [1, 1, 0, 0]));
    write('integration.info', lcov('src/a.ts', [0, 1, 1, 0]) + lcov('src/b.ts', [1, 0]));
    const { stdout, exitCode } = await run('unit.info', 'integration.info', '--min', '66.6', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      command: 'coverage',
      exitCode: 0,
      result: {
        reports: [
          { report: 'unit.info', format: 'lcov', printed: '50.0%', printing, files: 1, warnings: [] },
          { report: 'integration.info', format: 'lcov', printed: '50.0%', printing, files: 2, warnings: [] },
        ],
        headline: 'lines',
        metric: 'lines',
        totals: { lines: { covered: 4, total: 6 } },
        verdict: 'pass',
        min: 66.6,
        warn: null,
        short: 0,
        files: [
          { path: 'src/a.ts', lines: { covered: 3, total: 4 }, missed: '4' },
          { path: 'src/b.ts', lines: { covered: 1, total: 2 }, missed: '2' },
        ],
      },
    });
  });

  it('decides the floor exactly: 2 of 3 does not reach 66.67', async () => {
    write('unit.info', lcov('src/a.ts', [1, 1, 0]));
    expect((await run('unit.info', '--min', '66.66')).exitCode).toBe(0);
    const below = await run('unit.info', '--min', '66.67');
    expect(below.exitCode).toBe(1);
    expect(below.stdout).toContain(
      '✖ 66.66% (2/3) of lines is below the floor of 66.67%: 1 more of 3 must be covered\n',
    );
  });

  it('holds another metric to the floor', async () => {
    write('unit.info', lcov('src/a.ts', [1, 1]).replace('LF', 'BRDA:1,0,0,1\nBRDA:1,0,1,0\nLF'));
    const branches = await run('unit.info', '--min', '51', '--metric', 'branches');
    expect([branches.exitCode, ...branches.stdout.split('\n').slice(-3)]).toEqual([
      1,
      '✖ 50.00% (1/2) of branches is below the floor of 51%: 1 more of 2 must be covered',
      '  src/a.ts:1 branches in line 1 lack coverage',
      '',
    ]);
    expect((await run('unit.info', '--min', '50', '--metric', 'branches')).exitCode).toBe(0);
    expect((await run('unit.info', '--min', '50', '--metric', 'functions')).exitCode).toBe(2);
    const each = await run('--each', 'unit.info', '--min', '51', '--metric', 'branches');
    expect([each.exitCode, JSON.parse(each.stdout).findings[0].message]).toEqual([
      1,
      'branches 50.00% (1/2), min 51: 1 more to cover',
    ]);
  });

  it.each([
    [['--metric', 'branhces', '--min', '1'], 'There is no metric branhces. Did you mean branches?'],
    [['--metric', 'branches'], '--metric belongs to a floor, and there is none.'],
    [['--warn', '1'], '--warn belongs to a floor, and there is none.'],
    [['--warn', '1', '--min', '2'], '--warn 1 is below --min 2.'],
    [['--warn', 'x', '--min', '2'], '--warn x is no percentage.'],
    [['--format', 'xml'], 'There is no format xml.'],
    [['--format', 'markdown', '--json'], '--json and --format markdown ask for two formats.'],
    [['--format', 'markdown', '--each'], '--each writes JSON Lines, and --format asks for something else.'],
    [['--badges', 'unit.info'], 'The badges cannot be written: '],
  ])('refuses %j', async (options, message) => {
    write('unit.info', lcov('src/a.ts', [1]));
    const { stderr, exitCode } = await run('unit.info', ...options);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it('shows what a report says of itself that is not so', async () => {
    write('unit.info', lcov('src/a.ts', [1, 0]).replace('LH:1', 'LH:2'));
    const { stdout } = await run('unit.info');
    expect(stdout).toMatch(/\nwarning unit\.info(:\d+)? /);
    expect(stdout).toContain('50.00% (1/2)');
  });

  const unit = lcov('src/a.ts', [1, 1, 0, 0, 1, 0]).replace('LF', 'BRDA:1,0,0,1\nBRDA:1,0,1,0\nLF');
  const sentence =
    '50.00% (3/6) of lines reaches the floor of 40%, and is below the warning mark of 60%: 1 more of 6 must be covered';

  it('shows floor, warning mark and what no test runs', async () => {
    write('unit.info', unit);
    expect(await run('unit.info', '--min', '40', '--warn', '60')).toEqual({
      stdout: [
        'unit.info lcov, 1 file; the tool prints 50.0%',
        '',
        '  metric                          covered       floor  warn',
        '✔ lines     ███████│██░┆░░░░░░░░  50.00% (3/6)  40%    60%',
        '  branches  ██████████░░░░░░░░░░  50.00% (1/2)',
        '  │ floor, ┆ warning mark',
        '',
        `✔ ${sentence}`,
        '  src/a.ts:3 no test runs lines 3 to 4',
        '  src/a.ts:6 no test runs line 6',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 0,
    });
  });

  it('writes Markdown, annotations and JSON where they are asked for', async () => {
    write('unit.info', unit.replace('LH:3', 'LH:4'));
    const args = ['unit.info', '--min', '60', '--format'];
    expect((await run(...args, 'markdown')).stdout).toBe(
      [
        '<!-- nx-invariants coverage -->',
        '## Coverage',
        '',
        '**50\\.00\\% \\(3\\/6\\) of lines is below the floor of 60\\%\\: 1 more of 6 must be covered**',
        '',
        '|  | metric | bar | covered | floor |',
        '| --- | --- | --- | --- | --- |',
        '| ❌ | lines | ██████████░│░░░░░░░░ | 50\\.00\\% \\(3\\/6\\) | 60\\% |',
        '|  | branches | ██████████░░░░░░░░░░ | 50\\.00\\% \\(1\\/2\\) |  |',
        '',
        '│ floor',
        '',
        '- <code>src\\/a\\.ts\\:3</code> no test runs lines 3 to 4',
        '- <code>src\\/a\\.ts\\:6</code> no test runs line 6',
        '',
      ].join('\n'),
    );
    expect((await run(...args, 'github')).stdout.split('\n')).toEqual([
      '::error title=nx-invariants coverage::50.00%25 (3/6) of lines is below the floor of 60%25: 1 more of 6 must be covered',
      '::warning file=unit.info,line=1,title=nx-invariants coverage::lines: LH/LF say 4/6, the records 3/6; the records hold',
      '::notice file=src/a.ts,line=3,endLine=4,title=nx-invariants coverage::no test runs lines 3 to 4',
      '::notice file=src/a.ts,line=6,endLine=6,title=nx-invariants coverage::no test runs line 6',
      '',
    ]);
    expect(await run(...args, 'json')).toEqual(await run('unit.info', '--min', '60', '--json'));
    expect((await run('unit.info', '--format', 'github')).stdout).toContain('::warning file=unit.info');
    expect((await run('unit.info', '--format', 'markdown')).stdout).toContain(
      '**50\\.00\\% \\(3\\/6\\) of lines**',
    );
  });

  it('names files in their repository in annotations, however the report does', async () => {
    git(folder, 'init', '-q');
    mkdirSync(join(folder, 'app'));
    write('app/unit.info', lcov(join(folder, 'app/src/a.ts'), [0]) + lcov('/elsewhere/b.ts', [0, 0]));
    const machine = { cwd: join(folder, 'app'), env: {} };
    const args = ['coverage', 'unit.info', '--min', '1', '--format', 'github'];
    const { stdout } = await runCommandLine(args, machine);
    expect(stdout.match(/file=[^,]*/g)).toEqual(['file=/elsewhere/b.ts', 'file=app/src/a.ts']);
  });

  it.each([
    [[], 'lightgrey'],
    [['--min', '50'], 'green'],
    [['--min', '50', '--warn', '60'], 'yellow'],
    [['--min', '51'], 'red'],
  ])('writes a badge with %j', async (args, color) => {
    write('unit.info', unit);
    await run('unit.info', '--badges', 'out/badges', ...args);
    const badge = (file: string) => readFileSync(join(folder, 'out/badges', file), 'utf8');
    expect(JSON.parse(badge('coverage.json'))).toEqual({
      schemaVersion: 1,
      label: 'coverage',
      message: '50.00%',
      color,
    });
    expect(badge('coverage.svg')).toContain('<title>coverage: 50.00%</title>');
  });

  it('judges every report on its own with --each, one line of JSON for each', async () => {
    write('unit.info', lcov('src/a.ts', [1, 1, 0]));
    write('odd.info', lcov('src/a.ts', [1]).replace('LH:1', 'LH:0'));
    write('page.html', '<!DOCTYPE html><html></html>');
    const expected = [
      {
        report: 'unit.info',
        format: 'lcov',
        metrics: { lines: { covered: 2, total: 3 } },
        headline: 'lines',
        printed: '66.7%',
        findings: [
          {
            severity: 'error',
            message: 'lines 66.66% (2/3), min 66.67: 1 more to cover',
            fix: 'add tests, then measure again',
          },
        ],
      },
      {
        report: 'odd.info',
        format: 'lcov',
        metrics: { lines: { covered: 1, total: 1 } },
        headline: 'lines',
        printed: '100.0%',
        findings: [{ severity: 'warning', message: expect.stringContaining('LH/LF say 0/1'), line: 1 }],
      },
      {
        report: 'page.html',
        findings: [
          { severity: 'error', message: expect.stringContaining('HTML page'), fix: expect.any(String) },
        ],
      },
      {
        report: 'gone.info',
        findings: [{ severity: 'error', message: 'There is no file gone.info.', fix: expect.any(String) }],
      },
    ];
    const all = ['unit.info', 'odd.info', 'page.html', 'gone.info'];
    const { stdout, stderr, exitCode } = await run('--each', '--min', '66.67', ...all);
    expect({
      lines: stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
      stderr,
      exitCode,
    }).toEqual({
      lines: expected,
      stderr: '',
      exitCode: 2,
    });
    expect(await run('--each', '--json', '--min', '66.67', ...all)).toEqual({ stdout, stderr, exitCode });
    expect((await run('--each', '--min', '66.67', 'unit.info', 'odd.info')).exitCode).toBe(1);
    expect((await run('--each', '--min', '66.66', 'unit.info', 'odd.info')).exitCode).toBe(0);
    expect((await run('--each', 'unit.info')).exitCode).toBe(0);
  });

  it('reads a report of Cobertura with its units united', async () => {
    const line = (number: number, hits: number) => `<line number="${number}" hits="${hits}"/>`;
    const xml = (hits: readonly number[]) =>
      `<coverage line-rate="1"><packages><package><classes><class filename="src/a.ts"><lines>${hits
        .map((hit, index) => line(index + 1, hit))
        .join('')}</lines></class></classes></package></packages></coverage>`;
    write('unit.xml', xml([1, 0, 0]));
    write('integration.info', lcov('src/a.ts', [0, 1, 0]));
    expect((await run('unit.xml', 'integration.info', '--min', '66.6')).stdout).toContain('66.66% (2/3)');
  });

  it('looks for such names in paths of any length', async () => {
    write('unit.info', lcov('src/a.ts', [1]));
    write('integration.info', lcov(`/${'d/'.repeat(100_000)}b.ts`, [1]));
    expect((await run('unit.info', 'integration.info', '--min', '100')).stdout).toContain('100.00% (2/2)');
  });

  it('refuses reports that name one file in two ways', async () => {
    write('unit.info', lcov('src/a.ts', [1]));
    write('integration.info', lcov('/ci/project/src/a.ts', [1]));
    const expected = {
      stdout: '',
      stderr: [
        'nx-invariants coverage: The reports seem to name one file in two ways: /ci/project/src/a.ts and src/a.ts.',
        '  fix: make the reports in the same folder of the same machine, so that a file has one name and counts once',
        '',
      ].join('\n'),
      exitCode: 2,
    };
    expect(await run('unit.info', 'integration.info')).toEqual(expected);
    expect(await run('integration.info', 'unit.info')).toEqual(expected);
  });

  it('does not take files of one name in two folders for one', async () => {
    write('one.info', lcov('index.ts', [1]) + lcov('src/index.ts', [0]));
    write('two.info', lcov('src/index.ts', [1]));
    expect((await run('one.info', 'two.info')).stdout).toContain('100.00% (2/2)');
  });

  it.each([
    [['gone.info'], 'There is no file gone.info.'],
    [['empty.info'], 'coverage report empty.info'],
    [['page.html'], 'page.html'],
    [
      ['unit.info', '--report-format', 'istanbl'],
      'There is no report format istanbl. Did you mean istanbul?',
    ],
    [['unit.info', '--report-format', 'coverage-py'], 'unit.info'],
    [['unit.info', '--min', '101'], '--min 101 is no percentage.'],
    [['unit.info', '--min', 'eighty'], '--min eighty is no percentage.'],
    [['unit.info', '--min=-1'], '--min -1 is no percentage.'],
    [['unit.info', '--min', '1e1'], '--min 1e1 is no percentage.'],
    [['unit.info', 'go.out'], 'The reports cannot be united: they measure lines | statements.'],
  ])('refuses %j', async (args, message) => {
    write('unit.info', lcov('src/a.ts', [1]));
    write('empty.info', '');
    write('page.html', '<!DOCTYPE html><html></html>');
    write('go.out', 'mode: set\nexample.com/m/a.go:1.1,2.2 1 1\n');
    const { stdout, stderr, exitCode } = await run(...args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(message);
    expect(stderr).toContain('\n  fix: ');
  });
});
