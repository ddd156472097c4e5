import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ContextTree } from './context-tree';
import { ignoredFiles } from './ignored-files';
import { memoryTree } from './memory-tree';
import { unusedFiles } from './unused-files';

const file = { kind: 'file' as const };
const treeOf = (...paths: readonly string[]) => memoryTree(new Map(paths.map((path) => [path, file])));
const ignoreFile = (text: string) => ({ path: '.dockerignore', text });

it('are what the ignore file keeps out, each with the line that decides', () => {
  const tree = treeOf('Dockerfile', 'docs/a.md', 'docs/keep.md', 'node_modules/x/index.js', 'src/a.ts');
  const text = '# notes\n**/*.md\n!docs/keep.md\n\n/node_modules/\n';
  expect(ignoredFiles({ tree, ignoreFile: ignoreFile(text) })).toEqual({
    kind: 'ignored',
    files: [
      { path: 'docs/a.md', rule: { file: '.dockerignore', line: 2, pattern: '**/*.md' } },
      {
        path: 'node_modules/x/index.js',
        rule: { file: '.dockerignore', line: 5, pattern: '/node_modules/' },
      },
    ],
  });
});

it('cannot be told of what cannot be read', () => {
  const unreadable: ContextTree = { list: () => ({ kind: 'unreadable', reason: 'the context: EACCES' }) };
  expect(ignoredFiles({ tree: unreadable, ignoreFile: ignoreFile('a') })).toEqual({
    kind: 'unreadable',
    reason: 'cannot read the context: EACCES',
  });
  expect(ignoredFiles({ tree: treeOf('a'), ignoreFile: ignoreFile('[') })).toEqual({
    kind: 'unreadable',
    reason: 'syntax error in pattern (.dockerignore:1)',
  });
});

it('and those that are sent are all files, and none is both', () => {
  const name = fc.constantFrom('a', 'b', 'c.md', 'd');
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  const line = fc
    .tuple(fc.constantFrom('', '!'), fc.array(fc.constantFrom('a', 'b', '*', '**', '*.md'), { minLength: 1 }))
    .map(([sign, parts]) => `${sign}${parts.join('/')}`);
  fc.assert(
    fc.property(fc.uniqueArray(path, { minLength: 1 }), fc.array(line), (paths, lines) => {
      const files = paths.filter((one) => !paths.some((other) => other.startsWith(`${one}/`)));
      const context = { tree: treeOf(...files), ignoreFile: ignoreFile(lines.join('\n')) };
      const [ignored, sent] = [ignoredFiles(context), unusedFiles(context, [])];
      if (ignored.kind !== 'ignored' || sent.kind !== 'unused') throw new Error('no file is unreadable');
      const both = [...ignored.files, ...sent.files].map((one) => one.path);
      expect(both.sort()).toEqual(files.sort());
    }),
  );
});
