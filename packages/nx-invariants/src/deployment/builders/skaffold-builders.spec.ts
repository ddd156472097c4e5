import { describe, expect, it } from 'vitest';
import { isSkaffoldFile, skaffoldBuilders } from './skaffold-builders';

const file = 'deploy/skaffold.yaml';

function read(text: string, ...dockerfiles: string[]) {
  const { builders, unreadable, definitionBuilds, findings } = skaffoldBuilders(file, (path) =>
    path === file ? text : dockerfiles.includes(path) ? 'FROM scratch\n' : undefined,
  );
  expect(definitionBuilds).toEqual([]);
  return {
    builders: builders.map(
      ({ label, dockerfile, context }) =>
        `${label.replace('the Skaffold artifact ', '')}: ${dockerfile} in ${context}`,
    ),
    unreadable: unreadable.map(({ label, severity, reason }) => `${severity} ${label}: ${reason}`),
    findings: findings.map(({ line, column, message }) => `${line}:${column} ${message}`),
  };
}

const nothing = { builders: [], unreadable: [], findings: [] };
const artifact = (lines: string) => `build:\n  artifacts:\n    - image: a\n      ${lines}\n`;

describe('skaffoldBuilders', () => {
  it.each<[string, string, Partial<ReturnType<typeof read>>]>([
    ['the defaults', artifact(''), { builders: ['a: deploy/Dockerfile in deploy'] }],
    ['a context', artifact('context: ../apps/a'), { builders: ['a: apps/a/Dockerfile in apps/a'] }],
    [
      'a Dockerfile in its context',
      artifact('context: ..\n      docker: { dockerfile: apps/a/Dockerfile }'),
      { builders: ['a: apps/a/Dockerfile in .'] },
    ],
    ['kaniko', artifact('kaniko: { dockerfile: k }'), { builders: ['a: deploy/k in deploy'] }],
    [
      'an alias',
      `x: &x { image: b, context: ../b }\n${artifact('context: ../a')}    - *x\n`,
      { builders: ['a: a/Dockerfile in a', 'b: b/Dockerfile in b'] },
    ],
    [
      'several documents',
      `${artifact('context: ../a')}---\n---\n${artifact('context: ../b')}`,
      { builders: ['a: a/Dockerfile in a', 'a: b/Dockerfile in b'] },
    ],
    [
      'a profile',
      'profiles:\n  - name: p\n    build: { artifacts: [{ image: a, context: ../a }] }\n  - name: q\n',
      { builders: ['a in the profile p: a/Dockerfile in a'] },
    ],
    ...['bazel', 'jib', 'ko', 'buildpacks'].map((name): [string, string, Partial<typeof nothing>] => [
      name,
      artifact(`${name}: {}`),
      {},
    ]),
    [
      'a command, which runs in the context',
      artifact('context: ../a\n      custom: { buildCommand: docker build -t $IMAGE -f x/Dockerfile .. }'),
      { builders: ['a: a/x/Dockerfile in .'] },
    ],
    [
      'a command that does not say what it builds',
      artifact('custom: { buildCommand: docker build $BUILD_CONTEXT }'),
      {
        unreadable: ['warning the Skaffold artifact a: it is given by an expression, $BUILD_CONTEXT'],
      },
    ],
    [
      'a context outside',
      artifact('context: ../..'),
      {
        unreadable: [
          'warning the Skaffold artifact a: its context or Dockerfile lies outside this repository',
        ],
      },
    ],
    [
      'a template',
      artifact("docker: { dockerfile: 'Dockerfile.{{.ENV}}' }"),
      {
        unreadable: ['warning the Skaffold artifact a: it is given by a template, Dockerfile.{{.ENV}}'],
      },
    ],
    [
      'what is merged in',
      `x: &x { context: ../a }\n${artifact('<<: *x')}`,
      { unreadable: ['undecided the Skaffold artifact a: it is merged in'] },
    ],
    [
      'patches of a profile',
      'profiles:\n  - name: p\n    patches:\n' +
        ['/build/artifacts/0/context', '/build/artifacts', '/build/artifacts/0/image', '/deploy/x']
          .map((path) => `      - { op: replace, path: ${path}, value: x }\n`)
          .join(''),
      {
        unreadable: [
          'undecided the Skaffold profile p: it patches /build/artifacts/0/context',
          'undecided the Skaffold profile p: it patches /build/artifacts',
        ],
      },
    ],
    [
      'an artifact without a name',
      'build: { artifacts: [{}] }',
      { builders: ['without a name: deploy/Dockerfile in deploy'] },
    ],
    ['no artifacts', 'build: { artifacts: a }\nprofiles: 3\n', {}],
    ['nothing', '', {}],
    ['no YAML', 'build: [\n', { findings: [expect.stringMatching(/^2:1 the Skaffold file is not YAML: /)] }],
  ])('%s', (_what, text, expected) => {
    expect(read(text)).toEqual({ ...nothing, ...expected });
  });

  it.each([
    [['deploy/shared'], 'a: deploy/shared in apps/a'],
    [['deploy/shared', 'apps/a/shared'], 'a: apps/a/shared in apps/a'],
    [[], 'a: apps/a/shared in apps/a'],
  ])('of Dockerfiles at %j takes that of the context first', (dockerfiles, expected) => {
    const text = artifact('context: ../apps/a\n      docker: { dockerfile: shared }');
    expect(read(text, ...dockerfiles).builders).toEqual([expected]);
  });

  it('has the place, the target and the arguments of an artifact', () => {
    const text = artifact('docker: { target: prod, buildArgs: { A: 1, B: null } }');
    expect(skaffoldBuilders(file, () => text).builders).toEqual([
      {
        source: 'skaffold',
        label: 'the Skaffold artifact a',
        location: { file, line: 3, column: 7 },
        dockerfile: 'deploy/Dockerfile',
        context: 'deploy',
        appliesIgnoreFile: true,
        target: 'prod',
        args: new Map([['A', '1']]),
        namedContexts: new Map(),
      },
    ]);
  });

  it('says that a file cannot be read', () => {
    expect(skaffoldBuilders(file, () => undefined).findings).toEqual([
      expect.objectContaining({
        severity: 'error',
        file,
        message: expect.stringContaining('cannot be read'),
      }),
    ]);
  });

  it('knows its files by their names', () => {
    const names = [
      'skaffold.yaml',
      'a/skaffold.dev.yml',
      'skaffold-x.yaml',
      'myskaffold.yaml',
      'skaffold.json',
    ];
    expect(names.filter(isSkaffoldFile)).toEqual(['skaffold.yaml', 'a/skaffold.dev.yml', 'skaffold-x.yaml']);
  });
});
