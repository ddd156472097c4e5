import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Files, link, temporaryWorkspace, writeFiles } from '../../testing/temporary-workspace';
import { SourceTree } from '../workspace/source-tree';
import { DeclaredFiles, UndeclaredRead } from './declared-files';
import type { TargetInput } from './define-check';

function declared(
  root: string,
  inputs: readonly TargetInput[],
  projectRoot = 'apps/a',
  nested: string[] = [],
  dependencyOutputs: string[] = [],
) {
  return new DeclaredFiles(root, new SourceTree(root), projectRoot, inputs, nested, dependencyOutputs);
}

const workspace: Files = {
  '.gitignore': 'dist\n',
  'apps/a/main.ts': 'main',
  'apps/a/.env.example': 'env',
  'apps/a/dist/out.json': '{}',
  'apps/a/inner/project.json': '{}',
  'apps/a/inner/x.ts': 'x',
  'apps/b/main.ts': 'b',
  'contracts/job.json': '{}',
};

describe('DeclaredFiles', () => {
  it.each<[readonly TargetInput[], string, string[], string[]]>([
    [
      ['{projectRoot}/**/*'],
      'apps/a',
      [],
      ['apps/a/.env.example', 'apps/a/inner/project.json', 'apps/a/inner/x.ts', 'apps/a/main.ts'],
    ],
    [['{projectRoot}/**/*'], 'apps/a', ['apps/a/inner'], ['apps/a/.env.example', 'apps/a/main.ts']],
    [
      ['{workspaceRoot}/apps/a/**/*'],
      'apps/a',
      ['apps/a/inner'],
      ['apps/a/.env.example', 'apps/a/inner/project.json', 'apps/a/inner/x.ts', 'apps/a/main.ts'],
    ],
    [['{projectRoot}/**/*.ts', '!{projectRoot}/inner/**/*'], 'apps/a', [], ['apps/a/main.ts']],
    [['{workspaceRoot}/contracts/job.json'], 'apps/a', [], ['contracts/job.json']],
    [[{ json: '{workspaceRoot}/contracts/job.json', fields: ['a'] }], 'apps/a', [], ['contracts/job.json']],
    [['{projectRoot}/dist/**/*'], 'apps/a', [], []],
    [['{workspaceRoot}/none/**/*', { env: 'X' }, { externalDependencies: [] }], 'apps/a', [], []],
    [['{projectRoot}/*'], '.', ['apps/a'], ['.gitignore']],
    [['{projectRoot}/**/*', '{projectRoot}/main.ts'], 'apps/b', [], ['apps/b/main.ts']],
  ])('%j of %s without %j shows %j', (inputs, projectRoot, nested, expected) => {
    const files = declared(temporaryWorkspace(workspace), inputs, projectRoot, nested);
    expect(files.list()).toEqual(expected);
  });

  it('shows what a pattern asks for of it', () => {
    const files = declared(temporaryWorkspace(workspace), ['{workspaceRoot}/**/*']);
    expect(files.list('apps/**/*.ts')).toEqual(['apps/a/inner/x.ts', 'apps/a/main.ts', 'apps/b/main.ts']);
  });

  it('reads declared files and no others', () => {
    const files = declared(temporaryWorkspace(workspace), [
      '{projectRoot}/**/*',
      '!{projectRoot}/inner/**/*',
    ]);
    expect(files.read('apps/a/main.ts')).toEqual({ kind: 'read', text: 'main' });
    expect(files.read('apps/a/none.ts')).toEqual({ kind: 'missing' });
    expect(files.read('apps/a/dist/out.json')).toEqual({ kind: 'missing' });
    expect([
      files.has('apps/a/main.ts'),
      files.has('apps/a/none.ts'),
      files.has('apps/a/dist/out.json'),
    ]).toEqual([true, false, false]);
    const undeclared = [
      'apps/b/main.ts',
      'apps/a/inner/x.ts',
      'apps/a/../b/main.ts',
      '../outside',
      '/etc/passwd',
      'apps\\a\\..\\..\\..\\x',
    ];
    for (const path of undeclared) {
      expect(() => files.read(path), path).toThrow(UndeclaredRead);
      expect(() => files.has(path), path).toThrow(
        `the check reads ${path}, which is not among the declared inputs of its target`,
      );
    }
  });

  it('reads the outputs of earlier tasks that it declares, ignored or not', () => {
    const root = temporaryWorkspace(workspace);
    const inputs = [{ dependentTasksOutputFiles: 'apps/a/dist/*.json' }];
    const files = declared(root, inputs, 'apps/a', [], ['apps/a/dist']);
    expect(files.list()).toEqual([]);
    expect(files.read('apps/a/dist/out.json')).toEqual({ kind: 'read', text: '{}' });
    expect(files.read('apps/a/dist/other.json')).toEqual({ kind: 'missing' });
    expect([files.has('apps/a/dist/out.json'), files.has('apps/a/dist/other.json')]).toEqual([true, false]);
  });

  it.each<[readonly string[], boolean, boolean]>([
    [[], false, false],
    [['apps/a/dist'], false, true],
    [['apps/a/dist/*.json'], false, true],
    [['apps/*/dist'], false, true],
    [['apps/a/dist/other.json', 'apps/a/build'], false, false],
    [['apps/a/dist', '!apps/a/dist/out.json'], false, false],
    [['apps/a', '!apps/a/dist'], false, false],
    [['!apps/a/build'], false, false],
    [[], true, true],
  ])(
    'of tasks that leave %j (or further back: %s) a file in dist is one: %s',
    (made, transitive, expected) => {
      const root = temporaryWorkspace(workspace);
      const inputs = [{ dependentTasksOutputFiles: 'apps/a/dist/*.json', transitive }];
      const files = declared(root, inputs, 'apps/a', [], [...made]);
      const path = 'apps/a/dist/out.json';
      expect([files.isDependencyOutput(path), files.has(path), files.read(path)]).toEqual([
        expected,
        expected,
        expected
          ? { kind: 'read', text: '{}' }
          : { kind: 'unreadable', reason: 'no task that runs before has it among its outputs' },
      ]);
    },
  );

  it('says why a declared path cannot be read', () => {
    const root = temporaryWorkspace({ 'ws/apps/a/x': 'x', 'secret.txt': 'S' });
    link(root, 'ws/apps/a/out', '../../../secret.txt');
    link(root, 'ws/apps/a/loop', 'loop');
    link(root, 'ws/apps/a/broken', 'none');
    link(root, 'ws/apps/a/folder-link', '.');
    mkdirSync(join(root, 'ws/apps/a/dist'));
    writeFileSync(join(root, 'ws/apps/a/huge'), '');
    truncateSync(join(root, 'ws/apps/a/huge'), 512 * 1024 * 1024 + 1);
    const files = declared(
      join(root, 'ws'),
      ['{projectRoot}/*', { dependentTasksOutputFiles: 'apps/a/{dist,x/y}' }],
      'apps/a',
      [],
      ['apps/a/dist', 'apps/a/x'],
    );
    expect(
      Object.fromEntries(
        ['out', 'loop', 'broken', 'folder-link', 'dist', 'huge', 'x'].map((name) => [
          name,
          files.read(`apps/a/${name}`),
        ]),
      ),
    ).toEqual({
      out: { kind: 'unreadable', reason: 'it is a link out of the workspace' },
      loop: { kind: 'unreadable', reason: expect.stringContaining('ELOOP') },
      broken: { kind: 'missing' },
      'folder-link': { kind: 'unreadable', reason: 'it is not a file' },
      dist: { kind: 'unreadable', reason: 'it is not a file' },
      huge: { kind: 'unreadable', reason: 'it is larger than 512 MiB' },
      x: { kind: 'read', text: 'x' },
    });
    expect(files.read('apps/a/x/y')).toEqual({ kind: 'missing' });
  });

  it('lists files with their size and links with their target', () => {
    const root = temporaryWorkspace({ 'apps/a/x': 'four' });
    link(root, 'apps/a/y', 'x');
    expect(declared(root, ['{projectRoot}/**/*']).entries()).toEqual(
      new Map([
        ['apps/a/x', { kind: 'file', size: 4 }],
        ['apps/a/y', { kind: 'link', target: 'x' }],
      ]),
    );
  });

  it('says what the repository ignores', () => {
    const files = declared(temporaryWorkspace(workspace), ['{projectRoot}/**/*']);
    expect([files.isIgnored('apps/a/dist'), files.isIgnored('apps/a/main.ts')]).toEqual([true, false]);
  });

  it('takes the root of a project by its name, whatever characters it has', () => {
    const root = temporaryWorkspace({ 'apps/[id] (new)/VERSION': '1', 'apps/i/VERSION': '2' });
    const files = declared(
      root,
      ['{projectRoot}/**/*', { dependentTasksOutputFiles: '{projectRoot}/out' }],
      'apps/[id] (new)',
    );
    expect(files.list()).toEqual(['apps/[id] (new)/VERSION']);
    expect(files.read('apps/[id] (new)/VERSION')).toEqual({ kind: 'read', text: '1' });
  });

  describe('its digest', () => {
    const inputs: TargetInput[] = [
      '{projectRoot}/**/*.ts',
      { json: '{workspaceRoot}/config.json', fields: ['a.b', 'c'] },
      { dependentTasksOutputFiles: 'apps/a/coverage/report.json' },
      { env: 'BASE' },
    ];
    const files: Files = {
      '.gitignore': 'coverage\n',
      'apps/a/main.ts': 'main',
      'apps/b/main.ts': 'b',
      'config.json': { a: { b: 1, x: 1 }, c: 2, d: 3 },
    };

    function digestAfter(
      change: (root: string) => void,
      env: { [name: string]: string | undefined } = { BASE: '1' },
    ) {
      const root = temporaryWorkspace(files);
      change(root);
      return declared(root, inputs).digest(env);
    }
    const before = () => digestAfter(() => {});

    it.each<[string, Files]>([
      ['an undeclared file', { 'apps/b/main.ts': 'other' }],
      ['an undeclared field', { 'config.json': { a: { b: 1, x: 2 }, c: 2, d: 4 } }],
      ['the order of keys', { 'config.json': { c: 2, a: { b: 1 } } }],
    ])('stays with %s', (_what, change) => {
      expect(digestAfter((root) => writeFiles(root, change))).toBe(before());
    });

    it.each<[string, Files]>([
      ['content', { 'apps/a/main.ts': 'other' }],
      ['a new file', { 'apps/a/new.ts': '' }],
      ['a declared field', { 'config.json': { a: { b: 2 }, c: 2 } }],
      ['a field that is gone', { 'config.json': { a: { b: 1 } } }],
      ['a field below what is no object', { 'config.json': { a: 'b', c: 2 } }],
      ['a file that is no longer JSON', { 'config.json': '{' }],
      ['an output', { 'apps/a/coverage/report.json': '{}' }],
      ['an empty output instead of none', { 'apps/a/coverage/report.json': '' }],
    ])('changes with %s', (_what, change) => {
      expect(digestAfter((root) => writeFiles(root, change))).not.toBe(before());
    });

    it('changes with the environment, and an empty value is not an absent one', () => {
      const digests = [{ BASE: '1' }, { BASE: '2' }, { BASE: '' }, {}].map((env) =>
        digestAfter(() => {}, env),
      );
      expect(new Set(digests).size).toBe(4);
    });

    it('changes with the target of a link, even to the same content or to a folder', () => {
      const digests = ['main.ts', 'same.ts', '.', 'none'].map((target) =>
        digestAfter((root) => {
          writeFiles(root, { 'apps/a/same.ts': 'main' });
          link(root, 'apps/a/link.ts', target);
        }),
      );
      expect(new Set(digests).size).toBe(4);
    });

    it('hashes a whole file where a fileset names it too', () => {
      const whole: TargetInput[] = [
        { json: '{workspaceRoot}/config.json', fields: ['c'] },
        '{workspaceRoot}/config.json',
      ];
      const [one, two] = [3, 4].map((d) =>
        declared(temporaryWorkspace({ 'config.json': { c: 1, d } }), whole).digest({}),
      );
      expect(one).not.toBe(two);
    });
  });
});
