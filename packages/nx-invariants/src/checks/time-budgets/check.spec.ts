import { describe, expect, it } from 'vitest';
import { leafOf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

const nxJson = (options: object = {}) => ({ plugins: [{ plugin: 'nx-invariants', options }] });

describe('where it sits', () => {
  it.each<[string, Files, string | undefined]>([
    ['nothing of the kind', { 'nx.json': nxJson(), 'package.json': {} }, undefined],
    ['a workflow', { 'nx.json': nxJson(), '.github/workflows/ci.yml': 'jobs: {}\n' }, 'workspace'],
    ['a Compose file', { 'nx.json': nxJson(), 'compose.yml': 'services: {}\n' }, 'workspace'],
    ['a configuration', { 'nx.json': nxJson(), 'tools/vitest.config.mts': '' }, 'workspace'],
    ['one among test data', { 'nx.json': nxJson(), 'tools/fixtures/vitest.config.mts': '' }, undefined],
    ['a command', { 'nx.json': nxJson(), 'package.json': { scripts: { t: 'pytest' } } }, 'workspace'],
    [
      'a runner that is not judged',
      { 'nx.json': nxJson(), 'package.json': { scripts: { t: 'jest' } } },
      undefined,
    ],
    [
      'a runner that is only installed',
      { 'nx.json': nxJson(), 'package.json': { scripts: { t: 'pip install pytest && tox' } } },
      undefined,
    ],
    [
      'a dependency that nothing starts',
      { 'nx.json': nxJson(), 'package.json': { devDependencies: { vitest: '4.1.12' } } },
      undefined,
    ],
    ['Vite without Vitest', { 'nx.json': nxJson(), 'vite.config.ts': 'export default {};' }, undefined],
  ])('%s', async (_what, files, project) => {
    const root = temporaryWorkspace(files);
    expect(await leafOf(root, 'workspace', 'time-budgets')).toEqual(
      project === undefined ? undefined : expect.anything(),
    );
  });

  it('a Go service that the plugin tests has none: its command is the limit', async () => {
    const root = temporaryWorkspace({
      'nx.json': nxJson({ services: ['apps/*'] }),
      'apps/a/project.json': { name: 'a' },
      'apps/a/go.mod': 'module example.com/a\n\ngo 1.22\n',
    });
    expect(await leafOf(root, 'a', 'time-budgets')).toBeUndefined();
  });
});
