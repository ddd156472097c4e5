import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';
import type { GraphTarget, GraphView } from '../../check/graph-view';

const leaf: GraphTarget = { executor: 'nx-invariants:check', check: 'coverage', dependsOn: [], cache: true };
const aggregate: GraphTarget = { executor: 'nx:noop', dependsOn: ['check-coverage'], cache: true };
const graphOf = (targets: { readonly [name: string]: GraphTarget }): GraphView => ({
  projects: { gateway: { root: 'apps/gateway', tags: [], dependencies: [], targets } },
});
const complete = graphOf({ 'check-coverage': leaf, invariants: aggregate });

const row = (id: string, rest: object) => ({ id, statement: 's', ...rest });
const catalogue = (...invariants: object[]): Files => ({ 'invariants.json': { invariants } });
const enforced = (project = 'gateway', check = 'coverage') =>
  catalogue(row('V5', { upheldBy: [{ check, project }] }));

const judge = (files: Files, graph: GraphView | undefined = complete) =>
  judgeLeaf(temporaryWorkspace(files), 'workspace', 'invariant-map', graph === undefined ? {} : { graph });

describe('invariant-map', () => {
  it('holds where every row names a leaf that is reached', async () => {
    const rows = [
      row('V5', { upheldBy: [{ check: 'coverage', project: 'gateway' }] }),
      row('I6', { documentedOnly: { owner: 'o', reviewBy: '2027-01-01', reason: 'r' } }),
      row('X1', { planned: { reason: 'r' } }),
    ];
    expect(await judge(catalogue(...rows))).toMatchObject({
      verdict: 'holds',
      subjects: ['V5', 'I6', 'X1'],
      findings: [],
      details: { enforced: ['V5'], documentedOnly: ['I6'], planned: ['X1'] },
    });
  });

  it.each<[string, Files, GraphView, string]>([
    [
      'a project that is gone',
      enforced('gone'),
      complete,
      'V5: there is no project "gone", so nothing upholds it',
    ],
    [
      'a project that opts out',
      {
        ...enforced(),
        'apps/gateway/project.json': {
          name: 'gateway',
          metadata: { invariants: { optOut: { coverage: 'legacy' } } },
        },
      },
      complete,
      'V5: gateway opts out of the check coverage (legacy), so nothing upholds it',
    ],
    [
      'a project that opts out in its package.json',
      {
        ...enforced(),
        'apps/gateway/package.json': {
          name: 'gateway',
          nx: { metadata: { invariants: { optOut: { coverage: 'legacy' } } } },
        },
      },
      complete,
      'V5: gateway opts out of the check coverage (legacy), so nothing upholds it',
    ],
    [
      'an inherited name',
      enforced('constructor'),
      complete,
      'V5: there is no project "constructor", so nothing upholds it',
    ],
    [
      'a leaf that is gone',
      enforced('gateway', 'docker-context'),
      complete,
      'V5: the project gateway has no target check-docker-context, so nothing upholds it',
    ],
    [
      'a target of an inherited name',
      enforced(),
      graphOf({}),
      'V5: the project gateway has no target check-coverage, so nothing upholds it',
    ],
    [
      'another target of that name',
      enforced(),
      graphOf({ 'check-coverage': { ...leaf, executor: 'nx:run-commands' } }),
      'V5: the target check-coverage of gateway is not the check: it runs nx:run-commands',
    ],
    [
      'another check of that name',
      enforced(),
      graphOf({ 'check-coverage': { ...leaf, check: 'other' } }),
      'V5: the target check-coverage of gateway is not the check: it runs nx-invariants:check',
    ],
    [
      'a leaf that nothing reaches',
      enforced(),
      graphOf({ 'check-coverage': leaf, invariants: { ...aggregate, dependsOn: [] } }),
      'V5: no aggregate target of gateway depends on check-coverage, so "nx run-many -t invariants" does not run it',
    ],
    [
      'a leaf that is only reached by a target of another name',
      enforced(),
      graphOf({ 'check-coverage': leaf, invariants: { ...aggregate, dependsOn: [] }, decoy: aggregate }),
      'V5: no aggregate target of gateway depends on check-coverage, so "nx run-many -t invariants" does not run it',
    ],
    [
      'a leaf that was reconfigured',
      enforced(),
      graphOf({ 'check-coverage': { ...leaf, overridden: true }, invariants: aggregate }),
      'V5: the target check-coverage of gateway is not as it was inferred: something overrides what it is given, reads or leaves behind, when it runs or whether it is waited for',
    ],
    [
      'an empty graph',
      enforced(),
      { projects: {} },
      'V5: there is no project "gateway", so nothing upholds it',
    ],
  ])('%s', async (_what, files, graph, message) => {
    const report = await judge(files, graph);
    expect(findingLines(report)).toEqual([`error invariants.json:7:9 ${message}`]);
    expect(report.findings[0]?.invariants).toEqual(['V5']);
  });

  it.each<[string, Files, string]>([
    [
      'no catalogue',
      {},
      'error invariants.json invariants.json does not exist, so nothing says which guarantees must hold',
    ],
    [
      'no JSON',
      { 'invariants.json': '[' },
      'error invariants.json:1:2 invariants.json is not JSON: CloseBracketExpected',
    ],
    [
      'an id that stands twice',
      catalogue(row('A', { planned: { reason: 'r' } }), row('A', { planned: { reason: 'r' } })),
      'error invariants.json:11:7 the invariant id "A" stands twice',
    ],
  ])('%s is no pass', async (_what, files, line) => {
    const report = await judge(files);
    expect([report.verdict, report.subjects, findingLines(report)]).toEqual(['violated', [], [line]]);
  });

  it('goes by the names of the options', async () => {
    const options = {
      plugins: [
        { plugin: 'nx-invariants', options: { targets: { checkPrefix: 'holds:', aggregate: 'all' } } },
      ],
    };
    const graph = graphOf({ 'holds:coverage': leaf, all: { ...aggregate, dependsOn: ['holds:coverage'] } });
    expect((await judge({ ...enforced(), 'nx.json': options }, graph)).verdict).toBe('holds');
  });

  it('sits on the project of the workspace, and is not cached', async () => {
    const root = temporaryWorkspace({ 'apps/a/VERSION': '1.0.0' });
    expect(await leafOf(root, 'a', 'invariant-map')).toBeUndefined();
    const placed = await leafOf(root, 'workspace', 'invariant-map');
    expect(placed?.check.definition.cache).toBe(false);
  });

  const always = [
    '{workspaceRoot}/invariants.json',
    '{workspaceRoot}/nx.json',
    '{workspaceRoot}/coverage-config.json',
    '{workspaceRoot}/.github/CODEOWNERS',
    '{workspaceRoot}/CODEOWNERS',
    '{workspaceRoot}/docs/CODEOWNERS',
    '{workspaceRoot}/**/{project.json,go.mod,Cargo.toml,pyproject.toml,package.json,VERSION}',
    '{workspaceRoot}/**/*Dockerfile*',
    '{workspaceRoot}/**/*Containerfile*',
  ];
  const filesOf = (place: string, endings: string) => [
    `{workspaceRoot}/${place}`,
    `{workspaceRoot}/${place}/**/*.{${endings}}`,
  ];
  const folders = ['', 'infra/', 'deploy/', 'docker/'];

  it.each<[string, object, string[]]>([
    [
      'in the usual places, also when nothing is there any more',
      {},
      [
        ...always,
        ...folders.flatMap((folder) =>
          ['compose*', 'docker-compose*'].map((name) => `{workspaceRoot}/${folder}${name}.{yml,yaml}`),
        ),
        ...folders.flatMap((folder) =>
          ['k8s', 'kubernetes'].flatMap((name) => filesOf(`${folder}${name}`, 'yml,yaml,json')),
        ),
        ...filesOf('.github/workflows', 'yml,yaml'),
        ...['contracts/schemas', 'contracts', 'schemas'].map(
          (folder) => `{workspaceRoot}/${folder}/**/*.json`,
        ),
      ],
    ],
    [
      'in the places of the options',
      { compose: ['run/all.yml'], kubernetes: ['run/k'], workflows: ['ci'], contracts: 'api' },
      [
        ...always,
        '{workspaceRoot}/run/all.yml',
        ...filesOf('run/k', 'yml,yaml,json'),
        ...filesOf('ci', 'yml,yaml'),
        '{workspaceRoot}/api/**/*.json',
      ],
    ],
  ])('is asked for when a leaf may come or go: %s', async (_where, options, inputs) => {
    const root = temporaryWorkspace({ 'nx.json': { plugins: [{ plugin: 'nx-invariants', options }] } });
    expect((await leafOf(root, 'workspace', 'invariant-map'))?.placement.inputs).toEqual(inputs);
  });
});
