import picomatch from 'picomatch';
import { describe, expect, it, test } from 'vitest';
import { filesAmong, kubernetesManifests, manifestEndings, placeInputs, workflowEndings } from './places';

const files = [
  'a.yml',
  'infra/k8s/base/gateway.yaml',
  'infra/k8s/job.json',
  'infra/k8s/notes.md',
  'infra/k8s.yml',
  'infra/values.txt',
];

describe.each([
  ['a folder', ['infra/k8s'], manifestEndings, ['infra/k8s/base/gateway.yaml', 'infra/k8s/job.json']],
  ['a folder without JSON', ['infra/k8s'], workflowEndings, ['infra/k8s/base/gateway.yaml']],
  ['a file, whatever its name', ['infra/values.txt'], workflowEndings, ['infra/values.txt']],
  ['the root', ['.'], workflowEndings, ['a.yml', 'infra/k8s/base/gateway.yaml', 'infra/k8s.yml']],
  ['what is not there', ['deploy/k8s'], manifestEndings, []],
])('%s', (_, places, endings, expected) => {
  test('holds these files', () => expect(filesAmong(files, places, endings)).toEqual(expected));

  test('has inputs that match exactly those', () => {
    const globs = placeInputs(places, endings).map((input) => input.replace('{workspaceRoot}/', ''));
    expect(files.filter((file) => globs.some((glob) => picomatch(glob)(file)))).toEqual(expected);
  });
});

it.each([
  ['k/a.yaml', '{}', true],
  ['k/a.json', '{"apiVersion":"v1","kind":"List","items":[]}', true],
  ['k/a.json', '{"apiVersion":"v1","kind":"Pod"}\n---\n{}', true],
  ['k/a.json', '{', true],
  ['k/a.json', undefined, true],
  ['named.json', '{"title":"a dashboard"}', true],
  ['k/a.json', '{"title":"a dashboard"}', false],
  ['k/a.json', '[{"op":"add"}]', false],
  ['k/a.json', '{"kind":"x"}', false],
])('%s with %j may be a manifest: %s', (file, text, expected) => {
  expect(kubernetesManifests([file], ['k', 'named.json'], () => text)).toEqual(expected ? [file] : []);
});
