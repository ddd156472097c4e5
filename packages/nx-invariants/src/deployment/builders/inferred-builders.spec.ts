import { describe, expect, it } from 'vitest';
import { readNxJson } from '../../config/nx-json';
import { inferredBuilders, infersBuilders, isInferredFrom } from './inferred-builders';

const nxJsonOf = (value: unknown) => readNxJson('', () => JSON.stringify(value, null, 2));

function read(
  nxJson: unknown,
  files: { readonly [path: string]: unknown } = { 'apps/a/project.json': {} },
  dockerfile = 'apps/a/Dockerfile',
) {
  const { builders, unreadable } = inferredBuilders(dockerfile, nxJsonOf(nxJson), (path) =>
    files[path] === undefined ? undefined : JSON.stringify(files[path], null, 2),
  );
  return [
    ...builders.map(
      ({ label, location, dockerfile: path, context, target }) =>
        `${location.file}:${location.line} ${label.replace('the target ', '')}: ${path} in ${context}${target === undefined ? '' : ` to ${target}`}`,
    ),
    ...unreadable.map(({ label, reason }) => `${label}: ${reason}`),
  ];
}

const ofDocker = (options: unknown) => ({ plugins: [{ plugin: '@nx/docker', options }] });

describe('inferredBuilders', () => {
  it.each<[string, unknown, string[]]>([
    [
      '@nx/docker, with the folder as its context',
      { plugins: ['x', '@nx/docker'] },
      ['nx.json:4 docker:build that @nx/docker infers: apps/a/Dockerfile in apps/a'],
    ],
    [
      'another name',
      ofDocker({ buildTarget: 'image' }),
      ['nx.json:3 image that @nx/docker infers: apps/a/Dockerfile in apps/a'],
    ],
    [
      'another folder, and arguments',
      ofDocker({ buildTarget: { cwd: '.', args: ['-f {projectRoot}/Dockerfile', '--target=prod'] } }),
      ['nx.json:3 docker:build that @nx/docker infers: apps/a/Dockerfile in . to prod'],
    ],
    [
      'configurations, which start from nothing',
      ofDocker({
        buildTarget: { args: ['--target=a'], configurations: { b: { args: ['--target=b'] }, c: 1 } },
      }),
      [
        'nx.json:3 docker:build that @nx/docker infers: apps/a/Dockerfile in apps/a to a',
        'nx.json:3 docker:build that @nx/docker infers: apps/a/Dockerfile in apps/a to b',
        'nx.json:3 docker:build that @nx/docker infers: apps/a/Dockerfile in apps/a',
      ],
    ],
    [
      'what cannot be told',
      ofDocker({ buildTarget: { args: ['-f $X'] } }),
      ['the target docker:build that @nx/docker infers: it is given by an expression, $X'],
    ],
    [
      '@nx-tools/nx-container, with the root as its context',
      { plugins: ['@nx-tools/nx-container'] },
      ['nx.json:3 container that @nx-tools/nx-container infers: apps/a/Dockerfile in .'],
    ],
    [
      'both, the one by another name',
      {
        plugins: ['@nx/docker', { plugin: '@nx-tools/nx-container', options: { buildTargetName: 'image' } }],
      },
      [
        'nx.json:3 docker:build that @nx/docker infers: apps/a/Dockerfile in apps/a',
        'nx.json:4 image that @nx-tools/nx-container infers: apps/a/Dockerfile in .',
      ],
    ],
    ['a plugin that leaves it out', { plugins: [{ plugin: '@nx/docker', exclude: ['apps/**'] }] }, []],
    ['a plugin for others', { plugins: [{ plugin: '@nx/docker', include: ['libs/**'] }] }, []],
    [
      'a plugin for these',
      { plugins: [{ plugin: '@nx/docker', include: ['apps/*/Dockerfile'], exclude: [] }] },
      ['nx.json:3 docker:build that @nx/docker infers: apps/a/Dockerfile in apps/a'],
    ],
    ['no such plugin', { plugins: [{ plugin: 'x' }, 3, null] }, []],
    ['no list of plugins', { plugins: '@nx/docker' }, []],
  ])('of %s', (_what, nxJson, expected) => {
    expect(read(nxJson)).toEqual(expected);
  });

  it('lets targetDefaults and the manifest of the project change the target', () => {
    const nxJson = {
      plugins: ['@nx/docker'],
      targetDefaults: { 'docker:build': { options: { cwd: '.' } } },
    };
    const own = { options: { args: ['-f', 'apps/a/Dockerfile'] } };
    expect([
      read(nxJson, { 'apps/a/project.json': { targets: { 'docker:build': own } } }),
      read(nxJson, { 'apps/a/package.json': { nx: { targets: { 'docker:build': own } } } }),
      read(
        { plugins: ['@nx/docker'] },
        {
          'apps/a/project.json': {
            targets: { 'docker:build': { command: 'docker build -f Dockerfile ../..' } },
          },
        },
      ),
    ]).toEqual([
      ['nx.json:3 docker:build that @nx/docker infers: apps/a/Dockerfile in .'],
      ['nx.json:3 docker:build that @nx/docker infers: apps/a/Dockerfile in .'],
      ['apps/a/project.json:3 docker:build that @nx/docker infers: apps/a/Dockerfile in .'],
    ]);
  });

  it('infers a container beside a manifest only, and @nx/docker everywhere', () => {
    expect([
      read({ plugins: ['@nx-tools/nx-container'] }, {}),
      read({ plugins: ['@nx-tools/nx-container'] }, { 'apps/a/package.json': {} }),
      read({ plugins: ['@nx/docker'] }, {}, 'Dockerfile'),
    ]).toEqual([
      [],
      ['nx.json:3 container that @nx-tools/nx-container infers: apps/a/Dockerfile in .'],
      ['nx.json:3 docker:build that @nx/docker infers: Dockerfile in .'],
    ]);
  });

  it.each<[unknown, boolean]>([
    [{ plugins: ['x', { plugin: '@nx/docker' }] }, true],
    [{ plugins: ['@nx-tools/nx-container'] }, true],
    [{ plugins: ['x'] }, false],
    [{}, false],
  ])('knows whether %j has such a plugin', (nxJson, expected) => {
    expect(infersBuilders(nxJsonOf(nxJson))).toBe(expected);
  });

  it('infers from files that are called Dockerfile', () => {
    expect(
      ['Dockerfile', 'a/Dockerfile', 'Dockerfile.dev', 'a.Dockerfile', 'Containerfile'].filter(
        isInferredFrom,
      ),
    ).toEqual(['Dockerfile', 'a/Dockerfile']);
  });
});
