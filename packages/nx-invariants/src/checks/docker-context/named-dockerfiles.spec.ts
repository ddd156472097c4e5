import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

const compose = (context: string, dockerfile: string): Files => ({
  'compose.yml': `services:\n  a:\n    build:\n      context: ${context}\n      dockerfile: ${dockerfile}\n`,
});
const base: Files = {
  'apps/a/go.mod': 'module x/a\n',
  'apps/a/main.go': 'package main\n',
  'contracts/job.json': '{}',
};

describe('docker-context, of Dockerfiles that builders name', () => {
  const prod = 'apps/a/docker/Dockerfile.prod';

  it.each<[string, string, Files]>([
    ['Compose', 'the Compose service a', compose('.', prod)],
    [
      'a workflow',
      'the job image of the workflow',
      { '.github/workflows/ci.yml': `jobs:\n  image:\n    steps:\n      - run: docker build -f ${prod} .\n` },
    ],
    [
      'a composite action',
      'the job image of the workflow through .github/actions/image',
      {
        '.github/workflows/ci.yml':
          'jobs:\n  image:\n    steps:\n      - uses: ./.github/actions/image\n        with: { app: a }\n',
        '.github/actions/image/action.yml': `inputs: { app: {} }\nruns:\n  using: composite\n  steps:\n    - run: docker build -f apps/\${{ inputs.app }}/docker/Dockerfile.prod .\n`,
      },
    ],
    [
      'a bake file',
      'the script image',
      {
        'package.json': { scripts: { image: 'docker buildx bake -f ci/bake.json' } },
        'ci/bake.json': { target: { default: { dockerfile: prod } } },
      },
    ],
    [
      'Skaffold',
      'the Skaffold artifact a',
      {
        'deploy/skaffold.yaml': `build:\n  artifacts:\n    - image: a\n      context: ..\n      docker: { dockerfile: ${prod} }\n`,
      },
    ],
    [
      'a script of its package.json',
      'the script image',
      { 'apps/a/package.json': { scripts: { image: 'docker build -f docker/Dockerfile.prod ../..' } } },
    ],
    [
      'targetDefaults',
      'the target image',
      {
        'nx.json': {
          targetDefaults: { image: { command: `docker build -f {projectRoot}/docker/Dockerfile.prod .` } },
        },
        'apps/a/project.json': { name: 'a', targets: { image: {} } },
      },
    ],
    [
      'a target of another project',
      'the target images',
      {
        'infra/project.json': {
          name: 'infra',
          targets: { images: { command: `docker build -f ${prod} .` } },
        },
      },
    ],
  ])("judges a Dockerfile below the project's folder that %s builds", async (_what, by, files) => {
    const all = { ...base, [prod]: 'FROM scratch\nCOPY contracts gone /x/\n', ...files };
    const root = temporaryWorkspace(all);
    const report = await judgeLeaf(root, 'a', 'docker-context');
    expect([report.subjects, findingLines(report)]).toEqual([
      [prod],
      [`error ${prod}:2:16 COPY contracts gone fails in the context . (built by ${by}): "/gone": not found`],
    ]);
    const inputs = (await leafOf(root, 'a', 'docker-context'))?.placement.inputs;
    const builders = Object.keys(files).filter(
      (file) => !file.startsWith('apps/a/') && !file.startsWith('.github/workflows/') && file !== 'nx.json',
    );
    expect(inputs).toEqual(
      expect.arrayContaining([
        ...[...builders, 'contracts', 'gone'].map((path) => `{workspaceRoot}/${path}`),
        { json: '{workspaceRoot}/nx.json', fields: ['extends', 'targetDefaults'] },
      ]),
    );
  });

  it('leaves a Dockerfile below its folder alone that nobody builds, or that belongs to a project there', async () => {
    const below = { ...base, [prod]: 'FROM scratch\n' };
    expect(await leafOf(temporaryWorkspace(below), 'a', 'docker-context')).toBeUndefined();
    const nested = temporaryWorkspace({
      ...below,
      ...compose('.', prod),
      'apps/a/docker/project.json': { name: 'image' },
    });
    expect(await leafOf(nested, 'a', 'docker-context')).toBeUndefined();
    expect((await judgeLeaf(nested, 'image', 'docker-context')).subjects).toEqual([prod]);
  });

  it('judges what belongs to no other project on the root project, with what it takes from others', async () => {
    const root = temporaryWorkspace({
      ...base,
      'docker/Dockerfile': 'FROM scratch\nCOPY apps/a/main.go contracts /x/\nCOPY apps/gone /x/\n',
      ...compose('.', 'docker/Dockerfile'),
    });
    expect(findingLines(await judgeLeaf(root, 'workspace', 'docker-context'))).toEqual([
      'error docker/Dockerfile:3:6 COPY apps/gone fails in the context . (built by the Compose service a): "/apps/gone": not found',
    ]);
    expect((await leafOf(root, 'workspace', 'docker-context'))?.placement.edges).toEqual([
      { path: 'apps/a/main.go' },
    ]);
  });

  it('says that a Dockerfile does not exist, to the project where it would lie', async () => {
    const message = (path: string) =>
      `error compose.yml:3:5 the Compose service a builds ${path}, which does not exist`;
    const lost = temporaryWorkspace({ ...base, ...compose('.', prod) });
    expect(findingLines(await judgeLeaf(lost, 'a', 'docker-context'))).toEqual([message(prod)]);
    const nobodys = temporaryWorkspace({ ...base, ...compose('apps/b', 'Dockerfile') });
    expect(findingLines(await judgeLeaf(nobodys, 'workspace', 'docker-context'))).toEqual([
      message('apps/b/Dockerfile'),
    ]);
  });

  it.each<[string, Files, string]>([
    [
      'docker takes for a Dockerfile',
      { 'package.json': { scripts: { image: 'docker build apps/a' } } },
      'dockerfile',
    ],
    ['Compose takes for a Dockerfile', compose('apps/a', 'Dockerfile'), 'dockerfile'],
    [
      'podman takes before a Dockerfile',
      {
        'package.json': { scripts: { image: 'podman build apps/a' } },
        'apps/a/Dockerfile': 'FROM scratch\nCOPY main.go /x/\n',
      },
      'Containerfile',
    ],
    [
      'nerdctl takes for a Dockerfile',
      { 'package.json': { scripts: { image: 'nerdctl build apps/a' } } },
      'Containerfile',
    ],
    [
      'nerdctl takes for a Dockerfile that is named',
      { 'package.json': { scripts: { image: 'nerdctl build -f apps/a/Dockerfile apps/a' } } },
      'Containerfile',
    ],
    [
      'podman looks for in the context',
      { 'package.json': { scripts: { image: 'podman build -f image/prod apps/a' } } },
      'image/prod',
    ],
  ])('judges the file that %s', async (_what, files, name) => {
    const path = `apps/a/${name}`;
    const root = temporaryWorkspace({ ...base, [path]: 'FROM scratch\nCOPY gone /x/\n', ...files });
    const errors = findingLines(await judgeLeaf(root, 'a', 'docker-context'));
    expect(errors.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringContaining(`error ${path}:2:6 COPY gone fails in the context apps/a (built by `),
    ]);
  });

  it.each(['podman', 'nerdctl'])('does not take a file called dockerfile for %s', async (program) => {
    const root = temporaryWorkspace({
      ...base,
      'apps/a/dockerfile': 'FROM scratch\n',
      'apps/a/package.json': { scripts: { image: `${program} build -f Dockerfile .` } },
    });
    expect(findingLines(await judgeLeaf(root, 'a', 'docker-context'))).toEqual([
      'error apps/a/package.json:3:5 the script image builds apps/a/Dockerfile, which does not exist',
      'note apps/a/dockerfile:1:1 no Compose file, workflow, Skaffold file or target builds apps/a/dockerfile; its sources fit the context apps/a',
    ]);
  });

  it('warns of a Dockerfile that a build makes', async () => {
    const root = temporaryWorkspace({ ...base, '.gitignore': 'dist\n', ...compose('dist/a', 'Dockerfile') });
    const report = await judgeLeaf(root, 'workspace', 'docker-context');
    expect([report.verdict, findingLines(report)]).toEqual([
      'warns',
      [
        'warning compose.yml:3:5 the Compose service a builds dist/a/Dockerfile, which no checkout holds: the repository ignores it',
      ],
    ]);
  });

  it.each<[string, string, Files, string[]]>([
    [
      'the workspace project what nobody else would say',
      'workspace',
      { '.github/workflows/ci.yml': 'jobs:\n  a:\n    steps:\n      - run: docker build $DIR\n' },
      [
        'warning .github/workflows/ci.yml:4:9 what the job a of the workflow builds cannot be told: it is given by an expression, $DIR',
      ],
    ],
    [
      'the workspace project that no builder of Compose can be told',
      'workspace',
      { 'compose.yml': 'services: [\n' },
      [expect.stringMatching(/^error compose.yml:/) as unknown as string],
    ],
    [
      'a project what its own scripts leave open',
      'a',
      { 'apps/a/package.json': { scripts: { image: 'docker build $DIR' } } },
      [
        'warning apps/a/package.json:3:5 what the script image builds cannot be told: it is given by an expression, $DIR',
      ],
    ],
  ])('tells %s', async (_what, project, files, expected) => {
    const root = temporaryWorkspace({ ...base, ...files });
    expect(findingLines(await judgeLeaf(root, project, 'docker-context'))).toEqual(expected);
    const other = project === 'a' ? 'workspace' : 'a';
    expect(await leafOf(root, other, 'docker-context')).toBeUndefined();
  });
});
