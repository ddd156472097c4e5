import { describe, expect, it } from 'vitest';
import { type Files, temporaryWorkspace } from '../../testing/temporary-workspace';
import { defaultOptions } from '../config/plugin-options';
import { goWorkOf, modulesByPath } from './go-modules';
import { WorkspaceFacts } from './workspace-facts';

const facts = (files: Files) => new WorkspaceFacts(temporaryWorkspace(files), defaultOptions);

describe('modules that Go takes from folders', () => {
  it.each<[string, Files, string | undefined, string[]]>([
    ['no go.work', { 'cmd/a/go.mod': 'module a\n' }, undefined, []],
    ['a block', { 'go.work': 'go 1.21\nuse (\n\t./cmd/a // ours\n\t./lib\n)\n' }, 'go.work', ['lib']],
    ['single lines', { 'go.work': 'use ./cmd/a\nuse "./lib/"\nuse .\n' }, 'go.work', ['.', 'lib']],
    [
      'the nearest',
      { 'go.work': 'use ./cmd/a\n', 'cmd/go.work': 'use (./a\n./b)\n' },
      'cmd/go.work',
      ['cmd/b'],
    ],
    ['a go.work that does not name it', { 'go.work': 'use ./lib\n// use ./cmd/a\n' }, 'go.work', []],
    ['a folder outside', { 'go.work': 'use (\n./cmd/a\n../elsewhere\n)\n' }, 'go.work', []],
    [
      'replacements in both',
      {
        'go.work': 'use ./cmd/a\nreplace example.com/x v1.0.0 => ./x\n',
        'cmd/a/go.mod': 'module a\nrequire example.com/y v1.2.3\nreplace example.com/y => ../../y\n',
      },
      'go.work',
      ['x', 'y'],
    ],
    [
      'a replacement by another module',
      { 'cmd/a/go.mod': 'module a\nreplace example.com/y => example.com/z v1.0.0\n' },
      undefined,
      [],
    ],
  ])('with %s', (_what, files, goWork, modules) => {
    const workspace = facts(files);
    expect([goWorkOf(workspace, 'cmd/a'), modulesByPath(workspace, 'cmd/a')]).toEqual([goWork, modules]);
  });
});
