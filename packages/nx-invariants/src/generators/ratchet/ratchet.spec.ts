import { logger, type Tree } from '@nx/devkit';
import { parseBaselines } from '@nx-invariants/coverage';
import { FsTree, flushChanges } from 'nx/src/generators/tree';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { manifestsOf } from '../../../testing/judge-leaf';
import { graphOfProjects, judgeLeaves } from '../../../testing/judge-workspace';
import { type Files, git, temporaryFolder, writeFiles } from '../../../testing/temporary-workspace';
import { inferWorkspace } from '../../plugin/infer';
import ratchet from './ratchet';

const projects = ['a', 'b', 'c'];
const config = (settings: object = {}, entries = projects): Files => ({
  'nx.json': { plugins: [{ plugin: 'nx-invariants', options: { services: ['apps/*'] } }] },
  'coverage-config.json': {
    thresholds: Object.fromEntries(entries.map((name) => [name, { min: 1, tool: 'go-cover' }])),
    ratchet: { enabled: true, step: 1, slack: 0, ...settings },
  },
});
/** A profile of 100 statements in lines of their own. */
const covered = (project: string, count: number): Files => ({
  [`apps/${project}/coverage/coverage.out`]: [
    'mode: set',
    ...Array.from(
      { length: 100 },
      (_, index) => `x/${project}/main.go:${index + 1}.1,${index + 1}.2 1 ${index < count ? 1 : 0}`,
    ),
    '',
  ].join('\n'),
});

let said: string[];
beforeEach(() => {
  said = [];
  vi.spyOn(logger, 'info').mockImplementation((line) => said.push(line));
});
afterEach(() => vi.restoreAllMocks());

function commit(root: string, files: Files = {}): string {
  writeFiles(root, files);
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'c');
  return git(root, 'rev-parse', 'HEAD').trim();
}

/** A workspace of three Go modules on its default branch. */
function workspace(settings: object = {}): string {
  const root = temporaryFolder();
  git(root, 'init', '-q');
  const sources = projects.map((name) => ({
    [`apps/${name}/go.mod`]: `module x/${name}\n\ngo 1.26\n`,
    [`apps/${name}/main.go`]: `package main\n${'\n'.repeat(100)}`,
  }));
  commit(root, Object.assign({ '.gitignore': 'coverage/\n.invariants/\n' }, config(settings), ...sources));
  return root;
}

const graphOf = async (root: string) =>
  graphOfProjects((await inferWorkspace(root, manifestsOf(root))).projects);

/** Leaves the reports of the projects, as a run of Nx would. */
async function measure(root: string, counts: { [project: string]: number }): Promise<void> {
  for (const [project, count] of Object.entries(counts)) writeFiles(root, covered(project, count));
  await judgeLeaves(
    root,
    await graphOf(root),
    (project, check) => check === 'coverage' && Object.hasOwn(counts, project),
  );
}

async function generate(root: string, rebaseline: string[] = []): Promise<Tree> {
  const tree = new FsTree(root, false);
  const graph = await graphOf(root);
  await ratchet(tree, { rebaseline }, async () => ({ kind: 'read', graph }));
  flushChanges(root, tree.listChanges());
  return tree;
}

const bars = (text: string) =>
  Object.fromEntries(parseBaselines(text).baselines.map(({ project, bar }) => [project, bar]));
const baseline = (tree: Tree) => tree.read('coverage-baseline.jsonl', 'utf-8') ?? '';

