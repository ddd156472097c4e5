import type { CreateDependenciesContext, ProjectConfiguration } from '@nx/devkit';
import { describe, expect, it, vi } from 'vitest';
import { type Files, temporaryWorkspace } from '../../testing/temporary-workspace';
import { SourceTree } from '../workspace/source-tree';
import { createDependencies } from './create-dependencies';
import * as inference from './infer';

function contextOf(files: Files, roots: { readonly [name: string]: string }): CreateDependenciesContext {
  const root = temporaryWorkspace(files);
  const projects = Object.fromEntries(
    Object.entries(roots).map(([name, folder]): [string, ProjectConfiguration] => [
      name,
      { name, root: folder, targets: {} },
    ]),
  );
  const all = new SourceTree(root).filesIn('.').map((file) => ({ file, hash: '0' }));
  const projectFileMap = Object.fromEntries(
    Object.entries(roots).map(([name, folder]) => [
      name,
      all.filter(({ file }) => folder === '.' || file.startsWith(`${folder}/`)),
    ]),
  );
  return {
    workspaceRoot: root,
    projects,
    externalNodes: {},
    nxJsonConfiguration: {},
    fileMap: { projectFileMap, nonProjectFiles: [] },
    filesToProcess: { projectFileMap, nonProjectFiles: [] },
  };
}

const edgesOf = async (context: CreateDependenciesContext) =>
  (await createDependencies(undefined, context)).map(({ source, target, type }) => [source, target, type]);

describe('createDependencies', () => {
  it("leads from a service to what its Dockerfile copies, once, and to nothing of its own or the root's", async () => {
    const context = contextOf(
      {
        'package.json': { name: 'root' },
        'apps/a/go.mod': 'module x/a\n',
        'apps/a/Dockerfile':
          'FROM scratch\nCOPY apps/a /a\nCOPY contracts /c\nCOPY contracts/x.json /x\nCOPY go.work ./\nCOPY gone ./\n',
        'apps/b/go.mod': 'module x/b\n',
        'contracts/project.json': { name: 'contracts' },
        'contracts/x.json': '{}',
        'go.work': '',
        'compose.yml': 'services:\n  a:\n    build:\n      context: .\n      dockerfile: apps/a/Dockerfile\n',
      },
      { root: '.', a: 'apps/a', b: 'apps/b', contracts: 'contracts' },
    );
    expect(await edgesOf(context)).toEqual([['a', 'contracts', 'implicit']]);
  });

  it('leads from whoever holds a copy of a contract to the contracts, and not back', async () => {
    const context = contextOf(
      {
        'apps/a/go.mod': 'module x/a\n',
        'apps/a/schemas/job.json': '{}',
        'contracts/project.json': { name: 'contracts' },
        'contracts/schemas/job.json': '{}',
      },
      { a: 'apps/a', contracts: 'contracts' },
    );
    expect(await edgesOf(context)).toEqual([['a', 'contracts', 'implicit']]);
  });

  it('goes by the names the graph has', async () => {
    const context = contextOf(
      { 'apps/a/VERSION': '1', 'apps/a/Dockerfile': 'FROM scratch\nCOPY libs/l /l\n', 'libs/l/x': '' },
      { renamed: 'apps/a', library: 'libs/l' },
    );
    expect(await edgesOf(context)).toEqual([['renamed', 'library', 'implicit']]);
  });

  it('drops what Nx refuses, and static edges keep the file that decides them', async () => {
    const placed = (edges: object[]) => ({ placement: { edges } });
    const project = { root: 'apps/a', isService: true, languages: [] };
    const context = contextOf({ 'apps/a/x.json': '{}', 'libs/l/y': '' }, { a: 'apps/a', l: 'libs/l' });
    const edges = [
      { path: 'libs/l/y', decidedBy: 'apps/a/x.json' },
      { path: 'libs/l/y', decidedBy: 'not/a/file' },
    ];
    vi.spyOn(inference, 'inferWorkspace').mockResolvedValueOnce({
      projects: [{ project, leaves: [placed(edges.slice(0, 1)), placed(edges.slice(1))] }],
    } as never);
    expect(await createDependencies(undefined, context)).toEqual([
      { source: 'a', target: 'l', type: 'static', sourceFile: 'apps/a/x.json' },
    ]);
  });

  it('gives contracts and infrastructure no edges, and none where the inference fails', async () => {
    const context = contextOf(
      {
        'infra/project.json': { name: 'infra' },
        'infra/Dockerfile': 'FROM scratch\nCOPY libs/l /l\n',
        'libs/l/x': '',
      },
      { infra: 'infra', l: 'libs/l' },
    );
    expect(await edgesOf(context)).toEqual([]);
    vi.spyOn(inference, 'inferWorkspace').mockRejectedValueOnce(new Error('boom'));
    expect(await edgesOf(context)).toEqual([]);
  });
});
