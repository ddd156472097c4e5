import type { PostTasksExecutionContext } from '@nx/devkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Files, git, temporaryWorkspace, writeFiles } from '../../testing/temporary-workspace';
import type { Report } from '../check/report';
import { hookVariables, postTasksExecution, preTasksExecution } from './hooks';

const version = expect.stringMatching(/^\d+\.\d+\.\d+/);

function repository(files: Files): string {
  const root = temporaryWorkspace(files);
  git(root, 'init', '-q');
  for (const message of ['one', 'two']) {
    git(root, 'add', '-A');
    git(root, 'commit', '-q', '--allow-empty', '-m', message);
  }
  return root;
}

describe('hookVariables', () => {
  it.each<[string, Files, RegExp]>([
    ['a tree', { 'contracts/schemas/a.json': '{}' }, /^tree:[0-9a-f]{40}$/],
    ['absent without contracts', { 'a.txt': '' }, /^absent$/],
    [
      'absent where the configured folder never was',
      { 'nx.json': { plugins: [{ plugin: 'nx-invariants', options: { contracts: 'api' } }] } },
      /^absent$/,
    ],
  ])('is %s', async (_what, files, expected) => {
    expect(await hookVariables(repository(files), [], {})).toEqual({
      NX_INVARIANTS_CONTRACTS_BASE: expect.stringMatching(expected),
      NX_INVARIANTS_CONTRACTS_HISTORY: 'trees:',
      NX_INVARIANTS_RELEASES_BASE: 'absent',
      NX_INVARIANTS_COVERAGE_BASELINE: 'absent',
      NX_INVARIANTS_COVERAGE_BASE: 'absent',
      NX_INVARIANTS_CODE_VERSION: version,
      NX_INVARIANTS_EXPIRED_WAIVERS: '',
    });
  });

  it('says why it cannot know', async () => {
    const root = temporaryWorkspace({ 'contracts/a.json': '{}' });
    expect(await hookVariables(root, [], {})).toMatchObject({
      NX_INVARIANTS_CONTRACTS_BASE: expect.stringMatching(/^unknown:there is no git repository/),
    });
    expect(await hookVariables(3 as never, [], {})).toEqual({
      NX_INVARIANTS_CONTRACTS_BASE: expect.stringMatching(/^unknown:/),
      NX_INVARIANTS_CONTRACTS_HISTORY: expect.stringMatching(/^unknown:/),
      NX_INVARIANTS_RELEASES_BASE: expect.stringMatching(/^unknown:/),
      NX_INVARIANTS_COVERAGE_BASELINE: expect.stringMatching(/^unknown:/),
      NX_INVARIANTS_COVERAGE_BASE: expect.stringMatching(/^unknown:/),
      NX_INVARIANTS_CODE_VERSION: 'unknown',
      NX_INVARIANTS_EXPIRED_WAIVERS: 'unknown',
    });
  });
});

describe('preTasksExecution', () => {
  const names = [
    'NX_INVARIANTS_CONTRACTS_BASE',
    'NX_INVARIANTS_CONTRACTS_HISTORY',
    'NX_INVARIANTS_RELEASES_BASE',
    'NX_INVARIANTS_COVERAGE_BASELINE',
    'NX_INVARIANTS_COVERAGE_BASE',
    'NX_INVARIANTS_CODE_VERSION',
    'NX_INVARIANTS_EXPIRED_WAIVERS',
  ];
  afterEach(() => {
    for (const name of names) delete process.env[name];
  });

  it('sets every variable at every run', async () => {
    process.env.NX_INVARIANTS_CONTRACTS_BASE = 'tree:left-over';
    const workspaceRoot = repository({ 'a.txt': '' });
    await preTasksExecution(undefined, { id: '1', workspaceRoot, nxJsonConfiguration: {}, argv: [] });
    expect(names.map((name) => process.env[name])).toEqual([
      'absent',
      'trees:',
      'absent',
      'absent',
      'absent',
      version,
      '',
    ]);
  });
});

describe('postTasksExecution', () => {
  let printed: string;
  beforeEach(() => {
    printed = '';
    vi.stubEnv('NO_COLOR', '1');
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, 'write').mockImplementation((text) => {
        printed += text;
        return true;
      });
    }
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  const report = (rest: Partial<Report>): Report => ({
    version: 1,
    check: 'coverage',
    project: 'a',
    task: 'a:check-coverage',
    verdict: 'holds',
    invariants: ['V1'],
    subjects: ['x'],
    findings: [],
    details: null,
    inputsDigest: 'd',
    ...rest,
  });
  const catalogue = {
    invariants: [{ id: 'V1', statement: 'Covered', upheldBy: [{ check: 'coverage', project: 'a' }] }],
  };

  async function summaryOf(files: Files, status: string, startTime = 0): Promise<string> {
    const workspaceRoot = temporaryWorkspace({ 'invariants.json': catalogue });
    writeFiles(workspaceRoot, files);
    const task = {
      id: 'a:check-coverage',
      target: { project: 'a', target: 'check-coverage' },
      outputs: ['.invariants/a/coverage.json'],
      overrides: {},
      parallelism: true,
    };
    const other = { ...task, id: 'a:build', outputs: ['apps/a/dist'] };
    const taskResults = {
      [task.id]: { task, status, code: 0 },
      [other.id]: { task: other, status: 'success', code: 0 },
    } as PostTasksExecutionContext['taskResults'];
    await postTasksExecution(undefined, {
      id: '1',
      workspaceRoot,
      nxJsonConfiguration: {},
      argv: [],
      taskResults,
      startTime,
      endTime: 1,
    });
    return printed;
  }

  const path = '.invariants/a/coverage.json';

  it.each<[string, Files, string, number, string]>([
    ['a report', { [path]: report({}) }, 'success', 0, ' ✔ V1   Covered'],
    ['a report from the cache', { [path]: report({}) }, 'local-cache', Date.now() + 1e6, ' ✔ V1   Covered'],
    [
      'a red report of this run',
      { [path]: report({ verdict: 'violated' }) },
      'failure',
      0,
      ' ✖ V1   Covered (a:coverage)',
    ],
    [
      'a red leaf with an earlier report',
      { [path]: report({}) },
      'failure',
      Date.now() + 1e6,
      ' ✖ V1   Covered (a:coverage, no report)',
    ],
    ['a leaf without a report', {}, 'failure', 0, ' ✖ V1   Covered (a:coverage, no report)'],
    [
      'a leaf with what is no report',
      { [path]: '{}' },
      'success',
      0,
      ' ✖ V1   Covered (a:coverage, unreadable report)',
    ],
    [
      'a leaf with the report of another one',
      { [path]: report({ project: 'b' }) },
      'success',
      0,
      ' ✖ V1   Covered (a:coverage, unreadable report)',
    ],
    [
      'a report, but no catalogue',
      { [path]: report({ verdict: 'error', invariants: [] }), 'invariants.json': '{' },
      'failure',
      0,
      ' ✖ a:coverage',
    ],
  ])('shows %s', async (_what, files, status, startTime, line) => {
    expect((await summaryOf(files, status, startTime)).split('\n')).toContain(line);
  });

  it('shows a leaf that did not run, since what it depends on failed, as red', async () => {
    const summary = await summaryOf({ [path]: report({}) }, 'skipped', Date.now() + 1e6);
    expect(summary.split('\n')).toContain(' ✖ V1   Covered (a:coverage, not run)');
  });

  it('says that it cannot, and never throws', async () => {
    await postTasksExecution(undefined, { taskResults: undefined } as never);
    expect(printed).toMatch(/^nx-invariants: the run cannot be summed up: /);
  });
});
