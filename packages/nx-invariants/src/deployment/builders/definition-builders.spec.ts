import { describe, expect, it } from 'vitest';
import type { DefinitionBuild } from './builder';
import { definitionBuilders } from './definition-builders';

const call: DefinitionBuild = {
  program: 'bake',
  source: 'workflow',
  label: 'the job image',
  location: { file: 'ci.yml', line: 1 },
  folder: '.',
  files: [],
  targets: [],
};
const compose = (context: string) => `services: { a: { build: { context: ${context} } } }`;
const bake = (value: unknown) => JSON.stringify(value);

const expression = (name: string) => `$\{${name}}`;

/** What a command builds: `Dockerfile in context`, or why that cannot be told. */
function built(
  given: Partial<DefinitionBuild>,
  files: { readonly [path: string]: string },
  known: readonly string[][] = [],
): string[] {
  const { builders, unreadable, findings } = definitionBuilders(
    { ...call, ...given },
    known,
    (path) => files[path],
  );
  return [
    ...builders.map(({ dockerfile, context }) => `${dockerfile} in ${context}`),
    ...unreadable.map(({ reason }) => reason),
    ...findings.map(({ message }) => message),
  ];
}

describe('definitionBuilders', () => {
  it.each<[string, Partial<DefinitionBuild>, { [path: string]: string }, (string | RegExp)[]]>([
    [
      'the file that is named',
      { files: ['ci/c.yml'] },
      { 'ci/c.yml': compose('../apps/a') },
      ['apps/a/Dockerfile in apps/a'],
    ],
    ['the standard file', {}, { 'compose.yaml': compose('a'), 'compose.yml': '' }, ['a/Dockerfile in a']],
    [
      'that of a folder above',
      { folder: 'apps/a' },
      { 'docker-compose.yml': compose('a') },
      ['a/Dockerfile in a'],
    ],
    [
      'its override',
      {},
      { 'compose.yml': compose('a'), 'compose.override.yml': compose('b') },
      ['b/Dockerfile in b'],
    ],
    ['no file', { folder: 'apps/a' }, {}, ['apps/a has no file for it']],
    ['a file that is not there', { files: ['c.yml'] }, {}, ['c.yml cannot be read']],
    ['a file that does not load', { files: ['c.yml'] }, { 'c.yml': 'services: 3' }, [/services/]],
  ])('compose builds what it finds: %s', (_what, given, files, expected) => {
    expect(built({ program: 'compose', ...given }, files)).toEqual(
      expected.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
    );
  });

  it('leaves out the Compose projects that are known', () => {
    const files = { 'compose.yml': compose('a') };
    expect(built({ program: 'compose' }, files, [['compose.yml']])).toEqual([]);
    expect(built({ program: 'compose' }, files, [['other.yml']])).toEqual(['a/Dockerfile in a']);
  });

  it.each<[string, Partial<DefinitionBuild>, { [path: string]: string }, string[]]>([
    [
      'the default target',
      { folder: 'ci' },
      {
        'ci/docker-bake.json': bake({
          target: { default: { context: '../apps/a', dockerfile: 'D' }, other: {} },
        }),
      },
      ['apps/a/D in apps/a'],
    ],
    [
      'the default group, and groups in it',
      {},
      {
        'docker-bake.json': bake({
          group: { default: { targets: ['all'] }, all: { targets: ['a', 'b', 'all'] } },
          target: { a: { context: 'a' }, b: { context: 'b' }, c: { context: 'c' } },
        }),
      },
      ['b/Dockerfile in b', 'a/Dockerfile in a'],
    ],
    [
      'the target that is named, what it inherits, and its contexts',
      { targets: ['a'] },
      {
        'docker-bake.json': bake({
          target: {
            base: { context: 'x', dockerfile: 'B' },
            a: {
              inherits: ['base', 'a'],
              context: 'a',
              contexts: { lib: 'target:l', far: 'docker-image://x' },
            },
            l: { context: 'l' },
          },
        }),
      },
      ['a/B in a', 'l/Dockerfile in l'],
    ],
    [
      'what an override changes',
      {},
      {
        'docker-bake.json': bake({ target: { default: { context: 'a', dockerfile: 'D' } } }),
        'docker-bake.override.json': bake({ target: { default: { context: 'b' } } }),
      },
      ['b/D in b'],
    ],
    ['a Compose file', { files: ['c.yml'] }, { 'c.yml': compose('a') }, ['a/Dockerfile in a']],
    [
      'a Compose file of elsewhere',
      { files: ['i/c.yml'] },
      { 'i/c.yml': compose('a') },
      ['bake takes the paths in i/c.yml from .'],
    ],
    ['HCL', {}, { 'docker-bake.hcl': '' }, ['docker-bake.hcl is neither JSON nor a Compose file']],
    ['HCL by its name', { files: ['x.hcl'] }, { 'x.hcl': '' }, ['x.hcl is neither JSON nor a Compose file']],
    ['no file', {}, {}, ['. has no file for it']],
    ['no JSON', {}, { 'docker-bake.json': '{' }, ['its bake file is no JSON object']],
    [
      'no such target',
      { targets: ['b'] },
      { 'docker-bake.json': bake({ target: { a: {} } }) },
      ['its bake files have no target b'],
    ],
    [
      'no default',
      {},
      { 'docker-bake.json': bake({ target: { a: {} } }) },
      ['its bake files have no target default'],
    ],
    [
      'a group of what is not there',
      {},
      { 'docker-bake.json': bake({ group: { default: { targets: ['a', 'b'] } }, target: { a: {} } }) },
      ['its bake files have no target b'],
    ],
    [
      'a context that is no target',
      {},
      { 'docker-bake.json': bake({ target: { default: { contexts: { lib: 'target:l' } } } }) },
      ['its bake files have no target l'],
    ],
    [
      'an expression',
      {},
      {
        'docker-bake.json': bake({
          target: { default: { context: expression('DIR'), tags: [expression('TAG')] } },
        }),
      },
      [`it is given by an expression, ${expression('DIR')}`],
    ],
    [
      'a matrix',
      {},
      { 'docker-bake.json': bake({ target: { default: { matrix: {} } } }) },
      ['a target has a matrix'],
    ],
    [
      'what is malformed',
      {},
      { 'docker-bake.json': bake({ target: { default: { context: 1 } } }) },
      ['a target is malformed'],
    ],
    [
      'what lies outside',
      {},
      { 'docker-bake.json': bake({ target: { default: { context: '..' } } }) },
      ['its context or Dockerfile lies outside this repository'],
    ],
    [
      'nothing of this repository',
      { targets: ['a', 'b'] },
      {
        'docker-bake.json': bake({
          target: { a: { context: 'https://x/y.git' }, b: { 'dockerfile-inline': 'FROM scratch' } },
        }),
      },
      [],
    ],
  ])('bake builds what its files say: %s', (_what, given, files, expected) => {
    expect(built(given, files)).toEqual(expected);
  });

  it('keeps what a second file does not override', () => {
    const files = {
      'a.json': bake({ target: { default: { args: { A: '1', B: '1' }, contexts: { lib: 'l' } } } }),
      'b.json': bake({ target: { default: { args: { B: '2' }, contexts: { far: 'f' } } } }),
    };
    const { builders } = definitionBuilders(
      { ...call, files: ['a.json', 'b.json'] },
      [],
      (path) => files[path as never],
    );
    expect(builders.map(({ args, namedContexts }) => [[...args], [...namedContexts]])).toEqual([
      [
        [
          ['A', '1'],
          ['B', '2'],
        ],
        [
          ['lib', 'l'],
          ['far', 'f'],
        ],
      ],
    ]);
  });

  const levels = (count: number, inherits: (parent: string) => string[]) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, level) => [
        `t${level}`,
        level === 0 ? { context: 'a' } : { inherits: inherits(`t${level - 1}`) },
      ]),
    );

  it('asks once for what is inherited many times over', () => {
    const target = levels(41, (parent) => [parent, parent]);
    expect(built({ targets: ['t40'] }, { 'docker-bake.json': bake({ target }) })).toEqual([
      'a/Dockerfile in a',
    ]);
  });

  it('follows what is inherited as deep as anybody would write it', () => {
    const target = levels(20_000, (parent) => [parent]);
    const files = { 'docker-bake.json': bake({ target }) };
    expect(built({ targets: ['t999'] }, files)).toEqual(['a/Dockerfile in a']);
    expect(built({ targets: ['t19999'] }, files)).toEqual([
      'the target t19999 inherits more than 1000 others',
    ]);
  });

  it.each([
    [['x', 'y'], 'y'],
    [['y', 'x'], 'x'],
    [['x', 'y', 'x'], 'x'],
    [['x', 'z', 'y'], 'y'],
    [['y', 'z'], 'x'],
    [['gone', 'y'], 'y'],
  ])('lets the later of two parents win: %j', (inherits, expected) => {
    const target = {
      x: { context: 'x' },
      y: { context: 'y' },
      z: { inherits: ['y', 'x'] },
      default: { inherits },
    };
    expect(built({}, { 'docker-bake.json': bake({ target }) })).toEqual([
      `${expected}/Dockerfile in ${expected}`,
    ]);
  });

  it('passes on what a target passes', () => {
    const target = {
      target: 'prod',
      args: { A: '1', B: null },
      contexts: { lib: 'libs/l', far: 'docker-image://x' },
    };
    const { builders } = definitionBuilders(call, [], (path) =>
      path === 'docker-bake.json'
        ? bake({ target: { base: { args: { C: '2' } }, default: { inherits: ['base'], ...target } } })
        : undefined,
    );
    expect(builders).toEqual([
      {
        source: 'workflow',
        label: 'the job image',
        location: { file: 'ci.yml', line: 1 },
        dockerfile: 'Dockerfile',
        context: '.',
        appliesIgnoreFile: true,
        target: 'prod',
        args: new Map([
          ['C', '2'],
          ['A', '1'],
        ]),
        namedContexts: new Map([
          ['lib', 'libs/l'],
          ['far', undefined],
        ]),
      },
    ]);
  });
});
