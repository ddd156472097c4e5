import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, link, temporaryWorkspace } from '../../../testing/temporary-workspace';

const at = 'apps/a/Dockerfile';
const base: Files = {
  'apps/a/go.mod': 'module x/a\n',
  'apps/a/main.go': 'package main\n',
  'site/pages/index.html': '',
  [at]: 'FROM scratch\n',
};
const compose = (build: object): Files => ({ 'compose.yml': { services: { a: { build } } } });
const target = (command: string, rest: object = {}): Files => ({
  'apps/a/project.json': { name: 'a', targets: { image: { command }, ...rest } },
});

describe('docker-context, of contexts that are no folder', () => {
  it.each<[string, Files, string[]]>([
    [
      'a folder that was renamed, though nothing is copied',
      compose({ context: 'apps/old', dockerfile: '../a/Dockerfile' }),
      [
        `error compose.yml:4:7 the Compose service a builds ${at} with the context apps/old, which is no folder`,
      ],
    ],
    [
      'a file',
      target(`docker build -f ${at} apps/a/main.go`),
      [
        `error apps/a/project.json:4:5 the target image builds ${at} with the context apps/a/main.go, which is no folder`,
      ],
    ],
    [
      'a named context, though nothing is taken from it',
      compose({ context: 'apps/a', additional_contexts: { more: 'old' } }),
      [`error compose.yml:4:7 the Compose service a builds ${at} with the context old, which is no folder`],
    ],
    [
      'what the repository ignores',
      { ...compose({ context: 'dist/a', dockerfile: '../../apps/a/Dockerfile' }), '.gitignore': 'dist\n' },
      [
        'warning compose.yml:4:7 the Compose service a takes dist/a, which no checkout holds: the repository ignores it',
      ],
    ],
    [
      'what a target makes that the image does not wait for',
      target(`docker build -f ${at} dist/a`, { build: { outputs: ['{workspaceRoot}/dist/a'] } }),
      [
        'error apps/a/project.json:4:5 the target image needs build: dist/a is an output of the target build, which the target image does not depend on',
      ],
    ],
    ['a folder of no project', compose({ context: 'site', dockerfile: '../apps/a/Dockerfile' }), []],
    ['a folder with nothing but folders', compose({ context: 'apps', dockerfile: 'a/Dockerfile' }), []],
    ['the root', compose({ context: '.', dockerfile: at }), []],
  ])('%s', async (_what, files, expected) => {
    const root = temporaryWorkspace({ ...base, ...files });
    expect(findingLines(await judgeLeaf(root, 'a', 'docker-context'))).toEqual(expected);
  });

  it('says what is wrong with the Dockerfile all the same', async () => {
    const files = { ...compose({ context: 'apps/old', dockerfile: '../a/Dockerfile' }), [at]: 'FROM\n' };
    const report = await judgeLeaf(temporaryWorkspace({ ...base, ...files }), 'a', 'docker-context');
    expect(findingLines(report)).toEqual([expect.stringMatching(/the Dockerfile does not parse/)]);
  });

  it('does not take a link for what is not there', async () => {
    const root = temporaryWorkspace({
      ...base,
      ...compose({ context: 'current', dockerfile: '../apps/a/Dockerfile' }),
    });
    link(root, 'current', 'apps/a');
    expect(findingLines(await judgeLeaf(root, 'a', 'docker-context'))).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['site', ['site/pages/index.html']],
    ['old', ['old', 'old/**/*']],
  ])('has as its inputs what tells whether %s is a folder', async (context, expected) => {
    const root = temporaryWorkspace({
      ...base,
      ...compose({ context, dockerfile: '../apps/a/Dockerfile' }),
    });
    const placement = (await leafOf(root, 'a', 'docker-context'))?.placement;
    expect(placement?.inputs).toEqual(
      expect.arrayContaining(expected.map((path) => `{workspaceRoot}/${path}`)),
    );
    expect(placement?.edges).toEqual([{ path: expected[0] }]);
  });
});
