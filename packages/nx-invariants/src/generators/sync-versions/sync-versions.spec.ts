// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of Compose
import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf } from '../../../testing/judge-leaf';
import { type Files, link, temporaryWorkspace } from '../../../testing/temporary-workspace';
import sync from './sync-versions';

const cargo = (version: string) =>
  `[package]\nname = "tui"\nversion = "${version}" # the crate's\nedition = "2024"\n`;
const cargoLock = (version: string) =>
  `version = 4\n\n[[package]]\nname = "tui"\nversion = "0.9.0"\nsource = "registry+https://e.com"\n\n[[package]]\nname = "tui"\nversion = "${version}"\ndependencies = [\n "a",\n]\n`;
const compose = (image: string) =>
  `services:\n  a:\n    image: ${image}\n    labels:\n      - app.kubernetes.io/version=1.0.0\n`;
const deployment = (version: string) =>
  `apiVersion: apps/v1
kind: Deployment
metadata:
  name: a
  labels: { app.kubernetes.io/version: ${version}, app: a }
spec:
  template:
    metadata: { labels: { app.kubernetes.io/version: "${version}" } }
    spec: { containers: [{ name: a, image: 'localhost:5000/a:${version}' }] }
`;

const good: Files = { 'nx.json': '{ "plugins": ["nx-invariants"] }', 'apps/a/VERSION': '1.10.0\n' };

function treeOf(files: Files): Tree {
  const tree = createTreeWithEmptyWorkspace();
  for (const [path, content] of Object.entries({ ...good, ...files })) tree.write(path, String(content));
  return tree;
}

/** What the generator says, and what the files that it changed hold. */
async function synced(tree: Tree) {
  const before = new Map(tree.listChanges().map(({ path, content }) => [path, content?.toString()]));
  const said = await sync(tree);
  const changed = tree.listChanges().filter(({ path, content }) => before.get(path) !== content?.toString());
  return {
    said: said?.outOfSyncDetails,
    changed: Object.fromEntries(changed.map(({ path, content }) => [path, content?.toString()])),
  };
}

