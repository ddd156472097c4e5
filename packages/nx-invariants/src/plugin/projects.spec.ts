import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foundManifests } from '../../testing/judge-leaf';
import { type Files, removeFolder, temporaryWorkspace } from '../../testing/temporary-workspace';
import { defaultOptions, type PluginOptions } from '../config/plugin-options';
import { WorkspaceFacts } from '../workspace/workspace-facts';
import { discoverProjects } from './projects';

function discover(files: Files, options: Partial<PluginOptions> = {}) {
  const root = temporaryWorkspace(files);
  return discoverProjects(new WorkspaceFacts(root, { ...defaultOptions, ...options }), foundManifests(root));
}

const namesOf = (files: Files, options?: Partial<PluginOptions>) =>
  Object.fromEntries(discover(files, options).map(({ root, name }) => [root, name]));

describe('discoverProjects', () => {
  it.each<[string, Files, { [root: string]: string }]>([
    ['nothing', {}, { '.': 'workspace' }],
    [
      'go.mod',
      { 'apps/x/go.mod': 'module example.com/metrics/v2\n' },
      { '.': 'workspace', 'apps/x': 'metrics' },
    ],
    [
      'Cargo.toml',
      { 'apps/x/Cargo.toml': '[package]\nname = "tui"\n' },
      { '.': 'workspace', 'apps/x': 'tui' },
    ],
    [
      'pyproject.toml',
      { 'apps/x/pyproject.toml': '[project]\nname = "processor"\n' },
      { '.': 'workspace', 'apps/x': 'processor' },
    ],
    ['package.json', { 'apps/x/package.json': { name: '@o/ui' } }, { '.': 'workspace', 'apps/x': '@o/ui' }],
    [
      'package.json with a name for Nx',
      { 'apps/x/package.json': { name: '@o/ui', nx: { name: 'ui' } } },
      { '.': 'workspace', 'apps/x': 'ui' },
    ],
    [
      'project.json before all',
      {
        'apps/x/project.json': { name: 'a' },
        'apps/x/package.json': { name: 'b' },
        'apps/x/go.mod': 'module c\n',
      },
      { '.': 'workspace', 'apps/x': 'a' },
    ],
    [
      'a name that every object has',
      { 'apps/__proto__/VERSION': '1.0.0', 'apps/x/go.mod': 'module constructor\n' },
      { '.': 'workspace', 'apps/__proto__': 'apps-__proto__', 'apps/x': 'apps-x' },
    ],
    ['VERSION alone', { 'apps/x/VERSION': '1.0.0' }, { '.': 'workspace', 'apps/x': 'x' }],
    [
      'a manifest that names nothing',
      { 'apps/x/Cargo.toml': '[workspace]\n' },
      { '.': 'workspace', 'apps/x': 'x' },
    ],
    ['a folder without any', { 'apps/x/README.md': '' }, { '.': 'workspace' }],
    ['the root package, which Nx does not read', { 'package.json': { name: 'mono' } }, { '.': 'workspace' }],
    ['the root package with an nx key', { 'package.json': { name: 'mono', nx: {} } }, { '.': 'mono' }],
    [
      'the root package as a member of its own workspace',
      { 'package.json': { name: 'mono' }, 'pnpm-workspace.yaml': 'packages: [.]\n' },
      { '.': 'mono' },
    ],
    [
      'the manifest of the first language, where Nx reads no package.json',
      { 'apps/x/package.json': { name: 'tools' }, 'apps/x/go.mod': 'module x/api\n' },
      { '.': 'workspace', 'apps/x': 'api' },
    ],
    [
      'the root project',
      { 'project.json': { name: 'all' }, 'package.json': { name: 'mono' } },
      { '.': 'all' },
    ],
    [
      'a library that Nx knows',
      { 'libs/a/project.json': { name: 'a' } },
      { '.': 'workspace', 'libs/a': 'a' },
    ],
    ['a package that is no member', { 'libs/a/package.json': { name: 'a' } }, { '.': 'workspace' }],
    [
      'npm workspaces',
      {
        'package.json': { workspaces: ['./libs/*', '!libs/b'] },
        'libs/a/package.json': { name: 'a' },
        'libs/b/package.json': { name: 'b' },
      },
      { '.': 'workspace', 'libs/a': 'a' },
    ],
    [
      'yarn workspaces',
      { 'package.json': { workspaces: { packages: ['libs/*/'] } }, 'libs/a/package.json': { name: 'a' } },
      { '.': 'workspace', 'libs/a': 'a' },
    ],
    [
      'pnpm workspaces',
      { 'pnpm-workspace.yaml': 'packages:\n  - libs/**\n', 'libs/x/a/package.json': { name: 'a' } },
      { '.': 'workspace', 'libs/x/a': 'a' },
    ],
  ])('names by %s', (_what, files, expected) => {
    expect(namesOf(files)).toEqual(expected);
  });

  it.each<[string, Files, { [root: string]: string }]>([
    [
      'two manifests of one name',
      { 'apps/a/go.mod': 'module x/api\n', 'services/a/go.mod': 'module y/api\n' },
      { '.': 'workspace', 'apps/a': 'api', 'services/a': 'services-a' },
    ],
    [
      'two packages of one name that Nx does not know',
      { 'apps/a/package.json': { name: 'app' }, 'apps/b/package.json': { name: 'app' } },
      { '.': 'workspace', 'apps/a': 'app', 'apps/b': 'apps-b' },
    ],
    [
      'a service called workspace',
      { 'apps/g/project.json': { name: 'workspace' } },
      { '.': 'workspace-2', 'apps/g': 'workspace' },
    ],
    [
      'a name that a folder would take',
      {
        'apps/a/go.mod': 'module x\n',
        'apps/b/go.mod': 'module x\n',
        'libs/l/project.json': { name: 'apps-b' },
      },
      { '.': 'workspace', 'apps/a': 'x', 'apps/b': 'apps-b-2', 'libs/l': 'apps-b' },
    ],
  ])('gives way to %s', (_what, files, expected) => {
    expect(namesOf(files)).toEqual(expected);
  });

  it('says what a project is', () => {
    const projects = discover({
      'package.json': { name: 'mono', scripts: { lint: 'x' } },
      'apps/api/go.mod': 'module x/api\n',
      'apps/api/package.json': { scripts: { build: 'x' } },
      'apps/api/project.json': { name: 'api', targets: { test: {} } },
      'apps/api/VERSION': '1.2.3\n',
      'apps/api/inner/project.json': { name: 'inner' },
    });
    expect(projects).toEqual([
      {
        name: 'workspace',
        namedByNx: false,
        root: '.',
        isService: false,
        isWorkspace: true,
        languages: ['typescript'],
        manifests: { 'package.json': { name: 'mono', scripts: ['lint'] } },
        fileNames: ['package.json'],
        ownTargets: [],
        nestedRoots: ['apps/api', 'apps/api/inner'],
      },
      {
        name: 'api',
        namedByNx: true,
        root: 'apps/api',
        isService: true,
        isWorkspace: false,
        languages: ['go', 'typescript'],
        manifests: {
          'go.mod': { name: 'api' },
          'package.json': { scripts: ['build'] },
          VERSION: { version: '1.2.3' },
        },
        fileNames: expect.arrayContaining(['VERSION', 'go.mod', 'package.json', 'project.json']),
        ownTargets: ['test', 'build'],
        nestedRoots: ['apps/api/inner'],
      },
      expect.objectContaining({ name: 'inner', root: 'apps/api/inner', isService: false, nestedRoots: [] }),
    ]);
  });

  it.each([
    [undefined, '.'],
    ['infra', 'infra'],
    ['gone', '.'],
  ])('workspace-wide checks sit, with workspaceProject %j, on %s', (workspaceProject, root) => {
    const projects = discover(
      { 'infra/project.json': { name: 'infra' } },
      workspaceProject === undefined ? {} : { workspaceProject },
    );
    expect(projects.filter(({ isWorkspace }) => isWorkspace).map((project) => project.root)).toEqual([root]);
  });

  it('takes the root for a service where it is the only one', () => {
    const [project] = discover({ 'go.mod': 'module x/only\n' }, { services: ['.'] });
    expect(project).toMatchObject({ name: 'only', root: '.', isService: true, isWorkspace: true });
  });

  it.each<[string, Files, string[]]>([
    [
      'of a member of a workspace are its scripts',
      { 'package.json': { workspaces: ['apps/*'] } },
      ['test', 'e2e'],
    ],
    [
      'beside a project.json are its scripts',
      { 'apps/a/project.json': { targets: { lint: {} } } },
      ['lint', 'test', 'e2e'],
    ],
    ['of a package that Nx does not read are none', {}, []],
  ])('own targets %s', (_what, files, expected) => {
    const manifest = { name: 'a', scripts: { test: 'x' }, nx: { targets: { e2e: {} } } };
    const project = discover({ ...files, 'apps/a/package.json': manifest }).find(({ name }) => name === 'a');
    expect(project?.ownTargets).toEqual(expected);
  });

  it('finds every project once, named, whatever the manifests hold', () => {
    const hostile = fc.oneof(
      fc.constantFrom(
        '',
        '{',
        '[]',
        'null',
        '{"name":""}',
        '{"name":{}}',
        '{"name":"a"}',
        '{"name":"workspace","targets":[],"scripts":3}',
        'module \n',
        'module a\n',
        '[package]\nname = "a"',
        '[project]\nname = 3',
        '\uFEFF{"name":"a"}',
        '['.repeat(5000),
        '{"__proto__":{"name":"x"}}',
        '{"workspaces":[""]}',
        '{"workspaces":["**","!",3,"[","../*"]}',
        '{"workspaces":{"packages":"x"}}',
      ),
      fc.string(),
      fc.json(),
    );
    const paths = [
      'package.json',
      'project.json',
      'pnpm-workspace.yaml',
      'apps/a/go.mod',
      'apps/a/package.json',
      'apps/b/project.json',
      'apps/b/Cargo.toml',
      'apps/c/pyproject.toml',
      'apps/c/VERSION',
      'libs/d/package.json',
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...paths), hostile), (files) => {
        const root = temporaryWorkspace(files);
        const projects = discoverProjects(new WorkspaceFacts(root, defaultOptions), foundManifests(root));
        removeFolder(root);
        expect(projects.every(({ name }) => typeof name === 'string' && name !== '')).toBe(true);
        expect(new Set(projects.map((project) => project.root)).size).toBe(projects.length);
        const chosen = projects.filter(
          (project) => !(project as unknown as { namedByNx: boolean }).namedByNx,
        );
        const others = (name: string) => projects.filter((project) => project.name === name).length;
        expect(chosen.every(({ name }) => others(name) === 1)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
