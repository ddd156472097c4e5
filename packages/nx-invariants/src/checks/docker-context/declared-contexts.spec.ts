import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, link, temporaryWorkspace } from '../../../testing/temporary-workspace';

const at = 'apps/a/Dockerfile';
const manifest = 'apps/a/project.json';
const metadata = (builds: unknown) => ({ metadata: { invariants: { builds } } });
const declaring = (...builds: readonly unknown[]): Files => ({ [manifest]: metadata(builds) });
const base: Files = {
  'apps/a/go.mod': 'module x/a\n',
  'apps/a/main.go': 'package main\n',
  'contracts/job.json': '{}',
};

async function lines(files: Files, project = 'a'): Promise<string[]> {
  return findingLines(await judgeLeaf(temporaryWorkspace({ ...base, ...files }), project, 'docker-context'));
}

describe('docker-context, of builds that a project declares', () => {
  it.each<[string, string, Files, string[]]>([
    [
      'judges the Dockerfile in the declared context alone',
      'FROM scratch\nCOPY main.go /x/\n',
      declaring({ context: '.' }),
      [
        `error ${at}:2:6 COPY main.go fails in the context . (built by the declaration in ${manifest}): "/main.go": not found`,
      ],
    ],
    [
      'in package.json',
      'FROM scratch\nCOPY contracts /x/\n',
      { 'apps/a/package.json': { nx: metadata([{ context: './apps/a/' }]) } },
      [
        `error ${at}:2:6 COPY contracts fails in the context apps/a (built by the declaration in apps/a/package.json): "/contracts": not found`,
      ],
    ],
    [
      'with its target, build arguments and named contexts',
      'FROM scratch AS a\nARG FROM=gone\nCOPY $FROM /x/\nCOPY --from=more job.json away.json /x/\nFROM scratch AS b\nCOPY gone /x/\n',
      declaring({
        context: '.',
        target: 'a',
        args: { FROM: 'apps/a/main.go' },
        additionalContexts: { more: 'contracts', image: 'docker-image://alpine' },
      }),
      [
        `error ${at}:4:27 COPY job.json away.json fails in the context . (built by the declaration in ${manifest}): "/away.json": not found`,
      ],
    ],
    [
      'each of several',
      'FROM scratch AS a\nFROM scratch AS b\nCOPY gone /x/\n',
      declaring({ context: '.', target: 'a' }, { context: '.', target: 'b' }),
      [
        `error ${at}:3:6 COPY gone fails in the context . (built by the declaration in ${manifest}): "/gone": not found`,
      ],
    ],
  ])('%s', async (_what, dockerfile, files, expected) => {
    expect(await lines({ [at]: dockerfile, ...files })).toEqual(expected);
  });

  it.each<[string, string, Files, string[]]>([
    [
      'with what really builds the image, on the declaration',
      'FROM scratch\n',
      { ...declaring({ context: '.' }), 'compose.yml': 'services: { a: { build: apps/a } }\n' },
      [
        `error ${manifest}:5:9 the declaration in ${manifest} builds ${at} with the context ., the Compose service a with apps/a`,
      ],
    ],
    [
      'with a target beside it',
      'FROM scratch\n',
      {
        [manifest]: {
          ...metadata([{ context: '.' }]),
          targets: { image: { command: 'docker build apps/a' } },
        },
      },
      [
        `error ${manifest}:5:9 the declaration in ${manifest} builds ${at} with the context ., the target image with apps/a`,
      ],
    ],
    [
      'with another declaration',
      'FROM scratch\n',
      declaring({ context: '.' }, { context: 'apps/a' }),
      [
        `error ${manifest}:8:9 the declaration in ${manifest} builds ${at} with the context apps/a, the declaration in ${manifest} with .`,
      ],
    ],
  ])('says where a declaration disagrees %s', async (_what, dockerfile, files, expected) => {
    expect(await lines({ [at]: dockerfile, ...files })).toEqual(expected);
  });

  const path = 'a path from the workspace root, with forward slashes, without "..", wildcards or tokens';
  const at0 = 'metadata.invariants.builds.0';

  it.each<[string, unknown, string[]]>([
    ['no list', { context: '.' }, ['4:7 metadata.invariants.builds must be array']],
    ['null', null, ['4:7 metadata.invariants.builds must be array']],
    ['nothing', [], ['4:7 metadata.invariants.builds must NOT have fewer than 1 items']],
    [
      'too many',
      Array(101).fill({ context: '.' }),
      ['4:7 metadata.invariants.builds must NOT have more than 100 items'],
    ],
    ['a text', ['.'], [`5:9 ${at0} must be object`]],
    ['no context', [{}], [`5:9 ${at0} must have required property 'context'`]],
    ['a number', [{ context: 3 }], [`6:11 ${at0}.context must be string`]],
    [
      'a path without end',
      [{ context: 'a/'.repeat(5000) }],
      [`6:11 ${at0}.context must NOT have more than 4096 characters`],
    ],
    ...[
      '..',
      'apps/../..',
      '/etc',
      'C:/x',
      '..\\x',
      'https://example.com/r.git',
      '{projectRoot}',
      'apps/*',
    ].map((context): [string, unknown, string[]] => [
      context,
      [{ context }],
      [`6:11 ${at0}.context must be ${path}`],
    ]),
    [
      'a Dockerfile that lies outside',
      [{ context: '.', dockerfile: '../Dockerfile' }],
      [`7:11 ${at0}.dockerfile must be ${path}`],
    ],
    [
      'an unknown key',
      [{ context: '.', dockerFile: 'Dockerfile' }],
      [`7:11 ${at0}.dockerFile is not a known key`],
    ],
    [
      'what else is malformed',
      [{ context: '.', target: '', args: { A: 1 }, additionalContexts: { b: '../b' } }],
      [
        `7:11 ${at0}.target must NOT have fewer than 1 characters`,
        `9:13 ${at0}.args.A must be string`,
        `12:13 ${at0}.additionalContexts.b must be ${path}, or a reference such as docker-image://alpine`,
      ],
    ],
  ])('refuses %s, with its place', async (_what, builds, expected) => {
    const report = await judgeLeaf(
      temporaryWorkspace({ ...base, [manifest]: metadata(builds) }),
      'a',
      'docker-context',
    );
    expect([report.verdict, ...findingLines(report)]).toEqual([
      'violated',
      ...expected.map((line) => `error ${manifest}:${line}`),
    ]);
  });

  it('takes no key for more than a key', async () => {
    const written = (build: string) => `{ "metadata": { "invariants": { "builds": [${build}] } } }`;
    const dockerfile =
      'FROM scratch\nARG constructor\nCOPY $constructor /x/\nCOPY --from=constructor job.json /x/\nCOPY gone /x/\n';
    expect(
      await lines({ [at]: 'FROM scratch\n', [manifest]: written('{ "__proto__": { "context": "." } }') }),
    ).toEqual([
      `error ${manifest}:1:44 ${at0} must have required property 'context'`,
      `error ${manifest}:1:46 ${at0}.__proto__ is not a known key`,
      expect.stringContaining('note'),
    ]);
    const odd =
      '{ "context": ".", "args": { "constructor": "contracts" }, "additionalContexts": { "__proto__": "gone", "constructor": "contracts" } }';
    expect(await lines({ [at]: dockerfile, [manifest]: written(odd) })).toEqual([
      `error ${manifest}:1:44 the declaration in ${manifest} builds ${at} with the context gone, which is no folder`,
    ]);
    const whole = odd.replace('"gone"', '"apps"');
    expect(await lines({ [at]: dockerfile, [manifest]: written(whole) })).toEqual([
      expect.stringContaining('"/gone": not found'),
    ]);
  });

  it('says that a Dockerfile or a context does not exist, where it is declared', async () => {
    const by = `the declaration in ${manifest}`;
    expect(await lines(declaring({ context: '.' }))).toEqual([
      `error ${manifest}:5:9 ${by} builds ${at}, which does not exist`,
    ]);
    const gone = declaring({ context: 'apps/old', additionalContexts: { b: 'apps/older' } });
    expect(await lines({ [at]: 'FROM scratch\nCOPY main.go /x/\n', ...gone })).toEqual([
      `error ${manifest}:5:9 ${by} builds ${at} with the context apps/old, which is no folder`,
      `error ${manifest}:5:9 ${by} builds ${at} with the context apps/older, which is no folder`,
    ]);
  });

  it('judges a Dockerfile of another project where it lies, with the declaration as an input', async () => {
    const root = temporaryWorkspace({
      ...base,
      ...declaring({ context: '.', dockerfile: 'apps/b/Dockerfile' }),
      'apps/b/go.mod': 'module x/b\n',
      'apps/b/Dockerfile': 'FROM scratch\nCOPY contracts gone /x/\n',
    });
    expect(await leafOf(root, 'a', 'docker-context')).toBeUndefined();
    expect(findingLines(await judgeLeaf(root, 'b', 'docker-context'))).toEqual([
      `error apps/b/Dockerfile:2:16 COPY contracts gone fails in the context . (built by the declaration in ${manifest}): "/gone": not found`,
    ]);
    const placement = (await leafOf(root, 'b', 'docker-context'))?.placement;
    expect(placement?.inputs).toEqual(
      expect.arrayContaining([manifest, 'contracts', 'gone'].map((file) => `{workspaceRoot}/${file}`)),
    );
    expect(placement?.edges).toEqual([{ path: 'contracts' }, { path: 'gone' }]);
  });

  it('says that a manifest cannot be read, or parsed, since it may declare or build', async () => {
    const [fits] = await lines({ [at]: 'FROM scratch\n' });
    const root = temporaryWorkspace({ ...base, [at]: 'FROM scratch\n' });
    link(root, manifest, '../../../outside.json');
    expect(findingLines(await judgeLeaf(root, 'a', 'docker-context'))).toEqual([
      `error ${manifest} ${manifest} cannot be read, so what it builds cannot be told`,
      fits,
    ]);
    const both =
      '{ "metadata": { "invariants": {} }, "targets": { "image": { "command": "docker build ." } }, }';
    expect(await lines({ [at]: 'FROM scratch\n', [manifest]: both })).toEqual([
      `error ${manifest}:1:94 ${manifest} is not JSON, so what it builds cannot be told: PropertyNameExpected`,
      fits,
    ]);
  });

  it('leaves the metadata of other tools alone', async () => {
    const files = { [at]: 'FROM scratch\n', [manifest]: { metadata: { builds: 3, owner: 'invariants' } } };
    expect(await lines(files)).toEqual([
      `note ${at}:1:1 no Compose file, workflow, Skaffold file or target builds ${at}; its sources fit the context apps/a`,
    ]);
  });
});
