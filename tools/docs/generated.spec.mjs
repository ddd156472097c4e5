import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);
const root = join(import.meta.dirname, '..', '..');
const { createTreeWithEmptyWorkspace } = require('@nx/devkit/testing');
const { default: syncDocs } = require(
  join(root, 'packages/nx-invariants/dist/generators/sync-docs/sync-docs.js'),
);

/** The documents that nx sync generates here, and what it generates them from. */
function documentation() {
  const tree = createTreeWithEmptyWorkspace();
  const pages = readdirSync(join(root, 'docs/checks')).map((page) => `docs/checks/${page}`);
  const files = ['README.md', 'docs/INVARIANTS.md', 'invariants.json', 'coverage-config.json', 'nx.json'];
  for (const file of [...files, ...pages]) tree.write(file, readFileSync(join(root, file)));
  return tree;
}

test('the generated documentation of this repository is what it is generated from', async () => {
  expect(await syncDocs(documentation())).toBeUndefined();
}, 60_000);

test('it would not be after a change of a floor', async () => {
  const tree = documentation();
  const config = JSON.parse(tree.read('coverage-config.json', 'utf-8'));
  config.thresholds.gateway.min -= 1;
  tree.write('coverage-config.json', JSON.stringify(config));
  expect((await syncDocs(tree)).outOfSyncDetails).toEqual([
    'README.md: coverage is not what coverage-config.json says',
    'docs/INVARIANTS.md: coverage is not what coverage-config.json says',
  ]);
}, 60_000);
