import { describe, expect, it } from 'vitest';
import { metadataFindings } from './project-metadata';

const project = { tags: [], targets: {}, dependencies: [] };
const graph = { projects: { workspace: { ...project, root: '.' }, a: { ...project, root: 'apps/a' } } };

function lines(files: { readonly [path: string]: unknown }): string[] {
  return metadataFindings((path) => {
    const content = files[path];
    return content === undefined || typeof content === 'string' ? content : JSON.stringify(content, null, 2);
  }, graph).map(
    ({ severity, file, line, column, message }) => `${severity} ${file}:${line}:${column} ${message}`,
  );
}

describe('metadataFindings', () => {
  it.each<[string, { readonly [path: string]: unknown }, string[]]>([
    ['nothing said', { 'apps/a/project.json': { metadata: { description: 'invariants' } } }, []],
    [
      'what is known, in both files',
      {
        'apps/a/project.json': { metadata: { invariants: { optOut: { coverage: 'no code' } } } },
        'apps/a/package.json': { nx: { metadata: { invariants: { builds: [{ context: '.' }] } } } },
      },
      [],
    ],
    [
      'what docker-context says itself',
      { 'project.json': { metadata: { invariants: { builds: 'no list' } } } },
      [],
    ],
    ['what is no JSON', { 'project.json': '{ "invariants": ' }, []],
    [
      'a key that nobody reads',
      { 'project.json': { metadata: { invariants: { build: [{ context: '.' }] } } } },
      ['error project.json:4:7 metadata.invariants.build is not a known key'],
    ],
    [
      'in package.json',
      { 'apps/a/package.json': { nx: { metadata: { invariants: { optOuts: {} } } } } },
      ['error apps/a/package.json:5:9 nx.metadata.invariants.optOuts is not a known key'],
    ],
    [
      'an opt-out without a reason',
      { 'project.json': { metadata: { invariants: { optOut: { coverage: true } } } } },
      ['error project.json:5:9 metadata.invariants.optOut.coverage must be string'],
    ],
    [
      'what is no object',
      { 'project.json': { metadata: { invariants: ['coverage'] } } },
      ['error project.json:3:5 metadata.invariants must be object'],
    ],
    [
      'a key of the prototype',
      { 'project.json': '{ "metadata": { "invariants": { "__proto__": { "optOut": {} } } } }' },
      ['error project.json:1:33 metadata.invariants.__proto__ is not a known key'],
    ],
  ])('%s', (_what, files, expected) => {
    expect(lines(files)).toEqual(expected);
  });
});
