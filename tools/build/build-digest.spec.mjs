import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildDigest, isBuilt, packageFolders, stampFile } from './build-digest.mjs';

let root;
let folder;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'build-digest-'));
  folder = join(root, 'packages', 'engine');
  mkdirSync(join(folder, 'src', 'cli'), { recursive: true });
  mkdirSync(join(folder, 'dist'));
  mkdirSync(join(root, 'packages', 'notes'));
  writeFileSync(join(root, 'tsconfig.base.json'), '{}');
  writeFileSync(join(folder, 'tsconfig.json'), '{}');
  writeFileSync(join(folder, 'src', 'index.ts'), 'export {};');
  writeFileSync(stampFile(folder), buildDigest(folder));
});

afterEach(() => rmSync(root, { recursive: true }));

test('packages are the folders with a tsconfig.json', () => {
  expect(packageFolders(root)).toEqual([folder]);
});

test.each([
  ['nothing', () => {}, true],
  ['a test', () => writeFileSync(join(folder, 'src', 'index.spec.ts'), ''), true],
  ['a source', () => writeFileSync(join(folder, 'src', 'index.ts'), 'export const a = 1;'), false],
  ['a new source', () => writeFileSync(join(folder, 'src', 'cli', 'main.ts'), ''), false],
  ['an asset', () => writeFileSync(join(folder, 'src', 'schema.json'), '{}'), false],
  ["the package's settings", () => writeFileSync(join(folder, 'tsconfig.json'), '{ }'), false],
  ['the shared settings', () => writeFileSync(join(root, 'tsconfig.base.json'), '{ }'), false],
  ['the whole build', () => rmSync(join(folder, 'dist'), { recursive: true }), false],
])('a build after a change of %s is current: $2', (_name, change, expected) => {
  change();
  expect(isBuilt(folder)).toBe(expected);
});
