import picomatch from 'picomatch';
import { describe, expect, test } from 'vitest';
import { yamlFilesAmong, yamlInputs } from './yaml-places';

const files = [
  'a.yml',
  'infra/k8s/base/gateway.yaml',
  'infra/k8s/notes.md',
  'infra/k8s.yml',
  'infra/values.txt',
];

describe.each([
  ['a folder', ['infra/k8s'], ['infra/k8s/base/gateway.yaml']],
  ['a file, whatever its name', ['infra/values.txt'], ['infra/values.txt']],
  ['the root', ['.'], ['a.yml', 'infra/k8s/base/gateway.yaml', 'infra/k8s.yml']],
  ['what is not there', ['deploy/k8s'], []],
])('%s', (_, places, expected) => {
  test('holds these YAML files', () => expect(yamlFilesAmong(files, places)).toEqual(expected));

  test('has inputs that match exactly those', () => {
    const globs = yamlInputs(places).map((input) => input.replace('{workspaceRoot}/', ''));
    expect(files.filter((file) => globs.some((glob) => picomatch(glob)(file)))).toEqual(expected);
  });
});
