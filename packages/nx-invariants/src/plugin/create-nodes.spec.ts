import type { CreateNodesContext } from '@nx/devkit';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { foundManifests } from '../../testing/judge-leaf';
import { type Files, removeFolder, temporaryWorkspace } from '../../testing/temporary-workspace';
import { createNodes, createNodesV2, name } from '..';
import { graphView } from '../executors/check/graph-view';
import * as inference from './infer';

async function nodesOf(files: Files) {
  const root = temporaryWorkspace(files);
  const context: CreateNodesContext = { workspaceRoot: root, nxJsonConfiguration: {} };
  const nodes = await createNodes[1](foundManifests(root), undefined, context);
  removeFolder(root);
  return nodes;
}

const nxJson = (options: object) => ({ plugins: [{ plugin: 'nx-invariants', options }] });

describe('createNodes', () => {
  it('is exported under both names Nx asks for, with a glob of manifests alone', () => {
    expect([name, createNodesV2 === createNodes]).toEqual(['nx-invariants', true]);
    expect(createNodes[0].slice(1, -1).split(',')).toEqual([
      'nx.json',
      '**/project.json',
      '**/go.mod',
      '**/Cargo.toml',
      '**/pyproject.toml',
      '**/package.json',
    ]);
  });

  it('makes a service a project, attributed to its manifest', async () => {
    const nodes = await nodesOf({
      'apps/api/go.mod': 'module x/api\n\ngo 1.26\n',
      'apps/api/VERSION': '1.2.3\n',
      'apps/bare/VERSION': '1.0.0\n',
      'libs/a/project.json': { name: 'a' },
    });
    const found = nodes.map(([source, { projects }]) => [source, Object.entries(projects ?? {})] as const);
    expect(found.map(([source, [entry]]) => [source, entry?.[0], entry?.[1].name])).toEqual([
      ['nx.json', '.', 'workspace'],
      ['apps/api/go.mod', 'apps/api', 'api'],
      ['apps/bare/VERSION', 'apps/bare', 'bare'],
    ]);
    expect(found[1]?.[1][0]?.[1]).toMatchObject({
      projectType: 'application',
      tags: ['kind:service', 'lang:go'],
      metadata: {
        technologies: ['go'],
        version: '1.2.3',
        targetGroups: { invariants: ['check-lockfiles', 'check-service-version'] },
      },
    });
    expect(Object.keys(found[1]?.[1][0]?.[1].targets ?? {}).sort()).toEqual([
      'build',
      'check-lockfiles',
      'check-service-version',
      'invariants',
      'test',
    ]);
    expect(found[2]?.[1][0]?.[1]).toMatchObject({ tags: ['kind:service'], metadata: { version: '1.0.0' } });
  });

  it('says which leaves and aggregates a target of the project stands in the place of', async () => {
    const nodes = await nodesOf({
      'package.json': { workspaces: ['apps/*'] },
      'apps/a/VERSION': '1.0.0',
      'apps/a/project.json': { name: 'a', targets: { 'check-service-version': {} } },
      'apps/b/VERSION': '1.0.0',
      'apps/b/package.json': { name: 'b', nx: { targets: { invariants: {} } } },
      'apps/c/VERSION': '1.0.0',
      'apps/c/package.json': { name: 'c', scripts: { 'check-service-version': 'x', invariants: 'x' } },
      'libs/l/project.json': { name: 'l', targets: { 'check-service-version': {}, invariants: {} } },
    });
    const found = nodes.flatMap(([, { projects }]) => Object.values(projects ?? {}));
    const graph = graphView({
      nodes: Object.fromEntries(
        found.map((project) => [project.name, { name: project.name, type: 'app', data: project }] as never),
      ),
      dependencies: {},
    });
    expect(
      Object.entries(graph.projects).map(([project, { targets, clashes }]) => [
        project,
        Object.keys(targets).filter((target) => /^(check-|inv)/.test(target)),
        clashes,
      ]),
    ).toEqual([
      [
        'workspace',
        [
          'check-configuration',
          'check-invariant-map',
          'check-lockfiles',
          'check-portable-scripts',
          'check-single-entrypoint',
          'invariants',
        ],
        undefined,
      ],
      ['a', [], ['check-service-version']],
      ['b', ['check-lockfiles', 'check-service-version'], ['invariants']],
      ['c', ['check-lockfiles', 'check-portable-scripts'], ['check-service-version', 'invariants']],
    ]);
  });

  it('turns a fault of its own into a red check, not into a broken graph', async () => {
    vi.spyOn(inference, 'inferNodes').mockRejectedValueOnce(new Error('boom'));
    const [node, ...others] = await nodesOf({});
    expect(others).toEqual([]);
    expect(node).toMatchObject([
      'nx.json',
      {
        projects: {
          '.': {
            name: 'workspace-invariants',
            targets: {
              'check-configuration': {
                executor: 'nx-invariants:check',
                cache: false,
                options: { check: 'configuration', parameters: { appliesFailed: 'boom' } },
              },
              invariants: { dependsOn: ['check-configuration'] },
            },
          },
        },
      },
    ]);
  });

  it('makes the aggregate fail where defaults would take its checks off it', async () => {
    const targetDefaults = { invariants: { dependsOn: [] } };
    const nodes = await nodesOf({ 'nx.json': { targetDefaults }, 'apps/a/VERSION': '1.0.0' });
    const aggregates = nodes.flatMap(([, { projects }]) =>
      Object.values(projects ?? {}).map(({ targets }) => targets?.invariants),
    );
    const failing = (...dependsOn: string[]) => ({
      executor: 'nx-invariants:check',
      options: {
        check: 'configuration',
        parameters: { appliesFailed: expect.stringMatching(/^nx.json:4:7: targetDefaults.invariants sets/) },
      },
      cache: false,
      dependsOn,
      metadata: expect.anything(),
    });
    expect(aggregates).toEqual([
      failing('check-configuration', 'check-invariant-map', 'check-portable-scripts'),
      failing('check-service-version'),
    ]);
  });

  it('never throws and never leaves a project nameless, whatever the files hold', async () => {
    const hostile = fc.oneof(
      fc.constantFrom(
        '',
        '{',
        '{"plugins":[{"plugin":{}}]}',
        '{"plugins":[{"plugin":"nx-invariants","options":{"services":["**"],"checks":{"coverage":{"x":1}}}}]}',
        '{"plugins":[{"plugin":"nx-invariants","options":{"services":["."],"contracts":"contracts","compose":["compose.yml"],"kubernetes":["k8s"]}}]}',
        '['.repeat(20_000),
        'services:\n  a: &a\n    build: *a\n',
        'services:\n  a:\n    build:\n      context: ../..\n      dockerfile: ../Dockerfile\n',
        'FROM scratch\nCOPY --from=x ../../etc/passwd /\nCOPY $UNSET /\n',
        'COPY . .\n',
        '{"thresholds":{"a":{"min":"NaN","report":"../../x"},"workspace":{"min":1,"tool":"go-cover"}}}',
        '{"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#"}',
        'a: &a [*a]\n',
        `${'- '.repeat(5000)}x\n`,
        'x: &x [1,1,1]\ny: &y [*x,*x,*x]\nz: [*y,*y,*y]\n',
      ),
      fc.string(),
      fc.json(),
    );
    const paths = [
      'nx.json',
      'package.json',
      'project.json',
      'coverage-config.json',
      'invariants.json',
      'compose.yml',
      'k8s/a.yaml',
      '.github/workflows/ci.yml',
      'contracts/a.json',
      'Dockerfile',
      'apps/a/go.mod',
      'apps/a/Dockerfile',
      'apps/a/Dockerfile.dockerignore',
      'apps/a/project.json',
      '.gitignore',
      'pnpm-lock.yaml',
    ];
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...paths), hostile), async (files) => {
        const nodes = await nodesOf(files);
        const projects = nodes.flatMap(([, result]) => Object.values(result.projects ?? {}));
        expect(projects.every((project) => typeof project.name === 'string' && project.name !== '')).toBe(
          true,
        );
        expect(projects.map((project) => project.name)).not.toContain('workspace-invariants');
        expect(() => structuredClone(nodes)).not.toThrow();
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  it('survives user-written checks that misbehave at graph time, each as a red leaf', async () => {
    const check = (id: string, applies: string, rest = '') =>
      `export default { id: '${id}', title: 'T', upholds: [], options: {}, run() {}, applies: ${applies}${rest} };`;
    const modules: Files = {
      'c/throws.mjs': check('throws', "() => { throw new Error('boom') }"),
      'c/nothing.mjs': check('nothing', '() => null'),
      'c/no-inputs.mjs': check('no-inputs', '() => ({})'),
      'c/bad-inputs.mjs': check('bad-inputs', '() => ({ inputs: [3] })'),
      'c/bad-edges.mjs': check('bad-edges', "() => ({ inputs: [], edges: ['x'] })"),
      'c/other-edges.mjs': check(
        'other-edges',
        "() => ({ inputs: [], edges: [{ path: 'x', decidedBy: 3 }] })",
      ),
      'c/misread-edge.mjs': check(
        'misread-edge',
        "() => ({ inputs: [], edges: [{ path: 'x', readBy: 'chek' }] })",
      ),
      'c/lost-edge.mjs': check(
        'lost-edge',
        "(p) => ({ inputs: [], edges: [{ path: 'x', decidedBy: p.isService ? p.root + '/VERSION' : 'gone' }] })",
      ),
      'c/function.mjs': check('function', "() => ({ inputs: ['{projectRoot}/x'], parameters: { f() {} } })"),
      'c/circle.mjs': check('circle', "() => ({ inputs: [], dependsOn: ['build', 'invariants'] })"),
      'c/circles.mjs': check('circles', "() => ({ inputs: [], dependsOn: ['a:check-circle'] })"),
      'c/all.mjs': check('all', "() => ({ inputs: [], dependsOn: ['*'] })"),
      'c/ordered.mjs': check('ordered', "() => ({ inputs: [], dependsOn: ['build'] })"),
      'c/unseen.mjs': `import '../made.mjs'; ${check('unseen', '() => ({ inputs: [] })')}`,
      'c/unlocked.mjs': check('unlocked', '() => ({ inputs: [] })', ", packages: ['gone']"),
      'c/fine.mjs': check('fine', "(p) => p.isWorkspace && ({ inputs: ['{projectRoot}/x'] })"),
    };
    const nodes = await nodesOf({
      ...modules,
      '.gitignore': 'made.mjs',
      'made.mjs': '',
      'nx.json': nxJson({ customChecks: Object.keys(modules) }),
      'apps/a/VERSION': '1',
    });
    const [root, service] = nodes.map(([, { projects }]) => Object.values(projects ?? {})[0]?.targets ?? {});
    const failed = (target: string) => root?.[target]?.options.parameters?.appliesFailed;
    expect({
      throws: failed('check-throws'),
      'no-inputs': failed('check-no-inputs'),
      'bad-inputs': failed('check-bad-inputs'),
      'bad-edges': failed('check-bad-edges'),
      'other-edges': failed('check-other-edges'),
      'misread-edge': failed('check-misread-edge'),
      'lost-edge': failed('check-lost-edge'),
      'kept-edge': service?.['check-lost-edge']?.options,
      function: root?.['check-function']?.options,
      fine: root?.['check-fine']?.options,
      circle: failed('check-circle'),
      circles: failed('check-circles'),
      all: failed('check-all'),
      unseen: failed('check-unseen'),
      unlocked: failed('check-unlocked'),
      ordered: root?.['check-ordered']?.dependsOn,
      nothing: root?.['check-nothing'],
    }).toEqual({
      throws: 'boom',
      'no-inputs': expect.stringMatching(/^it returned no list of inputs/),
      'bad-inputs': expect.stringMatching(/^it returned no list of inputs/),
      'bad-edges': 'parameters, dependsOn or edges of what it returned are malformed',
      'other-edges': 'parameters, dependsOn or edges of what it returned are malformed',
      'misread-edge': 'parameters, dependsOn or edges of what it returned are malformed',
      'lost-edge': 'its edge to x is decided by gone, which is no source file of workspace',
      'kept-edge': { check: 'lost-edge' },
      function: { check: 'function', parameters: {} },
      fine: { check: 'fine' },
      circle: 'its dependsOn names invariants: only single targets may run before it, and no checks',
      circles: 'its dependsOn names a:check-circle: only single targets may run before it, and no checks',
      all: 'its dependsOn names *: only single targets may run before it, and no checks',
      unseen: expect.stringMatching(/^its code names made.mjs, of which Nx sees no change/),
      unlocked: 'its package gone is in no lockfile, so no task can have it as an input; lock it',
      ordered: ['build'],
      nothing: undefined,
    });
    expect(Object.keys(service ?? {}).sort()).toEqual([
      'check-all',
      'check-bad-edges',
      'check-bad-inputs',
      'check-circle',
      'check-circles',
      'check-function',
      'check-lost-edge',
      'check-misread-edge',
      'check-no-inputs',
      'check-ordered',
      'check-other-edges',
      'check-service-version',
      'check-throws',
      'check-unlocked',
      'check-unseen',
      'invariants',
    ]);
  });
});
