import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { describe, expect, it } from 'vitest';
import { prepareWorkspace } from './prepare-workspace';

const jobSchema = JSON.stringify({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://e.com/job',
});
const syncGenerator = 'nx-invariants:sync-contract-copies';

function workspaceOf(files: { readonly [path: string]: string }): Tree {
  const tree = createTreeWithEmptyWorkspace();
  for (const [path, content] of Object.entries(files)) tree.write(path, content);
  return tree;
}

describe('init, in nx.json,', () => {
  it('leaves a plugin that is not the first where it is, and says what follows', () => {
    const tree = workspaceOf({ 'nx.json': '{ "plugins": ["@nx/vite/plugin", "nx-invariants"] }' });
    expect(prepareWorkspace(tree).left).toContainEqual(
      expect.stringMatching(/is not the first one, so its targets win/),
    );
  });

  it('adds to the sync generators that nx.json names', () => {
    const tree = workspaceOf({
      'contracts/schemas/job.json': jobSchema,
      'nx.json': '{ "sync": { "globalGenerators": ["own:sync"], "applyChanges": false } }',
    });
    expect(prepareWorkspace(tree).done).toContain('nx.json: nx sync brings copies of contracts up to date');
    expect(JSON.parse(tree.read('nx.json', 'utf-8') ?? '').sync).toEqual({
      globalGenerators: ['own:sync', syncGenerator],
      applyChanges: false,
    });
  });

  it('gives nx.json what its preset says of a key before it adds to that', () => {
    const preset = { plugins: ['other'], sync: { globalGenerators: ['own:sync'] }, defaultBase: 'next' };
    const tree = workspaceOf({
      'contracts/schemas/job.json': jobSchema,
      'nx.json': '{ "extends": "./preset.json" }',
      'preset.json': JSON.stringify(preset),
    });
    prepareWorkspace(tree);
    expect(JSON.parse(tree.read('nx.json', 'utf-8') ?? '')).toEqual({
      extends: './preset.json',
      plugins: [{ plugin: 'nx-invariants', options: { contracts: 'contracts/schemas' } }, 'other'],
      sync: { globalGenerators: ['own:sync', syncGenerator] },
    });
  });

  it('leaves a plugin that the preset of nx.json registers where it is', () => {
    const nxJson = '{ "extends": "./preset.json" }';
    const tree = workspaceOf({ 'nx.json': nxJson, 'preset.json': '{ "plugins": ["nx-invariants"] }' });
    expect(prepareWorkspace(tree).left).toContain(
      'nx.json: the plugin is registered already; its options stay as they are',
    );
    expect(tree.read('nx.json', 'utf-8')).toBe(nxJson);
  });

  it('names the place of an nx.json that is not JSON', () => {
    const tree = workspaceOf({ 'nx.json': '{\n  "plugins": [\n' });
    expect(() => prepareWorkspace(tree)).toThrow(/^nx\.json:\d+:\d+ is not JSON .* Mend it, then run/);
  });
});
