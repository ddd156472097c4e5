import { describe, expect, it } from 'vitest';
import type { Language } from '../../workspace/language';
import { toolchainFindings } from './toolchain';
import { isMoving } from './toolchain-version';

describe('isMoving', () => {
  it.each<[string, string[], string[]]>([
    [
      'node',
      ['20', 'v20.1.2', '20.x', '20.*', 'lts/iron', '^20.19', '~20.1', '>=20 <21'],
      ['lts/*', 'node', 'latest', '>=20', '*', '20 || 22'],
    ],
    [
      'python',
      ['3.11', '3.11.4', '3.14-dev', '==3.11.*', '~=3.11.4', '>=3.11,<3.12'],
      ['3', '3.x', '>=3.11', '^3.11', 'x'],
    ],
    ['go', ['1.21', '1.26.8', 'go1.26.8', '1.22rc1'], ['stable', 'oldstable', '1', '^1.21']],
    ['rust', ['1.95', '1.95.0', 'nightly-2026-01-02'], ['stable', 'beta', 'nightly', '1']],
  ])('%s', (tool, pinned, moving) => {
    expect(pinned.filter((version) => isMoving(tool, version))).toEqual([]);
    expect(moving.filter((version) => !isMoving(tool, version))).toEqual([]);
  });
});

describe('toolchainFindings', () => {
  const nothing = (file: string, name: string) =>
    `${file} nothing pins the toolchain of ${file.split('/').pop()}: ${name} is what each machine has`;
  const newest = (place: string, what: string) =>
    `${place} the toolchain ${what} is whatever is newest on the day`;

  it.each<[string, Language, string, { readonly [file: string]: string }, string[], string[]]>([
    [
      'none',
      'typescript',
      'a/package.json',
      { 'a/package.json': '{}' },
      [],
      [nothing('a/package.json', 'node')],
    ],
    ['.nvmrc', 'typescript', 'a/package.json', { 'a/.nvmrc': '20.1.2\n' }, [], []],
    ['a file above', 'typescript', 'a/package.json', { '.node-version': '20\n' }, [], []],
    [
      'a comment and an alias',
      'typescript',
      'a/package.json',
      { '.nvmrc': '# ours\nlts/*\n' },
      [],
      [newest('.nvmrc:2', 'node lts/*')],
    ],
    [
      'engines',
      'typescript',
      'a/package.json',
      { 'a/package.json': '{\n"engines": { "node": ">=20" } }' },
      [],
      [newest('a/package.json:2', 'node >=20')],
    ],
    [
      'engines beside a pin',
      'typescript',
      'a/package.json',
      { 'a/package.json': '{ "engines": { "node": ">=20" } }', '.nvmrc': '20' },
      [],
      [],
    ],
    [
      'volta',
      'typescript',
      'a/package.json',
      { 'a/package.json': '{ "volta": { "node": "20.1.2" } }' },
      [],
      [],
    ],
    [
      'no JSON',
      'typescript',
      'a/package.json',
      { 'a/package.json': '{' },
      [],
      [nothing('a/package.json', 'node')],
    ],
    ['an image', 'typescript', 'a/package.json', {}, ['debian:12', 'node:20.1.2-slim'], []],
    [
      'an image without a version',
      'typescript',
      'a/package.json',
      {},
      ['node:lts', 'my/node:20'],
      [nothing('a/package.json', 'node')],
    ],
    [
      '.tool-versions',
      'python',
      'a/pyproject.toml',
      { '.tool-versions': 'nodejs 20\npython 3.11.4\n' },
      [],
      [],
    ],
    [
      'requires-python',
      'python',
      'a/pyproject.toml',
      { 'a/pyproject.toml': '[project]\nrequires-python = ">=3.11"\n' },
      [],
      [newest('a/pyproject.toml:2', 'python >=3.11')],
    ],
    [
      'an image for a range',
      'python',
      'a/pyproject.toml',
      { 'a/pyproject.toml': '[project]\nrequires-python = ">=3.11"\n' },
      ['docker.io/library/python:3.11-slim'],
      [],
    ],
    [
      'Poetry',
      'python',
      'a/pyproject.toml',
      { 'a/pyproject.toml': '[tool.poetry.dependencies]\npython = "~3.11"\n' },
      [],
      [],
    ],
    [
      'no TOML',
      'python',
      'a/pyproject.toml',
      { 'a/pyproject.toml': '=' },
      [],
      [nothing('a/pyproject.toml', 'python')],
    ],
    ['go', 'go', 'a/go.mod', { 'a/go.mod': 'module a\n\ngo 1.21\n' }, [], []],
    ['no go', 'go', 'a/go.mod', { 'a/go.mod': 'module a\n' }, [], [nothing('a/go.mod', 'go')]],
    ['toolchain', 'go', 'a/go.mod', { 'a/go.mod': 'module a\n\ngo 1.26.0\n\ntoolchain go1.26.8\n' }, [], []],
    [
      'rust-toolchain.toml',
      'rust',
      'a/Cargo.toml',
      { 'rust-toolchain.toml': '[toolchain]\nchannel = "1.95.0"\n' },
      [],
      [],
    ],
    [
      'a channel',
      'rust',
      'a/Cargo.toml',
      { 'rust-toolchain': 'stable\n' },
      [],
      [newest('rust-toolchain:1', 'rust stable')],
    ],
  ])('%s of %s', (_what, language, manifest, files, images, expected) => {
    const read = (path: string) => (Object.hasOwn(files, path) ? files[path] : undefined);
    const found = toolchainFindings(language, manifest, images, read).map(({ file, line, message }) =>
      [line === undefined ? file : `${file}:${line}`, message].join(' '),
    );
    expect(found).toEqual(expected);
  });
});
