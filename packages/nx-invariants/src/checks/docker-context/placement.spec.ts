import { describe, expect, it } from 'vitest';
import { dockerfile as at, base, compose, fromRoot } from '../../../testing/image-workspace';
import { findingLines, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, link, temporaryWorkspace } from '../../../testing/temporary-workspace';

const judge = (files: Files) => judgeLeaf(temporaryWorkspace(files), 'a', 'docker-context');

describe('where docker-context sits, and what it reads', () => {
  it('is placed with what it copies as inputs and edges, and not without a Dockerfile', async () => {
    const placed = await leafOf(temporaryWorkspace(fromRoot), 'a', 'docker-context');
    expect(placed?.placement.edges).toEqual([{ path: 'contracts' }]);
    expect(placed?.placement.inputs).toEqual(
      expect.arrayContaining([
        '{projectRoot}/**/*',
        '{workspaceRoot}/compose.yml',
        '{workspaceRoot}/.dockerignore',
        '{workspaceRoot}/contracts',
        '{workspaceRoot}/contracts/**/*',
      ]),
    );
    expect(await leafOf(temporaryWorkspace(base), 'a', 'docker-context')).toBeUndefined();
  });

  it.each([
    [['@nx/docker'], true],
    [['@nx/js'], false],
  ])('reads the plugins of nx.json where one of %j infers builds', async (plugins, expected) => {
    const root = temporaryWorkspace({ ...base, [at]: 'FROM scratch\n', 'nx.json': { plugins } });
    const inputs = (await leafOf(root, 'a', 'docker-context'))?.placement.inputs;
    const ofPlugins = { json: '{workspaceRoot}/nx.json', fields: ['extends', 'plugins'] };
    expect(inputs?.some((input) => JSON.stringify(input) === JSON.stringify(ofPlugins))).toBe(expected);
  });

  it('fails where it copies from a folder outside of which Nx would hash no file', async () => {
    const root = temporaryWorkspace({
      ...fromRoot,
      [at]: 'FROM scratch\nCOPY libs/(shop)/x /x\n',
      'libs/(shop)/x': '',
    });
    expect((await leafOf(root, 'a', 'docker-context'))?.placement.parameters).toEqual({
      appliesFailed:
        'the path libs/(shop) holds characters that Nx reads as a pattern (*?{}()[]\\); rename it',
    });
  });

  it.each<[string, Files, string]>([
    [
      'the ignore file of a context',
      { 'libs/{b}/x': '', ...compose('libs/{b}', '../../apps/a/Dockerfile') },
      'libs/{b}',
    ],
    [
      'a Compose file',
      {
        'ci(1)/c.yml': '',
        '.github/workflows/ci.yml':
          'jobs:\n  a:\n    steps:\n      - run: docker compose -f "ci(1)/c.yml" build\n',
      },
      'ci(1)',
    ],
    [
      'an action',
      {
        'ci*/action.yml': 'runs: { using: composite, steps: [] }\n',
        '.github/workflows/ci.yml': 'jobs:\n  a:\n    steps:\n      - uses: ./ci*\n',
      },
      'ci*',
    ],
    [
      'a COPY source',
      { 'libs/a]b/x': '', [at]: 'FROM scratch\nCOPY libs/a]b/x /x\n', ...compose('.', at) },
      'libs/a]b',
    ],
    [
      'the folder before a wildcard',
      { 'libs/a)b/x': '', [at]: 'FROM scratch\nCOPY libs/a)b/* /x/\n', ...compose('.', at) },
      'libs/a)b',
    ],
  ])('fails where Nx would not see a change of %s', async (_what, files, path) => {
    const root = temporaryWorkspace({ ...base, [at]: 'FROM scratch\n', ...files });
    const report = await judgeLeaf(root, 'a', 'docker-context');
    expect(report.verdict).toBe('error');
    expect(report.findings[0]?.message).toContain(
      `the path ${path} holds characters that Nx reads as a pattern`,
    );
  });

  it('sees every change below its own folder, however its files are called', async () => {
    const odd = 'apps/a/docker/[x](y)/Dockerfile';
    const report = (main: string) =>
      judge({
        ...base,
        [odd]: 'FROM scratch\nCOPY "apps/a/(s)/{t}" /x\n',
        'apps/a/(s)/{t}': main,
        ...compose('.', `"${odd}"`),
      });
    const [one, other] = [await report('1'), await report('2')];
    expect([one.verdict, one.subjects]).toEqual(['holds', [odd]]);
    expect(one.inputsDigest).not.toBe(other.inputsDigest);
  });

  it.each<[string, string, string[]]>([
    [
      'a link on the way to what it copies',
      'COPY apps/a/shared/x.txt /x/',
      ['libs/s/x.txt', 'libs/deep/y.txt'],
    ],
    ['a link in what it copies', 'COPY apps/a /x/', ['libs/s', 'libs/deep/y.txt']],
    ['a link that it copies', 'COPY apps/a/shared /x/', ['libs/s', 'libs/deep/y.txt']],
  ])('reads where %s leads, and where links there lead', async (_what, copy, expected) => {
    const root = temporaryWorkspace({
      ...fromRoot,
      [at]: `FROM scratch\n${copy}\n`,
      'libs/s/z.txt': '',
      'libs/deep/y.txt': '',
    });
    link(root, 'apps/a/shared', '../../libs/s');
    link(root, 'libs/s/x.txt', '../deep/y.txt');
    link(root, 'libs/s/loop', '../s');
    link(root, 'libs/s/out', '../../../outside');
    const placed = await leafOf(root, 'a', 'docker-context');
    expect(placed?.placement.edges).toEqual(expected.sort().map((path) => ({ path })));
    expect(placed?.placement.inputs).toEqual(
      expect.arrayContaining(expected.map((path) => `{workspaceRoot}/${path}`)),
    );
    expect(findingLines(await judgeLeaf(root, 'a', 'docker-context'))).toEqual([]);
  });

  it('reads where a Dockerfile and an ignore file link to', async () => {
    const { [at]: text, ...others } = fromRoot;
    const root = temporaryWorkspace({ ...others, 'images/Dockerfile': text, 'images/ignored': '' } as Files);
    link(root, at, '../../images/Dockerfile');
    link(root, '.dockerignore', 'images/ignored');
    expect((await leafOf(root, 'a', 'docker-context'))?.placement.inputs).toEqual(
      expect.arrayContaining(['{workspaceRoot}/images/Dockerfile', '{workspaceRoot}/images/ignored']),
    );
    expect((await judgeLeaf(root, 'a', 'docker-context')).subjects).toEqual([at]);
  });
});
