import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  catalogue,
  judgeAll,
  nxRuns,
  root,
  run,
  states,
  tone,
  useCalmWorkspace,
  withChecks,
  withOption,
  write,
} from '../../../testing/calm-workspace';
import { runCommandLine } from '../run-command-line';

describe('report', () => {
  useCalmWorkspace();

  it('shows that all holds', async () => {
    await judgeAll();
    expect(await run('report')).toEqual({
      stdout: [
        'Invariants',
        '',
        '✔ T1   The api is calm',
        '✔ T2   All are calm',
        '○ documented only: T3',
        '○ planned, not enforced yet: T4',
        '',
        '2 checks: 2 holds',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 0,
    });
  });

  it('shows what is violated, where, and how to fix it', async () => {
    write('services/web/note.txt', 'angry');
    await judgeAll();
    expect(await run('report')).toEqual({
      stdout: [
        'Invariants',
        '',
        '✔ T1   The api is calm',
        '✖ T2   All are calm: violated (web:tone violated)',
        '○ documented only: T3',
        '○ planned, not enforced yet: T4',
        '',
        '✖ check-tone web: violated (T2)',
        '  error services/web/note.txt:1:1 the note is angry',
        '    fix: be calm',
        '  why and how: nx-invariants explain tone',
        '',
        '2 checks: 1 holds, 1 violated',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 1,
    });
  });

  it('never shows a stale report as holding', async () => {
    await judgeAll();
    write('services/web/note.txt', 'angry');
    expect(await run('report')).toEqual({
      stdout: [
        'Invariants',
        '',
        '✔ T1   The api is calm',
        '? T2   All are calm: cannot tell (web:tone stale)',
        '○ documented only: T3',
        '○ planned, not enforced yet: T4',
        '',
        '? check-tone web: stale; its inputs have changed since it was judged (then: holds)',
        '  run it: nx run web:check-tone',
        '',
        '2 checks: 1 holds, 1 stale',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 2,
    });
  });

  it('names the target to run as the options of the plugin name it', async () => {
    const options = { customChecks: ['checks/tone/check.mjs'], targets: { checkPrefix: 'guard-' } };
    write('nx.json', JSON.stringify({ plugins: [{ plugin: 'nx-invariants', options }] }));
    expect((await run('report', '--project', 'web', '--check', 'tone')).stdout).toContain(
      '  run it: nx run web:guard-tone\n',
    );
  });

  it('does not take a stale violation for a present one', async () => {
    write('services/web/note.txt', 'angry');
    await judgeAll();
    write('services/web/note.txt', 'calm');
    const { stdout, exitCode } = await run('report');
    expect(exitCode).toBe(2);
    expect(stdout).toContain('(then: violated, with 1 finding)');
    const { result } = JSON.parse((await run('report', '--json')).stdout);
    expect(result.checks[1]).toMatchObject({ project: 'web', state: 'stale', verdict: null });
  });

  it.each<[string, () => void]>([
    ['options of the check', () => write('nx.json', JSON.stringify(withOption('exclamations', true)))],
    ['the code of the check', () => write('checks/tone/check.mjs', `${tone}// more\n`)],
    ['the catalogue', () => write('invariants.json', `${JSON.stringify({ invariants: catalogue })}\n`)],
    ['the declared field of a JSON file', () => write('settings.json', '{ "mood": "low", "x": 1 }')],
  ])('takes a change of %s for what makes reports stale', async (_what, change) => {
    write('settings.json', '{ "mood": "high", "x": 1 }');
    await judgeAll();
    expect(await states()).toEqual([0, 'api current', 'web current']);
    change();
    expect(await states()).toEqual([2, 'api stale', 'web stale']);
  });

  it.each<[string, () => void]>([
    ['another field of a JSON file', () => write('settings.json', '{\n  "x": 2,\n  "mood": "high" }')],
    ['a file that is no input', () => write('services/api/other.txt', 'new')],
    ['a file that git ignores', () => write('services/api/dist/note.txt', 'new')],
  ])('does not mind a change of %s', async (_what, change) => {
    write('settings.json', '{ "mood": "high", "x": 1 }');
    write('.gitignore', 'dist\n');
    await judgeAll();
    change();
    expect(await states()).toEqual([0, 'api current', 'web current']);
  });

  it('says which checks have not run and which reports are no reports', async () => {
    await judgeAll();
    rmSync(join(root, '.invariants/api/tone.json'));
    write('.invariants/web/tone.json', '{ "version": 1 }');
    const { stdout, exitCode } = await run('report');
    expect(exitCode).toBe(2);
    expect(stdout).toContain(
      '? check-tone api: not run; there is no .invariants/api/tone.json\n  run it: nx run api:check-tone\n',
    );
    expect(stdout).toMatch(
      /\? check-tone web: \.invariants\/web\/tone\.json is no report: .*required property/,
    );
    expect(stdout).toContain(
      '? T2   All are calm: cannot tell (api:tone not run; web:tone report malformed)\n',
    );
  });

  it('does not take the report of another leaf', async () => {
    await judgeAll();
    write('.invariants/web/tone.json', readFileSync(join(root, '.invariants/api/tone.json'), 'utf8'));
    expect((await run('report')).stdout).toContain(
      '? check-tone web: .invariants/web/tone.json is no report: it is the report of api:tone\n',
    );
  });

  it('cannot tell what is undecided, and passes what warns', async () => {
    write('services/api/note.txt', 'cryptic');
    write('services/web/note.txt', 'loud');
    await judgeAll();
    const { stdout, exitCode } = await run('report');
    expect(exitCode).toBe(2);
    expect(stdout).toContain('? T1   The api is calm: cannot tell (api:tone undecided)\n');
    expect(stdout).toContain(
      '✔ check-tone web: holds, with warnings (T2)\n  warning services/web/note.txt:1:1',
    );
    write('services/api/note.txt', 'calm');
    await judgeAll();
    expect((await run('report')).exitCode).toBe(0);
  });

  it('shows an opt-out as long as the project states it', async () => {
    const optOut = (reason: string) =>
      JSON.stringify({ name: 'web', metadata: { invariants: { optOut: { tone: reason } } } });
    write('services/web/project.json', optOut('an artist'));
    await judgeAll();
    const { stdout, exitCode } = await run('report');
    expect(stdout).toContain('- check-tone web: opted out (T2)\n');
    expect(stdout).toContain('? T2   All are calm: cannot tell (web:tone opted out)\n');
    expect(exitCode).toBe(2);
    write('services/web/project.json', optOut('a critic'));
    expect(await states()).toEqual([2, 'api current', 'web stale']);
    write('services/web/project.json', '{ "name": "web" }');
    expect(await states()).toEqual([2, 'api current', 'web stale']);
    await judgeAll();
    write('services/web/project.json', optOut('an artist'));
    expect(await states()).toEqual([2, 'api current', 'web stale']);
  });

  it('says that a row names a leaf which the graph lacks', async () => {
    const row = { id: 'T5', statement: 'Gone', upheldBy: [{ check: 'tone', project: 'gone' }] };
    write('invariants.json', JSON.stringify({ invariants: [row] }));
    await judgeAll();
    const { stdout, exitCode } = await run('report');
    expect(exitCode).toBe(2);
    expect(stdout).toContain('? T5   Gone: cannot tell (gone:tone is not in the project graph)\n');
  });

  it('narrows to a project and a check', async () => {
    write('services/web/note.txt', 'angry');
    await judgeAll();
    expect(await run('report', '--project', 'api')).toEqual({
      stdout:
        'Invariants\n\n✔ T1   The api is calm\n✔ T2   All are calm (1 of its 2 checks)\n\n1 check: 1 holds\n',
      stderr: '',
      exitCode: 0,
    });
    expect(await states('--check', 'tone', '--project', 'web')).toEqual([1, 'web current']);
  });

  it.each([
    [['--project', 'ap'], 'No project ap has checks. Did you mean api?', 'name one of api, web'],
    [['--check', 'tones'], 'No project has the check tones. Did you mean tone?', 'name one of tone'],
  ])('refuses %j', async (args, message, fix) => {
    await judgeAll();
    expect(await run('report', ...args)).toEqual({
      stdout: '',
      stderr: `nx-invariants report: ${message}\n  fix: ${fix}\n`,
      exitCode: 2,
    });
  });

  it('holds nothing where the graph holds no check', async () => {
    write('nx.json', JSON.stringify(withChecks({ tone: false })));
    const { stdout, stderr, exitCode } = await run('report');
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain('The project graph holds no check, so nothing can be said to hold.');
  });

  it('says where the catalogue is malformed', async () => {
    await judgeAll();
    write('invariants.json', '{ "invariants": [\n  { "id": "T1" }\n] }');
    const { stderr, exitCode } = await run('report');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('The catalogue cannot be read: invariants.json:2:3 ');
  });

  it('completes the matrix where it is asked to', async () => {
    expect(await states()).toEqual([2, 'api missing', 'web missing']);
    expect(await states('--all')).toEqual([0, 'api current', 'web current']);
    await run('report', '--all', '--project', 'api', '--base', 'v1');
    expect(nxRuns).toEqual([
      { args: ['run-many', '--target=invariants'], env: {} },
      { args: ['run-many', '--target=invariants', '--projects=api'], env: { NX_BASE: 'v1' } },
    ]);
  });

  it.each<[string, RegExp]>([
    ['sarif', /^\{\n {2}"\$schema": "https:\/\/json\.schemastore\.org\/sarif-2\.1\.0\.json"/],
    ['junit', /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="nx-invariants /],
    [
      'github',
      /^::error file=services\/web\/note\.txt,line=1,col=1,title=check-tone web T2::the note is angry/,
    ],
    ['markdown', /^<!-- nx-invariants report -->\n## Invariants\n\n\*\*1 violated, 1 hold\*\*/],
    ['html', /^<!doctype html>\n[\s\S]*<h1>.*1 invariant is violated<\/h1>/],
    ['json', /^\{\n {2}"version": 1,\n {2}"command": "report"/],
    ['text', /^Invariants\n/],
  ])('says the same as %s, into a file where one is named', async (format, expected) => {
    write('services/web/note.txt', 'angry');
    await judgeAll();
    const printed = await run('report', '--format', format);
    expect(printed).toEqual({ stdout: expect.stringMatching(expected), stderr: '', exitCode: 1 });
    const output = join(root, 'report.out');
    expect(await run('report', `--format=${format}`, '--output', output)).toEqual({ ...printed, stdout: '' });
    expect(readFileSync(output, 'utf8')).toBe(printed.stdout);
  });

  it('takes --json for the format of that name, and no other beside it', async () => {
    await judgeAll();
    const json = await run('report', '--json');
    expect(await run('report', '--format=json')).toEqual(json);
    expect(await run('report', '--format=json', '--json')).toEqual(json);
    expect(await run('report', '--json', '--output=../../report.json')).toEqual({ ...json, stdout: '' });
    expect(readFileSync(join(root, 'report.json'), 'utf8')).toBe(json.stdout);
  });

  it.each([
    [
      ['--format=xml'],
      'There is no format xml.',
      'name one of text, json, sarif, junit, github, markdown, html',
    ],
    [['--format=sarf'], 'There is no format sarf. Did you mean sarif?', 'name one of'],
    [['--json', '--format=sarif'], '--json and --format sarif ask for two formats.', 'leave one of them out'],
    [['--history=a.json'], 'Only the HTML page shows a history.', 'ask for --format html'],
    [['--history=a.json', '--format=sarif'], 'Only the HTML page shows a history.', 'ask for --format html'],
    [['--format=html', '--history=gone.json'], 'The earlier report gone.json does not exist.', 'name a file'],
    [['--output=no/such/folder'], 'no/such/folder cannot be written: ENOENT', 'name a file in a folder'],
  ])('refuses the output %j', async (args, message, fix) => {
    await judgeAll();
    const { stderr, exitCode } = await run('report', ...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`nx-invariants report: ${message}`);
    expect(stderr).toContain(`fix: ${fix}`);
  });

  it('shows on the page what the finding is about, and how it was before', async () => {
    await judgeAll();
    await run('report', '--json', '--output', join(root, 'monday.json'));
    write('services/web/note.txt', 'angry');
    write('.gitignore', 'private\n');
    await judgeAll();
    const { stdout } = await run('report', '--format', 'html', '--history', join(root, 'monday.json'));
    expect(stdout).toContain('violated since monday: <span class="ids">T2</span>');
    expect(stdout).toContain('"excerpt":{"start":1,"lines":["angry"],"marked":[1,1]}');
    write('.gitignore', 'note.txt\n');
    expect((await run('report', '--format', 'html')).stdout).not.toContain('"excerpt":{');
  });

  it('says that Nx cannot be started', async () => {
    const { stderr, exitCode } = await runCommandLine(['report', '--all'], {
      cwd: root,
      env: {},
    });
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringMatching(/report: Nx cannot be started: .*nx\/package\.json/),
    ]);
  });

  it('gives JSON of a stable shape', async () => {
    write('services/web/note.txt', 'angry');
    await judgeAll();
    expect(JSON.parse((await run('report', '--json')).stdout)).toEqual({
      version: 1,
      command: 'report',
      exitCode: 1,
      result: {
        invariants: [
          {
            id: 'T1',
            statement: 'The api is calm',
            status: 'holds',
            isWhole: true,
            upheldBy: [{ project: 'api', check: 'tone', state: 'holds' }],
          },
          {
            id: 'T2',
            statement: 'All are calm',
            status: 'violated',
            isWhole: true,
            upheldBy: [
              { project: 'api', check: 'tone', state: 'holds' },
              { project: 'web', check: 'tone', state: 'violated' },
            ],
          },
          { id: 'T3', statement: 'People are calm', status: 'documented-only', isWhole: true, upheldBy: [] },
          { id: 'T4', statement: 'Machines are calm', status: 'planned', isWhole: true, upheldBy: [] },
        ],
        checks: [
          {
            project: 'api',
            check: 'tone',
            file: '.invariants/api/tone.json',
            state: 'current',
            verdict: 'holds',
            fromCache: false,
            findings: [],
          },
          {
            project: 'web',
            check: 'tone',
            file: '.invariants/web/tone.json',
            state: 'current',
            verdict: 'violated',
            fromCache: false,
            findings: [
              {
                severity: 'error',
                file: 'services/web/note.txt',
                line: 1,
                column: 1,
                message: 'the note is angry',
                fix: 'be calm',
                check: 'tone',
                invariants: ['T2'],
                fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
                page: 'docs/checks/tone.md',
              },
            ],
          },
        ],
        coverage: { projects: [], totals: [] },
      },
    });
  });
});