describe('ratchet', () => {
  it('writes a bar for each project, raises it, and lowers none unless it is told to', async () => {
    const root = workspace();
    await measure(root, { a: 90, b: 80, c: 70 });
    const first = await generate(root);
    expect(bars(baseline(first))).toEqual({ a: 90, b: 80, c: 70 });
    expect(first.read('.gitattributes', 'utf-8')).toBe('coverage-baseline.jsonl merge=union\n');
    expect(parseBaselines(baseline(first)).baselines[0]).toMatchObject({
      covered: 90,
      total: 100,
      metric: 'statements',
      tool: 'go-cover',
      version: '1.26',
      scope: 'go-coverprofile',
      commit: git(root, 'rev-parse', 'HEAD').trim(),
      missed: new Map([['apps/a/main.go', [{ from: 91, to: 100 }]]]),
    });
    commit(root);
    await measure(root, { a: 95, b: 75, c: 60 });
    expect(bars(baseline(await generate(root, ['c'])))).toEqual({ a: 95, b: 80, c: 60 });
    expect(said.slice(3)).toEqual([
      'a: the bar is raised from 90% to 95%',
      'b: the bar stays at 80%',
      'c: the bar is lowered from 70% to 60%',
    ]);
  });

  it('drops the line of a project that has no entry any more', async () => {
    const root = workspace();
    await measure(root, { a: 90, b: 80, c: 70 });
    await generate(root);
    commit(root, config({}, ['a', 'b']));
    await measure(root, { a: 90, b: 80 });
    expect(bars(baseline(await generate(root)))).toEqual({ a: 90, b: 80 });
  });

  it.each<[string, (root: string) => unknown, RegExp]>([
    [
      'on another branch',
      (root) => {
        git(root, 'checkout', '-q', '-b', 'feature');
        commit(root);
      },
      /HEAD is not on the default branch "main"/,
    ],
    [
      'with changes that no commit holds',
      (root) => writeFiles(root, { 'apps/a/main.go': 'package a\n' }),
      /tracked files have changes/,
    ],
    ['from a report of another state', (root) => writeFiles(root, covered('b', 81)), /report of b is stale/],
    [
      'without a report',
      (root) => writeFiles(root, { '.invariants/c/coverage.json': '{' }),
      /report of c is malformed/,
    ],
    ['with the ratchet off', (root) => commit(root, config({ enabled: false })), /The ratchet is off/],
    [
      'from a broken configuration',
      (root) => commit(root, config({ step: 0 })),
      /^coverage-config.json:\d+:\d+ step is 0/,
    ],
    [
      'over a conflict',
      (root) => commit(root, { 'coverage-baseline.jsonl': '<<<<<<< ours\n' }),
      /^coverage-baseline.jsonl:1 a merge conflict is not resolved/,
    ],
    [
      'from a check that does not hold',
      async (root) => {
        await measure(root, { a: 0 });
      },
      /The coverage of a is violated/,
    ],
  ])('writes nothing %s', async (_what, arrange, reason) => {
    const root = workspace();
    await measure(root, { a: 90, b: 80, c: 70 });
    await arrange(root);
    await expect(generate(root)).rejects.toThrow(reason);
  });

  it('says whom it does not know', async () => {
    await expect(generate(workspace(), ['d'])).rejects.toThrow('coverage-config.json has no entry for d.');
  });
});

describe('three branches that each raise bars', () => {
  it('merge without a conflict, and the stricter bar counts', async () => {
    const root = workspace();
    await measure(root, { a: 50, b: 50, c: 50 });
    await generate(root);
    commit(root);
    const raises = {
      one: { a: 60, b: 50, c: 50 },
      two: { a: 50, b: 70, c: 50 },
      three: { a: 80, b: 50, c: 90 },
    };
    for (const [branch, counts] of Object.entries(raises)) {
      git(root, 'checkout', '-q', '-b', branch, 'main');
      // As a job of the default branch does that proposes what it wrote.
      await measure(root, counts);
      await generate(root);
      commit(root);
    }
    git(root, 'checkout', '-q', 'main');
    for (const branch of Object.keys(raises)) git(root, 'merge', '-q', '--no-edit', branch);
    const merged = git(root, 'show', 'main:coverage-baseline.jsonl');
    expect(merged).not.toContain('<<<<');
    expect(parseBaselines(merged).problems).toEqual([]);
    await measure(root, { a: 80, b: 70, c: 90 });
    expect(bars(baseline(await generate(root)))).toEqual({ a: 80, b: 70, c: 90 });
    expect(said.slice(-3)).toEqual([
      'a: the bar stays at 80%',
      'b: the bar stays at 70%',
      'c: the bar stays at 90%',
    ]);
  });

  it('merge without a driver where each raises another project, neighbours included', async () => {
    const root = workspace();
    await measure(root, { a: 50, b: 50, c: 50 });
    await generate(root);
    commit(root, { '.gitattributes': '# no driver for coverage-baseline.jsonl\n' });
    for (const project of projects) {
      git(root, 'checkout', '-q', '-b', project, 'main');
      await measure(root, { a: 50, b: 50, c: 50, [project]: 60 });
      await generate(root);
      commit(root);
    }
    git(root, 'checkout', '-q', 'main');
    for (const project of projects) git(root, 'merge', '-q', '--no-edit', project);
    expect(bars(git(root, 'show', 'main:coverage-baseline.jsonl'))).toEqual({ a: 60, b: 60, c: 60 });
  });
});
