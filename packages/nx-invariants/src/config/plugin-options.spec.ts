import { describe, expect, it } from 'vitest';
import { readNxJson } from './nx-json';
import { defaultOptions, readPluginOptions } from './plugin-options';

const nxJson = (options: unknown) =>
  JSON.stringify({ plugins: ['other', { plugin: 'nx-invariants', options }] }, null, 2);

const optionsOf = (text: string | undefined) => readPluginOptions(readNxJson('', () => text));

describe('readPluginOptions', () => {
  it.each([
    ['no nx.json', undefined],
    ['no plugins', '{}'],
    ['another plugin', '{ "plugins": [{ "plugin": "other", "options": { "services": ["x"] } }] }'],
    ['the plugin by name alone', '{ "plugins": ["nx-invariants"] }'],
    ['no options', '{ "plugins": [{ "plugin": "nx-invariants" }] }'],
    ['plugins that are no list', '{ "plugins": { "plugin": "nx-invariants" } }'],
    ['an entry whose plugin is no name', '{ "plugins": [{ "plugin": {} }, { "plugin": null }, 3] }'],
  ])('takes the defaults where there is %s', (_what, text) => {
    expect(optionsOf(text)).toMatchObject({ options: defaultOptions, problems: [] });
  });

  it('adds the defaults to what is given, and knows a folder by one name', () => {
    const given = {
      services: ['./apps/*', 'tools/one/'],
      contracts: './contracts/schemas/',
      compose: ['infra//compose.yml'],
      kubernetes: ['k8s/'],
      workflows: ['./.github/workflows'],
      customChecks: ['./tools/check.mjs'],
      workspaceProject: 'root',
      targets: { aggregate: 'guarantees' },
      checks: { coverage: false },
    };
    expect(optionsOf(nxJson(given))).toMatchObject({
      options: {
        services: ['apps/*', 'tools/one'],
        contracts: 'contracts/schemas',
        compose: ['infra/compose.yml'],
        kubernetes: ['k8s'],
        workflows: ['.github/workflows'],
        customChecks: ['tools/check.mjs'],
        workspaceProject: 'root',
        targets: { ...defaultOptions.targets, aggregate: 'guarantees' },
        checks: { coverage: false },
      },
      problems: [],
    });
  });

  const aPath = 'must be a path below the workspace root, with forward slashes and without ".."';
  it.each([
    [{ service: ['x'] }, 7, 'plugins.1.options.service is not a known key'],
    [{ services: 'apps/*' }, 7, 'plugins.1.options.services must be array'],
    [{ services: ['ok', '../up'] }, 9, `plugins.1.options.services.1 ${aPath}`],
    [{ services: ['a/../../up'] }, 8, `plugins.1.options.services.0 ${aPath}`],
    [{ services: ['a\n/../../up'] }, 8, `plugins.1.options.services.0 ${aPath}`],
    [{ services: ['!apps/old'] }, 8, `plugins.1.options.services.0 ${aPath}`],
    [{ contracts: '/etc' }, 7, `plugins.1.options.contracts ${aPath}`],
    [{ contracts: 'a\\b' }, 7, `plugins.1.options.contracts ${aPath}`],
    [{ contracts: '' }, 7, 'plugins.1.options.contracts must NOT have fewer than 1 characters'],
    [
      { contracts: 'x'.repeat(5000) },
      7,
      'plugins.1.options.contracts must NOT have more than 4096 characters',
    ],
    [{ checks: { coverage: true } }, 8, 'plugins.1.options.checks.coverage must be false or object'],
    [{ targets: { biuld: 'x' } }, 8, 'plugins.1.options.targets.biuld is not a known key'],
    ['text', 6, 'plugins.1.options must be object'],
  ])('refuses %.60j and stays with the defaults', (options, line, message) => {
    const { options: read, problems } = optionsOf(nxJson(options));
    expect(read).toEqual(defaultOptions);
    expect(problems.map((problem) => [problem.file, problem.line, problem.message])).toContainEqual([
      'nx.json',
      line,
      message,
    ]);
  });

  it('names every problem, each with its place', () => {
    const { problems } = optionsOf(nxJson({ compose: [1], kubernetes: {} }));
    expect(problems).toEqual([
      { file: 'nx.json', line: 8, column: 11, message: 'plugins.1.options.compose.0 must be string' },
      { file: 'nx.json', line: 10, column: 9, message: 'plugins.1.options.kubernetes must be array' },
    ]);
  });

  it('says where nx.json is not JSON', () => {
    expect(optionsOf('{\n  "plugins": [\n')).toMatchObject({
      options: defaultOptions,
      problems: [
        { file: 'nx.json', line: 3, column: 1, message: 'nx.json is not JSON: CloseBracketExpected' },
      ],
    });
  });
});
