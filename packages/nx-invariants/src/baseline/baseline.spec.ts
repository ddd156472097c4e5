import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Files,
  git,
  temporaryFolder,
  temporaryWorkspace,
  writeFiles,
} from '../../testing/temporary-workspace';
import {
  type Baseline,
  type BaseRequest,
  baseRevision,
  folderAt,
  formatBaseline,
  parseBaseline,
} from './baseline';
import { git as gitAnswer } from './git';

const shallow =
  'this is a shallow clone, so the base revision is not in it; fetch the history (git fetch --unshallow)';

function commit(root: string, files: Files, message = 'c'): string {
  writeFiles(root, files);
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '--allow-empty', '-m', message);
  return git(root, 'rev-parse', 'HEAD').trim();
}

/** A repository on branch main with one commit. */
function repository(files: Files = { 'contracts/a.json': '{}' }): { root: string; first: string } {
  const root = temporaryFolder();
  git(root, 'init', '-q');
  return { root, first: commit(root, files) };
}

/** A clone of a repository with three commits, on a branch of its own with two more. */
function clone(...options: readonly string[]): { root: string; main: string; origin: string } {
  const { root: origin } = repository();
  commit(origin, { 'contracts/a.json': '{"a":1}' });
  const main = commit(origin, { 'contracts/a.json': '{"a":2}' });
  const root = join(temporaryFolder(), 'clone');
  git(origin, 'clone', '-q', ...options, `file://${origin}`, root);
  git(root, 'checkout', '-q', '-b', 'feature');
  return { root, main, origin };
}

function request(root: string, rest: Partial<Parameters<typeof baseRevision>[0]> = {}) {
  return { workspaceRoot: root, argv: [], env: {}, defaultBase: 'main', ...rest };
}

