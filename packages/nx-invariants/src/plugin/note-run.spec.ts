import type { PostTasksExecutionContext } from '@nx/devkit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { git, temporaryWorkspace, writeFiles } from '../../testing/temporary-workspace';
import { workspaceStamp } from '../baseline/workspace-stamp';
import { readRunRecord, runRecordFile } from '../report/run-record';
import { noteRun } from './note-run';

afterEach(() => vi.unstubAllEnvs());

function repository(): string {
  const root = temporaryWorkspace({ 'a.txt': 'a', '.gitignore': '.invariants\n' });
  git(root, 'init', '-q');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'one');
  return root;
}

const result = (project: string, status: string, outputs = [`.invariants/${project}/coverage.json`]) => ({
  task: { id: `${project}:check-coverage`, outputs },
  status,
});

const runOf = (workspaceRoot: string, argv: string, results: readonly object[] = []) =>
  ({
    workspaceRoot,
    argv: ['node', 'nx', ...argv.split(' ')],
    taskResults: Object.fromEntries(results.map((each, index) => [index, each])),
    nxJsonConfiguration: {},
  }) as unknown as PostTasksExecutionContext;

describe('noteRun', () => {
  it('notes how every leaf ended', async () => {
    const root = temporaryWorkspace({});
    const results = [
      result('a', 'success'),
      result('b', 'failure'),
      result('c', 'local-cache'),
      result('d', 'remote-cache'),
      result('e', 'local-cache-kept-existing'),
      result('f', 'skipped'),
      result('g', 'something new'),
      result('h', 'success', ['apps/h/dist']),
    ];
    await noteRun(runOf(root, 'run-many -t invariants', results), [
      { project: 'i', check: 'coverage', reason: 'not run' },
    ]);
    const endings = {
      '.invariants/a/coverage.json': 'judged',
      '.invariants/b/coverage.json': 'failed',
      '.invariants/c/coverage.json': 'cached',
      '.invariants/d/coverage.json': 'cached',
      '.invariants/e/coverage.json': 'cached',
      '.invariants/f/coverage.json': 'skipped',
      '.invariants/g/coverage.json': 'failed',
      '.invariants/i/coverage.json': 'skipped',
    };
    expect(readRunRecord(root)).toEqual({ version: 1, endings });
    await noteRun(runOf(root, 'run b:check-coverage', [result('b', 'success')]), []);
    const later = { ...endings, '.invariants/b/coverage.json': 'judged' };
    expect(readRunRecord(root)).toEqual({ version: 1, endings: later });
  });

  it('notes nothing after a run that concerns no leaf', async () => {
    const root = repository();
    await noteRun(runOf(root, 'affected -t build', [result('h', 'success', ['apps/h/dist'])]), []);
    expect(readRunRecord(root)).toEqual({ endings: {} });
  });

  it('notes what nx affected compared, though it selected nothing', async () => {
    const root = repository();
    await noteRun(runOf(root, 'affected -t invariants --base=v1'), []);
    const state = (await workspaceStamp(root))?.digest;
    expect(readRunRecord(root).affected).toEqual({ base: 'v1', state });
  });

  it('says nothing of the working tree where another head was compared, or nobody can tell', async () => {
    const root = repository();
    const noted = async () => readRunRecord(root).affected;
    vi.stubEnv('NX_HEAD', 'HEAD');
    writeFiles(root, { 'b.txt': '' });
    await noteRun(runOf(root, 'affected -t invariants'), []);
    expect(await noted()).toBeUndefined();
    git(root, 'add', '-A');
    git(root, 'commit', '-q', '-m', 'two');
    vi.stubEnv('NX_HEAD', 'HEAD~1');
    await noteRun(runOf(root, 'affected -t invariants'), []);
    expect(await noted()).toBeUndefined();
    vi.stubEnv('NX_HEAD', 'HEAD');
    await noteRun(runOf(root, 'affected -t invariants'), []);
    expect(await noted()).toMatchObject({ base: 'main' });
    const outside = temporaryWorkspace({});
    await noteRun(runOf(outside, 'affected -t invariants'), []);
    expect(readRunRecord(outside)).toEqual({ endings: {} });
  });
});

describe('readRunRecord', () => {
  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['no record', '[]'],
    ['another version', { version: 2, endings: {} }],
    ['an ending that is none', { version: 1, endings: { a: 'fine' } }],
    ['no comparison', { version: 1, endings: {}, affected: { base: 1, state: 's' } }],
    ['no endings', { version: 1 }],
  ])('is empty where there is %s', (_what, content) => {
    expect(readRunRecord(temporaryWorkspace({ [runRecordFile]: content }))).toEqual({ endings: {} });
  });
});
