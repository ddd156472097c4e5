import { logger, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findingLines, judgeLeaf } from '../../../testing/judge-leaf';
import { type Files, link, temporaryWorkspace } from '../../../testing/temporary-workspace';
import fix, { type FixDockerContextOptions } from './fix-docker-context';

const at = 'apps/a/Dockerfile';
const base: Files = {
  'nx.json': '{ "plugins": ["nx-invariants"] }',
  'apps/a/go.mod': 'module x/a\n',
  'apps/a/main.go': 'package main\n',
  'apps/a/lib/b.go': 'package lib\n',
  'contracts/job.json': '{}',
};
const compose = (context: string, dockerfile: string) =>
  `# deployed\nservices:\n  a:\n    build:\n      context: ${context} # here\n      dockerfile: ${dockerfile}\n`;
const workflow = (inputs: string) =>
  `jobs:\n  image:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n${inputs}`;

const declared = (...contexts: readonly string[]) =>
  `{ "metadata": { "invariants": { "builds": [\n${contexts
    .map((context) => `  { "target": "x", "context": ${context} }`)
    .join(',\n')}\n] } } }`;

afterEach(() => vi.restoreAllMocks());

/** What the generator says, the files it changed, and what the check says of the workspace then. */
async function fixed(files: Files, options: FixDockerContextOptions = {}) {
  const tree = createTreeWithEmptyWorkspace();
  for (const [path, content] of Object.entries({ ...base, ...files })) tree.write(path, String(content));
  const before = texts(tree);
  const said: string[] = [];
  for (const level of ['info', 'warn'] as const)
    vi.spyOn(logger, level).mockImplementation((text: string) => void said.push(text));
  const failure = await fix(tree, options).then(
    () => undefined,
    (error: Error) => error.message,
  );
  const after = texts(tree);
  const changed = Object.fromEntries(Object.entries(after).filter(([path, text]) => before[path] !== text));
  const report = await judgeLeaf(temporaryWorkspace(after), 'a', 'docker-context');
  return { said, failure, changed, verdict: report.verdict, findings: findingLines(report) };
}

function texts(tree: Tree): { [path: string]: string } {
  return Object.fromEntries(tree.listChanges().map(({ path, content }) => [path, content?.toString() ?? '']));
}

