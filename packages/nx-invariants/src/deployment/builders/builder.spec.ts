import { describe, expect, it } from 'vitest';
import { readNxJson } from '../../config/nx-json';
import { bakeBuilders } from './bake-file';
import { isRemote, namedFolders, nothingBuilt, pairsOf, pathFrom } from './builder';
import { manifestBuilders } from './manifest-builders';
import { workflowBuilders } from './workflow-builders';

const remote = [
  '-',
  'https://example.com/r.git#main:sub',
  'http://example.com/x.tar.gz',
  'ssh://git@example.com/r.git',
  'git://example.com/r.git',
  'git@example.com:r.git',
  'github.com/org/repo',
  'oci-layout://x',
  'docker-image://alpine:3',
  'target:lib',
];
const local = ['.', 'apps/a', './git@x', 'github.community/x', '../x', '/srv/x', 'C:\\x', 'c:/x', 'https/x'];

const noSettings = readNxJson('', () => undefined);

describe('isRemote', () => {
  it.each([
    ...remote.map((context) => [context, true] as const),
    ...local.map((context) => [context, false] as const),
  ])('%j: %j', (context, expected) => {
    expect(isRemote(context)).toBe(expected);
  });
});

describe('a remote context', () => {
  const nothing = { builders: [], unreadable: [], definitionBuilds: [] };
  const step = (lines: string) => `jobs:\n  a:\n    steps:\n${lines}`;

  it.each(remote)('is no folder to any builder: %s', (context) => {
    const command = { image: { command: `docker build ${context}` } };
    expect(manifestBuilders('project.json', JSON.stringify({ targets: command }), noSettings)).toEqual(
      nothingBuilt,
    );
    const action = step(
      `      - uses: docker/build-push-action@v6\n        with: { context: "${context}" }\n`,
    );
    expect(workflowBuilders(['ci.yml'], () => action)).toEqual({ ...nothing, findings: [] });
    const bake = JSON.stringify({ target: { default: { context } } });
    const location = { file: 'ci.yml', line: 1 };
    const call = { program: 'bake', source: 'workflow', label: 'l', location, folder: '.' } as const;
    expect(bakeBuilders({ ...call, files: [], targets: [] }, [bake])).toEqual(nothing);
    expect([...namedFolders('.', [['n', context]])]).toEqual([['n', undefined]]);
  });
});

it.each([
  ['apps/a', '../b', 'apps/b'],
  ['apps/a', '/srv', '/srv'],
  ['apps/a', 'C:\\x', 'C:\\x'],
  ['apps/a', '\\\\server\\x', '\\\\server\\x'],
  ['.', '.', '.'],
])('the path from %j to %j is %j', (folder, path, expected) => {
  expect(pathFrom(folder, path)).toBe(expected);
});

describe('pairsOf', () => {
  it('splits at the first "=", passes over what has none, and takes the last of a name', () => {
    expect(pairsOf(['A=1', 'B', 'C=x=y', 'D=', 'A=2'])).toEqual(
      new Map([
        ['A', '2'],
        ['C', 'x=y'],
        ['D', ''],
      ]),
    );
    expect(pairsOf([])).toEqual(new Map());
  });
});
