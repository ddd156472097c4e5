import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Files, git, link, removeFolder, temporaryWorkspace } from '../../testing/temporary-workspace';
import { SourceTree } from './source-tree';

describe('SourceTree', () => {
  it('reads on behind a line that the library cannot read', () => {
    const rules = 'a\\\\(\n*.log\n';
    const root = temporaryWorkspace({
      '.gitignore': rules,
      'b/.gitignore': rules,
      'b/x.log': '',
      'x.log': '',
    });
    expect(new SourceTree(root).filesIn('.')).toEqual(['.gitignore', 'b/.gitignore']);
  });

  it('shows a file that is not to be hidden, and nothing else that lies beside it', () => {
    const root = temporaryWorkspace({ '.nxignore': 'a\n', 'a/b/seen': '', 'a/b/other': '', 'a/c/other': '' });
    expect(new SourceTree(root, ['a/b/seen']).filesIn('.')).toEqual(['.nxignore', 'a/b/seen']);
  });

  it('shows what git would track, and neither dependencies, nor reports, nor what Nx keeps', () => {
    const root = temporaryWorkspace({
      '.gitignore': 'dist\n*.log\n!keep.log\n',
      '.nxignore': 'drafts/\n',
      '.invariants/a/coverage.json': '{}',
      '.nx/cache/x': '',
      'drafts/a.md': '',
      'node_modules/a/index.js': '',
      'apps/a/dist/main.js': '',
      'apps/a/main.ts': '',
      'apps/a/out.log': '',
      'apps/a/keep.log': '',
      'apps/b/.gitignore': '/local\n',
      'apps/b/local/x': '',
      'apps/b/sub/local/x': '',
    });
    const tree = new SourceTree(root);
    expect(tree.filesIn('.')).toEqual([
      '.gitignore',
      '.nxignore',
      'apps/a/keep.log',
      'apps/a/main.ts',
      'apps/b/.gitignore',
      'apps/b/sub/local/x',
    ]);
    expect(tree.filesIn('apps/a')).toEqual(['apps/a/keep.log', 'apps/a/main.ts']);
    expect(tree.filesIn('apps', ['apps/b/sub', 'apps/a'])).toEqual(['apps/b/.gitignore']);
    expect(tree.namesIn('apps/a')).toEqual(expect.arrayContaining(['main.ts', 'keep.log']));
    expect(tree.foldersIn('apps')).toEqual(expect.arrayContaining(['a', 'b']));
  });

  it('hides what only this clone ignores, and what an .nxignore below names, as Nx does', () => {
    const root = temporaryWorkspace({
      '.git/info/exclude': '/note.txt\nkept.txt\nmine/\n',
      '.gitignore': '!kept.txt\n',
      'a/.nxignore': 'draft.txt\n',
      'a/draft.txt': '',
      'a/kept.txt': '',
      'a/note.txt': '',
      'b/draft.txt': '',
      'b/mine/x.txt': '',
      'inside/.git/info/exclude': 'own.txt\n',
      'inside/own.txt': '',
      'linked/.git': 'gitdir: ../.git\n',
      'linked/own.txt': '',
      'note.txt': '',
    });
    expect(new SourceTree(root).filesIn('.')).toEqual([
      '.gitignore',
      'a/.nxignore',
      'a/kept.txt',
      'a/note.txt',
      'b/draft.txt',
      'linked/own.txt',
    ]);
  });

  it.each([
    ['apps/a/main.ts', true],
    ['apps/a/dist/main.js', false],
    ['apps/a', false],
    ['apps/a/none.ts', false],
    ['../outside.ts', false],
    ['apps/../apps/a/main.ts', false],
    ['linked/x.ts', false],
    ['to-file', true],
    ['', false],
  ])('has(%j) is %j', (path, expected) => {
    const root = temporaryWorkspace({
      'ws/.gitignore': 'dist\n',
      'ws/apps/a/main.ts': '',
      'ws/apps/a/dist/main.js': '',
      'outside.ts': '',
      'elsewhere/x.ts': '',
    });
    link(root, 'ws/linked', '../elsewhere');
    link(root, 'ws/to-file', 'apps/a/main.ts');
    expect(new SourceTree(join(root, 'ws')).has(path)).toBe(expected);
  });

  it.each([
    ['dist', true],
    ['dist/main.js', true],
    ['not/there/yet.log', true],
    ['not/there/yet.txt', false],
    ['only-folders', true],
    ['.', false],
    ['', false],
    ['../up', false],
    ['/etc/passwd', false],
    ['a//dist', true],
  ])('ignores(%j) is %j, existing or not', (path, expected) => {
    const root = temporaryWorkspace({ '.gitignore': 'dist\n*.log\nonly-folders/\n' });
    expect(new SourceTree(root).ignores(path)).toBe(expected);
  });

  it('does not follow an ignore file that is itself below an ignored folder', () => {
    const root = temporaryWorkspace({ '.gitignore': 'dist\n', 'dist/.gitignore': '!*\n', 'dist/a': '' });
    const tree = new SourceTree(root);
    expect(tree.filesIn('dist')).toEqual([]);
    expect(tree.filesIn('.')).toEqual(['.gitignore']);
  });

  it('leaves out what is neither a file nor a link, and survives an unreadable ignore file', () => {
    const root = temporaryWorkspace({ 'a.txt': '' });
    spawnSync('mkfifo', [join(root, 'pipe')]);
    mkdirSync(join(root, '.gitignore'));
    expect(new SourceTree(root).filesIn('.')).toEqual(['a.txt']);
  });

  it('is empty where there is no folder', () => {
    const root = temporaryWorkspace({ 'a.txt': '' });
    const tree = new SourceTree(root);
    expect([tree.filesIn('none'), tree.filesIn('a.txt'), tree.filesIn('..'), tree.namesIn('none')]).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });

  describe('agrees with git', () => {
    // ASCII only: to git, ? and [!a] stand for one byte.
    const name = fc.constantFrom('a', 'b', 'A', 'dist', 'x.log', 'y.LOG', 'foo bar', '#c', '!d');
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    const glob = fc.constantFrom(
      '*',
      '**',
      '?',
      '*.log',
      '[ab]',
      '[!a]',
      'a*',
      'a',
      'dist',
      'foo\\ bar',
      '\\#c',
      '\\!d',
    );
    const rule = fc
      .record({
        negated: fc.boolean(),
        rooted: fc.boolean(),
        parts: fc.array(glob, { minLength: 1, maxLength: 3 }),
        folder: fc.boolean(),
        ending: fc.constantFrom('', '', '', '  ', '\r'),
      })
      .map(
        ({ negated, rooted, parts, folder, ending }) =>
          `${negated ? '!' : ''}${rooted ? '/' : ''}${parts.join('/')}${folder ? '/' : ''}${ending}`,
      );
    const ignoreFile = fc
      .array(fc.oneof({ weight: 8, arbitrary: rule }, fc.constantFrom('', '# a', '   ')), { maxLength: 5 })
      .map((lines) => `${lines.join('\n')}\n`);

    it.each(['/**\n!*/\n', '/**/\n!/a/\n', '*\n!*/\n!*.go\n', '/*\n!*/\n', 'a/**\n!a/**/\n'])(
      'on %j',
      (rules) => {
        const files = { '.gitignore': rules, 'a/x.txt': '', 'a/b/x.go': '', 'y.go': '' };
        const root = temporaryWorkspace(files);
        git(root, 'init', '-q');
        const ignored = gitIgnored(root, Object.keys(files));
        const tree = new SourceTree(root);
        expect(Object.keys(files).filter((file) => tree.ignores(file))).toEqual(ignored);
        expect(tree.filesIn('.')).toEqual(
          Object.keys(files)
            .filter((file) => !ignored.includes(file))
            .sort(),
        );
      },
    );

    it('on generated ignore files', () => {
      fc.assert(
        fc.property(
          fc.array(path, { minLength: 1, maxLength: 8 }),
          ignoreFile,
          fc.option(fc.tuple(fc.constantFrom('a', 'dist', 'b'), ignoreFile), { nil: undefined }),
          (paths, rules, nested) => {
            const files: { [path: string]: string } = { '.gitignore': rules };
            if (nested) files[`${nested[0]}/.gitignore`] = nested[1];
            for (const candidate of paths) if (fits(candidate, files)) files[candidate] = '';
            const root = temporaryWorkspace(files);
            git(root, 'init', '-q');
            const expected = git(
              root,
              '-c',
              'core.excludesFile=',
              '-c',
              'core.quotePath=false',
              'ls-files',
              '-co',
              '--exclude-standard',
            )
              .split('\n')
              .filter((line) => line !== '')
              .sort();
            const tree = new SourceTree(root);
            expect(tree.filesIn('.')).toEqual(expected);
            const ignored = gitIgnored(root, Object.keys(files));
            expect(Object.keys(files).filter((file) => tree.ignores(file))).toEqual(ignored);
            removeFolder(root);
          },
        ),
        { numRuns: 60 },
      );
    }, 120_000);
  });
});

/** Whether a file can stand beside the others: no folder of one is another. */
function fits(path: string, files: Files): boolean {
  return Object.keys(files).every(
    (other) => other !== path && !other.startsWith(`${path}/`) && !path.startsWith(`${other}/`),
  );
}

function gitIgnored(root: string, paths: readonly string[]): string[] {
  const { stdout } = spawnSync(
    'git',
    ['-c', 'core.excludesFile=', 'check-ignore', '-z', '--no-index', '--stdin'],
    {
      cwd: root,
      input: paths.join('\0'),
      encoding: 'utf8',
    },
  );
  const named = new Set(stdout.split('\0'));
  return paths.filter((path) => named.has(path));
}
