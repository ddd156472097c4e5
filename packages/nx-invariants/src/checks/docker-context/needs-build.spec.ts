import { describe, expect, it } from 'vitest';
import { dockerfile as at, base, compose } from '../../../testing/image-workspace';
import { findingLines, judgeLeaf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

const lines = async (files: Files) =>
  findingLines(await judgeLeaf(temporaryWorkspace({ ...base, ...files }), 'a', 'docker-context'));
const copying = (...sources: string[]): Files => ({
  [at]: `FROM scratch\n${sources.map((source) => `COPY ${source} /x/\n`).join('')}`,
  ...compose('.', at),
});
const project = (targets: unknown): Files => ({ 'apps/a/project.json': { name: 'a', targets } });
const build = { outputs: ['{projectRoot}/dist'] };
const image = { command: `docker build -f ${at} .` };
const needs = (place: string, copy = 'apps/a/dist', path = copy) =>
  `${at}:${place} COPY ${copy} needs build: ${path} is an output of the target build`;

describe('docker-context, of what a build makes', () => {
  it.each<[string, Files, string[]]>([
    [
      'that a target makes it',
      { ...copying('apps/a/dist'), ...project({ build }) },
      [`warning ${needs('2:6')}`],
    ],
    [
      'that a target makes it, of a pattern and of a file',
      { ...copying('apps/a/dist/*.js', 'apps/a/dist/x'), ...project({ build }) },
      [`warning ${needs('2:6', 'apps/a/dist/*.js')}`, `warning ${needs('3:6', 'apps/a/dist/x')}`],
    ],
    [
      'that the image is built without it',
      { ...copying('apps/a/dist'), 'compose.yml': '', ...project({ build, image }) },
      [`error ${needs('2:6')}, which the target image does not depend on`],
    ],
    [
      'nothing more where the image is built after it',
      {
        ...copying('apps/a/dist'),
        'compose.yml': '',
        ...project({ build, pack: { dependsOn: ['build'] }, image: { ...image, dependsOn: ['pack'] } }),
      },
      [`warning ${needs('2:6')}`],
    ],
    [
      'that the repository ignores it, where no target says so',
      { ...copying('apps/a/dist'), '.gitignore': 'dist\n' },
      [
        `warning ${at}:2:6 COPY apps/a/dist takes apps/a/dist, which no checkout holds: the repository ignores it`,
      ],
    ],
    [
      'what is missing beside it',
      { ...copying('apps/a/dist gone apps/a/out'), ...project({ build }), '.gitignore': 'out\n' },
      [
        `warning ${needs('2:6', 'apps/a/dist gone apps/a/out', 'apps/a/dist')}`,
        `error ${at}:2:18 COPY apps/a/dist gone apps/a/out fails in the context . (built by the Compose service a): "/gone": not found`,
      ],
    ],
    [
      'that the ignore file would keep it out',
      { ...copying('apps/a/dist'), ...project({ build }), '.dockerignore': '**/dist\n' },
      [
        `warning ${needs('2:6')}`,
        `error ${at}:2:6 COPY apps/a/dist fails in the context . (built by the Compose service a): "/apps/a/dist": not found`,
      ],
    ],
    [
      'what is missing, where an output is all of the project',
      {
        ...copying('apps/a/gone'),
        ...project({ build: { outputs: ['{projectRoot}', '{projectRoot}/**/*'] } }),
      },
      [
        `error ${at}:2:6 COPY apps/a/gone fails in the context . (built by the Compose service a): "/apps/a/gone": not found`,
      ],
    ],
  ])('says %s', async (_what, files, expected) => {
    expect((await lines(files)).filter((line) => !line.includes('compose.yml')).sort()).toEqual(
      expected.sort(),
    );
  });
});
