import { readNxJson as readAsNx } from 'nx/src/config/nx-json';
import { describe, expect, it } from 'vitest';
import { type Files, link, temporaryWorkspace } from '../../testing/temporary-workspace';
import { namedInputsOf, readNxJson } from './nx-json';

const preset = {
  plugins: ['from-preset'],
  targetDefaults: { build: { cache: true } },
  extends: './other.json',
};
const installed: Files = {
  'node_modules/@org/presets/package.json': { name: '@org/presets', version: '1.0.0' },
  'node_modules/@org/presets/nx.json': preset,
};

describe('readNxJson', () => {
  it.each<[string, Files]>([
    ['nothing', { 'nx.json': { plugins: [] } }],
    [
      'a file of the workspace',
      { 'nx.json': { extends: './preset.json', plugins: [] }, 'preset.json': preset },
    ],
    ['one without its ending', { 'nx.json': { extends: './a/preset' }, 'a/preset.json': preset }],
    ['a package', { 'nx.json': { extends: '@org/presets/nx.json', defaultBase: 'next' }, ...installed }],
  ])('reads it as Nx does where it extends %s', (_what, files) => {
    const root = temporaryWorkspace(files);
    expect(readNxJson(root)).toMatchObject({ value: readAsNx(root), problems: [] });
  });

  it('says where each value stands', () => {
    const root = temporaryWorkspace({
      'nx.json': { extends: './preset.json', plugins: [] },
      'preset.json': preset,
    });
    const { locate, preset: found } = readNxJson(root);
    expect(found).toEqual({ kind: 'source', file: 'preset.json' });
    expect(locate(['plugins', 0])).toEqual({ file: 'nx.json', line: 3, column: 3 });
    expect(locate(['targetDefaults', 'build', 'cache'])).toEqual({ file: 'preset.json', line: 7, column: 7 });
    expect(locate(['nowhere'])).toEqual({ file: 'nx.json', line: 1, column: 1 });
  });

  it('knows a package of this workspace by its sources, another by its name', () => {
    const root = temporaryWorkspace({
      'nx.json': { extends: 'presets/nx.json' },
      'packages/presets/nx.json': preset,
      'packages/presets/package.json': { name: 'presets' },
    });
    link(root, 'node_modules/presets', '../packages/presets');
    expect(readNxJson(root).preset).toEqual({ kind: 'source', file: 'packages/presets/nx.json' });
    const other = temporaryWorkspace({ 'nx.json': { extends: '@org/presets/nx.json' }, ...installed });
    expect(readNxJson(other)).toMatchObject({
      preset: {
        kind: 'installed',
        file: 'node_modules/@org/presets/nx.json',
        packageName: '@org/presets',
      },
      value: { plugins: ['from-preset'] },
    });
  });

  it('finds a file that is not on disk yet', () => {
    const texts: { [path: string]: string } = {
      'nx.json': '{ "extends": "./new" }',
      'new.json': '{ "plugins": ["a"] }',
    };
    expect(readNxJson(temporaryWorkspace({}), (path) => texts[path])).toMatchObject({
      preset: { kind: 'source', file: 'new.json' },
      value: { plugins: ['a'] },
    });
  });

  it.each<[string, Files, string]>([
    ['./gone.json', {}, 'there is no such file in the workspace or its packages'],
    ['gone/nx.json', {}, 'there is no such file in the workspace or its packages'],
    ['../outside.json', {}, 'there is no such file in the workspace or its packages'],
    ['/etc/hostname', {}, 'there is no such file in the workspace or its packages'],
    ['./preset.json', { 'preset.json': '{\n,' }, 'preset.json:2:1 is not JSON: ValueExpected'],
    ['./preset.json', { 'preset.json/index.js': '' }, 'preset.json/index.js:1:1 is not JSON: ValueExpected'],
  ])('names the place where it extends %s, %j', (specifier, files, reason) => {
    const root = temporaryWorkspace({ 'nx.json': { plugins: ['own'], extends: specifier }, ...files });
    expect(readNxJson(root)).toMatchObject({
      value: { plugins: ['own'], extends: specifier },
      preset: undefined,
      problems: [
        {
          file: 'nx.json',
          line: 5,
          column: 3,
          message: `nx.json extends "${specifier}", but ${reason}`,
        },
      ],
    });
  });

  it('extends a text alone', () => {
    const { problems } = readNxJson(temporaryWorkspace({ 'nx.json': { extends: ['./preset.json'] } }));
    expect(problems.map(({ message }) => message)).toEqual([
      'nx.json extends ["./preset.json"], but that is no text',
    ]);
  });
});

it.each<[unknown, object]>([
  [undefined, {}],
  ['production', {}],
  [{ production: ['default'] }, { production: ['default'] }],
])('the named inputs of %j are %j', (namedInputs, names) => {
  expect(namedInputsOf({ value: { namedInputs } })).toEqual(names);
});
