import { describe, expect, it } from 'vitest';
import { readNxJson } from '../../config/nx-json';
import { makerOf, projectTargets, runsAfter } from './project-targets';

const read = (manifests: { readonly [file: string]: unknown }, nxJson: unknown = {}) =>
  projectTargets(
    'apps/a',
    readNxJson('', () => JSON.stringify(nxJson)),
    (path) => (manifests[path] === undefined ? undefined : JSON.stringify(manifests[path])),
  );
const inProject = (targets: unknown, nxJson?: unknown) =>
  read({ 'apps/a/project.json': { targets } }, nxJson);

describe('projectTargets', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['folders', ['{projectRoot}/dist', '{workspaceRoot}/dist/apps/a/'], ['apps/a/dist', 'dist/apps/a']],
    ['globs', ['{projectRoot}/*.jar', '{projectRoot}/lib/**/*'], ['apps/a/*.jar', 'apps/a/lib/**/*']],
    ['an option', ['{options.out}/x', '{options.none}'], ['dist/a/x']],
    [
      'all of the project, which says nothing',
      ['{projectRoot}', '{workspaceRoot}', '{projectRoot}/**/*'],
      [],
    ],
    ['what is left out, and what is none', ['!{projectRoot}/x', 3], []],
    ['no list', 'dist', []],
  ])('have as outputs %s', (_what, outputs, expected) => {
    const target = { outputs, options: { out: 'dist/a' } };
    expect(inProject({ build: target })).toEqual([{ name: 'build', outputs: expected, dependsOn: [] }]);
  });

  it('have what targetDefaults gives them, and run after those of their own project', () => {
    const dependsOn = [
      'build',
      '^build',
      { target: 'x' },
      { target: 'y', projects: 'self' },
      { target: 'z', projects: ['b'] },
      { target: 'w', dependencies: true },
      3,
    ];
    expect(
      inProject(
        { build: {}, image: { dependsOn } },
        { targetDefaults: { build: { outputs: ['{projectRoot}/out'] } } },
      ),
    ).toEqual([
      { name: 'build', outputs: ['apps/a/out'], dependsOn: [] },
      { name: 'image', outputs: [], dependsOn: ['build', 'x', 'y'] },
    ]);
  });

  it('are those of both manifests, and none of what is none', () => {
    expect(
      read({
        'apps/a/package.json': { nx: { targets: { a: {} } }, targets: { no: {} } },
        'apps/a/project.json': { targets: { b: {}, c: 3 } },
      }).map(({ name }) => name),
    ).toEqual(['a', 'b']);
    expect([read({}), read({ 'apps/a/project.json': [] })]).toEqual([[], []]);
  });
});

describe('makerOf', () => {
  const targets = inProject({
    other: {},
    build: { outputs: ['{projectRoot}/dist/main', '{projectRoot}/*.jar', '{projectRoot}/lib/**/*.js'] },
  });
  it.each([
    ['apps/a/dist/main', 'build'],
    ['apps/a/dist/main/x.js', 'build'],
    ['apps/a/dist', 'build'],
    ['apps/a/x.jar', 'build'],
    ['apps/a/lib/b/c.js', 'build'],
    ['apps/a/dist/other', undefined],
    ['apps/a/distant', undefined],
    ['apps/a/x.js', undefined],
    ['x.jar', undefined],
  ])('of %s is %s', (path, expected) => {
    expect(makerOf(path, targets)).toBe(expected);
  });
});

describe('runsAfter', () => {
  const targets = inProject({
    a: { dependsOn: ['b'] },
    b: { dependsOn: ['c-*', 'a'] },
    'c-1': {},
    d: {},
  });
  it.each([
    ['a', 'b', true],
    ['a', 'c-1', true],
    ['a', 'd', false],
    ['a', 'a', false],
    ['c-1', 'a', false],
    ['none', 'a', false],
  ])('%s after %s: %s', (target, other, expected) => {
    expect(runsAfter(target, other, targets)).toBe(expected);
  });
});
