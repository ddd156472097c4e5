import { describe, expect, it } from 'vitest';
import { resolveBuildContext } from '../build/resolve-build-context';
import type { ContextTree } from './context-tree';
import { memoryTree } from './memory-tree';
import { unusedFiles } from './unused-files';

const TREE = memoryTree(
  new Map([
    ['Dockerfile', { kind: 'file' as const, size: 10 }],
    ['src/a.ts', { kind: 'file' as const, size: 1 }],
    ['src/b.ts', { kind: 'file' as const, size: 2 }],
    ['docs/guide.md', { kind: 'file' as const, size: 4 }],
    ['docs/link', { kind: 'link' as const, target: '../src' }],
    ['node_modules/x/index.js', { kind: 'file' as const, size: 1000 }],
  ]),
);
const IGNORE = { path: '.dockerignore', text: 'node_modules\n' };

function build(text: string) {
  return resolveBuildContext({
    dockerfile: { path: 'Dockerfile', text },
    context: { path: '', tree: TREE },
    ignoreFile: IGNORE,
  });
}

describe('unusedFiles', () => {
  it('are those that no build of the context takes, with their size', () => {
    const builds = [build('FROM scratch\nCOPY src/a.ts /\n'), build('FROM scratch\nCOPY docs/*.md /\n')];
    expect(unusedFiles({ tree: TREE, ignoreFile: IGNORE }, builds)).toEqual({
      kind: 'unused',
      files: [{ path: 'Dockerfile', size: 10 }, { path: 'docs/link' }, { path: 'src/b.ts', size: 2 }],
      bytes: 12,
    });
    expect(unusedFiles({ tree: TREE }, [build('FROM scratch\nCOPY . /\n')])).toEqual({
      kind: 'unused',
      files: [{ path: 'node_modules/x/index.js', size: 1000 }],
      bytes: 1000,
    });
  });

  it('are all files where nothing is built', () => {
    expect(unusedFiles({ tree: TREE }, [build('not a Dockerfile')])).toMatchObject({ bytes: 1017 });
  });

  it('cannot be told of what cannot be read', () => {
    const unreadable: ContextTree = { list: () => ({ kind: 'unreadable', reason: 'the context: EACCES' }) };
    expect(unusedFiles({ tree: unreadable }, [])).toEqual({
      kind: 'unreadable',
      reason: 'cannot read the context: EACCES',
    });
    expect(unusedFiles({ tree: TREE, ignoreFile: { path: '.dockerignore', text: '[' } }, [])).toEqual({
      kind: 'unreadable',
      reason: 'syntax error in pattern (.dockerignore:1)',
    });
  });
});
