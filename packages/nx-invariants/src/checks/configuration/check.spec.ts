import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, git, temporaryWorkspace, writeFiles } from '../../../testing/temporary-workspace';
import type { GraphView } from '../../check/graph-view';

const graph: GraphView = {
  projects: {
    gateway: {
      root: 'apps/gateway',
      tags: [],
      dependencies: [],
      targets: {
        'check-coverage': { executor: 'nx-invariants:check', check: 'coverage', dependsOn: [], cache: true },
      },
    },
  },
};

const nxJson = (options: object): Files => ({
  'nx.json': { plugins: [{ plugin: 'nx-invariants', options }] },
});
const judge = (files: Files) =>
  judgeLeaf(temporaryWorkspace({ 'nx.json': '{}', ...files }), 'workspace', 'configuration', { graph });
const lines = async (files: Files) => findingLines(await judge(files));

const waiver = { fingerprint: '0123456789abcdef', reason: 'r', owner: 'team', expires: '2999-12-31' };
const waivers = (entry: object, project = 'gateway', check = 'coverage'): Files => ({
  'invariants.waivers.json': { waivers: { [project]: { [check]: [entry] } } },
});

describe('configuration', () => {
  it('holds for files that are well formed and name what exists', async () => {
    const report = await judge({
      ...nxJson({ checks: { coverage: false } }),
      'coverage-config.json': { thresholds: { gateway: { min: 80 } } },
      'invariants.json': { invariants: [{ id: 'V5', statement: 's', planned: { reason: 'r' } }] },
      ...waivers(waiver),
    });
    expect(report).toMatchObject({
      verdict: 'holds',
      subjects: ['nx.json', 'coverage-config.json', 'invariants.json', 'invariants.waivers.json'],
      findings: [],
      details: { workspaceProject: 'workspace' },
    });
  });

  const preset = { plugins: [{ plugin: 'nx-invariants', options: { service: [] } }] };

  it.each<[string, Files, (string | RegExp)[]]>([
    [
      'an option in what nx.json extends',
      { 'nx.json': { extends: './preset.json' }, 'preset.json': preset },
      ['error preset.json:6:9 plugins.0.options.service is not a known key'],
    ],
    [
      'a default in what nx.json extends',
      {
        'nx.json': { extends: './preset.json' },
        'preset.json': { targetDefaults: { invariants: { dependsOn: [] } } },
      },
      [
        'error preset.json:4:7 targetDefaults.invariants sets dependsOn of the aggregate "invariants", which could then pass without its checks',
      ],
    ],
    [
      'what nx.json extends, if it is not there',
      { 'nx.json': { extends: './preset.json' } },
      [
        'error nx.json:2:3 nx.json extends "./preset.json", but there is no such file in the workspace or its packages',
      ],
    ],
    [
      'what nx.json extends, if an ignore file hides it',
      { 'nx.json': { extends: './preset.json' }, 'preset.json': preset, '.gitignore': 'preset.json' },
      ['error nx.json:2:3 nx.json extends "./preset.json", but preset.json cannot be read'],
    ],
    [
      'what nx.json extends, if no lockfile lists its package',
      {
        'nx.json': { extends: 'presets/nx.json' },
        'node_modules/presets/nx.json': preset,
        'node_modules/presets/package.json': { name: 'presets' },
      },
      [/^error nx.json the check configuration could not judge workspace: .*lock it, or copy the file/],
    ],
    [
      'nx.json that is not JSON',
      { 'nx.json': '{' },
      ['error nx.json:1:2 nx.json is not JSON: CloseBraceExpected'],
    ],
    [
      'an unknown option',
      nxJson({ service: [] }),
      ['error nx.json:6:9 plugins.0.options.service is not a known key'],
    ],
    [
      'a plugin that is named twice',
      { 'nx.json': { plugins: ['nx-invariants', { plugin: 'nx-invariants', options: {} }] } },
      [
        'error nx.json:4:5 plugins.1 names the plugin a second time: Nx infers its targets once for each entry, and the options of one would not hold',
      ],
    ],
    [
      'options of an unknown check',
      nxJson({ checks: { covrage: {} } }),
      ['error nx.json:7:11 there are options for the check "covrage", but there is no such check'],
    ],
    [
      'a check switched off that nobody does without',
      nxJson({ checks: { configuration: false, 'invariant-map': false, coverage: false } }),
      [
        'error nx.json:7:11 the check "configuration" is switched off, but nobody does without it: it says what the others miss',
        'error nx.json:8:11 the check "invariant-map" is switched off, but nobody does without it: it says what the others miss',
      ],
    ],
    [
      'a default that takes the checks off the aggregate',
      { 'nx.json': { targetDefaults: { invariants: { dependsOn: [] } } } },
      [
        'error nx.json:4:7 targetDefaults.invariants sets dependsOn of the aggregate "invariants", which could then pass without its checks',
      ],
    ],
    [
      'a module that is gone',
      nxJson({ customChecks: ['c.mjs'] }),
      ['error c.mjs the check module c.mjs: it does not exist'],
    ],
    [
      'a module that holds no check',
      { ...nxJson({ customChecks: ['c.mjs'] }), 'c.mjs': 'export default 1;' },
      ['error c.mjs the check module c.mjs: it exports no check'],
    ],
    [
      'a floor of no project',
      { 'coverage-config.json': '{\n  "thresholds": {\n    "gone": { "min": 1 }\n  }\n}' },
      [
        /^error coverage-config.json:3:\d+ coverage-config.json has a floor for "gone", but there is no such project$/,
      ],
    ],
    [
      'a line that is no baseline',
      { 'coverage-baseline.jsonl': '\n>>>>>>> theirs\n' },
      ['error coverage-baseline.jsonl:2:1 the line is no baseline: a merge conflict is not resolved'],
    ],
    ...(['warn', 'fail'] as const).map((mode): [string, Files, string[]] => [
      `a bar of a project that was renamed, mode ${mode}`,
      {
        'coverage-config.json': { thresholds: {}, ratchet: { enabled: true, mode } },
        'coverage-baseline.jsonl': `\n${JSON.stringify({ project: 'old', metric: 'lines', covered: 9, total: 10, bar: 89, tool: 'vitest', version: null, scope: 'lcov', commit: 'a'.repeat(40), missed: null })}\n`,
      },
      [
        `${mode === 'fail' ? 'error' : 'warning'} coverage-baseline.jsonl:2:1 coverage-baseline.jsonl has a bar of "old", but coverage-config.json has no entry of that name, so nothing is held to it`,
      ],
    ]),
    [
      'a floor above its warning',
      { 'coverage-config.json': { thresholds: { gateway: { min: 80, warn: 70 } } } },
      [/^error coverage-config.json:5:\d+ /],
    ],
    [
      'a floor that is no number',
      { 'coverage-config.json': { thresholds: { gateway: { min: 'NaN' } } } },
      [/^error coverage-config.json:4:\d+ /],
    ],
    [
      'a catalogue that is malformed',
      { 'invariants.json': { invariants: [{ id: 'A', statement: 's' }] } },
      [
        'error invariants.json:3:5 invariants.0 must have exactly one of "upheldBy", "documentedOnly", "planned"',
      ],
    ],
    [
      'waivers that are malformed',
      waivers({ ...waiver, owner: undefined }),
      ["error invariants.waivers.json:5:9 waivers.gateway.coverage.0 must have required property 'owner'"],
    ],
    [
      'a waiver that expired',
      waivers({ ...waiver, expires: '2001-01-01' }),
      ['error invariants.waivers.json:5:9 the waiver of team for 0123456789abcdef expired on 2001-01-01'],
    ],
    [
      'a waiver of a file that expired',
      waivers({ ...waiver, fingerprint: undefined, scope: 'a.json', expires: '2001-01-01' }),
      ['error invariants.waivers.json:5:9 the waiver of team for a.json expired on 2001-01-01'],
    ],
    [
      'a review of what is documented only that is due, and one on no day',
      {
        'invariants.json': {
          invariants: ['2026-01-31', '2999-02-30', '2999-01-01'].map((reviewBy, index) => ({
            id: `A${index}`,
            statement: 's',
            documentedOnly: { owner: '@team', reviewBy, reason: 'r' },
          })),
        },
      },
      [
        'error invariants.json:17:9 "2999-02-30" is no day',
        'warning invariants.json:8:9 A0 is documented only, and was to be reviewed by @team until 2026-01-31',
      ],
    ],
    [
      'a day that is none',
      waivers({ ...waiver, expires: '2999-02-31' }),
      ['error invariants.waivers.json:5:9 "2999-02-31" is no day'],
    ],
    [
      'a month that is none',
      waivers({ ...waiver, expires: '2999-13-01' }),
      ['error invariants.waivers.json:5:9 "2999-13-01" is no day'],
    ],
    [
      'a waiver of no project',
      waivers(waiver, 'gone'),
      [
        'error invariants.waivers.json:5:9 the waiver is for the check coverage of gone, which does not exist',
      ],
    ],
    [
      'a waiver of no check',
      waivers(waiver, 'gateway', 'docker-context'),
      [
        'error invariants.waivers.json:5:9 the waiver is for the check docker-context of gateway, which does not exist',
      ],
    ],
    [
      'a waiver by an inherited name',
      waivers(waiver, 'constructor'),
      [
        'error invariants.waivers.json:5:9 the waiver is for the check coverage of constructor, which does not exist',
      ],
    ],
    [
      'text in place of each',
      { 'coverage-config.json': 'x', 'invariants.json': 'x', 'invariants.waivers.json': 'x' },
      [
        /^error coverage-config.json:1:1 /,
        /^error invariants.json:1:1 /,
        /^error invariants.waivers.json:1:1 /,
      ],
    ],
  ])('%s', async (_what, files, expected) => {
    expect(await lines(files)).toEqual(
      expected.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
    );
  });

  it('names each target of a project that stands in the place of a check or of the aggregate, where it is defined', async () => {
    const project = (name: string, clashes: string[]) => [
      name,
      { root: `apps/${name}`, tags: [], dependencies: [], targets: {}, clashes },
    ];
    const clashing = Object.fromEntries([
      project('a', ['check-coverage', 'invariants']),
      project('b', ['check-coverage']),
      project('c', ['invariants']),
      project('gone', ['invariants']),
    ]);
    const root = temporaryWorkspace({
      'nx.json': '{}',
      'apps/a/project.json': { name: 'a', targets: { 'check-coverage': {}, invariants: {} } },
      'apps/b/project.json': { name: 'b', targets: {} },
      'apps/b/package.json': { name: 'b', nx: { targets: { 'check-coverage': {} } } },
      'apps/c/package.json': { name: 'c', scripts: { invariants: 'x' } },
    });
    const report = await judgeLeaf(root, 'workspace', 'configuration', { graph: { projects: clashing } });
    const leaf = 'so the check coverage is not there';
    const aggregate = 'so its checks are not run by that name';
    expect(findingLines(report)).toEqual([
      `error apps/a/project.json:4:5 a defines a target "check-coverage" of its own, ${leaf}`,
      `error apps/a/project.json:5:5 a defines a target "invariants" of its own, ${aggregate}`,
      `error apps/b/package.json:5:7 b defines a target "check-coverage" of its own, ${leaf}`,
      `error apps/c/package.json:4:5 c defines a target "invariants" of its own, ${aggregate}`,
      `error apps/gone/project.json:1:1 gone defines a target "invariants" of its own, ${aggregate}`,
    ]);
    expect(report.findings.map(({ fix }) => fix)).toEqual(
      ['checkPrefix', 'aggregate', 'checkPrefix', 'aggregate', 'aggregate'].map(
        (option) => `rename the target, or set targets.${option} in the plugin's options in nx.json`,
      ),
    );
  });

  it('cannot be waived by a file, nor can what is wrong with waivers', async () => {
    const scope = {
      ...waiver,
      fingerprint: undefined,
      scope: 'invariants.waivers.json',
      expires: '2001-01-01',
    };
    const root = temporaryWorkspace({ 'nx.json': '{}', ...waivers(scope, 'workspace', 'configuration') });
    const target = { executor: 'nx-invariants:check', check: 'configuration', dependsOn: [], cache: false };
    const workspace = { root: '.', tags: [], dependencies: [], targets: { 'check-configuration': target } };
    const report = await judgeLeaf(root, 'workspace', 'configuration', {
      graph: { projects: { workspace } },
    });
    expect(findingLines(report)).toEqual([
      'error invariants.waivers.json:5:9 the waiver of team for invariants.waivers.json accepts nothing: nobody does without the check configuration, not for a whole file',
      'error invariants.waivers.json:5:9 the waiver of team for invariants.waivers.json expired on 2001-01-01',
    ]);
    expect(report.verdict).toBe('violated');
  });

  it('says that workspaceProject names no project', async () => {
    const root = temporaryWorkspace(nxJson({ workspaceProject: 'gone' }));
    expect(findingLines(await judgeLeaf(root, 'workspace', 'configuration', { graph }))).toEqual([
      'error nx.json:6:9 workspaceProject names "gone", but there is no such project',
    ]);
  });

  const hidden = (file: string) =>
    `error ${file} ${file} is committed, but an ignore file hides it from Nx, so no check reads it`;

  it.each<[string, Files, string[]]>([
    [
      '.gitignore',
      { '.gitignore': 'old.json\n' },
      ['contracts/fixtures/golden/old.json', 'contracts/schemas/old.json'],
    ],
    ['.nxignore', { '.nxignore': 'infra\n' }, ['infra/compose.yaml', 'infra/k8s/a.yaml']],
    [
      '.nxignore, in a service',
      { '.nxignore': '**/job.json\n.dockerignore\n*.md\n' },
      ['.dockerignore', 'apps/a/schemas/job.json', 'contracts/schemas/job.json'],
    ],
    [
      '.nxignore, of a whole service',
      { '.nxignore': 'apps\n' },
      ['apps/a/Dockerfile', 'apps/a/VERSION', 'apps/a/schemas/job.json'],
    ],
    ['an .nxignore below', { 'contracts/.nxignore': 'schemas/old.json\n' }, ['contracts/schemas/old.json']],
    [
      'what this clone alone ignores',
      { '.git/info/exclude': '/coverage-config.json\n.github\nnotes\n' },
      ['.github/workflows/ci.yml', 'coverage-config.json'],
    ],
  ])('says which committed file a check would read if it were not for %s', async (_what, rules, expected) => {
    const root = temporaryWorkspace({
      ...nxJson({}),
      '.github/workflows/ci.yml': '',
      'contracts/schemas/job.json': {},
      'contracts/schemas/old.json': {},
      'contracts/fixtures/golden/old.json': {},
      'coverage-config.json': { thresholds: {} },
      'infra/compose.yaml': 'services: {}',
      'infra/k8s/a.yaml': '',
      'apps/a/VERSION': '1.0.0\n',
      'apps/a/README.md': '',
      'apps/a/Dockerfile': 'FROM scratch\nCOPY VERSION /\n',
      'apps/a/schemas/job.json': {},
      '.dockerignore': '',
      'notes/n.md': '',
      'notes/Dockerfile': '',
    });
    git(root, 'init');
    git(root, 'add', '.');
    writeFiles(root, { ...rules, 'contracts/schemas/never-committed.json': {} });
    const judged = await judgeLeaf(root, 'workspace', 'configuration', { graph });
    expect(findingLines(judged)).toEqual(expected.map(hidden));
  });

  it('says which coverage report is committed, though an ignore file names it', async () => {
    const report = 'apps/r/coverage/coverage.out';
    const root = temporaryWorkspace({
      ...nxJson({}),
      'apps/r/go.mod': 'module x/r\n',
      '.gitignore': 'coverage\n',
      'coverage-config.json': { thresholds: { r: { min: 1 } } },
      [report]: 'mode: set\n',
    });
    git(root, 'init');
    const view = { projects: { r: { root: 'apps/r', tags: [], targets: {}, dependencies: [] } } };
    const judge = () => judgeLeaf(root, 'workspace', 'configuration', { graph: view });
    expect(findingLines(await judge())).toEqual([]);
    git(root, 'add', '-f', report);
    const judged = await judge();
    expect(findingLines(judged)).toEqual([
      `error ${report} the coverage report ${report} is committed, so it would stand even if nothing were measured`,
    ]);
    expect(judged.findings[0]?.fix).toBe(`run "git rm --cached ${report}" and add it to .gitignore`);
  });

  it('says where results of tasks are committed', async () => {
    const { 'nx.json': own } = nxJson({});
    const cacheDirectory = './tmp/cache';
    const root = temporaryWorkspace({
      'nx.json': { ...(own as object), cacheDirectory },
      '.gitignore': '.nx\n.invariants\ntmp\n',
      '.nx/nxw.js': '',
      '.nx/cache/1/outputs/a': '',
      '.nx/cache/2/outputs/a': '',
      '.nx/workspace-data/a.db': '',
      '.invariants/a/coverage.json': {},
      'tmp/cache/1/a': '',
    });
    git(root, 'init');
    git(root, 'add', '-f', '.nx/nxw.js');
    const judge = async () => findingLines(await judgeLeaf(root, 'workspace', 'configuration', { graph }));
    expect(await judge()).toEqual([]);
    git(root, 'add', '-f', '.');
    expect(await judge()).toEqual(
      ['.invariants', '.nx/cache', '.nx/workspace-data', 'tmp/cache'].map(
        (folder) =>
          `error ${folder} results of tasks are committed in ${folder}, so they would stand even if nothing were run`,
      ),
    );
  });

  it('cannot say so where git does not answer', async () => {
    const root = temporaryWorkspace({
      ...nxJson({}),
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.git/objects/x': '',
      '.git/refs/x': '',
      '.git/index': 'broken',
    });
    expect(findingLines(await judgeLeaf(root, 'workspace', 'configuration', { graph }))).toEqual([
      'undecided nx.json git cannot say which files are committed, so none can be told that an ignore file hides',
    ]);
  });

  it('sits on the project of the workspace alone, and is not cached', async () => {
    const root = temporaryWorkspace({ 'apps/a/VERSION': '1.0.0' });
    expect(await leafOf(root, 'a', 'configuration')).toBeUndefined();
    expect((await leafOf(root, 'workspace', 'configuration'))?.check.definition.cache).toBe(false);
  });

  it('warns of tested projects without a floor, unless they say why they do without', async () => {
    const target = { executor: 'x:y', dependsOn: [], cache: true };
    const tested = (root: string, name: string) => ({
      root,
      tags: [],
      dependencies: [],
      targets: { [name]: target },
    });
    const projects = {
      ...graph.projects,
      tools: tested('.', 'test'),
      a: tested('apps/a', 'test'),
      b: tested('apps/b', 'coverage'),
      c: tested('apps/c', 'test'),
      d: tested('apps/d', 'build'),
    };
    const optOut = { metadata: { invariants: { optOut: { coverage: 'scripts alone' } } } };
    const files = {
      'nx.json': '{}',
      'project.json': optOut,
      'apps/c/package.json': { nx: optOut },
      'coverage-config.json': { thresholds: { gateway: { min: 80 } } },
    };
    const judged = await judgeLeaf(temporaryWorkspace(files), 'workspace', 'configuration', {
      graph: { projects },
    });
    expect([judged.verdict, ...findingLines(judged)]).toEqual([
      'warns',
      'warning coverage-config.json:2:3 a is tested, but has no floor in coverage-config.json',
      'warning coverage-config.json:2:3 b is tested, but has no floor in coverage-config.json',
    ]);
  });
});