describe('fix-docker-context, paths', () => {
  it('rewrites what is written for the root, and keeps all else as it is', async () => {
    const dockerfile = [
      '# syntax=docker/dockerfile:1',
      'FROM scratch AS build',
      '# its sources',
      'COPY  apps/a/go.mod \\',
      '      ./apps/a/main.go   /src/',
      'COPY ["apps/a/lib/", "/src/lib/"]',
      'COPY apps/a/*.go /src/',
      'COPY "/apps/a/main.go" /x/',
      'ADD --chown=1:1 apps/a /all/',
      'RUN --mount=type=bind,source=apps/a/lib,target=/m true',
      'COPY main.go go.mod /kept/\r',
      '',
    ].join('\n');
    const { said, changed, verdict, failure } = await fixed({
      [at]: dockerfile,
      'compose.yml': compose('apps/a', 'Dockerfile'),
    });
    expect(failure).toBeUndefined();
    expect(changed).toEqual({
      [at]: dockerfile
        .replace('COPY  apps/a/go.mod', 'COPY  go.mod')
        .replace('./apps/a/main.go', './main.go')
        .replace('"apps/a/lib/"', '"lib/"')
        .replace('apps/a/*.go', '*.go')
        .replace('"/apps/a/main.go"', '"/main.go"')
        .replace('apps/a /all/', '. /all/')
        .replace('source=apps/a/lib', 'source=lib'),
    });
    expect(said.sort()).toEqual([
      `${at}:10 apps/a/lib -> lib`,
      `${at}:4 ./apps/a/main.go -> ./main.go`,
      `${at}:4 apps/a/go.mod -> go.mod`,
      `${at}:6 apps/a/lib/ -> lib/`,
      `${at}:7 apps/a/*.go -> *.go`,
      `${at}:8 "/apps/a/main.go" -> /main.go`,
      `${at}:9 apps/a -> .`,
    ]);
    expect(verdict).toBe('holds');
  });

  it('rewrites what is written for the own folder', async () => {
    const { changed, verdict } = await fixed({
      [at]: 'FROM scratch\nCOPY main.go contracts /x/\n',
      'compose.yml': compose('.', at),
    });
    expect(changed).toEqual({ [at]: 'FROM scratch\nCOPY apps/a/main.go contracts /x/\n' });
    expect(verdict).toBe('holds');
  });

  it('changes nothing where all is well, and says so', async () => {
    for (const change of ['paths', 'contexts'] as const) {
      const files = {
        [at]: 'FROM scratch\nCOPY main.go /x/\n',
        'compose.yml': compose('apps/a', 'Dockerfile'),
      };
      expect(await fixed(files, { change })).toMatchObject({
        said: ['Every Dockerfile fits the contexts of its builders.'],
        changed: {},
        failure: undefined,
      });
    }
  });

  it.each<[string, string, string]>([
    ['a file that is nowhere', 'COPY gone /x/', 'gone is nowhere to be found: "/gone": not found'],
    [
      'what the context does not hold',
      'COPY contracts /x/',
      'contracts is contracts, which lies outside of the context apps/a',
    ],
    [
      'a path with a variable',
      'ARG D=apps\nCOPY $D/a/main.go /x/',
      '$D/a/main.go is not written out as a plain path',
    ],
    [
      'what --parents places',
      'COPY --parents apps/a/main.go /x/',
      'apps/a/main.go decides with --parents where files go',
    ],
    [
      'one of two',
      'COPY apps/a/main.go /x/\nCOPY gone /x/',
      'gone is nowhere to be found: "/gone": not found',
    ],
    ['a circle of stages', 'COPY --from=0 x /x/', 'circular dependency detected on stage'],
  ])('leaves %s alone', async (_, instruction, reason) => {
    const { failure, changed } = await fixed({
      [at]: `FROM scratch\n${instruction}\n`,
      'compose.yml': compose('apps/a', 'Dockerfile'),
    });
    expect(changed).toEqual({});
    expect(failure).toContain('Nothing can be changed with certainty:\n  apps/a/Dockerfile:');
    expect(failure).toContain(reason);
  });

  it.each<[string, Files, string]>([
    [
      'what is kept out',
      {
        [at]: 'FROM scratch\nCOPY apps/a/main.go /x/\n',
        'compose.yml': compose('.', at),
        '.dockerignore': '**/*.go\n',
      },
      'apps/a/main.go is kept out by .dockerignore:1 (**/*.go)',
    ],
    [
      'what two contexts build',
      {
        [at]: 'FROM scratch\nCOPY apps/a/main.go /x/\n',
        'compose.yml': compose('.', at),
        '.github/workflows/ci.yml': workflow('          context: apps/a\n'),
      },
      'is built with several contexts, . and apps/a',
    ],
    ['what nobody builds', { [at]: 'FROM scratch\nCOPY gone /x/\n' }, 'is built by nobody'],
    ['what is no Dockerfile', { [at]: 'COPPY\n', 'compose.yml': compose('.', at) }, `${at}: `],
  ])('leaves %s alone', async (_, files, reason) => {
    const { failure, changed } = await fixed(files);
    expect({ failure, changed }).toEqual({ failure: expect.stringContaining(reason), changed: {} });
  });

  it('mends one Dockerfile where it cannot mend another, or the one that is named', async () => {
    const files = {
      [at]: 'FROM scratch\nCOPY apps/a/main.go /x/\n',
      'compose.yml': compose('apps/a', 'Dockerfile'),
      'apps/b/go.mod': 'module x/b\n',
      'apps/b/Dockerfile': 'FROM scratch\nCOPY gone /x/\n',
    };
    expect(await fixed(files)).toMatchObject({
      said: [
        `${at}:2 apps/a/main.go -> main.go`,
        'left as it is: apps/b/Dockerfile is built by nobody, so its context is not known: declare it as metadata.invariants.builds of its project',
      ],
      failure: undefined,
      verdict: 'holds',
    });
    expect((await fixed(files, { dockerfile: `./${at}` })).said).toEqual([
      `${at}:2 apps/a/main.go -> main.go`,
    ]);
    expect((await fixed(files, { dockerfile: 'Dockerfile' })).failure).toBe(
      `The check docker-context judges no Dockerfile, but: ${at}, apps/b/Dockerfile`,
    );
  });

  it('rewrites for a declared context', async () => {
    const { changed, verdict } = await fixed({
      [at]: 'FROM scratch AS x\nCOPY main.go /x/\n',
      'apps/a/project.json': declared('"."'),
    });
    expect([changed, verdict]).toEqual([{ [at]: 'FROM scratch AS x\nCOPY apps/a/main.go /x/\n' }, 'holds']);
  });

  it('rewrites nothing for a context that is no folder', async () => {
    const { changed, failure } = await fixed({
      [at]: 'FROM scratch AS x\nCOPY main.go /x/\n',
      'apps/a/project.json': declared('"apps/old"'),
    });
    expect([changed, failure]).toEqual([
      {},
      `Nothing can be changed with certainty:\n  ${at} is built with the context apps/old, which is no folder; give its builders another with --change=contexts`,
    ]);
  });

  it('does not write through a link', async () => {
    const files: Files = {
      [at]: 'FROM scratch\nCOPY apps/a/main.go contracts /x/\n',
      'compose.yml': compose('apps/a', 'Dockerfile'),
    };
    const root = temporaryWorkspace({});
    const tree = createTreeWithEmptyWorkspace();
    tree.root = root;
    for (const [path, content] of Object.entries({ ...base, ...files })) tree.write(path, String(content));
    link(root, 'compose.yml', 'elsewhere.yml');
    await expect(fix(tree, { change: 'contexts' })).rejects.toThrow('compose.yml is a link');
    tree.write(at, 'FROM scratch\nCOPY apps/a/main.go /x/\n');
    link(root, at, 'elsewhere');
    await expect(fix(tree, {})).rejects.toThrow(`${at} is a link`);
  });

  it('refuses a workspace without a Dockerfile', async () => {
    await expect(fix(createTreeWithEmptyWorkspace(), {})).rejects.toThrow('There is no Dockerfile');
  });
});

