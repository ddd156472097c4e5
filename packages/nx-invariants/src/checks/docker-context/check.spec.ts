import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dockerfile as at, base, compose, fromRoot } from '../../../testing/image-workspace';
import { findingLines, judgeLeaf } from '../../../testing/judge-leaf';
import { type Files, link, temporaryWorkspace } from '../../../testing/temporary-workspace';

const judge = (files: Files) => judgeLeaf(temporaryWorkspace(files), 'a', 'docker-context');
const lines = async (files: Files) => findingLines(await judge(files));

describe('docker-context', () => {
  it('holds where every source resolves in the context of each builder', async () => {
    expect(await judge(fromRoot)).toMatchObject({
      verdict: 'holds',
      invariants: ['B1', 'B2'],
      subjects: [at],
      findings: [],
      details: {
        dockerfiles: [
          {
            path: at,
            builds: [
              {
                by: 'the Compose service a',
                context: '.',
                target: null,
                outcome: 'builds',
                instructions: [
                  {
                    line: 2,
                    keyword: 'COPY',
                    sources: ['apps/a/main.go', 'contracts'],
                    from: null,
                    result: 'resolves',
                    files: ['apps/a/main.go', 'contracts/job.json'],
                  },
                ],
                ignored: null,
                unused: { first: expect.arrayContaining(['apps/a/go.mod']) },
              },
            ],
          },
        ],
      },
    });
  });

  it('keeps in its details where sources come from, why they fail, and what the ignore file removes', async () => {
    const text = [
      'FROM scratch AS base',
      'COPY contracts /c',
      'FROM alpine:3',
      'COPY --from=base /c /c',
      'COPY --from=busybox:1 /bin/sh /sh',
      'COPY --from=lib x /x',
      'COPY apps/a/main.go gone /',
    ];
    const { details } = await judge({
      ...fromRoot,
      [at]: `${text.join('\n')}\n`,
      '.dockerignore': '# tests\n**/*_test.go\n*.md\n!keep.md\n',
      'apps/a/a_test.go': '',
      'apps/a/b_test.go': '',
    });
    const [dockerfile] = (details as { dockerfiles: { builds: Record<string, unknown>[] }[] }).dockerfiles;
    const { instructions, ignored } = dockerfile?.builds[0] ?? {};
    expect(
      (instructions as Record<string, unknown>[]).map(({ from, result, reason }) => [from, result, reason]),
    ).toEqual([
      [null, 'resolves', undefined],
      ['the stage base', 'resolves', undefined],
      ['the image busybox:1', 'unknown', expect.any(String)],
      ['the image lib', 'unknown', expect.any(String)],
      [null, 'fails', '"/gone": not found'],
    ]);
    expect(ignored).toEqual({
      file: '.dockerignore',
      files: 2,
      rules: [
        { line: 2, pattern: '**/*_test.go', files: 2, first: ['apps/a/a_test.go', 'apps/a/b_test.go'] },
      ],
    });
  });

  it.each<[string, Files, (string | RegExp)[]]>([
    [
      'a source that is gone',
      { [at]: 'FROM scratch\nCOPY gone /x\n' },
      [
        /^error apps\/a\/Dockerfile:2:6 COPY gone fails in the context \. \(built by the Compose service a\): /,
      ],
    ],
    [
      'a source kept out',
      { '.dockerignore': '# all\ncontracts\n' },
      [/^error apps\/a\/Dockerfile:2:\d+ COPY apps\/a\/main.go contracts fails in the context \. /],
    ],
    [
      'another case',
      { [at]: 'FROM scratch\nCOPY Contracts /x\n' },
      [/^error apps\/a\/Dockerfile:2:6 COPY Contracts fails/],
    ],
    [
      'a pattern that takes nothing',
      { [at]: 'FROM scratch\nCOPY contracts/*.yaml /x\n' },
      [/^error apps\/a\/Dockerfile:2:/],
    ],
    [
      'what a build makes',
      { '.gitignore': 'dist\n', [at]: 'FROM scratch\nCOPY apps/a/dist /x\n' },
      [
        'warning apps/a/Dockerfile:2:6 COPY apps/a/dist takes apps/a/dist, which no checkout holds: the repository ignores it',
      ],
    ],
    [
      'a Dockerfile that does not parse',
      { [at]: 'FROM scratch\nCOPY\n' },
      [/^error apps\/a\/Dockerfile:2:1 the Dockerfile does not parse: /],
    ],
    ['an empty Dockerfile', { [at]: '' }, [/^(error|undecided) apps\/a\/Dockerfile:/]],
    ['a Dockerfile that copies nothing', { [at]: 'FROM scratch\n' }, []],
    [
      'a target that is gone',
      { 'compose.yml': `services:\n  a:\n    build: { context: ., dockerfile: ${at}, target: prod }\n` },
      [/^error apps\/a\/Dockerfile:1:1 the build of apps\/a\/Dockerfile with the context \. fails: /],
    ],
    [
      'a Compose file that is no YAML',
      { 'compose.yml': 'services: [\n' },
      [/^error compose.yml:\d+:\d+ /, /^note apps\/a\/Dockerfile:1:1 no Compose file/],
    ],
    [
      'a workflow that is no YAML',
      { '.github/workflows/ci.yml': 'a: [\n' },
      [/^error .github\/workflows\/ci.yml:2:1 the workflow is not YAML: /],
    ],
    [
      'a configuration of Skaffold that is no YAML',
      { 'skaffold.yaml': 'build: [\n' },
      [/^error skaffold.yaml:2:1 the Skaffold file is not YAML: /],
    ],
    [
      'a target that a plugin infers, with another context',
      { 'nx.json': { plugins: ['@nx/docker'] } },
      [
        /^error apps\/a\/Dockerfile:2:6 COPY apps\/a\/main.go contracts fails in the context apps\/a \(built by the target docker:build that @nx\/docker infers\): /,
        /^error nx.json:3:5 the target docker:build that @nx\/docker infers builds apps\/a\/Dockerfile with the context apps\/a, the Compose service a with \.$/,
      ],
    ],
    [
      'a workflow with an expression',
      { '.github/workflows/ci.yml': `jobs:\n  a:\n    steps:\n      - run: docker build $DIR\n` },
      [
        /^warning .github\/workflows\/ci.yml:4:9 what the job a of the workflow builds cannot be told: it is given by an expression, \$DIR$/,
      ],
    ],
  ])('%s', async (_what, change, expected) => {
    expect(await lines({ ...fromRoot, ...change })).toEqual(
      expected.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
    );
  });

  it.each<[string, Files, string[]]>([
    [
      'a secret that is taken along',
      { [at]: 'FROM scratch\nCOPY apps/a /x/\n', 'apps/a/.env': 'X=1' },
      [`warning ${at}:2:1 it takes apps/a/.env, an environment file, along from the context .`],
    ],
    ['a secret that is named', { [at]: 'FROM scratch\nCOPY apps/a/.env /x/\n', 'apps/a/.env': 'X=1' }, []],
    [
      'a secret that the ignore file keeps out',
      { [at]: 'FROM scratch\nCOPY apps/a /x/\n', 'apps/a/.env': 'X=1', '.dockerignore': '**/.env\n' },
      [],
    ],
    [
      'a source of which nothing is left',
      { [at]: 'FROM scratch\nARG WHAT\nCOPY $WHAT /x/\n' },
      [`warning ${at}:3:6 nothing is left of $WHAT, so it takes the whole context .`],
    ],
    [
      'ignore files that nothing reads',
      {
        'apps/a/.dockerignore': 'x\n',
        'apps/a/Dockerfile.old.dockerignore': 'x\n',
        'apps/a/notes.dockerignore': 'x\n',
        'apps/a/notes': '',
        'apps/a/sub/.dockerignore': 'x\n',
      },
      [
        'warning apps/a/.dockerignore:1:1 no build of a Dockerfile beside it reads apps/a/.dockerignore',
        'warning apps/a/Dockerfile.old.dockerignore:1:1 no build of a Dockerfile beside it reads apps/a/Dockerfile.old.dockerignore',
      ],
    ],
    ['an ignore file of the Dockerfile', { 'apps/a/Dockerfile.dockerignore': 'x\n' }, []],
    [
      'an ignore file that another replaces',
      {
        [at]: 'FROM scratch\nCOPY main.go /x/\n',
        ...compose('apps/a', 'Dockerfile'),
        'apps/a/.dockerignore': 'x\n',
        'apps/a/Dockerfile.dockerignore': '',
      },
      [
        'warning apps/a/.dockerignore:1:1 no build of a Dockerfile beside it reads apps/a/.dockerignore: apps/a/Dockerfile.dockerignore is read instead',
      ],
    ],
    [
      'an ignore file of what is built from a Git context only',
      {
        'compose.yml': '',
        '.github/workflows/ci.yml': `jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with: { file: ${at} }\n`,
        'apps/a/Dockerfile.dockerignore': 'x\n',
      },
      [
        'warning apps/a/Dockerfile.dockerignore:1:1 no build of a Dockerfile beside it reads apps/a/Dockerfile.dockerignore',
      ],
    ],
    [
      'an ignore file of what nobody builds',
      { [at]: 'FROM scratch\nCOPY main.go /x/\n', 'compose.yml': '', 'apps/a/.dockerignore': 'x\n' },
      [
        `note ${at}:1:1 no Compose file, workflow, Skaffold file or target builds ${at}; its sources fit the context apps/a`,
      ],
    ],
  ])('remarks on %s', async (_what, change, expected) => {
    const found = await lines({ ...fromRoot, ...change });
    expect(found.filter((line) => !/compose.yml/.test(line))).toEqual(expected);
  });

  it('says which line of which ignore file keeps a source out, and how to let it in', async () => {
    const { findings } = await judge({ ...fromRoot, '.dockerignore': '# all\ncontracts\n' });
    expect(findings[0]).toMatchObject({
      expected: 'contracts in the context, but .dockerignore:2 (contracts) keeps it out',
      fix: 'remove the line, or add "!contracts" after it',
    });
  });

  it('knows the context that paths are written for, and the name that differs in case', async () => {
    const local = await judge({ ...base, [at]: 'FROM scratch\nCOPY main.go ./\n', ...compose('.', at) });
    expect(local.findings[0]).toMatchObject({
      expected: 'apps/a/main.go exists, but only the context apps/a holds it under this name',
      fix: 'write apps/a/main.go, or build with the context apps/a',
    });
    const cased = await judge({ ...fromRoot, [at]: 'FROM scratch\nCOPY apps/a/Main.go /x\n' });
    expect(cased.findings[0]).toMatchObject({
      expected: 'apps/a/main.go, which differs only in case',
      fix: 'write the name as the file is called',
    });
  });

  it('finds builders that disagree on the context', async () => {
    const workflow =
      'jobs:\n  image:\n    steps:\n      - uses: docker/build-push-action@v6\n        with: { context: apps/a }\n';
    const found = await lines({ ...fromRoot, '.github/workflows/ci.yml': workflow });
    expect(found).toContainEqual(
      `error .github/workflows/ci.yml:4:9 the job image of the workflow builds ${at} with the context apps/a, the Compose service a with .`,
    );
    expect(found.filter((line) => line.startsWith(`error ${at}:2`))).toHaveLength(1);
  });

  it('reads what targets build, and each failure once for builders that fail alike', async () => {
    const target = {
      name: 'a',
      targets: {
        one: { command: 'docker build -f {projectRoot}/Dockerfile .' },
        two: { command: 'docker build -f {projectRoot}/Dockerfile .' },
      },
    };
    const report = await judge({
      ...base,
      [at]: 'FROM scratch\nCOPY gone /x\n',
      'apps/a/project.json': target,
    });
    expect(report.findings).toHaveLength(1);
    expect(
      (report.details as { dockerfiles: { builds: { by: string }[] }[] }).dockerfiles[0]?.builds.map(
        ({ by }) => by,
      ),
    ).toEqual(['the target one', 'the target two']);
  });

  it('judges what nobody builds under its folder and the root, and notes which suits', async () => {
    expect(await lines({ ...base, [at]: 'FROM scratch\nCOPY main.go ./\n' })).toEqual([
      `note ${at}:1:1 no Compose file, workflow, Skaffold file or target builds ${at}; its sources fit the context apps/a`,
    ]);
    expect(await lines({ ...base, [at]: 'FROM scratch\nCOPY contracts ./\n' })).toEqual([
      `note ${at}:1:1 no Compose file, workflow, Skaffold file or target builds ${at}; its sources fit the context .`,
    ]);
    expect(await lines({ ...base, [at]: 'FROM scratch\nCOPY main.go contracts ./\n' })).toEqual([
      expect.stringMatching(
        /^error apps\/a\/Dockerfile:2:14 COPY main.go contracts fails in the context apps\/a \(which nobody builds\): /,
      ),
    ]);
  });

  it('says what only a build can tell, and what nobody can', async () => {
    const outside = await judge({
      ...fromRoot,
      [at]: 'FROM golang AS build\nFROM scratch\nCOPY --from=build /usr/local/go/gone /x\n',
    });
    expect([outside.verdict, outside.findings.map(({ severity }) => severity)]).toEqual(['holds', ['note']]);
    const secret = await judge({ ...fromRoot, [at]: 'FROM scratch\nARG WHAT\nCOPY $WHAT/x /x\n' });
    expect(secret.verdict).not.toBe('holds');
  });

  it('takes named contexts, of the workspace and from elsewhere', async () => {
    const text = 'FROM scratch\nCOPY --from=lib x ./\nCOPY --from=far y ./\n';
    const build = (lib: string) =>
      `services:\n  a:\n    build:\n      context: .\n      dockerfile: ${at}\n      additional_contexts: { lib: ${lib}, far: "docker-image://o/far" }\n`;
    const files = { ...base, [at]: text, 'libs/l/x': '', 'libs/l/.dockerignore': 'y\n' };
    expect((await judge({ ...files, 'compose.yml': build('./libs/l') })).verdict).toBe('holds');
    expect(
      (await judge({ ...files, 'libs/l/.dockerignore': 'x\n', 'compose.yml': build('./libs/l') })).verdict,
    ).toBe('violated');
  });

  it('is no pass where a workflow cannot be read', async () => {
    const root = temporaryWorkspace(fromRoot);
    link(root, '.github/workflows/ci.yml', '../../../outside.yml');
    expect(findingLines(await judgeLeaf(root, 'a', 'docker-context'))).toEqual([
      'error .github/workflows/ci.yml the workflow .github/workflows/ci.yml cannot be read, so what it builds cannot be told',
    ]);
  });

  it.each<[string, string, Files, string[]]>([
    [
      'docker compose -f ci/c.yml build',
      'COPY contracts /x/',
      { 'ci/c.yml': 'services:\n  a:\n    build: ../apps/a\n' },
      [
        `error ${at}:2:6 COPY contracts fails in the context apps/a (built by the Compose service a): "/contracts": not found`,
      ],
    ],
    [
      'docker buildx bake -f ci/b.json',
      'COPY contracts /x/',
      { 'ci/b.json': { target: { default: { context: 'apps/a' } } } },
      [
        `error ${at}:2:6 COPY contracts fails in the context apps/a (built by the job image of the workflow): "/contracts": not found`,
      ],
    ],
    ...[
      ['undecided', 'docker buildx bake --set a.context=b', '--set changes it, a.context=b'],
      [
        'undecided',
        'docker compose --project-directory x build',
        'its paths are taken from another folder, x',
      ],
      ['warning', 'docker buildx bake --set a.context=$DIR', '--set changes it, a.context=$DIR'],
      ['warning', 'docker buildx bake $T', 'it is given by an expression, $T'],
      ['warning', 'docker build /srv', 'its context or Dockerfile lies outside this repository'],
    ].map(([severity, command = '', reason]): [string, string, Files, string[]] => [
      command,
      'COPY contracts /x/',
      {},
      [
        `${severity} .github/workflows/ci.yml:4:9 what the job image of the workflow builds cannot be told: ${reason}`,
        `note ${at}:1:1 no Compose file, workflow, Skaffold file or target builds ${at}; its sources fit the context .`,
      ],
    ]),
    [
      'docker buildx bake',
      'COPY contracts /x/',
      { 'docker-bake.hcl': '' },
      [
        'undecided .github/workflows/ci.yml:4:9 what the job image of the workflow builds cannot be told: docker-bake.hcl is neither JSON nor a Compose file',
        `note ${at}:1:1 no Compose file, workflow, Skaffold file or target builds ${at}; its sources fit the context .`,
      ],
    ],
  ])('judges what "%s" builds', async (run, copy, files, expected) => {
    const workflow = `jobs:\n  image:\n    steps:\n      - run: ${run}\n`;
    const found = await lines({
      ...base,
      [at]: `FROM scratch\n${copy}\n`,
      '.github/workflows/ci.yml': workflow,
      ...files,
    });
    expect(found).toEqual(expected);
  });

  it('judges every Dockerfile of the project, and no ignore file for one', async () => {
    const more = {
      'apps/a/Dockerfile.dev': 'FROM scratch\n',
      'apps/a/web.Dockerfile': 'FROM scratch\n',
      'apps/a/Containerfile': 'FROM scratch\n',
      'apps/a/Dockerfile.dockerignore': 'x\n',
      'apps/a/sub/Dockerfile': 'FROM scratch\n',
    };
    expect((await judge({ ...fromRoot, ...more })).subjects).toEqual([
      'apps/a/Containerfile',
      at,
      'apps/a/Dockerfile.dev',
      'apps/a/web.Dockerfile',
    ]);
  });

  it('is no pass where its Dockerfile cannot be read', async () => {
    const root = temporaryWorkspace({ ...base, [at]: 'FROM scratch\n' });
    rmSync(join(root, at));
    link(root, at, '../../../outside');
    const report = await judgeLeaf(root, 'a', 'docker-context');
    expect([report.verdict, report.subjects, findingLines(report)]).toEqual([
      'violated',
      [],
      [`error ${at} ${at} cannot be read`],
    ]);
  });
});
