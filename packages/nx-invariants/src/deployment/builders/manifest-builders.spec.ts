import { describe, expect, it } from 'vitest';
import { readNxJson } from '../../config/nx-json';
import { nothingBuilt } from './builder';
import { manifestBuilders } from './manifest-builders';

const nxJson = (value: unknown) => readNxJson('', () => JSON.stringify(value, null, 2));
const read = (targets: unknown, targetDefaults?: unknown) =>
  manifestBuilders(
    'apps/a/project.json',
    JSON.stringify({ name: 'a', targets }, null, 2),
    nxJson({ targetDefaults }),
  );

describe('manifestBuilders', () => {
  it.each<[string, unknown, string[], string[]]>([
    [
      'a command',
      { image: { command: 'docker build -f {projectRoot}/Dockerfile .' } },
      ['apps/a/Dockerfile in .'],
      [],
    ],
    [
      'a command in options',
      { image: { executor: 'nx:run-commands', options: { command: 'docker build {projectRoot}' } } },
      ['apps/a/Dockerfile in apps/a'],
      [],
    ],
    [
      'a folder',
      { image: { options: { command: 'docker build .', cwd: '{projectRoot}' } } },
      ['apps/a/Dockerfile in apps/a'],
      [],
    ],
    [
      'a folder of the workspace',
      { image: { options: { command: 'docker build .', cwd: '{workspaceRoot}/apps' } } },
      ['apps/Dockerfile in apps'],
      [],
    ],
    [
      'configurations',
      {
        image: {
          options: { command: 'docker build a', cwd: '{projectRoot}' },
          configurations: { plain: {}, release: { command: 'docker build b' }, odd: null },
        },
      },
      ['apps/a/a/Dockerfile in apps/a/a', 'apps/a/b/Dockerfile in apps/a/b'],
      [],
    ],
    [
      'commands as texts, objects and lists',
      {
        image: {
          options: {
            commands: [
              'docker build a',
              { command: 'docker build b' },
              { command: ['docker', 'build', 'c'] },
              3,
              {},
            ],
          },
        },
      },
      ['a/Dockerfile in a', 'b/Dockerfile in b', 'c/Dockerfile in c'],
      [],
    ],
    [
      'what cannot be told',
      { image: { command: 'docker build $DIR' } },
      [],
      ['it is given by an expression, $DIR'],
    ],
    [
      'what lies outside',
      { image: { command: 'docker build ../..' } },
      [],
      ['its context or Dockerfile lies outside this repository'],
    ],
    [
      'a context from standard input or afar',
      { image: { options: { commands: ['docker build -', 'docker build https://x/y.git'] } } },
      [],
      [],
    ],
    [
      'arguments that are handed on',
      { image: { options: { command: 'docker build .', args: '-f apps/a/x' } } },
      ['apps/a/x in .'],
      [],
    ],
    [
      '@nx-tools/nx-container',
      { image: { executor: '@nx-tools/nx-container:build', configurations: { ci: { push: true } } } },
      ['apps/a/Dockerfile in .', 'apps/a/Dockerfile in .'],
      [],
    ],
    [
      '@nx-tools/nx-container with options',
      {
        image: {
          executor: '@nx-tools/nx-container:build',
          options: { context: '{projectRoot}', file: 'apps/a/x' },
          configurations: { lib: { context: 'libs', file: '' }, git: { context: 'https://x/y.git' } },
        },
      },
      ['apps/a/x in apps/a', 'apps/a/Dockerfile in libs'],
      [],
    ],
    [
      '@nx-tools/nx-container with a variable',
      { image: { executor: '@nx-tools/nx-container:build', options: { target: '$T' } } },
      [],
      ['it is given by an expression, $T'],
    ],
    ['nothing of Docker', { build: { command: 'tsc' }, odd: null, text: 'x', empty: {} }, [], []],
    ['no targets', undefined, [], []],
  ])('%s', (_what, targets, builders, unreadable) => {
    const reading = read(targets);
    expect(reading.builders.map(({ dockerfile, context }) => `${dockerfile} in ${context}`)).toEqual(
      builders,
    );
    expect(reading.unreadable.map(({ reason }) => reason)).toEqual(unreadable);
  });

  it('has the place of the target', () => {
    const { builders } = read({ lint: {}, image: { command: 'docker build .' } });
    expect(builders[0]).toMatchObject({
      source: 'target',
      label: 'the target image',
      location: { file: 'apps/a/project.json', line: 5, column: 5 },
    });
  });

  it('has the target, the arguments and the contexts of @nx-tools/nx-container', () => {
    const options = {
      target: 'prod',
      'build-args': ['A=1', 'B', 3],
      'build-contexts': ['lib={projectRoot}/lib'],
    };
    expect(read({ image: { executor: '@nx-tools/nx-container:build', options } }).builders).toEqual([
      {
        source: 'target',
        label: 'the target image',
        location: { file: 'apps/a/project.json', line: 4, column: 5 },
        runBy: { projectRoot: 'apps/a', target: 'image' },
        dockerfile: 'apps/a/Dockerfile',
        context: '.',
        appliesIgnoreFile: true,
        target: 'prod',
        args: new Map([['A', '1']]),
        namedContexts: new Map([['lib', 'apps/a/lib']]),
      },
    ]);
  });

  it('reads what targetDefaults puts under a target, and has its place in nx.json', () => {
    const targetDefaults = { image: { command: 'docker build -f {projectRoot}/Dockerfile .' } };
    expect(read({ image: {} }, targetDefaults).builders).toMatchObject([
      {
        label: 'the target image',
        location: { file: 'nx.json', line: 3, column: 5 },
        dockerfile: 'apps/a/Dockerfile',
        context: '.',
      },
    ]);
    expect(read({ other: {} }, targetDefaults).builders).toEqual([]);
  });

  it('reads the scripts of a package.json, in its folder, and the targets of its nx property', () => {
    const text = JSON.stringify(
      {
        scripts: { image: 'docker build -f docker/Dockerfile.prod ../..', lint: 'biome check', odd: 3 },
        nx: { targets: { image: { command: 'docker build {projectRoot}' } } },
        targets: { no: { command: 'docker build no' } },
      },
      null,
      2,
    );
    const { builders } = manifestBuilders('apps/a/package.json', text, nxJson({}));
    expect(builders).toMatchObject([
      {
        label: 'the script image',
        location: { file: 'apps/a/package.json', line: 3, column: 5 },
        dockerfile: 'apps/a/docker/Dockerfile.prod',
        context: '.',
      },
      {
        label: 'the target image',
        location: { file: 'apps/a/package.json', line: 9, column: 7 },
        dockerfile: 'apps/a/Dockerfile',
        context: 'apps/a',
      },
    ]);
  });

  it.each(['', '{', '[]', '3', '{ "targets": "docker" }'])('has none in %j', (text) => {
    expect(manifestBuilders('project.json', text, nxJson({}))).toEqual(nothingBuilt);
  });

  it.each([
    ['{ "docker', 1, 3, 'UnexpectedEndOfString'],
    ['{\n  "targets": { "image": { "command": "docker build ." } },\n}', 3, 1, 'PropertyNameExpected'],
    ['{ "targets": { "docker": {}, "docker": {} } }', 1, 30, 'the key "docker" stands twice'],
  ])('says that what may build images is not JSON: %j', (text, line, column, reason) => {
    expect(manifestBuilders('project.json', text, nxJson({}))).toEqual({
      ...nothingBuilt,
      findings: [
        {
          severity: 'error',
          file: 'project.json',
          line,
          column,
          message: `project.json is not JSON, so what it builds cannot be told: ${reason}`,
          fix: 'mend its syntax: comments are allowed, trailing commas and repeated keys are not',
        },
      ],
    });
  });
});
