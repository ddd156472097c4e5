import { describe, expect, it } from 'vitest';
import { type Files, git, temporaryFolder, writeFiles } from '../../testing/temporary-workspace';
import { contractsBaseline } from './contracts-baseline';

const nxJson = (options?: object): Files => ({
  'nx.json': {
    plugins: ['other', options === undefined ? 'nx-invariants' : { plugin: 'nx-invariants', options }],
  },
});

/** A repository with these files at the base revision, and nothing but an empty commit since. */
function repository(files: Files): string {
  const root = temporaryFolder();
  git(root, 'init', '-q');
  writeFiles(root, files);
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'base');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'head');
  return root;
}

const baselineOf = (root: string, folder: string) =>
  contractsBaseline({ workspaceRoot: root, argv: [], env: {}, defaultBase: 'main' }, folder);

const schemas: Files = {
  'contracts/schemas/a.json': '{}',
  'old/a.json': '{"o":1}',
  'forms/a.json': '{"f":1}',
};

describe('contractsBaseline', () => {
  it.each<[string, Files, string, string]>([
    ['the folder that nx.json named then', nxJson({ contracts: 'old' }), 'contracts/v2', 'old'],
    ["that one although today's was there too", nxJson({ contracts: 'old' }), 'forms', 'old'],
    ['the folder that was found then', nxJson({}), 'contracts/v2', 'contracts/schemas'],
    ['the folder that was found then, without options', nxJson(), 'forms', 'contracts/schemas'],
    ["today's folder where the one named then was none", nxJson({ contracts: 'none' }), 'forms', 'forms'],
    ["today's folder where the plugin was not there", { 'nx.json': '{}' }, 'forms', 'forms'],
    ["today's folder where there was no nx.json", {}, 'forms', 'forms'],
    ["today's folder where nx.json was none", { 'nx.json': '[' }, 'forms', 'forms'],
    [
      'the folder that what nx.json extended named then',
      { 'nx.json': { extends: './preset.json' }, 'preset.json': nxJson({ contracts: 'old' })['nx.json'] },
      'contracts/v2',
      'old',
    ],
  ])('is %s', async (_what, files, folder, expected) => {
    const root = repository({ ...schemas, ...files });
    const sha = git(root, 'rev-parse', `HEAD~1:${expected}`).trim();
    expect(await baselineOf(root, folder)).toEqual({ kind: 'tree', sha });
  });

  it('is unknown where what nx.json extended cannot be read', async () => {
    const root = repository({ ...schemas, 'nx.json': { extends: './gone.json' } });
    expect(await baselineOf(root, 'forms')).toEqual({
      kind: 'unknown',
      reason:
        'at the base revision, nx.json extends "./gone.json", but there is no such file in the workspace or its packages',
    });
  });

  it('is absent where the plugin had no contracts', async () => {
    const root = repository({ ...nxJson({}), 'contracts/project.json': '{}' });
    expect(await baselineOf(root, 'contracts/v2')).toEqual({ kind: 'absent' });
  });
});
