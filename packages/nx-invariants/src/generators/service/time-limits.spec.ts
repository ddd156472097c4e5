import { logger, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { beforeEach, expect, it, vi } from 'vitest';
import { judgeLeaf } from '../../../testing/judge-leaf';
import { temporaryWorkspace } from '../../../testing/temporary-workspace';
import service from './service';

beforeEach(() => {
  vi.spyOn(logger, 'info').mockImplementation(() => undefined);
});

it.each([
  ['typescript', ['services/pay/vitest.config.mts']],
  ['python', ['services/pay/pyproject.toml']],
] as const)('a service in %s has tests and health checks with limits', async (language, subjects) => {
  const tree = createTreeWithEmptyWorkspace();
  for (const path of tree.children('.')) if (path !== 'nx.json') tree.delete(path);
  tree.write('package.json', '{ "name": "shop", "workspaces": ["services/*"] }\n');
  tree.write('compose.yml', 'services: {}\n');
  tree.write('k8s/namespace.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n');
  await service(tree, {
    name: 'pay',
    language,
    directory: 'services',
    skipInstall: true,
    skipFormat: true,
  });
  const root = temporaryWorkspace(filesOf(tree, '.'));
  expect(await judgeLeaf(root, 'pay', 'time-budgets')).toMatchObject({
    verdict: 'holds',
    subjects,
    findings: [],
  });
  expect(await judgeLeaf(root, 'workspace', 'time-budgets')).toMatchObject({
    verdict: 'holds',
    subjects: ['the Compose service pay', 'the Deployment pay'],
    findings: [],
  });
});

function filesOf(tree: Tree, folder: string): { [path: string]: string } {
  const files: { [path: string]: string } = {};
  for (const name of tree.children(folder)) {
    const path = folder === '.' ? name : `${folder}/${name}`;
    if (tree.isFile(path)) files[path] = tree.read(path, 'utf-8') ?? '';
    else Object.assign(files, filesOf(tree, path));
  }
  return files;
}
