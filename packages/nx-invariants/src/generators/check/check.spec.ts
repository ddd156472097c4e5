import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logger, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadRegistry } from '../../check/registry';
import { defaultOptions } from '../../config/plugin-options';
import check from './check';
import { registerBuiltIn } from './register-built-in';

const index = 'packages/nx-invariants/src/checks/index.ts';
const folders: string[] = [];

beforeEach(() => void vi.spyOn(logger, 'info').mockImplementation(() => undefined));

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const textOf = (tree: Tree, path: string) => tree.read(path, 'utf-8') ?? '';

function folderWith(tree: Tree, paths: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'check-generator-'));
  folders.push(folder);
  for (const path of paths)
    writeFileSync(join(folder, path.slice(path.lastIndexOf('/') + 1)), textOf(tree, path));
  return folder;
}

describe('a check of the workspace', () => {
  it('is written with test and page, and registered', async () => {
    const tree = createTreeWithEmptyWorkspace();
    await check(tree, { id: 'readme', title: 'Every service has a README', skipFormat: true });
    await check(tree, { id: 'license', skipFormat: true });
    expect(tree.children('tools/checks/readme').sort()).toEqual(['README.md', 'check.mjs', 'check.spec.mjs']);
    expect(JSON.parse(textOf(tree, 'nx.json')).plugins[0]).toEqual({
      plugin: 'nx-invariants',
      options: { customChecks: ['tools/checks/readme/check.mjs', 'tools/checks/license/check.mjs'] },
    });
    expect(textOf(tree, 'tools/checks/readme/check.mjs')).toContain(
      "import { defineCheck } from 'nx-invariants';",
    );
    expect(textOf(tree, 'tools/checks/readme/README.md')).toContain('Every service has a README.');
  });

  it('passes its own test, and the plugin loads it', async () => {
    const tree = createTreeWithEmptyWorkspace();
    tree.delete('package.json');
    await check(tree, { id: 'readme', skipFormat: true });
    const folder = folderWith(tree, ['tools/checks/readme/check.mjs', 'tools/checks/readme/check.spec.mjs']);
    const run = spawnSync(process.execPath, ['--test', join(folder, 'check.spec.mjs')], { encoding: 'utf8' });
    expect(run.stdout).toMatch(/# pass 4\b/);
    expect(run.status).toBe(0);
    const { checks, problems } = await loadRegistry(folder, {
      ...defaultOptions,
      customChecks: ['check.mjs'],
    });
    expect(problems).toEqual([]);
    expect(checks.map(({ definition }) => definition.id)).toContain('readme');
  });
});

describe('a built-in check', () => {
  const source = readFileSync(join(__dirname, '..', '..', 'checks', 'index.ts'), 'utf8');

  it('is written with test and page, and registered in order', async () => {
    const tree = createTreeWithEmptyWorkspace();
    tree.write(index, source);
    await check(tree, { id: 'license-headers', skipFormat: true });
    const written = tree.listChanges().map(({ path }) => path);
    const folder = 'packages/nx-invariants/src/checks/license-headers';
    expect(written).toEqual(
      expect.arrayContaining([
        `${folder}/check.ts`,
        `${folder}/run.ts`,
        `${folder}/check.spec.ts`,
        'docs/checks/license-headers.md',
      ]),
    );
    const registered = textOf(tree, index);
    const imports = [...registered.matchAll(/from '\.\/([\w-]+)\/check'/g)].map(([, id]) => id);
    const names = [...registered.matchAll(/^ {2}(\w+),$/gm)].map(([, name]) => name);
    expect(imports).toEqual([...imports].sort());
    expect(imports).toContain('license-headers');
    expect(names).toEqual([...names].sort());
    expect(names).toContain('licenseHeaders');
    expect(names).toHaveLength(imports.length);
  });

  it('needs a list to be added to', () => {
    expect(() => registerBuiltIn('export {};\n', 'a')).toThrow(/register the check by hand/);
  });
});

describe('the check generator refuses', () => {
  it.each([
    ['a path', { id: '../x' }, /is no id for a check/],
    ['upper case', { id: 'Readme' }, /is no id for a check/],
    ['a built-in id', { id: 'coverage' }, /there is a check "coverage" already/],
    ['a quote in the title', { id: 'x', title: "it's" }, /the title must be one line/],
    ['an end of comment in the title', { id: 'x', title: 'all */ x' }, /the title must be one line/],
    ['two lines', { id: 'x', title: 'all\nx' }, /the title must be one line/],
  ])('%s', async (_, options, message) => {
    await expect(check(createTreeWithEmptyWorkspace(), options)).rejects.toThrow(message);
  });

  it('a folder that exists', async () => {
    const tree = createTreeWithEmptyWorkspace();
    await check(tree, { id: 'readme', skipFormat: true });
    await expect(check(tree, { id: 'readme' })).rejects.toThrow(/tools\/checks\/readme exists already/);
  });
});
