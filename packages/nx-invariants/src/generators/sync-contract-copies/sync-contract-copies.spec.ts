import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { describe, expect, it } from 'vitest';
import { type Files, link, temporaryWorkspace } from '../../../testing/temporary-workspace';
import sync from './sync-contract-copies';

const schema = (name: string, version: string) =>
  `{\n  "$schema": "http://json-schema.org/draft-07/schema#",\n  "$id": "https://e.com/${name}.json",\n  "$version": "${version}"\n}\r\n`;

const source = 'contracts/schemas/job.json';
const copy = 'apps/a/schemas/job.json';
const files: Files = {
  'nx.json': '{ "plugins": ["nx-invariants"] }',
  'apps/a/go.mod': 'module a\n',
  [source]: schema('job', '1.1.0'),
};

function treeOf(more: Files): Tree {
  const tree = createTreeWithEmptyWorkspace();
  for (const [path, content] of Object.entries({ ...files, ...more })) tree.write(path, String(content));
  return tree;
}

/** What the generator says, and which files it changed. */
async function synced(tree: Tree) {
  const before = new Map(tree.listChanges().map(({ path, content }) => [path, content?.toString()]));
  const said = await sync(tree);
  const changed = tree
    .listChanges()
    .filter(({ path, content }) => before.get(path) !== content?.toString())
    .map(({ path }) => path);
  return { said, changed };
}

describe('sync-contract-copies', () => {
  it('makes each copy what its source is, says which, and has nothing to do then', async () => {
    const other = 'apps/a/src/work.json';
    const tree = treeOf({
      [copy]: schema('job', '1.0.0'),
      [other]: schema('job', '1.1.0').replace('\r\n', '\n'),
    });
    expect(await synced(tree)).toEqual({
      said: {
        outOfSyncMessage: 'Copies of contracts differ from their sources.',
        outOfSyncDetails: [`${copy} is not what ${source} is`, `${other} is not what ${source} is`],
      },
      changed: [copy, other],
    });
    for (const file of [copy, other]) expect(tree.read(file)).toEqual(tree.read(source));
    expect(await synced(tree)).toEqual({ said: undefined, changed: [] });
  });

  it('copies bytes, be they text or not', async () => {
    const tree = treeOf({ [copy]: '{}' });
    tree.write(source, Buffer.from([0x7b, 0xff, 0x7d]));
    expect((await synced(tree)).changed).toEqual([copy]);
    expect(tree.read(copy)).toEqual(Buffer.from([0x7b, 0xff, 0x7d]));
  });

  it.each<[string, Files]>([
    ['a copy that is up to date', { [copy]: schema('job', '1.1.0') }],
    ['a copy that is newer than its source', { [copy]: schema('job', '1.2.0') }],
    ['a copy of what is gone', { 'apps/a/schemas/old.json': schema('old', '1.0.0') }],
    [
      'a file whose name and "$id" say two things',
      { [copy]: schema('other', '1.0.0'), 'contracts/schemas/other.json': schema('other', '1.0.0') },
    ],
    [
      'a project that opted out',
      {
        [copy]: '{}',
        'apps/a/project.json':
          '{"name":"a","metadata":{"invariants":{"optOut":{"contract-copies":"frozen"}}}}',
      },
    ],
    [
      'anything where the check is switched off',
      {
        [copy]: '{}',
        'nx.json': '{"plugins":[{"plugin":"nx-invariants","options":{"checks":{"contract-copies":false}}}]}',
      },
    ],
    [
      'what the options call no copy',
      {
        [copy]: '{}',
        'nx.json': `{"plugins":[{"plugin":"nx-invariants","options":{"checks":{"contract-copies":{"copies":{"${copy}":false}}}}}]}`,
      },
    ],
    ['a workspace without copies', {}],
  ])('leaves %s alone', async (_, more) => {
    expect(await synced(treeOf(more))).toEqual({ said: undefined, changed: [] });
  });

  it('does not write through a link, nor copy what one leads to', async () => {
    const root = temporaryWorkspace({ 'apps/a/kept.json': '{}', 'elsewhere.json': '[]' });
    const tree = treeOf({
      [copy]: '{}',
      'contracts/schemas/b.json': '{"$id":"b"}',
      'apps/a/schemas/b.json': '{}',
    });
    tree.root = root;
    link(root, copy, '../kept.json');
    link(root, 'contracts/schemas/b.json', '../../elsewhere.json');
    expect(await synced(tree)).toEqual({ said: undefined, changed: [] });
  });
});