describe('sync-versions', () => {
  it('writes the version into all that states it, and has nothing to do then', async () => {
    const tree = treeOf({
      'apps/a/package.json': '{\n  "name": "a",\n  "version": "1.0.0"\n}\n',
      'compose.yml': compose('"o/a:1.0.0"'),
      'k8s/a.yaml': deployment('1.0.0'),
    });
    expect(await synced(tree)).toEqual({
      said: [
        'k8s/a.yaml: localhost:5000/a:1.0.0 is not localhost:5000/a:1.10.0',
        'k8s/a.yaml: 1.0.0 is not 1.10.0',
        'k8s/a.yaml: 1.0.0 is not 1.10.0',
        'compose.yml: 1.0.0 is not 1.10.0',
        'compose.yml: o/a:1.0.0 is not o/a:1.10.0',
        'apps/a/package.json: 1.0.0 is not 1.10.0',
      ],
      changed: {
        'apps/a/package.json': '{\n  "name": "a",\n  "version": "1.10.0"\n}\n',
        'compose.yml': compose('"o/a:1.10.0"').replace('=1.0.0', '=1.10.0'),
        'k8s/a.yaml': deployment('1.10.0'),
      },
    });
    expect(await synced(tree)).toEqual({ said: undefined, changed: {} });
  });

  it('writes into the lock what the manifest says', async () => {
    const files: Files = { 'apps/tui/VERSION': '1.1.0', 'apps/tui/Cargo.lock': cargoLock('1.0.0') };
    const changed = { 'apps/tui/Cargo.toml': cargo('1.1.0'), 'apps/tui/Cargo.lock': cargoLock('1.1.0') };
    expect(await synced(treeOf({ ...files, 'apps/tui/Cargo.toml': cargo('1.0.0') }))).toEqual({
      said: [
        'apps/tui/Cargo.toml: 1.0.0 is not 1.1.0',
        'apps/tui/Cargo.lock: the version of tui is not 1.1.0',
      ],
      changed,
    });
  });

  it('knows the entry of a project in uv.lock, also above it', async () => {
    const pyproject = '[project]\nname = "p"\nversion = "1.1.0"\n';
    const lock = (version: string) =>
      `version = 1\n\n[[package]]\nname = "p"\nversion = "${version}"\nsource = { editable = "." }\n\n[[package]]\nname = "q"\nversion = "1.0.0"\nsource = { registry = "https://e.com" }\n`;
    const tree = treeOf({
      'apps/p/VERSION': '1.1.0',
      'apps/p/pyproject.toml': pyproject,
      'uv.lock': lock('1.0.0'),
    });
    expect((await synced(tree)).changed).toEqual({ 'uv.lock': lock('1.1.0') });
  });

  it('knows it by its name as uv writes that', async () => {
    const pyproject = '[project]\nname = "My_Project.X"\nversion = "1.1.0"\n';
    const lock = (version: string) =>
      `[[package]]\nname = "my-project-x"\nversion = "${version}"\nsource = { virtual = "." }\n`;
    const files = { 'apps/p/VERSION': '1.1.0', 'apps/p/pyproject.toml': pyproject };
    expect((await synced(treeOf({ ...files, 'apps/p/uv.lock': lock('1.0.0') }))).changed).toEqual({
      'apps/p/uv.lock': lock('1.1.0'),
    });
  });

  it.each<[string, Files]>([
    ['no VERSION', { 'apps/a/VERSION': '', 'apps/a/package.json': '{ "version": "1.0.0" }' }],
    [
      'a VERSION that is no SemVer',
      { 'apps/a/VERSION': 'v1', 'apps/a/package.json': '{ "version": "1.0.0" }' },
    ],
    ['a newer manifest', { 'apps/a/package.json': '{ "version": "1.11.0" }' }],
    ['a manifest that does not parse', { 'apps/a/package.json': '{ "version": "1.0.0"' }],
    ['a digest', { 'compose.yml': `services: { a: { image: "a:1.0.0@sha256:${'0'.repeat(64)}" } }\n` }],
    ['a tag that a variable gives', { 'compose.yml': 'services: { a: { image: "a:${TAG:-1.0.0}" } }\n' }],
    ['an image of another', { 'compose.yml': 'services: { b: { image: "b:1.0.0" } }\n' }],
    [
      'a project that opted out',
      {
        'apps/a/project.json':
          '{"name":"a","metadata":{"invariants":{"optOut":{"service-version":"frozen"}}}}',
        'apps/a/package.json': '{ "name": "a", "version": "1.0.0" }',
      },
    ],
    [
      'a check that is switched off',
      {
        'nx.json':
          '{ "plugins": [{ "plugin": "nx-invariants", "options": { "checks": { "service-version": false } } }] }',
        'apps/a/package.json': '{ "name": "a", "version": "1.0.0" }',
      },
    ],
  ])('leaves alone: %s', async (_what, files) => {
    expect(await synced(treeOf(files))).toEqual({ said: undefined, changed: {} });
  });

  it('does not write through a link', async () => {
    const root = temporaryWorkspace({ ...good, 'elsewhere.json': '{ "version": "1.0.0" }' });
    link(root, 'apps/a/package.json', '../../elsewhere.json');
    const tree = treeOf({ 'apps/a/package.json': '{ "version": "1.0.0" }' });
    tree.root = root;
    expect((await synced(tree)).changed).toEqual({});
  });

  it('leaves nothing for the check to say', async () => {
    const tree = treeOf({
      'apps/a/go.mod': 'module a\n',
      'compose.yml': compose('o/a'),
      'k8s/a.yaml': deployment('1.0.0'),
    });
    await sync(tree);
    const files = Object.fromEntries(
      tree.listChanges().map(({ path, content }) => [path, content?.toString() ?? '']),
    );
    expect(findingLines(await judgeLeaf(temporaryWorkspace(files), 'a', 'service-version'))).toEqual([]);
  });
});
