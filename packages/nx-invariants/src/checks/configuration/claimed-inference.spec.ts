import { expect, it } from 'vitest';
import { claimedInference } from './claimed-inference';

const project = { tags: [], targets: {}, dependencies: [] };
const graph = { projects: { workspace: { ...project, root: '.' }, a: { ...project, root: 'apps/a' } } };
const claiming = { inputs: [], metadata: { inferredAs: '0123456789abcdef' } };

it.each<[string, { readonly [path: string]: unknown }, string[]]>([
  [
    'a project that claims nothing',
    { 'apps/a/project.json': { targets: { x: { metadata: { description: 'inferredAs' } } } } },
    [],
  ],
  [
    'a target of project.json',
    { 'apps/a/project.json': { targets: { 'check-coverage': claiming } } },
    ['apps/a/project.json:6:9 targets.check-coverage.metadata.inferredAs'],
  ],
  [
    'a target of package.json',
    { 'package.json': { nx: { targets: { 'check-coverage': claiming } } } },
    ['package.json:7:11 nx.targets.check-coverage.metadata.inferredAs'],
  ],
  [
    'defaults in nx.json, as an object and as a list, and in what it extends',
    {
      'nx.json': { targetDefaults: { 'check-*': claiming } },
      'preset.json': { targetDefaults: [{ target: 'check-coverage', ...claiming }] },
    },
    [
      'nx.json:6:9 targetDefaults.check-*.metadata.inferredAs',
      'preset.json:7:9 targetDefaults.0.metadata.inferredAs',
    ],
  ],
])('%s', (_, files, expected) => {
  const read = (path: string) => (path in files ? JSON.stringify(files[path], null, 2) : undefined);
  const findings = claimedInference(read, graph, ['nx.json', 'preset.json']);
  expect(findings.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)).toEqual(
    expected.map(
      (place) => `${place} is for the plugin alone to say: it would hide that a check is overridden`,
    ),
  );
});
