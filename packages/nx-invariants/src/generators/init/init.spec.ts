import { logger, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { describe, expect, it, vi } from 'vitest';
import { readCatalogue } from '../../config/catalogue';
import { readPluginOptions } from '../../config/plugin-options';
import { inferOnTree } from '../tree/leaves-on-tree';
import { nxJsonOf } from '../tree/nx-json-edits';
import init from './init';
import { prepareWorkspace } from './prepare-workspace';

type Files = { readonly [path: string]: string };

const goService = (folder: string): Files => ({
  [`${folder}/go.mod`]: `module example.com/${folder.split('/').at(-1)}\n\ngo 1.26\n`,
  [`${folder}/Dockerfile`]: 'FROM scratch\nCOPY VERSION /VERSION\n',
  [`${folder}/VERSION`]: '0.1.0\n',
});

const jobSchema = JSON.stringify({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://e.com/job',
});
const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\n';
const composeFile = 'services:\n  a:\n    image: a:0.1.0\n';

function workspaceOf(files: Files, without: readonly string[] = []): Tree {
  const tree = createTreeWithEmptyWorkspace();
  for (const path of tree.children('.')) if (path !== 'nx.json' && path !== 'package.json') tree.delete(path);
  for (const path of without) tree.delete(path);
  for (const [path, content] of Object.entries(files)) tree.write(path, content);
  return tree;
}

interface Layout {
  readonly files: Files;
  readonly without?: readonly string[];
  readonly options: object | undefined;
  /** The name of the root project. */
  readonly root: string;
  /** The (check, project) rows of the catalogue, besides the two of the root project. */
  readonly rows: readonly string[];
}

const layouts: { readonly [name: string]: Layout } = {
  'nothing but a root': { files: {}, options: undefined, root: 'workspace', rows: [] },
  'services/* flat': {
    files: { ...goService('services/a'), ...goService('services/b') },
    options: { services: ['services/*'] },
    root: 'workspace',
    rows: ['docker-context a', 'service-version a', 'docker-context b', 'service-version b'],
  },
  'apps/* with contracts, Compose and Kubernetes': {
    files: {
      ...goService('apps/a'),
      'contracts/schemas/job.json': jobSchema,
      'infra/docker-compose.integration.yml': composeFile,
      'infra/k8s/a.yaml': deployment,
    },
    options: {
      services: ['apps/*'],
      contracts: 'contracts/schemas',
      compose: ['infra/docker-compose.integration.yml'],
      kubernetes: ['infra/k8s'],
    },
    root: 'workspace',
    rows: [
      'contract-fixtures workspace',
      'contract-schemas workspace',
      'deploy-parity workspace',
      'docker-context a',
      'service-version a',
    ],
  },
  'manifests that a kustomization deploys': {
    files: {
      ...goService('apps/a'),
      'infra/docker-compose.integration.yml': composeFile,
      'infra/k8s/a.yaml': deployment,
      'infra/k8s/idle.yaml': deployment.replaceAll('name: a', 'name: idle'),
      'infra/kustomization.yaml': 'resources:\n  - k8s/a.yaml\n',
    },
    options: {
      services: ['apps/*'],
      compose: ['infra/docker-compose.integration.yml'],
      kubernetes: ['infra/kustomization.yaml'],
    },
    root: 'workspace',
    rows: ['deploy-parity workspace', 'docker-context a', 'service-version a'],
  },
  'src/services/* with a library and an e2e project beside': {
    files: {
      ...goService('src/services/a'),
      'src/services/shared/package.json': '{"name":"shared"}',
      'src/services/shared/project.json': '{"name":"shared","projectType":"library"}',
      'src/services/a-e2e/package.json': '{"name":"a-e2e"}',
    },
    options: { services: ['src/services/a'] },
    root: 'workspace',
    rows: ['docker-context a', 'service-version a'],
  },
  'nested backend/a/b': {
    files: {
      ...goService('backend/orders/api'),
      ...goService('backend/orders/worker'),
      'backend/shared/go.mod': 'module example.com/shared\n',
      'backend/orders/api/testdata/x/go.mod': 'module example.com/x\n',
      'backend/orders/api/testdata/x/Dockerfile': 'FROM scratch\n',
    },
    options: { services: ['backend/orders/*'] },
    root: 'workspace',
    rows: ['docker-context api', 'service-version api', 'docker-context worker', 'service-version worker'],
  },
  'packages/* with existing project.json': {
    files: {
      ...goService('packages/a'),
      'packages/a/project.json': '{"name":"shop-a","targets":{"test":{"command":"make test"}}}',
      'packages/lib/package.json': '{"name":"lib"}',
      'packages/lib/project.json': '{"name":"lib"}',
    },
    options: { services: ['packages/a'] },
    root: 'workspace',
    rows: ['docker-context shop-a', 'service-version shop-a'],
  },
  'one service at the root': {
    files: { 'go.mod': 'module example.com/billing\n', Dockerfile: 'FROM scratch\n', VERSION: '0.1.0\n' },
    without: ['package.json'],
    options: { services: ['.'] },
    root: 'billing',
    rows: ['docker-context billing', 'service-version billing'],
  },
  'a repository without package.json': {
    files: goService('services/a'),
    without: ['package.json'],
    options: { services: ['services/*'] },
    root: 'workspace',
    rows: ['docker-context a', 'service-version a'],
  },
  'a root package without a name, with scripts that run Nx': {
    files: {
      ...goService('services/a'),
      'package.json': '{"private":true,"scripts":{"test":"nx run-many -t test"}}',
    },
    options: { services: ['services/*'] },
    root: 'workspace',
    rows: ['docker-context a', 'service-version a'],
  },
  'one service at the root, with a package.json for its tools': {
    files: {
      'go.mod': 'module example.com/billing\n',
      'package.json': '{"name":"billing-tools","scripts":{"test":"go test ./..."}}',
      VERSION: '0.1.0\n',
    },
    options: { services: ['.'] },
    root: 'billing',
    rows: ['service-version billing'],
  },
  'npm workspaces, the root a project by its nx key': {
    files: {
      'package.json': '{"name":"@acme/shop","workspaces":["apps/*"],"nx":{}}',
      'apps/web/package.json': '{"name":"@acme/web","version":"0.1.0"}',
      'apps/web/VERSION': '0.1.0\n',
    },
    options: { services: ['apps/*'] },
    root: '@acme/shop',
    rows: ['service-version @acme/web'],
  },
  'pnpm workspace': {
    files: {
      'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
      'packages/web/package.json': '{"name":"web","version":"0.1.0"}',
      'packages/web/Dockerfile': 'FROM scratch\n',
      'packages/ui/package.json': '{"name":"ui"}',
    },
    options: { services: ['packages/web'] },
    root: 'workspace',
    rows: ['docker-context web', 'service-version web'],
  },
  'yarn workspaces with a root project': {
    files: {
      'package.json': '{"name":"shop","workspaces":{"packages":["apps/*"]}}',
      'project.json': '{"name":"shop-root"}',
      'yarn.lock': '',
      'apps/web/package.json': '{"name":"web","version":"0.1.0"}',
    },
    options: { services: ['apps/*'] },
    root: 'shop-root',
    rows: ['service-version web'],
  },
  'go.work': {
    files: {
      'go.work': 'go 1.26\n\nuse (\n\t./cmd/a\n\t./lib\n)\n',
      ...goService('cmd/a'),
      'lib/go.mod': 'module example.com/lib\n',
    },
    options: { services: ['cmd/*'] },
    root: 'workspace',
    rows: ['docker-context a', 'service-version a'],
  },
  'Cargo workspace': {
    files: {
      'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n',
      'crates/a/Cargo.toml': '[package]\nname = "a"\nversion = "0.1.0"\n',
      'crates/a/Dockerfile': 'FROM scratch\n',
      'crates/lib/Cargo.toml': '[package]\nname = "lib"\nversion = "0.1.0"\n',
    },
    options: { services: ['crates/a'] },
    root: 'workspace',
    rows: ['docker-context a', 'service-version a'],
  },
};

/** The checks that these layouts place, so that a check added later does not change what is asserted here. */
const assertedChecks = [
  'contract-fixtures',
  'contract-schemas',
  'deploy-parity',
  'docker-context',
  'service-version',
];

describe('init', () => {
  it.each(Object.entries(layouts))('%s', (_, { files, without = [], options, root, rows }) => {
    const tree = workspaceOf(files, without);
    prepareWorkspace(tree);

    const { plugins, sync } = JSON.parse(tree.read('nx.json', 'utf-8') ?? '');
    const hasContracts = options !== undefined && 'contracts' in options;
    const hasServices = rows.some((row) => row.startsWith('service-version '));
    expect(sync?.globalGenerators ?? []).toEqual([
      ...(hasContracts ? ['nx-invariants:sync-contract-copies'] : []),
      ...(hasServices ? ['nx-invariants:sync-versions'] : []),
    ]);
    expect(plugins[0]).toEqual(
      options === undefined ? 'nx-invariants' : { plugin: 'nx-invariants', options },
    );
    expect(readPluginOptions(nxJsonOf(tree)).problems).toEqual([]);

    const catalogue = readCatalogue(tree.read('invariants.json', 'utf-8') ?? undefined);
    const leaves = catalogue.kind === 'read' ? catalogue.value.flatMap((row) => row.upheldBy ?? []) : [];
    expect(leaves).toContainEqual({ check: 'invariant-map', project: root });
    expect(leaves).toContainEqual({ check: 'configuration', project: root });
    expect(
      leaves
        .filter(({ check }) => assertedChecks.includes(check))
        .map(({ check, project }) => `${check} ${project}`)
        .sort(),
    ).toEqual([...rows].sort());
    expect(leaves.map(({ check, project }) => `${check} ${project}`)).toEqual(
      inferOnTree(tree).placed.map(({ check, project }) => `${check} ${project}`),
    );

    for (const [path, content] of Object.entries(files)) expect(tree.read(path, 'utf-8')).toBe(content);
    expect(
      tree
        .listChanges()
        .map(({ path }) => path)
        .filter((path) => files[path] === undefined && path !== 'nx.json')
        .filter((path) => tree.exists(path) && path !== 'package.json')
        .sort(),
    ).toEqual([
      '.gitignore',
      ...(tree.exists('package.json') ? ['.nvmrc'] : []),
      'coverage-config.json',
      'invariants.json',
    ]);
  });

  it.each(Object.entries(layouts))('a second run changes nothing: %s', (_, { files, without = [] }) => {
    const tree = workspaceOf(files, without);
    prepareWorkspace(tree);
    const first = tree.listChanges().map(({ path, content }) => [path, content?.toString()]);
    const account = prepareWorkspace(tree);
    expect(account.done).toEqual([]);
    expect(tree.listChanges().map(({ path, content }) => [path, content?.toString()])).toEqual(first);
  });

  it.each([
    ['nothing names it', {}, [process.versions.node.split('.')[0]]],
    ['a file does', { '.tool-versions': 'nodejs 22.1.0\n' }, []],
    ['the manifest does, as a range', { 'package.json': '{ "engines": { "node": ">=20" } }' }, []],
  ])('writes the line of Node that runs it: %s', (_, files: Record<string, string>, written) => {
    const tree = workspaceOf(files);
    prepareWorkspace(tree);
    expect((tree.read('.nvmrc', 'utf-8') ?? '').split('\n').filter(Boolean)).toEqual(written);
  });

  it('says what it found, did and left alone', () => {
    const tree = workspaceOf({
      ...goService('services/a'),
      'services/a/Dockerfile.dockerignore': '*\n!VERSION\n',
      'services/b/package.json': '{"name":"b"}',
      'compose.yaml': composeFile,
      'deploy/compose.yaml': composeFile,
      'charts/shop/Chart.yaml': 'name: shop\n',
      'charts/shop/templates/a.yaml': deployment,
      'nx.json': '{\n  // ours\n  "plugins": ["@nx/vite/plugin"]\n}\n',
      '.gitignore': 'node_modules',
      '.nvmrc': '22.1.0',
    });
    expect(prepareWorkspace(tree)).toMatchInlineSnapshot(`
      {
        "done": [
          "nx.json: the plugin, first in "plugins", with services",
          ".gitignore: .invariants/, where checks leave their reports",
          "nx.json: nx sync makes manifests and image tags follow VERSION",
          "coverage-config.json: without floors so far",
          "invariants.json: 12 invariants on 3 projects; give them your own ids and words",
        ],
        "found": [
          "service services/a (go)",
          "service services/b (typescript)",
          "Dockerfile services/a/Dockerfile",
        ],
        "left": [
          "compose.yaml, deploy/compose.yaml: each is a Compose project of its own, found without an option",
          "charts/shop: Helm charts are templates and are not read; render them into a folder to have them compared",
          "no coverage floor for a: there is no services/a/coverage/coverage.out. Decide one and add "a": { "min": …, "tool": "go-cover" } to coverage-config.json",
          "no coverage floor for b: there is no services/b/coverage/coverage-final.json. Decide one and add "b": { "min": …, "tool": "vitest" } to coverage-config.json",
        ],
        "next": [
          "write a VERSION file, one line such as 0.1.0, in services/b: service-version is red without",
          "nx run-many -t invariants",
        ],
      }
    `);
    expect(tree.read('nx.json', 'utf-8')).toMatchInlineSnapshot(`
      "{
        // ours
        "plugins": [
          {
            "plugin": "nx-invariants",
            "options": {
              "services": [
                "services/*"
              ]
            }
          },
          "@nx/vite/plugin"
        ],
        "sync": {
          "globalGenerators": [
            "nx-invariants:sync-versions"
          ]
        }
      }
      "
    `);
    expect(tree.read('.gitignore', 'utf-8')).toBe('node_modules\n.invariants/\n');
  });

  it('takes a floor from a report that lies there, rounded down', () => {
    const tree = workspaceOf({
      ...goService('services/a'),
      'services/a/main.go': 'package main\n\nfunc main() {\n}\n',
      'services/a/coverage/coverage.out':
        'mode: set\nexample.com/a/main.go:1.1,2.2 2 1\nexample.com/a/main.go:3.1,4.2 1 0\n',
      '.gitignore': 'coverage/\n',
    });
    const account = prepareWorkspace(tree);
    expect(JSON.parse(tree.read('coverage-config.json', 'utf-8') ?? '').thresholds).toEqual({
      a: { min: 66, tool: 'go-cover' },
    });
    expect(account.done).toContain(
      'coverage-config.json: a at 66 %, since services/a/coverage/coverage.out measures 66.66%',
    );
  });

  it.each([
    ['no report', 'not one', /coverage\.out cannot be read as a coverage report/],
    [
      'a report of next to nothing',
      'mode: set\nexample.com/a/main.go:1.1,2.2 999 0\nexample.com/a/main.go:3.1,4.2 1 1\n',
      /measures 0\.10%, and a floor is at least 1 %\./,
    ],
    ['a report of other files', 'mode: set\nexample.com/b/main.go:1.1,2.2 2 1\n', /measures nothing of it/],
  ])('takes no floor from %s', (_, report, reason) => {
    const tree = workspaceOf({
      ...goService('services/a'),
      'services/a/main.go': 'package main\n\nfunc main() {\n}\n',
      'services/a/coverage/coverage.out': report,
    });
    expect(prepareWorkspace(tree).left).toContainEqual(expect.stringMatching(reason));
    expect(JSON.parse(tree.read('coverage-config.json', 'utf-8') ?? '').thresholds).toEqual({});
  });

  it('prints its account, and one that has nothing to do says so', async () => {
    const said = vi.spyOn(logger, 'info').mockImplementation(() => undefined);
    const tree = workspaceOf(goService('services/a'));
    await init(tree, {});
    await init(tree, { skipFormat: true });
    const [first, second] = said.mock.calls.map(([text]) => String(text));
    expect(first).toMatch(
      /Found\n {2}- service services\/a \(go\)\n[\s\S]*\n\nDone\n {2}- nx\.json[\s\S]*\n\nNext\n/,
    );
    expect(second).toMatch(/Done\n {2}- nothing: everything was there already/);
    said.mockRestore();
  });

  it('starts Nx by the file that stands for it where there is no package.json', () => {
    const tree = workspaceOf(goService('services/a'), ['package.json']);
    expect(prepareWorkspace(tree).next).toEqual(['./nx run-many -t invariants']);
    expect(JSON.parse(tree.read('invariants.json', 'utf-8') ?? '').$schema).toBe(
      './.nx/installation/node_modules/nx-invariants/schemas/invariants.json',
    );
  });
});
