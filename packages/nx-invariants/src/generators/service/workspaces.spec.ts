import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { describe, expect, it } from 'vitest';
import { defaultOptions } from '../../config/plugin-options';
import { TreeFacts } from '../tree/tree-facts';
import { leaveCargoWorkspace } from './cargo-workspace';
import { goVersionFor, joinGoWorkspace, modulePathFor } from './go-workspace';
import { joinNodeWorkspace, packageNameOf } from './node-workspace';

function treeOf(files: { readonly [path: string]: string }): Tree {
  const tree = createTreeWithEmptyWorkspace();
  tree.delete('package.json');
  for (const [path, content] of Object.entries(files)) tree.write(path, content);
  return tree;
}

const textOf = (tree: Tree, path: string) => tree.read(path, 'utf-8');

describe('joinNodeWorkspace', () => {
  it.each<[string, { [path: string]: string }, string, string, string | null]>([
    ['no package.json', {}, 'apps/a', 'package.json', null],
    ['no workspaces', { 'package.json': '{ "name": "x" }' }, 'apps/a', 'package.json', '{ "name": "x" }'],
    [
      'a glob that names it',
      { 'package.json': '{ "workspaces": ["./apps/*"] }' },
      '.',
      'package.json',
      '{ "workspaces": ["./apps/*"] }',
    ],
    [
      'another glob',
      { 'package.json': '{ "workspaces": ["libs/*"] }' },
      '.',
      'package.json',
      '{ "workspaces": ["libs/*", "apps/a"] }',
    ],
    [
      "yarn's long form",
      { 'package.json': '{ "workspaces": { "packages": [] } }' },
      '.',
      'package.json',
      '{ "workspaces": { "packages": ["apps/a"] } }',
    ],
    [
      'pnpm',
      { 'pnpm-workspace.yaml': '# ours\npackages:\n  - libs/*\n' },
      '.',
      'pnpm-workspace.yaml',
      '# ours\npackages:\n  - libs/*\n  - apps/a\n',
    ],
    [
      'pnpm without packages',
      { 'pnpm-workspace.yaml': 'catalog: {}\n' },
      '.',
      'pnpm-workspace.yaml',
      'catalog: {}\npackages:\n  - apps/a\n',
    ],
  ])('%s', (_, files, folder, path, content) => {
    const tree = treeOf(files);
    expect(joinNodeWorkspace(tree, 'apps/a')).toBe(folder);
    const written = textOf(tree, path);
    expect(path.endsWith('.json') && written !== null ? JSON.parse(written) : written).toEqual(
      path.endsWith('.json') && content !== null ? JSON.parse(content) : content,
    );
  });

  it.each([
    ['{ "name": "@acme/shop" }', '@acme/a'],
    ['{ "name": "shop" }', '@shop/a'],
    ['{}', '@services/a'],
  ])('names the package of %s', (manifest, name) => {
    expect(packageNameOf(treeOf({ 'package.json': manifest }), 'a')).toBe(name);
  });
});

