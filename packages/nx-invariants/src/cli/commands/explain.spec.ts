import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeAll, root, run, useCalmWorkspace, write } from '../../../testing/calm-workspace';
import { runCommandLine } from '../run-command-line';

describe('explain', () => {
  useCalmWorkspace();

  it('prints the page of a check', async () => {
    write('docs/checks/tone.md', '# Tone\n\nBe calm.\n');
    expect(await run('explain', 'tone')).toEqual({ stdout: '# Tone\n\nBe calm.\n', stderr: '', exitCode: 0 });
  });

  it('sets the page for a reader on a terminal', async () => {
    write('docs/checks/tone.md', '# Tone\n\nBe `calm`.\n');
    const { stdout } = await runCommandLine(['explain', 'tone'], { cwd: root, env: {}, columns: 80 });
    expect(stdout).toBe('\u001b[1mTone\u001b[22m\n\n  Be \u001b[36mcalm\u001b[39m.\n');
  });

  it('says what it knows of a check without a page', async () => {
    expect(await run('explain', 'tone')).toEqual({
      stdout: 'tone: Notes are calm\n\nIt has no page.\n',
      stderr: '',
      exitCode: 0,
    });
    expect(JSON.parse((await run('explain', 'tone', '--json')).stdout).result).toEqual({
      kind: 'check',
      id: 'tone',
      title: 'Notes are calm',
      upholds: ['T1'],
      module: 'checks/tone/check.mjs',
      page: null,
    });
  });

  it.each<[string, (page: string) => void]>([
    ['a folder', (page) => mkdirSync(page, { recursive: true })],
    [
      'a link out of the workspace',
      (page) => {
        const outside = join(mkdtempSync(join(tmpdir(), 'outside-')), 'secret.md');
        writeFileSync(outside, 'secret');
        mkdirSync(dirname(page), { recursive: true });
        symlinkSync(outside, page);
      },
    ],
    [
      'larger than 8 MiB',
      (page) => {
        mkdirSync(dirname(page), { recursive: true });
        writeFileSync(page, 'x'.repeat(8 * 1024 * 1024 + 1));
      },
    ],
  ])('has no page that is %s', async (_, make) => {
    make(join(root, 'docs/checks/tone.md'));
    expect((await run('explain', 'tone')).stdout).toBe('tone: Notes are calm\n\nIt has no page.\n');
  });

  it('says how an invariant stands and what upholds it', async () => {
    write('docs/checks/tone.md', '# Tone\n');
    write('services/web/note.txt', 'angry');
    await judgeAll();
    expect(await run('explain', 'T2')).toEqual({
      stdout: [
        '✖ T2 All are calm',
        '',
        'Upheld by:',
        '  api:tone  holds',
        '  web:tone  violated',
        '',
        '# Tone',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 0,
    });
    expect(JSON.parse((await run('explain', 'T2', '--json')).stdout).result).toEqual({
      kind: 'invariant',
      id: 'T2',
      statement: 'All are calm',
      status: 'violated',
      upheldBy: [
        { project: 'api', check: 'tone', state: 'holds' },
        { project: 'web', check: 'tone', state: 'violated' },
      ],
      documentedOnly: null,
      planned: null,
      pages: [{ check: 'tone', page: '# Tone\n' }],
    });
  });

  it.each([
    [
      'T3',
      '○ T3 People are calm\n\nDocumented only: held by people, not by a check.\n  owner: all\n  to be reviewed by: 2030-01-01\n  reason: no sensor\n',
    ],
    ['T4', '○ T4 Machines are calm\n\nPlanned: not enforced yet.\n  reason: later\n'],
  ])('says of %s who holds it', async (id, stdout) => {
    expect(await run('explain', id)).toEqual({ stdout, stderr: '', exitCode: 0 });
  });

  it('names what there is', async () => {
    const { stderr, exitCode } = await run('explain', 't2');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('There is no check or invariant t2. Did you mean T2?\n');
    expect(stderr).toContain('invariants: T1, T2, T3, T4');
  });

  it('knows the built-in checks outside of a workspace', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    const machine = { cwd: outside, env: {} };
    expect((await runCommandLine(['explain', 'coverage'], machine)).exitCode).toBe(0);
    expect((await runCommandLine(['explain', 'T1'], machine)).exitCode).toBe(2);
  });
});