describe('baseRevision', () => {
  it('is the merge base of a branch with the default branch of origin', async () => {
    const { root, main } = clone();
    commit(root, {});
    commit(root, {});
    expect(await baseRevision(request(root))).toEqual({ kind: 'commit', sha: main });
  });

  it('is that merge base although the branch is pushed, and so its own upstream', async () => {
    const { root, main } = clone();
    commit(root, {});
    commit(root, {});
    git(root, 'push', '-q', '-u', 'origin', 'feature');
    expect(await baseRevision(request(root))).toEqual({ kind: 'commit', sha: main });
  });

  it('is unknown where branches exist and none of them is the default one', async () => {
    const { root } = repository();
    git(root, 'branch', '-m', 'trunk');
    commit(root, { 'contracts/a.json': '{"a":1}' });
    expect((await baseRevision(request(root))).kind, 'the only branch').toBe('commit');
    git(root, 'checkout', '-q', '-b', 'feature');
    expect(await baseRevision(request(root))).toEqual({
      kind: 'unknown',
      reason: 'there is no branch "main" to compare with; set defaultBase in nx.json, or NX_BASE',
    });
  });

  it.each(['HEAD', '@', 'HEAD~1', 'HEAD^', '@{-1}'])(
    'takes %s as default branch only where origin has one',
    async (defaultBase) => {
      const { root, main } = clone();
      commit(root, { 'contracts/a.json': '{"a":3}' });
      commit(root, {});
      const moved = /[~^]/.test(defaultBase) ? git(root, 'rev-parse', `${main}~1`).trim() : main;
      expect(await baseRevision(request(root, { defaultBase }))).toEqual({ kind: 'commit', sha: moved });
      git(root, 'remote', 'remove', 'origin');
      expect(await baseRevision(request(root, { defaultBase }))).toEqual({
        kind: 'unknown',
        reason: `there is no branch "${defaultBase}" to compare with; set defaultBase in nx.json, or NX_BASE`,
      });
    },
  );

  it('is what was pushed before where NX_BASE says so, of several commits and of merges', async () => {
    const { root, first } = repository();
    git(root, 'checkout', '-q', '-b', 'side');
    commit(root, { 'b.txt': '' });
    git(root, 'checkout', '-q', 'main');
    const second = commit(root, { 'c.txt': '' });
    git(root, 'checkout', '-q', 'side');
    git(root, 'merge', '-q', '--no-ff', 'main', '-m', 'main into the branch');
    git(root, 'checkout', '-q', 'main');
    git(root, 'merge', '-q', '--ff-only', 'side');
    const base = (NX_BASE: string) => baseRevision(request(root, { env: { NX_BASE } }));
    expect(await base(second)).toEqual({ kind: 'commit', sha: second });
    expect(await base(first)).toEqual({ kind: 'commit', sha: first });
    commit(root, {});
    expect(await base(second)).toEqual({ kind: 'commit', sha: second });
  });

  it('is the upstream of commits that are not pushed', async () => {
    const { root, main } = clone();
    git(root, 'checkout', '-q', 'main');
    commit(root, {});
    expect(await baseRevision(request(root))).toEqual({ kind: 'commit', sha: main });
  });

  it('is the merge base with a local default branch, whatever it is called', async () => {
    const { root, first } = repository();
    git(root, 'branch', '-m', 'trunk');
    git(root, 'checkout', '-q', '-b', 'feature');
    commit(root, {});
    const second = commit(root, {});
    expect(await baseRevision(request(root, { defaultBase: 'trunk' }))).toEqual({
      kind: 'commit',
      sha: first,
    });
    git(root, 'branch', '-f', 'trunk', second);
    expect((await baseRevision(request(root, { defaultBase: 'trunk' }))).kind).toBe('commit');
  });

  it('is the first parent on the default branch itself, of a merge too', async () => {
    const { root, first } = repository();
    git(root, 'checkout', '-q', '-b', 'side');
    commit(root, { 'b.txt': '' });
    git(root, 'checkout', '-q', 'main');
    const second = commit(root, { 'c.txt': '' });
    expect(await baseRevision(request(root))).toEqual({ kind: 'commit', sha: first });
    git(root, 'merge', '-q', '--no-ff', 'side', '-m', 'merge');
    expect(await baseRevision(request(root))).toEqual({ kind: 'commit', sha: second });
  });

  it('is absent at the very first commit', async () => {
    expect(await baseRevision(request(repository().root))).toEqual({ kind: 'absent' });
  });

  it('is the default branch where histories have nothing in common', async () => {
    const { root, first } = repository();
    git(root, 'checkout', '-q', '--orphan', 'other');
    commit(root, { 'other.txt': '' });
    git(root, 'branch', '-D', 'main');
    git(root, 'branch', 'main', first);
    expect(await baseRevision(request(root))).toEqual({ kind: 'commit', sha: first });
  });

  it.each<[string, Partial<Parameters<typeof baseRevision>[0]>]>([
    ['--base=', { argv: ['affected', '--base=BASE', '-t', 'x'] }],
    ['--base', { argv: ['affected', '--base', 'BASE'] }],
    ['NX_BASE', { env: { NX_BASE: 'BASE' } }],
    ['--base before NX_BASE', { argv: ['--base=BASE'], env: { NX_BASE: 'HEAD' } }],
  ])('is what %s names', async (_what, rest) => {
    const { root, first } = repository();
    commit(root, {});
    commit(root, {});
    const named = JSON.parse(
      JSON.stringify(rest).replaceAll('BASE"', `${first}"`).replace(`NX_${first}`, 'NX_BASE'),
    );
    expect(await baseRevision(request(root, named))).toEqual({ kind: 'commit', sha: first });
  });

  it.each(['HEAD', 'main', 'v1', 'later'])(
    'is the first parent where %s is named, which HEAD is or leads to',
    async (base) => {
      const { root, first } = repository();
      commit(root, {});
      git(root, 'tag', 'v1');
      git(root, 'checkout', '-q', '-b', 'later');
      commit(root, {});
      git(root, 'checkout', '-q', 'main');
      expect(await baseRevision(request(root, { env: { NX_BASE: base } }))).toEqual({
        kind: 'commit',
        sha: first,
      });
    },
  );

  it.each([[['--', '--base=gone']], [['--base=']], [['--base']], [['--database=x']]])(
    'takes no base from %j',
    async (argv) => {
      const { root, first } = repository();
      commit(root, {});
      expect(await baseRevision(request(root, { argv }))).toEqual({ kind: 'commit', sha: first });
    },
  );

  it.each(['gone', '--output=x', '0000000000000000000000000000000000000000', 'HEAD:contracts'])(
    'is unknown where %j is named',
    async (base) => {
      expect(await baseRevision(request(repository().root, { argv: [`--base=${base}`] }))).toEqual({
        kind: 'unknown',
        reason: `the base revision "${base}" is not in this clone; fetch it, or fetch the whole history`,
      });
    },
  );

  it('is unknown in a shallow clone of one commit', async () => {
    const { root } = clone('--depth=1');
    expect(await baseRevision(request(root))).toEqual({ kind: 'unknown', reason: shallow });
  });

  it('is unknown in a shallow clone whose merge base is cut off, however many commits it has', async () => {
    const { root, origin } = clone('--depth=1');
    git(root, 'branch', '-D', 'main');
    commit(root, {}, 'one');
    commit(root, {}, 'two');
    const ahead = commit(origin, {}, 'ahead');
    git(root, 'fetch', '-q', '--depth=1', 'origin', 'main');
    git(root, 'update-ref', 'refs/remotes/origin/main', ahead);
    expect(await baseRevision(request(root))).toEqual({ kind: 'unknown', reason: shallow });
  });

  it('is unknown before the first commit', async () => {
    const root = temporaryFolder();
    git(root, 'init', '-q');
    expect(await baseRevision(request(root))).toEqual({
      kind: 'unknown',
      reason: 'the repository has no commit yet; commit once',
    });
  });

  it('is unknown outside of a repository, and where there is no git', async () => {
    expect(await baseRevision(request(temporaryFolder()))).toEqual({
      kind: 'unknown',
      reason: expect.stringMatching(
        /^there is no git repository to take the base from \(fatal: not a git repo/,
      ),
    });
    expect(await baseRevision(request(join(temporaryFolder(), 'none')))).toMatchObject({ kind: 'unknown' });
  });
});

describe('the folder at the base revision', () => {
  const folderAtBase = async (asked: BaseRequest, folder: string) => {
    const revision = await baseRevision(asked);
    return revision.kind === 'commit' ? folderAt(asked.workspaceRoot, revision.sha, folder) : revision;
  };

  it.each([
    ['contracts/schemas', '', 'contracts/schemas'],
    ['contracts/schemas/', '', 'contracts/schemas'],
    ['schemas', 'contracts', 'contracts/schemas'],
    ['.', 'contracts/schemas', 'contracts/schemas'],
    ['.', '', '.'],
  ])('is the tree of %s in the workspace at "%s"', async (folder, workspace, inRepository) => {
    const { root, first } = repository({ 'contracts/schemas/sub/a.json': '{}', 'b.txt': 'b' });
    commit(root, { 'contracts/schemas/sub/a.json': '{"a":1}' });
    const expected = git(
      root,
      'rev-parse',
      inRepository === '.' ? `${first}^{tree}` : `${first}:${inRepository}`,
    ).trim();
    expect(await folderAtBase(request(join(root, workspace)), folder)).toEqual({
      kind: 'tree',
      sha: expected,
    });
  });

  it('is the tree at the base although the folder is gone from the disk', async () => {
    const { root } = repository();
    commit(root, {});
    rmSync(join(root, 'contracts'), { recursive: true });
    expect(await folderAtBase(request(root), 'contracts')).toMatchObject({ kind: 'tree' });
  });

  it.each(['none', 'b.txt'])('is absent where %s was no folder', async (folder) => {
    const { root } = repository({ 'b.txt': '' });
    commit(root, {});
    expect(await folderAtBase(request(root), folder)).toEqual({ kind: 'absent' });
  });

  it.each([
    ['160000', 'contracts is a Git submodule, and its history is not in this repository'],
    ['120000', 'contracts is a link at the base revision'],
  ])('is unknown below what is no folder of this repository (%s)', async (mode, reason) => {
    const { root, first } = repository({ 'b.txt': 'elsewhere' });
    const object = mode === '160000' ? first : git(root, 'rev-parse', 'HEAD:b.txt').trim();
    git(root, 'update-index', '--add', '--cacheinfo', `${mode},${object},contracts`);
    git(root, 'commit', '-q', '-m', 'elsewhere');
    git(root, 'commit', '-q', '--allow-empty', '-m', 'head');
    for (const folder of ['contracts', 'contracts/schemas']) {
      expect(await folderAtBase(request(root), folder)).toEqual({ kind: 'unknown', reason });
    }
  });

  it('is what the revision is where there is none', async () => {
    expect(await folderAtBase(request(repository().root), 'contracts')).toEqual({ kind: 'absent' });
    expect(await folderAtBase(request(temporaryFolder()), 'contracts')).toMatchObject({ kind: 'unknown' });
  });
});

describe('the variable', () => {
  it.each<[Baseline, string]>([
    [{ kind: 'tree', sha: 'a'.repeat(40) }, `tree:${'a'.repeat(40)}`],
    [{ kind: 'tree', sha: '0'.repeat(64) }, `tree:${'0'.repeat(64)}`],
    [{ kind: 'absent' }, 'absent'],
    [{ kind: 'unknown', reason: 'two\nlines' }, 'unknown:two\nlines'],
  ])('%j is %j and back', (baseline, text) => {
    expect(formatBaseline(baseline)).toBe(text);
    expect(parseBaseline(text)).toEqual(baseline);
  });

  it.each([undefined, '', 'tree:', 'tree:HEAD', `tree:${'a'.repeat(40)} --x`, 'unknown:', 'Absent'])(
    'is unknown when it is %j',
    (text) => {
      expect(parseBaseline(text)).toEqual({
        kind: 'unknown',
        reason:
          "the plugin's hook did not set NX_INVARIANTS_CONTRACTS_BASE (was the task run outside of nx?)",
      });
    },
  );
});

describe('git', () => {
  it('answers with its output, or with the first line of its complaint', async () => {
    const root = temporaryWorkspace({});
    expect(await gitAnswer(root, ['--version'])).toEqual({
      ok: true,
      text: expect.stringMatching(/^git version/),
    });
    expect(await gitAnswer(root, ['no-such-command'])).toEqual({
      ok: false,
      reason: "git: 'no-such-command' is not a git command. See 'git --help'.",
    });
    expect(await gitAnswer(join(root, 'none'), ['--version'])).toEqual({
      ok: false,
      reason: expect.stringContaining('ENOENT'),
    });
  });
});