describe('joinGoWorkspace', () => {
  it.each([
    ['a block', 'go 1.26\n\nuse (\n\t./x\n\t./y\n)\n', 'go 1.26\n\nuse (\n\t./x\n\t./y\n\t./apps/a\n)\n'],
    ['an empty block', 'go 1.26\n\nuse (\n)\n', 'go 1.26\n\nuse (\n\t./apps/a\n)\n'],
    ['one line', 'go 1.26\n\nuse ./x\n', 'go 1.26\n\nuse ./x\n\nuse ./apps/a\n'],
    ['nothing used', 'go 1.26\n', 'go 1.26\n\nuse ./apps/a\n'],
    ['there already', 'go 1.26\nuse ./apps/a\n', 'go 1.26\nuse ./apps/a\n'],
    ['there in a comment only', 'go 1.26\n// ./apps/a\n', 'go 1.26\n// ./apps/a\n\nuse ./apps/a\n'],
  ])('%s', (_, before, after) => {
    const tree = treeOf({ 'go.work': before });
    joinGoWorkspace(tree, 'apps/a');
    expect(textOf(tree, 'go.work')).toBe(after);
  });

  it('leaves a workspace without go.work alone, and uses the nearest', () => {
    const tree = treeOf({ 'backend/go.work': 'go 1.20\n' });
    joinGoWorkspace(tree, 'apps/a');
    expect(tree.exists('go.work')).toBe(false);
    joinGoWorkspace(tree, 'backend/x/a');
    expect(textOf(tree, 'backend/go.work')).toBe('go 1.20\n\nuse ./x/a\n');
    expect([goVersionFor(tree, 'backend/x/a'), goVersionFor(tree, 'apps/a')]).toEqual(['1.20', '1.21']);
  });

  it.each([
    [{}, 'example.com/a'],
    [{ 'services/b/go.mod': 'module github.com/acme/shop/services/b\n' }, 'github.com/acme/shop/apps/a'],
    [{ 'services/b/go.mod': 'module acme.dev/b\n' }, 'acme.dev/a'],
    [{ 'services/b/go.mod': 'module acme.dev/c\n' }, 'example.com/a'],
  ])('names the module beside %o', (files, path) => {
    expect(modulePathFor(new TreeFacts(treeOf(files), defaultOptions), 'apps/a')).toBe(path);
  });
});

describe('leaveCargoWorkspace', () => {
  it.each([
    ['no list', '[workspace]\nmembers = ["x"]\n', '[workspace]\nexclude = ["apps/b"]\nmembers = ["x"]\n'],
    [
      'members that name it',
      '[workspace]\nmembers = ["apps/*"]\n',
      '[workspace]\nexclude = ["apps/b"]\nmembers = ["apps/*"]\n',
    ],
    [
      'one line',
      '[workspace]\nmembers = ["x"]\nexclude = ["y"]\n',
      '[workspace]\nmembers = ["x"]\nexclude = ["y", "apps/b"]\n',
    ],
    [
      'an empty list',
      '[workspace]\nexclude = []\nresolver = "2"\n',
      '[workspace]\nexclude = ["apps/b"]\nresolver = "2"\n',
    ],
    [
      'several lines',
      '[workspace]\nexclude = [\n    "y",\n]\n',
      '[workspace]\nexclude = [\n    "y",\n    "apps/b",\n]\n',
    ],
    ['excluded already', '[workspace]\nexclude = ["./apps"]\n', '[workspace]\nexclude = ["./apps"]\n'],
    [
      'a package beside',
      '[workspace]\nmembers = ["x"]\n\n[package]\nexclude = ["y"]\n',
      '[workspace]\nexclude = ["apps/b"]\nmembers = ["x"]\n\n[package]\nexclude = ["y"]\n',
    ],
    ['no workspace', '[package]\nname = "x"\n', '[package]\nname = "x"\n'],
  ])('%s', (_, before, after) => {
    const tree = treeOf({ 'Cargo.toml': before });
    leaveCargoWorkspace(tree, 'apps/b');
    expect(textOf(tree, 'Cargo.toml')).toBe(after);
  });

  it('uses the nearest workspace, and names a manifest that is not TOML or has no table to add to', () => {
    const tree = treeOf({ 'rs/Cargo.toml': '[workspace]\n', 'Cargo.toml': '[workspace]\n' });
    leaveCargoWorkspace(tree, 'rs/a/b');
    expect([textOf(tree, 'rs/Cargo.toml'), textOf(tree, 'Cargo.toml')]).toEqual([
      '[workspace]\nexclude = ["a/b"]\n',
      '[workspace]\n',
    ]);
    expect(() => leaveCargoWorkspace(treeOf({ 'Cargo.toml': '[workspace' }), 'apps/b')).toThrow(
      /^Cargo\.toml is not TOML .* Mend it/,
    );
    expect(() =>
      leaveCargoWorkspace(treeOf({ 'Cargo.toml': 'workspace = { members = [] }\n' }), 'apps/b'),
    ).toThrow('Cargo.toml: add exclude = ["apps/b"] to [workspace]');
  });
});
