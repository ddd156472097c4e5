import { describe, expect, it } from 'vitest';
import { targetBuilders } from './target-builders';

const read = (targets: unknown) =>
  targetBuilders('apps/a/project.json', JSON.stringify({ name: 'a', targets }, null, 2), 'apps/a');

describe('targetBuilders', () => {
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
      ['it is given by a shell expression, $DIR'],
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

  it.each(['', '{', '[]', '3'])('has none in %j', (text) => {
    expect(targetBuilders('project.json', text, '.')).toEqual({
      builders: [],
      unreadable: [],
      definitionBuilds: [],
    });
  });
});