describe('fix-docker-context, contexts', () => {
  const fromRoot = 'FROM scratch AS x\nCOPY apps/a/main.go contracts /x/\n';
  const fromFolder = 'FROM scratch AS x\nCOPY main.go go.mod /x/\n';
  const contexts = (files: Files) => fixed(files, { change: 'contexts' });

  it.each<[string, Files, Files]>([
    [
      'a map of Compose',
      { [at]: fromRoot, 'compose.yml': compose('apps/a', 'Dockerfile') },
      { 'compose.yml': compose('.', at) },
    ],
    [
      'a text of Compose, from another folder',
      { [at]: fromRoot, 'infra/compose.yml': 'services:\n  a:\n    build: "../apps/a" # own\n    x-y: 1\n' },
      {
        'infra/compose.yml':
          'services:\n  a:\n    build: { context: .., dockerfile: apps/a/Dockerfile } # own\n    x-y: 1\n'.replace(
            '..,',
            '"..",',
          ),
      },
    ],
    [
      'a text of Compose that becomes another',
      {
        [at]: fromFolder,
        Dockerfile: '',
        'compose.yml': `services:\n  a:\n    build: { dockerfile: ${at}, context: '.' }\n`,
      },
      { 'compose.yml': `services:\n  a:\n    build: { dockerfile: Dockerfile, context: 'apps/a' }\n` },
    ],
    [
      'a map without a Dockerfile',
      {
        [at]: fromRoot,
        'compose.yml': 'services:\r\n  a:\r\n    build:\r\n      context: ./apps/a # x\r\n    image: a\r\n',
      },
      {
        'compose.yml':
          'services:\r\n  a:\r\n    build:\r\n      context: . # x\r\n      dockerfile: apps/a/Dockerfile\r\n    image: a\r\n',
      },
    ],
    [
      'a declaration, among others and with a comment',
      {
        [at]: fromRoot,
        'apps/a/project.json': declared('"apps/a" /* own */', '"apps/a"'),
      },
      { 'apps/a/project.json': declared('"." /* own */', '"."') },
    ],
    [
      'a declaration that names a folder which is gone, in package.json',
      {
        [at]: fromFolder,
        'apps/a/package.json': `{ "nx": ${declared('"apps/old"', '"apps/a"')} }`,
      },
      { 'apps/a/package.json': `{ "nx": ${declared('"apps/a"', '"apps/a"')} }` },
    ],
    [
      'a declaration and what really builds the image',
      {
        [at]: fromRoot,
        'apps/a/project.json': declared('"apps/a"', '"."'),
        'compose.yml': 'services: { a: { build: ./apps/a } }\n',
      },
      {
        'apps/a/project.json': declared('"."', '"."'),
        'compose.yml': `services: { a: { build: { context: ., dockerfile: ${at} } } }\n`,
      },
    ],
    [
      'a workflow',
      {
        [at]: fromRoot,
        '.github/workflows/ci.yml': workflow('          context: ./apps/a\n          push: true\n'),
      },
      {
        '.github/workflows/ci.yml': workflow(
          `          context: .\n          file: ${at}\n          push: true\n`,
        ),
      },
    ],
    [
      'a workflow in one line, and the Compose file that is right already',
      {
        [at]: fromRoot,
        'compose.yml': compose('.', at),
        '.github/workflows/ci.yml': `jobs:\n  image:\n    steps:\n      - { uses: docker/build-push-action@v6, with: { context: apps/a } }\n`,
      },
      {
        '.github/workflows/ci.yml': `jobs:\n  image:\n    steps:\n      - { uses: docker/build-push-action@v6, with: { context: ., file: ${at} } }\n`,
      },
    ],
  ])('gives %s the context that the paths are written for', async (_, files, expected) => {
    const { changed, failure, verdict, findings } = await contexts(files);
    expect({ changed, failure }).toEqual({ changed: expected, failure: undefined });
    expect({ verdict, findings }).toEqual({ verdict: 'holds', findings: [] });
  });

  it.each<[string, Files, string]>([
    [
      'a command of a target',
      {
        [at]: fromRoot,
        'apps/a/project.json': '{"name":"a","targets":{"i":{"command":"docker build apps/a"}}}',
      },
      'the target i is a command; give it the context . and the Dockerfile apps/a/Dockerfile by hand',
    ],
    [
      'a command of a workflow',
      {
        [at]: fromRoot,
        '.github/workflows/ci.yml': 'jobs:\n  image:\n    steps:\n      - run: docker build apps/a\n',
      },
      '.github/workflows/ci.yml:4 the job image of the workflow is a command',
    ],
    [
      'a Git context',
      { [at]: fromFolder, '.github/workflows/ci.yml': workflow(`          file: ${at}\n`) },
      'builds from the Git context',
    ],
    [
      'a variable of Compose',
      {
        [at]: fromRoot,
        'compose.yml': `services:\n  a:\n    build:\n      context: \${DIR:-apps/a}\n`,
      },
      'is not written out as plain paths',
    ],
    [
      'a build of another service',
      {
        [at]: fromRoot,
        'compose.yml': 'x-b: &b { context: apps/a }\nservices:\n  a:\n    build: *b\n',
      },
      'is built by what stands elsewhere',
    ],
    [
      'what fits nothing',
      { [at]: 'FROM scratch\nCOPY gone /x/\n', 'compose.yml': compose('.', at) },
      'fits no context: neither . nor apps/a',
    ],
    [
      'what fits both',
      {
        [at]: 'FROM scratch\n',
        'compose.yml': compose('.', at),
        '.github/workflows/ci.yml': workflow('          context: apps/a\n'),
      },
      'fits several contexts, . and apps/a: choose one',
    ],
    ['what nobody builds', { [at]: 'FROM scratch\nCOPY gone /x/\n' }, 'is built by nobody'],
  ])('leaves %s alone', async (_, files, reason) => {
    const { failure, changed } = await contexts(files);
    expect({ failure, changed }).toEqual({ failure: expect.stringContaining(reason), changed: {} });
  });

  it('moves all builders of a Dockerfile or none', async () => {
    const { failure, changed } = await contexts({
      [at]: fromRoot,
      'compose.yml': compose('apps/a', 'Dockerfile'),
      '.github/workflows/ci.yml': 'jobs:\n  image:\n    steps:\n      - run: docker build apps/a\n',
    });
    expect({ failure, changed }).toEqual({ failure: expect.stringContaining('is a command'), changed: {} });
  });
});
