import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);
const root = join(import.meta.dirname, '..', '..');
const plugin = (module) => require(join(root, 'packages/nx-invariants/dist', module));
const { createDependencies } = plugin('plugin/create-dependencies.js');
const { inferNodes } = plugin('plugin/infer.js');
const { SourceTree } = plugin('workspace/source-tree.js');

/** The names on the first cycle that a walk along the edges meets. */
function cycleIn(edges) {
  const done = new Set();
  const walk = (name, path) => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const { target } of edges.filter(({ source }) => source === name)) {
      const cycle = walk(target, [...path, name]);
      if (cycle) return cycle;
    }
    done.add(name);
    return undefined;
  };
  return edges.map(({ source }) => walk(source, [])).find((cycle) => cycle !== undefined);
}

/** The edges that the plugin infers here, and those that Nx takes from each package.json. */
async function edgesHere() {
  const files = new SourceTree(root).filesIn('.');
  const manifests = files.filter((file) => /(^|\/)(project|package)\.json$/.test(file));
  const inference = await inferNodes(root, manifests);
  const projects = inference.projects.map(({ project }) => project);
  const ownFiles = ({ root: folder }) =>
    files.filter((file) => folder === '.' || file.startsWith(`${folder}/`)).map((file) => ({ file }));
  const context = {
    workspaceRoot: root,
    projects: Object.fromEntries(projects.map(({ name, root }) => [name, { name, root }])),
    externalNodes: {},
    fileMap: {
      projectFileMap: Object.fromEntries(projects.map((project) => [project.name, ownFiles(project)])),
      nonProjectFiles: [],
    },
  };
  return [...(await createDependencies(undefined, context)), ...packageEdges(projects)];
}

function packageEdges(projects) {
  const packages = projects
    .filter(({ fileNames }) => fileNames.includes('package.json'))
    .map((project) => ({ project, manifest: require(join(root, project.root, 'package.json')) }));
  return packages.flatMap(({ project, manifest }) =>
    Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).flatMap((dependency) =>
      packages
        .filter((other) => other.manifest.name === dependency)
        .map((other) => ({ source: project.name, target: other.project.name })),
    ),
  );
}

test('the projects of this repository depend on each other without a cycle', async () => {
  const edges = await edgesHere();
  const found = edges.map(({ source, target }) => `${source} -> ${target}`);
  expect(found).toEqual(expect.arrayContaining(['gateway -> contracts', 'nx-invariants -> coverage']));
  expect(found.filter((edge) => /^(contracts|infra) ->|-> workspace$/.test(edge))).toEqual([]);
  expect(cycleIn(edges)).toBeUndefined();
}, 120_000);

test.each([
  ['none', 'ab bc ac', undefined],
  ['itself', 'ab bb', ['b', 'b']],
  ['three', 'ab bc cd db', ['b', 'c', 'd', 'b']],
])('a cycle of %s is found', (_what, edges, expected) => {
  const parsed = edges.split(' ').map(([source, target]) => ({ source, target }));
  expect(cycleIn(parsed)).toEqual(expected);
});
