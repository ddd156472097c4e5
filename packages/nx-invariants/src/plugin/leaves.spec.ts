import { describe, expect, it } from 'vitest';
import { inferredProject, leafOf } from '../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../testing/temporary-workspace';
import { reportFile } from '../report/report-file';
import { inputsOfCheck, isOverridden } from './leaves';

const service: Files = { 'apps/a/VERSION': '1.0.0\n', 'apps/a/go.mod': 'module x/a\n' };
const nxJson = (options: object): Files => ({
  'nx.json': { plugins: [{ plugin: 'nx-invariants', options }] },
});

describe('a leaf', () => {
  it('is cached, writes its report, and reads what its check declares and what the frame reads', async () => {
    const { targets } = await inferredProject(temporaryWorkspace(service), 'a');
    const { inputs = [], ...leaf } = targets['check-service-version'] ?? {};
    expect(leaf).toEqual({
      executor: 'nx-invariants:check',
      options: expect.objectContaining({ check: 'service-version' }),
      cache: true,
      outputs: ['{workspaceRoot}/.invariants/{projectName}/service-version.json'],
      metadata: {
        technologies: ['invariants'],
        description: expect.any(String),
        inferredAs: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    });
    const placed = await leafOf(temporaryWorkspace(service), 'a', 'service-version');
    const own = inputsOfCheck(inputs as never);
    expect(own).toEqual(placed?.placement.inputs);
    expect(inputs.slice(own.length, own.length + 4)).toEqual([
      { json: '{projectRoot}/project.json', fields: ['metadata.invariants.optOut'] },
      { json: '{projectRoot}/package.json', fields: ['nx.metadata.invariants.optOut'] },
      '{workspaceRoot}/invariants.json',
      { json: '{workspaceRoot}/invariants.waivers.json', fields: ['waivers.a.service-version'] },
    ]);
    expect(
      inputs.filter((input) => typeof input === 'object' && 'externalDependencies' in input),
    ).toHaveLength(1);
  });

  it('is a miss when a waiver expires only where it has waivers', async () => {
    const waiver = { scope: 'apps/a/VERSION', reason: 'r', owner: 'o', expires: '2999-01-01' };
    const waivers = { waivers: { a: { 'service-version': [waiver] } } };
    const root = temporaryWorkspace({
      ...service,
      'invariants.waivers.json': waivers,
      'apps/b/VERSION': '1.0.0\n',
    });
    const expiry = { env: 'NX_INVARIANTS_EXPIRED_WAIVERS' };
    const [a, b] = await Promise.all(['a', 'b'].map((name) => inferredProject(root, name)));
    expect(a?.targets['check-service-version']?.inputs).toContainEqual(expiry);
    expect(b?.targets['check-service-version']?.inputs).not.toContainEqual(expiry);
  });

  it('depends on the whole file of waivers where a dot in its name splits fields', async () => {
    const files = { 'apps/a/project.json': { name: 'a.b' }, 'apps/a/VERSION': '1.0.0' };
    const { targets } = await inferredProject(temporaryWorkspace(files), 'a.b');
    expect(targets['check-service-version']?.inputs).toContainEqual({
      json: '{workspaceRoot}/invariants.waivers.json',
    });
  });

  it('reads what nx.json extends', async () => {
    const options = { services: ['tools/*'] };
    const preset = { plugins: [{ plugin: 'nx-invariants', options }] };
    const files: Files = { 'tools/a/VERSION': '1.0.0\n', 'package-lock.json': '"node_modules/presets"' };
    const source = temporaryWorkspace({
      ...files,
      'nx.json': { extends: './preset.json' },
      'preset.json': preset,
    });
    const installed = temporaryWorkspace({
      ...files,
      'nx.json': { extends: 'presets/nx.json' },
      'node_modules/presets/nx.json': preset,
      'node_modules/presets/package.json': { name: 'presets' },
    });
    const [a, b] = await Promise.all([source, installed].map((root) => inferredProject(root, 'a')));
    expect(a?.targets['check-service-version']?.inputs).toContain('{workspaceRoot}/preset.json');
    expect(b?.targets['check-service-version']?.inputs).toContainEqual({
      externalDependencies: expect.arrayContaining(['presets']),
    });
  });

  it.each(['a[b]', '(a)', '{a,b}', 'a*'])(
    'fails in the folder %s, of which Nx would hash no file',
    async (name) => {
      const root = temporaryWorkspace({ [`apps/${name}/VERSION`]: '1.0.0\n' });
      const leaf = await leafOf(root, name, 'service-version');
      expect(leaf?.placement.parameters).toEqual({
        appliesFailed: `Nx reads its folder apps/${name} as a pattern; rename it`,
      });
    },
  );

  it.each(['..', '../a', 'a/../b', 'a//b', '/a', 'a/', './a', 'a*', 'a\\b', 'a\u001b[2K', 'a%2fb'])(
    'fails where a project is called %j, after which no folder can be called',
    async (name) => {
      const root = temporaryWorkspace({ 'apps/a/project.json': { name }, 'apps/a/VERSION': '1.0.0\n' });
      const { leaves, targets } = await inferredProject(root, name);
      expect(leaves.map(({ placement }) => placement.parameters)).toEqual([
        {
          appliesFailed: `no folder of reports can be called ${JSON.stringify(name)}; rename the project`,
        },
      ]);
      expect(targets['check-service-version']?.outputs).toEqual([
        `{workspaceRoot}/${reportFile(name, 'service-version')}`,
      ]);
    },
  );

  it('is gone where its check is switched off, if it is not indispensable, and is called as the options say', async () => {
    const off = await inferredProject(
      temporaryWorkspace({
        ...service,
        ...nxJson({ checks: { lockfiles: false, 'service-version': false } }),
      }),
      'a',
    );
    expect(Object.keys(off.targets)).toEqual(['build', 'test']);
    const bold = { checks: { configuration: false, 'invariant-map': false } };
    const workspace = await inferredProject(
      temporaryWorkspace({ ...service, ...nxJson(bold), 'project.json': { name: 'w' } }),
      'w',
    );
    expect(Object.keys(workspace.targets)).toEqual([
      'check-configuration',
      'check-invariant-map',
      'check-portable-scripts',
      'invariants',
    ]);
    const renamed = await inferredProject(
      temporaryWorkspace({ ...service, ...nxJson({ targets: { checkPrefix: 'holds:', aggregate: 'all' } }) }),
      'a',
    );
    expect(Object.keys(renamed.targets).sort()).toEqual([
      'all',
      'build',
      'holds:lockfiles',
      'holds:service-version',
      'test',
    ]);
  });
});

describe('isOverridden', () => {
  it.each<[string, object, boolean]>([
    ['nothing', {}, false],
    ['what decides nothing', { configurations: {}, syncGenerators: [], parallelism: true }, false],
    ['inputs', { inputs: ['{projectRoot}/VERSION'] }, true],
    ['no inputs', { inputs: [] }, true],
    ['parameters', { options: { check: 'service-version', parameters: { compose: [] } } }, true],
    ['parameters by default', { configurations: { x: { check: 'x' } }, defaultConfiguration: 'x' }, true],
    ['what is waited for', { continuous: true }, true],
    ['the command', { command: 'true' }, true],
    ['the cache', { cache: false }, true],
    ['outputs', { outputs: [] }, true],
    ['dependsOn', { dependsOn: [] }, true],
    ['all', { inputs: [], metadata: undefined }, true],
  ])('sees that a configuration of the user replaces %s', async (_what, configuration, expected) => {
    const { targets } = await inferredProject(temporaryWorkspace(service), 'a');
    const target = { ...targets['check-service-version'], ...configuration };
    expect(isOverridden(JSON.parse(JSON.stringify(target)))).toBe(expected);
  });
});

it("all inputs are the check's own where the frame added none", () => {
  expect(inputsOfCheck(['a', 'b'])).toEqual(['a', 'b']);
});
