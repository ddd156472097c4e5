import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Files, link, temporaryWorkspace } from '../../testing/temporary-workspace';
import { defaultOptions, type PluginOptions } from '../config/plugin-options';
import { manifestsIn, owns, type ProjectFacts, WorkspaceFacts } from './workspace-facts';

function factsOf(files: Files, options: Partial<PluginOptions> = {}): WorkspaceFacts {
  return new WorkspaceFacts(temporaryWorkspace(files), { ...defaultOptions, ...options });
}

describe('WorkspaceFacts', () => {
  it.each([
    [['apps/*'], ['apps/a', 'apps/b']],
    [['./apps/*'], ['apps/a', 'apps/b']],
    [
      ['apps/a', 'apps/a', 'apps/*'],
      ['apps/a', 'apps/b'],
    ],
    [['backend/**'], ['backend/x', 'backend/x/one']],
    [['{apps,backend}/*'], ['apps/a', 'apps/b', 'backend/x']],
    [['apps/[a]'], ['apps/a']],
    [['.'], ['.']],
    [['none/*'], []],
    [['named/outright'], ['named/outright']],
  ])('service folders of %j are %j', (services, expected) => {
    const facts = factsOf(
      { 'apps/a/go.mod': '', 'apps/b/go.mod': '', 'backend/x/one/VERSION': '', 'apps/file': '' },
      { services },
    );
    expect(facts.serviceFolders()).toEqual(expected);
  });

  it.each([
    [{ 'contracts/schemas/a.json': '{}', 'contracts/b.json': '{}' }, undefined, 'contracts/schemas'],
    [{ 'contracts/b.json': '{}' }, undefined, 'contracts'],
    [{ 'schemas/b.json': '{}' }, undefined, 'schemas'],
    [{ 'contracts/project.json': '{}', 'schemas/README.md': '' }, undefined, undefined],
    [{ 'api/a.json': '{}', 'contracts/b.json': '{}' }, 'api', 'api'],
    [{ 'contracts/b.json': '{}' }, 'gone', 'gone'],
  ])('contracts in %j with option %j: %j', (files, contracts, expected) => {
    expect(factsOf(files, contracts === undefined ? {} : { contracts }).contracts).toBe(expected);
  });

  it('finds Compose files, manifests and workflows where they usually lie', () => {
    const facts = factsOf({
      'compose.yaml': '',
      'docker-compose.yml': '',
      'compose-notes.md': '',
      'infra/docker-compose.integration.yml': '',
      'elsewhere/compose.yml': '',
      'infra/k8s/base/a.yaml': '',
      'infra/k8s/README.md': '',
      'kubernetes/b.yml': '',
      '.github/workflows/ci.yml': '',
      '.github/CODEOWNERS': '',
    });
    expect({ compose: facts.compose, kubernetes: facts.kubernetes, workflows: facts.workflows }).toEqual({
      compose: ['compose.yaml', 'docker-compose.yml', 'infra/docker-compose.integration.yml'],
      kubernetes: ['kubernetes/b.yml', 'infra/k8s/base/a.yaml'],
      workflows: ['.github/workflows/ci.yml'],
    });
  });

  it('takes configured places instead, files and folders', () => {
    const facts = factsOf(
      { 'a/x.yml': '', 'a/y.yml': '', 'b.yaml': '', 'compose.yml': '' },
      { compose: ['gone.yml'], kubernetes: ['a', 'b.yaml'], workflows: ['a/y.yml', 'none'] },
    );
    expect({ compose: facts.compose, kubernetes: facts.kubernetes, workflows: facts.workflows }).toEqual({
      compose: ['gone.yml'],
      kubernetes: ['a/x.yml', 'a/y.yml', 'b.yaml'],
      workflows: ['a/y.yml'],
    });
  });

  it('reads texts, and nothing else: no folder, no loop, no way out, nothing huge', () => {
    const root = temporaryWorkspace({
      'ws/a.txt': 'A',
      'ws/folder/x': '',
      'ws/huge': ' '.repeat(8 * 1024 * 1024 + 1),
      'secret.txt': 'S',
    });
    link(root, 'ws/loop', 'loop');
    link(root, 'ws/out', '../secret.txt');
    link(root, 'ws/in', 'a.txt');
    const facts = new WorkspaceFacts(join(root, 'ws'), defaultOptions);
    const paths = [
      'a.txt',
      'in',
      'folder',
      'a.txt/b',
      'none',
      'loop',
      'out',
      '../secret.txt',
      'huge',
      'a\0b',
    ];
    expect(paths.map((path) => facts.text(path))).toEqual(['A', 'A', ...paths.slice(2).map(() => undefined)]);
    expect(facts.text('a.txt')).toBe('A');
  });

  it('reads the manifests of a folder', () => {
    const facts = factsOf({ 'a/go.mod': 'module x/y\n', 'a/VERSION': '1.0.0\n', 'a/main.go': '' });
    expect(manifestsIn(facts, 'a')).toEqual({ 'go.mod': { name: 'y' }, VERSION: { version: '1.0.0' } });
    expect(manifestsIn(facts, 'none')).toEqual({});
  });

  it('gives a project what is inside it and not in a project inside it', () => {
    const project = { root: 'a', nestedRoots: ['a/b'] } as unknown as ProjectFacts;
    expect(['a', 'a/x', 'a/b', 'a/b/c', 'ab'].map((path) => owns(project, path))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
